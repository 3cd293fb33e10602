"""What of an original is left out, by a rewrite or by a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.checks.align import SourceIndex, align
from pipeline.records import CheckedClaim, Document, MatrixRow, Passage, Stance

_COVERED = 0.5
"""Weighted share of the words of a point from which on a text is held to make it."""

_PLAUSIBLE = 6
"""Points of an article that a summary is held to, unless more are asked for."""


def left_out(
    document: str, points: Sequence[CheckedClaim], rows: Mapping[str, MatrixRow]
) -> tuple[Passage, ...]:
    """The `points` of an original, each with its place as evidence, on which `document` is silent; main
    points first.
    """
    ranked = sorted(range(len(points)), key=lambda at: (-_kept(rows[points[at].id]), at))
    silent = [points[at] for at in ranked if _stance(rows[points[at].id], document) is Stance.SILENT]
    return tuple(_place(point) for point in silent)


def main_points(
    points: Sequence[CheckedClaim], rows: Mapping[str, MatrixRow], most: int = _PLAUSIBLE
) -> tuple[CheckedClaim, ...]:
    """The `most` points of an original that its rewrites keep, in the order of the original.

    What several writers took over is what the article is about; between equals, what stands earlier.
    """
    ranked = sorted(range(len(points)), key=lambda at: (-_kept(rows[points[at].id]), at))
    return tuple(points[at] for at in sorted(ranked[:most]))


def missing(points: Sequence[CheckedClaim], text: str) -> tuple[Passage, ...]:
    """The places of the `points` that `text`, a summary, does not make."""
    index = SourceIndex([Document(id="text", path="text", text=text, sha256="")])
    return tuple(_place(point) for point in points if align(point.text, index).coverage < _COVERED)


def _kept(row: MatrixRow) -> int:
    """The number of articles that say something on a claim."""
    return sum(cell.stance is not Stance.SILENT for cell in row.cells)


def _stance(row: MatrixRow, document: str) -> Stance:
    return next((cell.stance for cell in row.cells if cell.document == document), Stance.SILENT)


def _place(point: CheckedClaim) -> Passage:
    held = point.evidence[0]
    return Passage(document=held.document, start=held.start, end=held.end, text=held.text)
