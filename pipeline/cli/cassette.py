"""`pipeline cassette`: look into recorded runs, see that they hold nothing private, and drop what is left over."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.cli.exits import ExitCode
from pipeline.cli.options import with_settings
from pipeline.cli.wording import counted
from pipeline.errors import InputError
from pipeline.llm import recordings
from pipeline.llm.recordings import FILE, Recorded
from pipeline.llm.upkeep import Today, left_over, refuse_to_break
from pipeline.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True)

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="A folder of cassettes, such as cassettes/.", exists=True, file_okay=False
    ),
]
One = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="The folder that --record has written.", exists=True, file_okay=False
    ),
]
Used = Annotated[
    Path | None,
    typer.Option(
        "--used",
        help="The list of used calls that replays with --used have made: what is not in it is unused.",
        metavar="FILE",
        exists=True,
        dir_okay=False,
    ),
]


@app.callback()
def _group() -> None:
    """Look into recorded runs, see that they hold nothing private, and drop what is left over."""


@app.command()
def show(
    folder: Folder,
    full: Annotated[bool, typer.Option("--full", help="Print every prompt and reply in full.")] = False,
) -> None:
    """Print what was asked and answered, a few lines a call."""
    for call in recordings.recordings(folder):
        terminal.result(recordings.shown(call, full))


@app.command()
@with_settings("prompts")
def lint(folder: Folder, settings: Settings, used: Used = None) -> None:
    """Fail when a cassette holds what looks like a key, or names a machine, a home folder or an endpoint.

    Calls of recorded runs that none of today's prompts makes (stale), or that no replay has used (unused, told from
    the list that --used names), are listed.
    """
    calls = recordings.recordings(folder)
    leaks = list(recordings.leaks(folder, _private()))
    for line in leaks:
        terminal.message(line)
    left = list(_left_over(folder, settings, used))
    for line in left:
        terminal.message(line)
    files = {call.file for call in calls}
    terminal.message(
        f"{counted(len(calls), 'call')} in {counted(len(files), 'cassette')}: "
        f"{counted(len(leaks), 'leak')}, {len(left) or 'none'} left over"
    )
    if leaks:
        raise typer.Exit(ExitCode.FOUND)


@app.command()
@with_settings("prompts")
def prune(
    folder: One,
    settings: Settings,
    used: Used = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be dropped.")] = False,
) -> None:
    """Drop the calls that none of today's prompts makes or, with --used, all that no replay has used.

    What is dropped is named. The rest stays as it is, and can be replayed as before.
    """
    from pipeline.llm import cassette

    file = folder / FILE
    calls = list(recordings.of_file(file))
    today = _today(settings)
    dropped = left_over(calls, today, used)
    for at, why in dropped.items():
        terminal.message(_listed(calls[at], why))
    if used is None:
        refuse_to_break(calls, dropped, today)
    if dropped and not dry_run:
        cassette.prune(file, dropped)
    told = "would be dropped" if dry_run else "dropped"
    terminal.message(
        f"{len(dropped) or 'none'} of {counted(len(calls), 'call')} {told}, {len(calls) - len(dropped)} left"
    )


def _left_over(folder: Path, settings: Settings, used: Path | None) -> Iterator[str]:
    """A line for each call of the recorded runs in `folder` that is not needed; `used` is a list for its own run."""
    if used is not None and not (folder / FILE).is_file():
        raise InputError(f"--used goes with one recorded run: there is no {FILE} in {str(folder)!r}.")
    today = _today(settings)
    for file in sorted(folder.rglob(FILE)):
        calls = list(recordings.of_file(file))
        reasons = left_over(calls, today, used if file.parent == folder else None)
        yield from (_listed(calls[at], why) for at, why in reasons.items())


def _today(settings: Settings) -> Today:
    from pipeline.checks.judge import JudgeReply
    from pipeline.llm.schema import strict_schema
    from pipeline.stages.extract import ClaimDrafts
    from pipeline.stages.repair import MendedClaim

    shapes = (ClaimDrafts, MendedClaim, JudgeReply)
    return Today(settings.prompts, {shape.__name__: strict_schema(shape) for shape in shapes})


def _listed(call: Recorded, why: str) -> str:
    return f"{call.file}: {why}\n{recordings.described(call.method, call.path, call.body)}"


def _private() -> list[str]:
    """The paths and the name of this machine that would tell where a cassette was recorded."""
    places = {str(Path.home()), str(Path.cwd()), platform.node()}
    return sorted(place for place in places if len(place) > len("/root"))
