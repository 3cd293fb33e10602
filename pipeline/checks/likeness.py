"""How much short texts have in common, by the stems of their words, rarer ones weighing more (tf-idf without tf)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.checks.lexicon import stem
from pipeline.checks.words import tokens


@lru_cache(maxsize=65536)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a text; kept, so that they can be read before many texts are held together."""
    return frozenset(stem(token.norm) for token in tokens(text) if token.is_content)


class Likeness:
    """The content words of some texts, and what any two of the texts share. Texts are known by their numbers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stems = [stems_of(text) for text in texts]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, stems in enumerate(self._stems):
            for one in sorted(stems):
                self._holders[one].append(number)
        count = len(texts) + 1
        self._weights = {one: math.log(count / len(at)) + 0.1 for one, at in self._holders.items()}
        self._totals = [math.fsum(self._weights[one] for one in stems) for stems in self._stems]

    def share(self, number: int, other: int) -> float:
        """The weighted share of the words of `number` that `other` has too, in [0, 1]; 1 for a text without words."""
        common = math.fsum(self._weights[one] for one in self._stems[number] & self._stems[other])
        return common / self._totals[number] if self._totals[number] else 1.0

    def earlier(self, number: int, least: float) -> Iterator[int]:
        """The texts before `number` of which one holds at least `least` of the other, the most alike first."""
        common: dict[int, float] = defaultdict(float)
        for one in sorted(self._stems[number]):
            for other in self._holders[one]:
                if other < number:
                    common[other] += self._weights[one]
        shares = {
            other: weight / (min(self._totals[number], self._totals[other]) or 1.0)
            for other, weight in common.items()
        }
        close = [other for other, share in shares.items() if share >= least]
        yield from sorted(close, key=lambda other: (-shares[other], other))
