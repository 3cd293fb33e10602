"""`pipeline cache`: what the journals hold, that of an output folder and that of your checks, and how to empty them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.cli.wording import counted
from pipeline.errors import InputError
from pipeline.journal import FILE, Tally, of_checks, opened, shared
from pipeline.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FOLDER]", help="An output folder; the one of the settings if left out.", file_okay=False
    ),
]
Checks = Annotated[
    bool,
    typer.Option("--checks", help="The journal of check, explain and compare, in your cache folder."),
]


@app.callback()
def _group() -> None:
    """Show or empty the journal of answers in an output folder, or that of your checks."""


@app.command("list")
def list_(folder: Folder = None, checks: Checks = False) -> None:
    """Print what a journal holds: answers by model and kind, with what they cost."""
    place = _with_journal(folder, checks)
    with shared(place) if checks else opened(place) as journal:
        tallies = journal.tallies()
    terminal.message(f"answers in {str(place / FILE)!r}:")
    terminal.result(_table(tallies))


@app.command()
def clear(folder: Folder = None, checks: Checks = False) -> None:
    """Forget every answer; the next run, or check, asks anew. Summary and reports stay."""
    place = _with_journal(folder, checks)
    with shared(place) if checks else opened(place) as journal:
        count = journal.clear()
    terminal.message(f"{counted(count, 'answer')} forgotten")


def _with_journal(folder: Path | None, checks: bool) -> Path:
    if checks and folder is not None:
        raise InputError("--checks stands for a folder of its own: give it or a folder, not both.")
    if checks:
        place, writes = of_checks(), "no check has asked a model yet"
    else:
        place, writes = folder or Settings.load().settings.out, "no run has written into that folder"
    if not (place / FILE).is_file():
        other = (
            " What your checks have asked: --checks." if not checks and (of_checks() / FILE).is_file() else ""
        )
        raise InputError(f"There is no journal in {str(place)!r}: {writes}.{other}")
    return place


def _table(tallies: list[Tally]) -> str:
    rows = [("model", "kind", "answers", "tokens sent", "received", "seconds", "characters")]
    rows += [
        (
            tally.model,
            tally.kind,
            f"{tally.entries:,}",
            f"{tally.usage.prompt_tokens:,}",
            f"{tally.usage.completion_tokens:,}",
            f"{tally.seconds:,.1f}",
            f"{tally.characters:,}",
        )
        for tally in tallies
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows
    )
