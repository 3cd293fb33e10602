"""One module a format; each prints the same Report and nothing else.

A new format is a module with `render(report) -> str` and one line in `FORMATS`; `FILES` are what a run
writes. `CHECKS` are the formats of claims checked without a run: `check(claims, documents, tiers) -> str`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.records import CheckedClaim, Document, Report
from pipeline.reports import html, json, junit, lineage, markdown, matrix, note, sarif

FORMATS: dict[str, Callable[[Report], str]] = {
    "markdown": markdown.render,
    "html": html.render,
    "json": json.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "lineage": lineage.render,
    "matrix": matrix.render,
}

FILES: dict[str, str] = {
    "summary.md": "markdown",
    "report.html": "html",
    "report.json": "json",
    "lineage.svg": "lineage",
    "matrix.svg": "matrix",
}

CHECKS: dict[str, Callable[[Sequence[CheckedClaim], Sequence[Document], Sequence[str]], str]] = {
    "text": note.check,
    "json": json.check,
    "markdown": markdown.check,
}
