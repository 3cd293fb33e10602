"""What the page's script needs: which claims rest on which passages.

Offsets for the browser count UTF-16 units, as JavaScript does; everywhere else they count code points.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from pipeline.records import (
    Decision,
    Derivation,
    Document,
    Evidence,
    MatrixRow,
    Passage,
    Report,
    Span,
    Stance,
    Verdict,
    VettedClaim,
)

ROLES = ("supports", "drifts", "contradicts", "cited", "differs", "omitted", "shared")
"""What a passage is to a claim.

"cited" are the words that a held-back claim was taken from, "differs" is one of the wordings of a conflict, "omitted"
is a point that the summary does not make, "shared" is what a rewrite has from its original, on either side.
"""


def places(report: Report) -> dict[str, Any]:
    """What the page's script needs: which claims rest on which passages, all by index.

    A place is `[document, start, end, role]`: the role is an index of `ROLES`, offsets count UTF-16 units. A
    claim has `p`, the places it rests on or was taken from, `f`, one for each flag, and `m`, those of the
    matrix that are not among them. `edges` are those of `drawn_edges`, each with its places in both articles.
    """
    indices = {vetted.claim.id: index for index, vetted in enumerate(report.claims)}
    rows = {row.claim: row for row in report.matrix}
    find, stances = _Finder(report.documents), list(Stance)
    return {
        "claims": [_claim_places(vetted, rows.get(vetted.claim.id), find) for vetted in report.claims],
        "sentences": [[indices[c] for c in sentence.claims if c in indices] for sentence in report.summary],
        "versions": [
            [find(version.passage, ROLES.index("differs")) for version in each.versions]
            for each in report.conflicts
        ],
        "gaps": [find(point, ROLES.index("omitted")) for point in report.left_out],
        "edges": [_shared_places(edge, find) for edge in drawn_edges(report)],
        "stances": {
            str(indices[row.claim]): [
                [find.index[cell.document], stances.index(cell.stance)]
                for cell in row.cells
                if cell.stance is not Stance.SILENT and cell.document in find.index
            ]
            for row in report.matrix
            if row.claim in indices
        },
        "stanceNames": [str(stance) for stance in stances],
    }


def drawn_edges(report: Report) -> list[Derivation]:
    """The edges of the lineage whose articles are both in the report."""
    known = {document.id for document in report.documents}
    return [edge for edge in report.lineage.edges if {edge.parent, edge.child} <= known]


def _shared_places(edge: Derivation, find: _Finder) -> list[list[int]]:
    """What a rewrite has from its original, each sentence before the place it comes from, each place once."""
    role = ROLES.index("shared")
    places = [
        find.place(name, span, role)
        for shared in edge.passages
        for name, span in ((edge.child, shared.child), (edge.parent, shared.parent))
    ]
    return [list(place) for place in dict.fromkeys(map(tuple, places))]


class _Finder:
    """Turns passages into places for the browser; None where the passage's document is not in the report."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.index = {document.id: index for index, document in enumerate(documents)}
        self.units = [Units(document.text) for document in documents]

    def __call__(self, passage: Passage | Evidence | None, role: int) -> list[int] | None:
        if passage is None or passage.document not in self.index:
            return None
        return self.place(passage.document, Span.at(passage.start, passage.end), role)

    def place(self, document: str, span: Span, role: int) -> list[int]:
        """The place of a stretch of a document that is in the report."""
        at = self.index[document]
        return [at, self.units[at](span.start), self.units[at](span.end), role]


class Units:
    """Turns an offset in code points of a text into one in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.wide = [at for at, sign in enumerate(text) if sign > "\uffff"] if not text.isascii() else []

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self.wide, offset)


def _claim_places(
    vetted: VettedClaim, row: MatrixRow | None, find: _Finder
) -> dict[str, list[list[int] | None]]:
    claim = vetted.claim
    cited = 3 if vetted.decision is Decision.HELD_BACK else 0
    flagged = 2 if claim.verdict is Verdict.CONTRADICTED else 1
    evidence = [find(each, cited) for each in claim.evidence]
    flags = [find(flag.source, flagged) for flag in claim.flags]
    known = {tuple(place[:3]) for place in (*evidence, *flags) if place}
    cells = [cell for cell in row.cells if cell.stance is not Stance.SILENT] if row else []
    others = [find(cell.source, ROLES.index(str(cell.stance))) for cell in cells]
    return {
        "p": evidence,
        "f": flags,
        "m": [each for each in others if each and tuple(each[:3]) not in known],
    }
