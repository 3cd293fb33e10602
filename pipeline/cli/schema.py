"""`pipeline schema`: the JSON Schema of what the program writes."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli import terminal


class Subject(StrEnum):
    """What to describe."""

    REPORT = "report"
    CHECK = "check"


def schema(
    of: Annotated[
        Subject, typer.Option("--of", help="report.json, or the JSON of 'pipeline check'.")
    ] = Subject.REPORT,
) -> None:
    """Print the JSON Schema (draft 2020-12) of report.json, or of the JSON that 'pipeline check' prints."""
    from pipeline.reports import json as published

    described = published.schema() if of is Subject.REPORT else published.check_schema()
    terminal.result(json.dumps(described, ensure_ascii=False, indent=2))
