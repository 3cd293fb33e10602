"""For each sentence of an article the sentences of another that account for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.sources.prints import Floats, Prints

HELD = 0.35
"""Weighted share of its words from which on a sentence says what sentences of the other article say."""

PLAIN = 3
"""A sentence that another accounts for shares at least so many plain words with it."""


@dataclass(frozen=True)
class Match:
    """Sentence `left` of one article, and what accounts for it best: sentence `right` of the other and the next.

    `share` is the weighted share of its words that stand there, `plain` the number of plain words among them,
    `own` the number of its names and figures that stand nowhere in the other article.
    """

    left: int
    right: int
    share: float
    plain: int
    own: int

    @property
    def is_held(self) -> bool:
        """Whether the other article accounts for the sentence."""
        return self.share >= HELD and self.plain >= PLAIN and self.own == 0


def matches(left: Prints, right: Prints) -> tuple[tuple[Match, ...], tuple[Match, ...], float]:
    """The best match of each sentence, of the left article and of the right; the share of common stems.

    Words are weighted by the inverse of the number of sentences, in both articles, that hold them: what
    the whole story is about tells no sentence from another.
    """
    if not left.sentences or not right.sentences:
        return (), (), 0.0
    _, mine, theirs = np.intersect1d(left.columns, right.columns, assume_unique=True, return_indices=True)
    held_left, held_right = left.table.sum(axis=0), right.table.sum(axis=0)
    held_left[mine] += (held_both := held_right[theirs])
    held_right[theirs] += held_left[mine] - held_both
    total = len(left.sentences) + len(right.sentences)
    weights_left, weights_right = (
        np.log((total + 1) / held).astype(np.float32) for held in (held_left, held_right)
    )
    mass_left = _product(left.table, weights_left[None])[:, 0]
    mass_right = _product(right.table, weights_right[None])[:, 0]
    weights = weights_left[mine]
    plain = left.is_plain[mine] * right.is_plain[theirs]
    forth = _best(left, mine, mass_left, right, theirs, weights, plain)
    back = _best(right, theirs, mass_right, left, mine, weights, plain)
    return forth, back, len(mine) / min(len(left.columns), len(right.columns))


def _best(
    left: Prints,
    mine: npt.NDArray[np.intp],
    mass: Floats,
    right: Prints,
    theirs: npt.NDArray[np.intp],
    weights: Floats,
    plain: Floats,
) -> tuple[Match, ...]:
    """For each sentence of the left article the one of the right that, with the next, holds most of it."""
    table, other = left.table[:, mine], right.table[:, theirs]
    pairs = np.maximum(other, np.vstack([other[1:], np.zeros_like(other[:1])]))
    shares = _product(table * weights, pairs) / mass[:, None]
    alone = _product(table * weights, other)
    shared_plain = _product(table * plain, pairs)
    places = (shares + 1e-4 * alone).argmax(axis=1)
    facts = right.traits.facts
    return tuple(
        Match(
            row,
            int(place),
            float(shares[row, place]),
            int(shared_plain[row, place]),
            len(left.facts[row] - facts),
        )
        for row, place in enumerate(places)
    )


def _product(rows: Floats, others: Floats) -> Floats:
    """`rows @ others.T` in one thread: the same to the last bit everywhere, and faster than BLAS for small
    tables.
    """
    product: Floats = np.einsum("ik,jk->ij", rows, others)
    return product
