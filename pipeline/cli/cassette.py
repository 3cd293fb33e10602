"""`pipeline cassette`: look into recorded runs, and see that they hold nothing private."""

from __future__ import annotations

import platform
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.cli.exits import ExitCode
from pipeline.llm import recordings

app = typer.Typer(add_completion=False, no_args_is_help=True)

Folder = Annotated[
    Path, typer.Argument(help="A folder of cassettes, such as cassettes/.", exists=True, file_okay=False)
]


@app.callback()
def _group() -> None:
    """Look into recorded runs, and see that they hold nothing private."""


@app.command()
def show(
    folder: Folder,
    full: Annotated[bool, typer.Option("--full", help="Print every prompt and reply in full.")] = False,
) -> None:
    """Print what was asked and answered, a few lines a call."""
    for call in recordings.recordings(folder):
        terminal.result(recordings.shown(call, full))


@app.command()
def lint(folder: Folder) -> None:
    """Fail when a cassette holds what looks like a key, or a path or name of this machine."""
    calls = recordings.recordings(folder)
    found = list(recordings.leaks(folder, _private()))
    for line in found:
        terminal.message(line)
    files = Counter(call.file for call in calls)
    terminal.message(f"{len(calls)} calls in {len(files)} cassettes: {len(found) or 'no'} leaks")
    if found:
        raise typer.Exit(ExitCode.FOUND)


def _private() -> list[str]:
    """The paths and the name of this machine that would tell where a cassette was recorded."""
    places = {str(Path.home()), str(Path.cwd()), platform.node()}
    return sorted(place for place in places if len(place) > len("/root"))
