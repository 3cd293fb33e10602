"""What of an original is left out, by a rewrite or by a summary; and what a rewrite has from nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.checks import findings
from pipeline.checks.align import align
from pipeline.checks.index import SourceIndex
from pipeline.checks.verdict import decide
from pipeline.records import (
    CheckedClaim,
    Decision,
    Document,
    Lineage,
    MatrixRow,
    Passage,
    Stance,
    VettedClaim,
)
from pipeline.sources.corroboration import corroborate, nearness
from pipeline.sources.statements import as_stated, claims_of

FOREIGN = 0.57
"""Nearness below which an original says nothing on a claim."""

_COVERED = 0.5
"""Weighted share of the words of a point from which on a text is held to make it."""

_PLAUSIBLE = 6
"""Points of an article that a summary is held to, unless more are asked for."""


def left_out(
    document: str, points: Sequence[CheckedClaim], rows: Mapping[str, MatrixRow]
) -> tuple[Passage, ...]:
    """The `points` of an original on which `document` is silent, as places; main points first."""
    ranked = sorted(range(len(points)), key=lambda at: (-_kept(rows[points[at].id]), at))
    silent = [points[at] for at in ranked if _stance(rows[points[at].id], document) is Stance.SILENT]
    return tuple(_place(point) for point in silent)


def gaps(
    summary: Sequence[str], documents: Sequence[Document], lineage: Lineage, most: int = _PLAUSIBLE
) -> tuple[Passage, ...]:
    """The main points of the primary article that the sentences of `summary` do not make, in its order.

    The `most` points that its rewrites keep are its main points: what several writers took over is what the
    article is about. Between equals the earlier is the greater. Nothing is missed where no article is primary.
    """
    original = next((document for document in documents if document.id == lineage.primary), None)
    if original is None:
        return ()
    points = [as_stated(claim) for claim in claims_of(original)]
    rows = {row.claim: row for row in corroborate(points, documents, lineage)}
    ranked = sorted(range(len(points)), key=lambda at: (-_kept(rows[points[at].id]), at))
    return missing([points[at] for at in sorted(ranked[:most])], "\n\n".join(summary))


def missing(points: Sequence[CheckedClaim], text: str) -> tuple[Passage, ...]:
    """The places of the `points` that `text` does not make."""
    index = SourceIndex([Document(id="summary", path="summary", text=text, sha256="")])
    return tuple(_place(point) for point in points if align(point.text, index).coverage < _COVERED)


def unsourced(
    vetted: Sequence[VettedClaim],
    matrix: Sequence[MatrixRow],
    documents: Sequence[Document],
    lineage: Lineage,
) -> tuple[str, ...]:
    """The ids of the claims that stand, that one rewrite alone makes, and of which no original of it says anything.

    They come from a source that the rewrite does not name, or from nowhere.
    """
    texts = {document.id: document for document in documents}
    rows = {row.claim: row for row in matrix}
    found: set[str] = set()
    near: set[str] = set()
    own_of: dict[str, list[CheckedClaim]] = defaultdict(list)
    for one in vetted:
        if holder := _alone(one, rows.get(one.claim.id)):
            own_of[holder].append(one.claim)
    for original, *rewrites in lineage.clusters:
        own = [claim for rewrite in rewrites for claim in own_of.get(rewrite, ())]
        if not own:
            continue
        index = SourceIndex([texts[original]])
        for claim in own:
            answer = decide(claim.as_claim(), findings(claim.text, index))
            (found if nearness(answer) < FOREIGN else near).add(claim.id)
    return tuple(v.claim.id for v in vetted if v.claim.id in found - near)


def _alone(vetted: VettedClaim, row: MatrixRow | None) -> str | None:
    """The one article that holds a claim that stands, None where several do."""
    if vetted.decision is Decision.HELD_BACK or row is None:
        return None
    holders = {cell.document for cell in row.cells if cell.stance is not Stance.SILENT}
    holders |= {piece.document for piece in vetted.claim.evidence}
    return holders.pop() if len(holders) == 1 else None


def _kept(row: MatrixRow) -> int:
    """The number of articles that say something on a claim."""
    return sum(cell.stance is not Stance.SILENT for cell in row.cells)


def _stance(row: MatrixRow, document: str) -> Stance:
    return next((cell.stance for cell in row.cells if cell.document == document), Stance.SILENT)


def _place(point: CheckedClaim) -> Passage:
    held = point.evidence[0]
    return Passage(document=held.document, start=held.start, end=held.end, text=held.text)
