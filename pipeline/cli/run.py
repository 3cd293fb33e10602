"""`pipeline run`: articles in, a vetted summary out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli import progress, terminal
from pipeline.cli.exits import of_run
from pipeline.cli.options import Record, Replay, one_cassette, with_settings
from pipeline.settings import Settings


class Format(StrEnum):
    """What stdout gets; the output folder gets every format anyway."""

    MARKDOWN = "markdown"
    JSON = "json"


@with_settings(
    "out",
    "fail_on",
    "primary",
    "tier",
    "votes",
    "repair_rounds",
    "chunk_tokens",
    "base_url",
    "model",
    "preset",
    "gguf",
    "prompts",
    "timeout",
    "attempts",
    "retry_after_cap",
    "concurrency",
    "requests_per_minute",
    "tokens_per_minute",
    "max_requests",
    "max_tokens",
    "max_cost",
    "price_prompt",
    "price_completion",
    "cache",
)
def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Articles: files, folders, or - for stdin.")
    ],
    settings: Settings,
    format: Annotated[Format, typer.Option(help="What to print on stdout.")] = Format.MARKDOWN,
    record: Record = None,
    replay: Replay = None,
) -> None:
    """Read articles, vet every claim against their raw text, and write a summary of the claims that held.

    The summary is printed on stdout. The output folder gets summary.md, report.html and report.json,
    which say what was held back and why.
    """
    from pipeline import reports
    from pipeline.run import run as run_pipeline

    one_cassette(record, replay)
    with progress.shown() as shown:
        report = run_pipeline(paths, settings, record=record, replay=replay, out=settings.out, progress=shown)
    terminal.result(
        reports.markdown.render(report) if format is Format.MARKDOWN else reports.json.render(report)
    )
    raise typer.Exit(of_run(report, settings.fail_on))
