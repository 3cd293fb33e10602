"""Which article holds which claim, and on how many independent sources a claim rests."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.checks import findings_of
from pipeline.checks.align import align
from pipeline.checks.index import SourceIndex
from pipeline.checks.verdict import decide
from pipeline.records import (
    CheckedClaim,
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
"""Share of the weight of a claim's content words that an article must hold to be looked at among many."""


_SPEAKS = 0.85
"""Nearness from which on an article speaks of what a claim says."""


def corroborate(
    claims: Sequence[CheckedClaim], documents: Sequence[Document], lineage: Lineage
) -> tuple[MatrixRow, ...]:
    """One row for each of `claims`, a cell for each of `documents`, both in their order; by the rules alone.

    Of many documents, those that are silent have no cell. `row.claim` is the claim's id. A cell that
    supports, drifts or contradicts has its place.
    `row.corroboration` counts sources that are independent of each other: a file that repeats what its
    source says adds nothing.
    """
    return Articles(documents).matrix(claims, lineage)


class Articles:
    """Articles against each of which claims are held. With the `index` of them all, none is read again for it."""

    def __init__(self, documents: Sequence[Document], index: SourceIndex | None = None) -> None:
        self._documents = documents
        self._index = index

    def matrix(self, claims: Sequence[CheckedClaim], lineage: Lineage) -> tuple[MatrixRow, ...]:
        """What `corroborate` gives."""
        rows: list[list[MatrixCell]] = [[] for _ in claims]
        are_many = len(self._documents) > _CHECK_ALL
        for document, numbers in zip(self._documents, self._near(claims), strict=True):
            if not numbers:
                continue
            index = SourceIndex([document], self._index)  # one at a time: memory stays small
            for number in numbers:
                cell = _cell(claims[number], document.id, index)
                if cell.stance is not Stance.SILENT or not are_many:
                    rows[number].append(cell)
        return tuple(_row(claim, cells, lineage) for claim, cells in zip(claims, rows, strict=True))

    def _near(self, claims: Sequence[CheckedClaim]) -> Sequence[Sequence[int]]:
        """For each document, the numbers of the claims of which it holds enough words to be read for them.

        A word weighs as much as it tells of which article is meant: its inverse document frequency (Spärck Jones 1972).
        """
        if len(self._documents) <= _CHECK_ALL:
            return [range(len(claims))] * len(self._documents)
        near: list[list[int]] = [[] for _ in self._documents]
        for number, claim in enumerate(claims):
            shared = np.zeros(len(self._documents))
            whole = 0.0
            for word in sorted(content(claim.text)):
                holders = self._holders.get(word, _NOBODY)
                weight = math.log1p(len(self._documents) / (1 + len(holders)))
                whole += weight
                shared[holders] += weight
            for at in np.flatnonzero((shared >= _SHARED * whole) & (shared > 0)):
                near[at].append(number)
        return near

    @cached_property
    def _holders(self) -> dict[str, npt.NDArray[np.int32]]:
        """By the stem of a word the numbers of the articles that have it."""
        holders: dict[str, list[int]] = defaultdict(list)
        for at, document in enumerate(self._documents):
            for word in content(document.text):
                holders[word].append(at)
        return {word: np.array(at, dtype=np.int32) for word, at in holders.items()}


_NOBODY: npt.NDArray[np.int32] = np.zeros(0, dtype=np.int32)


def independent(supporters: Sequence[str], lineage: Lineage) -> int:
    """How many sources stand behind what all of `supporters`, ids of documents, say.

    A document that derives from another supporter counts nothing. What rewrites of one original have in
    common that the original lacks counts once: there may be a further source that none of them names.
    """
    first = [name for name in supporters if not _ancestors(name, lineage) & set(supporters)]
    groups: list[set[int]] = []
    for name in first:
        clusters = set(lineage.homes.get(name, ()))
        if not clusters:
            groups.append(set())
            continue
        for group in [group for group in groups if group & clusters]:
            clusters |= group
            groups.remove(group)
        groups.append(clusters)
    return len(groups)


_HOLDS = 1.1
"""Nearness from which on a further article is said to hold a claim: naming one that does not misleads more than
leaving out one that does."""


def _row(claim: CheckedClaim, cells: Sequence[MatrixCell], lineage: Lineage) -> MatrixRow:
    supporters = [cell.document for cell in cells if cell.stance is Stance.SUPPORTS]
    return MatrixRow(claim=claim.id, cells=tuple(cells), corroboration=independent(supporters, lineage))


def _cell(claim: CheckedClaim, name: str, index: SourceIndex) -> MatrixCell:
    alignment = align(claim.text, index)
    rests = _rests_on(claim, name)
    if not rests and alignment.coverage + alignment.closeness < _SPEAKS:
        return MatrixCell(document=name, stance=Stance.SILENT)  # what the checks find would change nothing
    alone = decide(claim.as_claim(), findings_of(alignment))
    held = stance(alone)
    if not alone.flags and rests:
        held = Stance.SUPPORTS
    elif held is Stance.SUPPORTS and nearness(alone) < _HOLDS:
        held = Stance.SILENT
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


def _ancestors(name: str, lineage: Lineage) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in lineage.parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
