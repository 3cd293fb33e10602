"""The options that commands share: settings, whose help, default and rules stand in `settings.Settings` alone, and sets
of options that a command takes as one value.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_type_hints

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
CHECKING = ("fail_on", "tier", "votes", "workers", "cache", *MODEL, *LIMITS)
"""The settings of every command that checks claims."""

Articles = Annotated[
    list[str], typer.Argument(metavar="PATH", help="Articles: files, folders, or - for stdin.")
]
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


Used = Annotated[
    Path | None,
    typer.Option(
        "--used",
        help="With --replay: add the recorded calls that were used to the list in this file, for "
        "'pipeline cassette prune'.",
        metavar="FILE",
        dir_okay=False,
        rich_help_panel="Cassettes",
    ),
]


class Tape(NamedTuple):
    """The cassette that a command writes or plays, if any."""

    record: Record = None
    replay: Replay = None
    used: Used = None

    def checked(self) -> Tape:
        """The same. Raises InputError when the options do not go together, or there is nothing to replay."""
        one_cassette(self.record, self.replay)
        if self.used is not None and self.replay is None:
            raise InputError("--used goes with --replay: a replay shows which recorded calls are used.")
        if self.used is not None and not self.used.parent.is_dir():
            raise InputError(
                f"--used cannot be {str(self.used)!r}: there is no such folder to write it into."
            )
        return self


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


def format_of(table: Mapping[str, object]) -> Any:
    """The option that chooses from a table of formats."""
    return typer.Option("--format", metavar="|".join(table), help="What to print on stdout.")


def with_settings(*keys: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each of `keys`, and pass it the merged `settings` in their place.

    A parameter whose type is a named tuple, such as `Tape`, becomes an option for each field, and is passed as one.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def called(**given: Any) -> None:
            flags = {key: given.pop(key) for key in keys}
            for name, kind in sets.items():
                given[name] = kind(**{field: given.pop(field) for field in kind._fields})
            command(**given, settings=Settings.load(flags).settings)

        signature = inspect.signature(command, eval_str=True)
        own = {name: one for name, one in signature.parameters.items() if name != "settings"}
        sets = {name: one.annotation for name, one in own.items() if hasattr(one.annotation, "_fields")}
        members = (member for kind in sets.values() for member in _members(kind))
        plain = (one for name, one in own.items() if name not in sets)
        parameters = [*plain, *members, *(_option(key) for key in keys)]
        called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return called

    return decorate


def _members(kind: Any) -> list[inspect.Parameter]:
    """An option for each field of a named tuple."""
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=kind._field_defaults.get(name, inspect.Parameter.empty),
            annotation=hints[name],
        )
        for name in kind._fields
    ]


_PANELS = {"The model": MODEL, "Limits": LIMITS}


def _option(key: str) -> inspect.Parameter:
    """The option of one setting. Numbers are handed on as typed: `Settings` says what is wrong with them."""
    field = Settings.model_fields[key]
    kinds = get_args(field.annotation) or (field.annotation,)
    kind = next((known for known in (Tier, Preset, bool) if known in kinds), str)
    option = typer.Option(
        *([f"{flag(key)}/{flag(key, given=False)}", *_ALIASES.get(key, ())] if kind is bool else [flag(key)]),
        help=f"{field.description}{_default(field.default)}",
        show_default=False,
        metavar=_metavar(kinds) if kind in (str, Preset) else None,
        rich_help_panel=next((name for name, keys in _PANELS.items() if key in keys), None),
    )
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


_ALIASES = {"cache": ["--resume"]}


def _default(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    return f" Default: {value:g}." if isinstance(value, float) else f" Default: {value}."


def _metavar(kinds: tuple[Any, ...]) -> str:
    return next((word for kind, word in ((int, "N"), (float, "N"), (Path, "PATH")) if kind in kinds), "TEXT")
