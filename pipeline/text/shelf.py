"""Look for a quotation in many texts without reading each of them closely."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.text.find import Near, keys, nearest, needles, pieces
from pipeline.text.normalise import normalise

_FEW = 3
"""Up to so many texts are simply read."""


class Shelf:
    """Some texts, known by their numbers. What is told of them is what `find` and `nearest` tell of each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def holding(self, quote: str) -> Iterator[int]:
        """The texts, in their order, in which `find` or `find_in_order` may find `quote`: in no other do they."""
        if len(self._texts) <= _FEW:
            yield from range(len(self._texts))
            return
        whole = [quote.strip(), *needles(quote)]
        parts = [[part.of(quote), *needles(part.of(quote))] for part in pieces(quote)]
        for number, texts in enumerate(zip(self._texts, self._evened, strict=True)):
            if _holds(texts, whole) or (parts and all(_holds(texts, part) for part in parts)):
                yield number

    def nearest(self, quote: str, least: float) -> tuple[int, Near] | None:
        """The passage of all texts most like `quote`, of equal ones the first; None where its ratio is under `least`.

        Of a text that holds `m` of the `n` words of the quotation no passage has a ratio over 2m / (n + m): texts
        are read in the order of that bound, until none that is left can hold a better passage.
        """
        best: tuple[int, Near] | None = None
        for number, bound in self._bounds(quote):
            if bound < (best[1].ratio if best else least):
                break
            near = nearest(quote, self._texts[number])
            if (
                near is not None
                and near.ratio >= least
                and (best is None or _is_better((number, near), best))
            ):
                best = number, near
        return best

    def _bounds(self, quote: str) -> Iterator[tuple[int, float]]:
        """The texts with the most that the ratio of a passage may be, the highest first."""
        if len(self._texts) <= _FEW:
            yield from ((number, 1.0) for number in range(len(self._texts)))
            return
        wanted = keys(normalise(quote).text)
        shared = Counter(number for key in wanted for number in self._holders.get(key, ()))
        for number, common in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
            yield number, 2 * common / (len(wanted) + common)

    @cached_property
    def _evened(self) -> list[str]:
        return [normalise(text).text for text in self._texts]

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """By word, as `nearest` compares them, the texts that hold it."""
        holders: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._evened):
            for key in set(keys(text)):
                holders[key].append(number)
        return dict(holders)


def _holds(texts: tuple[str, str], ways: Sequence[str]) -> bool:
    """Whether a text, or the same evened out, holds what may be written in these ways; nothing is in every text."""
    return any(way in text for way in ways for text in texts)


def _is_better(one: tuple[int, Near], other: tuple[int, Near]) -> bool:
    return (-one[1].ratio, one[0]) < (-other[1].ratio, other[0])
