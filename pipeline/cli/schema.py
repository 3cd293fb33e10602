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
    COMPARE = "compare"


def schema(
    of: Annotated[
        Subject,
        typer.Option("--of", help="report.json, or the JSON of 'pipeline check' or 'pipeline compare'."),
    ] = Subject.REPORT,
) -> None:
    """Print the JSON Schema (draft 2020-12) of report.json, or of the JSON that another command prints."""
    from pipeline.reports import json as published

    schemas = {
        Subject.REPORT: published.schema,
        Subject.CHECK: published.check_schema,
        Subject.COMPARE: published.comparison_schema,
    }
    terminal.result(json.dumps(schemas[of](), ensure_ascii=False, indent=2))
