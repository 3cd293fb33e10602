"""Which article holds which claim, and on how many independent sources a claim rests."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks import findings
from pipeline.checks.align import SourceIndex
from pipeline.checks.verdict import decide
from pipeline.records import (
    CheckedClaim,
    Claim,
    Document,
    FlagKind,
    Lineage,
    MatrixCell,
    MatrixRow,
    Passage,
    Stance,
    Verdict,
)
from pipeline.sources.traits import content

_CHECK_ALL = 12
"""Up to this many articles each is held against each claim; of more, those that share enough words with it.
"""

_SHARED = 0.5
"""Share of a claim's content words that an article must hold to be looked at among many."""


_SPEAKS = 0.79
"""Nearness from which on an article speaks of what a claim says."""


def corroborate(
    claims: Sequence[CheckedClaim], documents: Sequence[Document], lineage: Lineage
) -> tuple[MatrixRow, ...]:
    """One row for each of `claims`, a cell for each of `documents`, both in their order; by the rules alone.

    `row.claim` is the claim's id. A cell that supports, drifts or contradicts has its place.
    `row.corroboration` counts sources that are independent of each other: a file that repeats what its
    source says adds nothing.
    """
    shelf = [_Shelved(document) for document in documents]
    return tuple(_row(claim, shelf, lineage) for claim in claims)


def independent(supporters: Sequence[str], lineage: Lineage) -> int:
    """How many sources stand behind what all of `supporters`, ids of documents, say.

    A document that derives from another supporter counts nothing. What rewrites of one original have in
    common that the original lacks counts once: there may be a further source that none of them names.
    """
    parents: dict[str, set[str]] = {}
    for edge in lineage.edges:
        parents.setdefault(edge.child, set()).add(edge.parent)
    first = [name for name in supporters if not _ancestors(name, parents) & set(supporters)]
    groups: list[set[int]] = []
    for name in first:
        clusters = {number for number, cluster in enumerate(lineage.clusters) if name in cluster}
        if not clusters:
            groups.append(set())
            continue
        for group in [group for group in groups if group & clusters]:
            clusters |= group
            groups.remove(group)
        groups.append(clusters)
    return len(groups)


class _Shelved:
    """An article with what it takes to hold claims against it, made on first use."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._index: SourceIndex | None = None
        self._words: frozenset[str] | None = None

    @property
    def index(self) -> SourceIndex:
        if self._index is None:
            self._index = SourceIndex([self.document])
        return self._index

    def shares(self, words: frozenset[str]) -> bool:
        """Whether enough of `words`, stems of a claim, stand in the article."""
        if self._words is None:
            self._words = content(self.document.text)
        return len(words & self._words) >= _SHARED * len(words)


def _row(claim: CheckedClaim, shelf: Sequence[_Shelved], lineage: Lineage) -> MatrixRow:
    words = content(claim.text)
    cells = tuple(
        _cell(claim, shelved)
        if len(shelf) <= _CHECK_ALL or shelved.shares(words)
        else MatrixCell(document=shelved.document.id, stance=Stance.SILENT)
        for shelved in shelf
    )
    supporters = [cell.document for cell in cells if cell.stance is Stance.SUPPORTS]
    return MatrixRow(claim=claim.id, cells=cells, corroboration=independent(supporters, lineage))


def _cell(claim: CheckedClaim, shelved: _Shelved) -> MatrixCell:
    asked = Claim(id=claim.id, text=claim.text, speaker=claim.speaker, certainty=claim.certainty)
    alone = decide(asked, findings(claim.text, shelved.index))
    name = shelved.document.id
    held = stance(alone)
    if held is not Stance.SUPPORTS and not alone.flags and _rests_on(claim, name):
        held = Stance.SUPPORTS
    if held is Stance.SILENT:
        return MatrixCell(document=name, stance=held)
    kinds = tuple(dict.fromkeys(flag.kind for flag in alone.flags))
    if held is Stance.DRIFTS and not kinds:
        kinds = (FlagKind.ADDITION,)
    return MatrixCell(document=name, stance=held, kinds=kinds, source=_place(alone))


def stance(alone: CheckedClaim) -> Stance:
    """What an article says about a claim held against it alone: nothing, where no sentence is near enough."""
    if alone.verdict is Verdict.UNDETERMINED or nearness(alone) < _SPEAKS:
        return Stance.SILENT
    if alone.verdict is Verdict.SUPPORTED:
        return Stance.SUPPORTS
    return Stance.CONTRADICTS if alone.verdict is Verdict.CONTRADICTED else Stance.DRIFTS


def nearness(checked: CheckedClaim) -> float:
    """How near the articles come to a claim, from 0, with nothing in common, to 2, in its very words."""
    return checked.signals.get("coverage", 0.0) + checked.signals.get("closeness", 0.0)


def _rests_on(claim: CheckedClaim, name: str) -> bool:
    """Whether a claim that all articles together support rests first of all on this one."""
    return claim.verdict is Verdict.SUPPORTED and bool(claim.evidence) and claim.evidence[0].document == name


def _place(alone: CheckedClaim) -> Passage | None:
    if alone.verdict is not Verdict.SUPPORTED:
        marked = [
            flag.source for flag in alone.flags if flag.source and flag.kind is not FlagKind.BOILERPLATE
        ]
        if marked:
            return marked[0]
    if not alone.evidence:
        return None
    first = alone.evidence[0]
    return Passage(document=first.document, start=first.start, end=first.end, text=first.text)


def _ancestors(name: str, parents: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
