"""Settings as command-line options: help, default and rules of each stand in `settings.Settings` alone."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import typer

from pipeline.errors import InputError
from pipeline.settings import Preset, Settings, Tier, flag

MODEL = ("base_url", "model", "preset", "gguf", "prompts", "timeout", "attempts", "retry_after_cap")
LIMITS = (
    "concurrency",
    "requests_per_minute",
    "tokens_per_minute",
    "max_requests",
    "max_tokens",
    "max_cost",
    "price_prompt",
    "price_completion",
)
CHECKING = ("fail_on", "tier", "votes", *MODEL, *LIMITS)
"""The settings of every command that checks claims."""

Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        help="Record every exchange with the model into this folder.",
        metavar="DIR",
        file_okay=False,
        rich_help_panel="Cassettes",
    ),
]
Replay = Annotated[
    Path | None,
    typer.Option(
        "--replay",
        help="Answer from the exchanges recorded in this folder, without any network.",
        metavar="DIR",
        rich_help_panel="Cassettes",
    ),
]


def one_cassette(record: Path | None, replay: Path | None) -> None:
    """Raise InputError unless at most one of the two is given, and what is to be replayed is there."""
    if record is not None and replay is not None:
        raise InputError("--record and --replay exclude each other: give one of them.")
    if replay is not None and not replay.exists():
        raise InputError(f"There is nothing to replay: {str(replay)!r} is not there.")


Choice = TypeVar("Choice")


def one_of(table: Mapping[str, Choice], name: str, option: str) -> Choice:
    """The entry `name` of a table that an option chooses from. Raises InputError that names all entries."""
    if name not in table:
        raise InputError(f"{option} cannot be {name!r}: it must be one of {', '.join(table)}.")
    return table[name]


def with_settings(*keys: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each of `keys`, and pass it the merged `settings` in their place."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def called(**given: Any) -> None:
            flags = {key: given.pop(key) for key in keys}
            command(**given, settings=Settings.load(flags).settings)

        signature = inspect.signature(command, eval_str=True)
        own = [parameter for name, parameter in signature.parameters.items() if name != "settings"]
        parameters = [*own, *(_option(key) for key in keys)]
        called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return called

    return decorate


_PANELS = {"The model": MODEL, "Limits": LIMITS}


def _option(key: str) -> inspect.Parameter:
    """The option of one setting. Numbers are handed on as typed: `Settings` says what is wrong with them."""
    field = Settings.model_fields[key]
    kinds = get_args(field.annotation) or (field.annotation,)
    kind = next((known for known in (Tier, Preset) if known in kinds), str)
    option = typer.Option(
        flag(key),
        help=f"{field.description}{_default(field.default)}",
        show_default=False,
        metavar=_metavar(kinds) if kind in (str, Preset) else None,
        rich_help_panel=next((name for name, keys in _PANELS.items() if key in keys), None),
    )
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _default(value: object) -> str:
    if value is None:
        return ""
    return f" Default: {value:g}." if isinstance(value, float) else f" Default: {value}."


def _metavar(kinds: tuple[Any, ...]) -> str:
    return next((word for kind, word in ((int, "N"), (float, "N"), (Path, "PATH")) if kind in kinds), "TEXT")
