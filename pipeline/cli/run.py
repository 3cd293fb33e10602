"""`pipeline run`: articles in, a vetted summary out."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import progress, terminal
from pipeline.cli.exits import of_run
from pipeline.cli.options import CHECKING, Articles, Tape, format_of, one_of, with_settings
from pipeline.errors import InputError
from pipeline.reports import FORMATS
from pipeline.settings import Settings


@with_settings("out", "summary_sentences", "primary", "repair_rounds", "chunk_tokens", *CHECKING)
def run(
    paths: Articles,
    settings: Settings,
    tape: Tape,
    format: Annotated[str, format_of(FORMATS)] = "markdown",
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Only say what the run would ask of the model; nothing is asked."),
    ] = False,
) -> None:
    """Read articles, vet every claim against their raw text, and write a summary of the claims that held.

    The summary goes to stdout, and with report.html and report.json into the output folder.
    """
    render = one_of(FORMATS, format, "--format")
    tape = tape.checked()
    if estimate:
        if any(tape):
            raise InputError("--estimate asks nobody, so it does not go with --record and --replay.")
        from pipeline.cli.estimate import told

        terminal.result(told(paths, settings))
        raise typer.Exit
    from pipeline.api import run as run_pipeline

    with progress.shown() as shown:
        report = run_pipeline(paths, settings, **tape._asdict(), out=settings.out, progress=shown)
    terminal.result(render(report), format)
    raise typer.Exit(of_run(report, settings.fail_on))
