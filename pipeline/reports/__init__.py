"""One module a format; each prints the same Report and nothing else.

A new format is a module with `render(report) -> str` and one line in `FORMATS`; `FILES` are what a run
writes. `CHECKS` are the formats of claims checked without a run: `check(claims, documents, tiers) -> str`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.records import CheckedClaim, Document, Report
from pipeline.reports import html, json, junit, lineage, markdown, matrix, note, sarif
from pipeline.reports.svg import standalone

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


def files(report: Report) -> Iterator[tuple[str, Iterable[str]]]:
    """What a run writes: the name of each file and its text, in pieces, so that a long one is nowhere whole.

    The figures are drawn once, for the page and as files.
    """
    drawn = {"lineage": lineage.figure(report), "matrix": matrix.figure(report)}
    pieces = {"html": lambda: html.pieces(report, **drawn), "json": lambda: json.pieces(report)}
    for name, format in FILES.items():
        if format in drawn:
            yield name, (standalone(drawn[format]),)
        else:
            yield name, pieces[format]() if format in pieces else (FORMATS[format](report),)


CHECKS: dict[str, Callable[[Sequence[CheckedClaim], Sequence[Document], Sequence[str]], str]] = {
    "text": note.check,
    "json": json.check,
    "markdown": markdown.check,
}
