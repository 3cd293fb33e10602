"""One module a format; each prints the same Report and nothing else.

A new format is a module with `render(report) -> str` and one line in `FORMATS`; `FILES` are what a run
writes. `CHECKS` are the formats of claims checked without a run: `check(claims, documents, tiers) -> str`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.records import CheckedClaim, Document, Report
from pipeline.reports import json, markdown, note

FORMATS: dict[str, Callable[[Report], str]] = {
    "markdown": markdown.render,
    "json": json.render,
}

FILES: dict[str, str] = {
    "summary.md": "markdown",
    "report.json": "json",
}

CHECKS: dict[str, Callable[[Sequence[CheckedClaim], Sequence[Document], Sequence[str]], str]] = {
    "text": note.check,
    "json": json.check,
    "markdown": markdown.check,
}
