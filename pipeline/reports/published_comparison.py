"""The published shape of a comparison: what `pipeline compare --format json` prints, and `pipeline schema` describes.

As in `published.py` all offsets are half-open and count code points of the decoded raw text.
"""

from __future__ import annotations

import datetime as dt

from pipeline import records
from pipeline.records import Comparison, Rewrite, Verdict
from pipeline.reports.published import (
    Conflict,
    Flag,
    Lineage,
    Passage,
    Published,
    Row,
    Share,
    published_lineage,
)


class ComparedDocument(Published):
    """An article. Of a rewrite: the article it is held `against`, and how far it is from it.

    `distance` is 0 when the original holds every claim, 1 when it holds none. `left_out` are places in the original,
    `own` are places in the rewrite of which the original says nothing.
    """

    id: str
    path: str
    title: str | None
    publisher: str | None
    published: dt.date | None
    sha256: str
    against: str | None
    distance: Share | None
    left_out: tuple[Passage, ...]
    own: tuple[Passage, ...]


class ComparedRow(Row):
    """One claim across all articles, in its words; an article that has no cell is silent."""

    text: str


class DriftedClaim(Published):
    """A claim of a rewrite, held against its original; `span` is where it stands in the rewrite."""

    document: str
    claim: str
    verdict: Verdict
    flags: tuple[Flag, ...]
    against: str
    span: tuple[int, int]
    score: Share | None
    reason: str


class PublishedComparison(Published):
    """What `pipeline compare --format json` prints."""

    documents: tuple[ComparedDocument, ...]
    lineage: Lineage
    matrix: tuple[ComparedRow, ...]
    conflicts: tuple[Conflict, ...]
    drift: tuple[DriftedClaim, ...]


def published_comparison(comparison: Comparison) -> PublishedComparison:
    """The published shape of `comparison`."""
    texts = {claim.id: claim.text for claim in comparison.claims}
    rewrites = {rewrite.document: rewrite for rewrite in comparison.rewrites}
    return PublishedComparison(
        documents=tuple(_document(document, rewrites.get(document.id)) for document in comparison.documents),
        lineage=published_lineage(comparison.lineage),
        matrix=tuple(ComparedRow(**row.model_dump(), text=texts[row.claim]) for row in comparison.matrix),
        conflicts=tuple(Conflict(**conflict.model_dump()) for conflict in comparison.conflicts),
        drift=tuple(_drift(row) for row in comparison.drift),
    )


def _document(document: records.Document, rewrite: Rewrite | None) -> ComparedDocument:
    return ComparedDocument(
        id=document.id,
        path=document.path,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        sha256=document.sha256,
        against=rewrite.against if rewrite else None,
        distance=rewrite.distance if rewrite else None,
        left_out=_passages(rewrite.left_out if rewrite else ()),
        own=_passages(rewrite.own if rewrite else ()),
    )


def _passages(passages: tuple[records.Passage, ...]) -> tuple[Passage, ...]:
    return tuple(Passage(**passage.model_dump()) for passage in passages)


def _drift(row: records.Drift) -> DriftedClaim:
    claim = row.claim
    return DriftedClaim(
        document=row.document,
        claim=claim.text,
        verdict=claim.verdict,
        flags=tuple(Flag(**flag.model_dump()) for flag in claim.flags),
        against=row.against,
        span=(row.place.start, row.place.end),
        score=claim.score,
        reason=claim.reason,
    )
