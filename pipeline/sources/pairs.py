"""Which two articles are held against each other for what they have otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.records import Lineage
from pipeline.sources.lineage import candidates
from pipeline.sources.matching import Match
from pipeline.sources.prints import Prints
from pipeline.sources.resemblance import resemblance


@dataclass(frozen=True)
class Pair:
    """An original with an article made from it, or with another original; `is_rewrite` says which."""

    known: Prints
    told: Prints
    is_rewrite: bool

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """For each sentence of `told` the one of `known` that accounts for it best."""
        return resemblance(self.told, self.known).matches


def pairs(prints: Sequence[Prints], lineage: Lineage) -> Iterator[Pair]:
    """Each original with each article made from it, then each two originals that may be about one event."""
    by_id = {p.traits.document.id: p for p in prints}
    for cluster in lineage.clusters:
        yield from (Pair(by_id[cluster[0]], by_id[name], is_rewrite=True) for name in cluster[1:])
    originals = [by_id[cluster[0]] for cluster in lineage.clusters]
    yield from (Pair(originals[i], originals[j], is_rewrite=False) for i, j in candidates(originals))
