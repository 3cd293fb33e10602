"""`pipeline cache`: what the journal of an output folder holds, and how to empty it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.errors import InputError
from pipeline.journal import FILE, Tally, opened
from pipeline.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Argument(help="An output folder; the one of the settings if left out.", file_okay=False),
]


@app.callback()
def _group() -> None:
    """Show or empty the journal of answers in an output folder."""


@app.command("list")
def list_(folder: Folder = None) -> None:
    """Print what the journal holds: answers by model and kind, with what they cost."""
    with opened(_with_journal(folder)) as journal:
        tallies = journal.tallies()
    terminal.result(_table(tallies))


@app.command()
def clear(folder: Folder = None) -> None:
    """Forget every answer; the next run asks anew. Summary and reports stay."""
    with opened(_with_journal(folder)) as journal:
        count = journal.clear()
    terminal.message(f"{count:,} answers forgotten")


def _with_journal(folder: Path | None) -> Path:
    place = folder or Settings.load().settings.out
    if not (place / FILE).is_file():
        raise InputError(f"There is no journal in {str(place)!r}: no run has written into that folder.")
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
