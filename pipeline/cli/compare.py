"""`pipeline compare`: who derives from whom, and what each rewrite changed, without writing a summary."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import progress, terminal
from pipeline.cli.exits import of_comparison
from pipeline.cli.options import CHECKING, Articles, Tape, format_of, one_of, with_settings
from pipeline.reports.comparison import FORMATS
from pipeline.settings import Settings


@with_settings("primary", *CHECKING)
def compare(
    paths: Articles,
    settings: Settings,
    tape: Tape,
    format: Annotated[str, format_of(FORMATS)] = "text",
) -> None:
    """Say who derives from whom among articles, and what each rewrite changed, claim by claim."""
    render = one_of(FORMATS, format, "--format")
    tape = tape.checked()
    from pipeline.api import compare as compare_articles
    from pipeline.journal import of_checks

    with progress.shown() as shown:
        found = compare_articles(paths, settings, **tape._asdict(), cache=of_checks(), progress=shown)
    terminal.result(render(found), format)
    raise typer.Exit(of_comparison(found, settings.fail_on))
