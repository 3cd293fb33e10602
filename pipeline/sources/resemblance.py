"""How much two articles have in common that chance and a common event do not explain.

Broder's containment of shingles ("On the resemblance and containment of documents", 1997) finds copies.
Rewrites are found by what survives a rewriting: neighbouring words, and sentences that one or two sentences
of the other article account for wholly, down to the last name and figure. A second reporter at the same
event has matter of his own in nearly every sentence. All sets are compared exactly: for the few hundred
articles of a run that takes seconds, and MinHash would only add an error.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.records import Document
from pipeline.sources.furniture import without_furniture
from pipeline.sources.traits import Quotation, Sentence, Token, Traits, traits

SHINGLE = 4
"""Words in a shingle."""

ALIKE = 0.6
"""From this ratio of equal words on, two quotations are versions of one."""

HELD = 0.35
"""Weighted share of its words from which on a sentence says what sentences of the other article say."""

_USUAL = 14
"""Sentences of a short news article."""

_PLAIN = 3
"""A sentence that another accounts for shares at least so many plain words with it."""

_BEST = 5
"""So many of an article's sentences, those most like the other article, are looked at closely."""

_PART = 5
"""A quotation of at least so many words may be a part of a longer one."""

Floats = npt.NDArray[np.float32]


class Prints:
    """What of an article is compared with every other, worked out once; `vocabulary` numbers all stems."""

    def __init__(self, traits: Traits, vocabulary: dict[str, int]) -> None:
        self.traits = traits
        self.sentences = [sentence for sentence in traits.sentences if len(sentence.content) >= 2]
        contents = [
            sorted({vocabulary.setdefault(stem, len(vocabulary)) for stem in s.content})
            for s in self.sentences
        ]
        self.columns = np.array(
            sorted({number for content in contents for number in content}), dtype=np.int64
        )
        self.table = np.zeros((len(contents), len(self.columns)), dtype=np.float32)
        for row, content in enumerate(contents):
            self.table[row, np.searchsorted(self.columns, content)] = 1.0
        plain = [
            vocabulary[token.stem] for token in traits.tokens if token.is_plain and token.stem in vocabulary
        ]
        self.is_plain = np.isin(self.columns, plain).astype(np.float32)
        self.facts = [_stated(sentence, traits.document.text) for sentence in self.sentences]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """All stems of the body in order."""
        return tuple(token.stem for token in self.traits.tokens)

    @cached_property
    def shingles(self) -> dict[tuple[str, ...], list[int]]:
        """Runs of SHINGLE stems of one sentence, outside quotations, with the indexes where they start."""
        found: dict[tuple[str, ...], list[int]] = {}
        at = 0
        for sentence in self.traits.sentences:
            tokens = sentence.tokens
            for index in range(len(tokens) - SHINGLE + 1):
                window = tokens[index : index + SHINGLE]
                if not any(token.is_quoted for token in window):
                    found.setdefault(tuple(token.stem for token in window), []).append(at + index)
            at += len(tokens)
        return found

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring content words outside quotations, at least one of them plain, in either order."""
        return frozenset(pair for sentence in self.traits.sentences for pair in _pairs(sentence))


def fingerprints(documents: Sequence[Document]) -> list[Prints]:
    """The prints of each document."""
    vocabulary: dict[str, int] = {}
    return [
        Prints(read, vocabulary) for read in without_furniture([traits(document) for document in documents])
    ]


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
        return self.share >= HELD and self.plain >= _PLAIN and self.own == 0


@dataclass(frozen=True)
class Resemblance:
    """What two articles have in common; `signals` are the figures that the confidence rests on."""

    left: Prints
    right: Prints
    signals: dict[str, float]
    run: tuple[Token, ...]
    runs: int
    quotations: tuple[tuple[Quotation, Quotation, float], ...]
    matches: tuple[Match, ...]
    credits: tuple[str, ...]


def resemblance(left: Prints, right: Prints) -> Resemblance:
    """Compare two articles; the signals do not depend on which of them is left."""
    small = min((left, right), key=lambda prints: len(prints.stems))
    runs = _shared_runs(left, right)
    longest = max(runs, key=lambda run: (_weight(run), len(run)), default=())
    quotations = _shared_quotations(left.traits.quotations, right.traits.quotations)
    forth, back, topical = _matches(left, right)
    credits = _credited(left.traits, right.traits)
    signals = {
        "shingles": math.sqrt(_share(left.shingles.keys() & right.shingles.keys(), small.shingles)),
        "run": math.log1p(_weight(longest)),
        "pairs": math.sqrt(_share(left.pairs & right.pairs, small.pairs)),
        "accounted": math.log1p(max(_accounted(forth), _accounted(back)) / _chance(left, right)),
        "likeness": max(_likeness(forth), _likeness(back)),
        "own facts": min(_own(forth, left), _own(back, right)),
        "quotations": _quoted_share(quotations, left.traits, right.traits),
        "own quotations": _own_quotations(quotations, left.traits, right.traits),
        "credit": min(1.0, 4 * topical) if credits else 0.0,
    }
    return Resemblance(
        left=left,
        right=right,
        signals=signals,
        run=longest,
        runs=len(runs),
        quotations=quotations,
        matches=forth,
        credits=credits,
    )


def _stated(sentence: Sentence, text: str) -> frozenset[str]:
    """Names, and figures in digits: one spelled out is often the writer's own counting or rounding."""
    return frozenset(
        t.stem for t in sentence.tokens if t.is_name or (t.is_number and text[t.start].isdigit())
    )


def _share(part: Sized, whole: Sized) -> float:
    return len(part) / len(whole) if whole else 0.0


def _pairs(sentence: Sentence) -> Iterator[tuple[str, str]]:
    content = [token for token in sentence.tokens if not token.is_stop and not token.is_quoted]
    for first, second in pairwise(content):
        if (first.is_plain or second.is_plain) and first.stem != second.stem:
            low, high = sorted((first.stem, second.stem))
            yield low, high


# --- shared runs -----------------------------------------------------------------------------------------


def _shared_runs(left: Prints, right: Prints) -> list[tuple[Token, ...]]:
    """The longest runs of equal stems outside quotations, as tokens of the left article."""
    shared = left.shingles.keys() & right.shingles.keys()
    starts = sorted((index, shingle) for shingle in shared for index in left.shingles[shingle])
    runs, covered = [], -1
    for index, shingle in starts:
        if index < covered - SHINGLE + 1:
            continue
        length = max(_extent(left.stems, index, right.stems, place) for place in right.shingles[shingle])
        run = left.traits.tokens[index : index + length]
        covered = index + length
        if sum(token.is_plain for token in run) >= 2:
            runs.append(run)
    return runs


def _extent(left: Sequence[str], at: int, right: Sequence[str], place: int) -> int:
    length = 0
    while (
        at + length < len(left) and place + length < len(right) and left[at + length] == right[place + length]
    ):
        length += 1
    return length


def _weight(run: Sequence[Token]) -> float:
    """A run counts by its words; names count little, for two reporters give a minister the same title."""
    return sum(1.0 if token.is_plain else 0.5 if token.is_stop else 0.25 for token in run)


# --- sentences -------------------------------------------------------------------------------------------


def _matches(left: Prints, right: Prints) -> tuple[tuple[Match, ...], tuple[Match, ...], float]:
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


def _accounted(matches: Sequence[Match]) -> float:
    """The shares of the sentences that have no fact of their own, added up."""
    return sum(match.share for match in matches if match.own == 0 and match.plain >= _PLAIN)


def _chance(left: Prints, right: Prints) -> float:
    """How many times more sentences of two articles meet by chance than of two of the usual length; at least 1."""
    return max(1.0, math.sqrt(len(left.sentences) * len(right.sentences)) / _USUAL)


def _top(matches: Sequence[Match]) -> list[Match]:
    return sorted(matches, key=lambda match: -match.share)[:_BEST]


def _likeness(matches: Sequence[Match]) -> float:
    """Mean share of the sentences most like the other article; the rest may be the rewriter's own."""
    return sum(match.share for match in _top(matches)) / _BEST


def _own(matches: Sequence[Match], prints: Prints) -> float:
    """Share of own names and figures in the sentences most like the other article; 1 without sentences."""
    top = _top(matches)
    return (sum(match.own for match in top) + 0.5) / (sum(len(prints.facts[match.left]) for match in top) + 1)


# --- quotations, credits ---------------------------------------------------------------------------------


def _shared_quotations(
    left: Sequence[Quotation], right: Sequence[Quotation]
) -> tuple[tuple[Quotation, Quotation, float], ...]:
    """Quotations of four words or more that recur, as they are or altered, with the ratio of equal words."""
    found = []
    for quotation in left:
        alike = [(likeness(quotation.words, other.words), other) for other in right if len(other.words) >= 4]
        best = max(alike, key=lambda pair: pair[0], default=None)
        if best and best[0] >= ALIKE and len(quotation.words) >= 4:
            found.append((quotation, best[1], best[0]))
    return tuple(found)


def likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """How alike two quotations are, 0 to 1: equal words in order; a part of a longer one counts as nearly equal."""
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return 0.0
    equal = sum(block.size for block in blocks)
    shorter = min(len(left), len(right))
    last = blocks[-1]
    stretch = max(shorter, last.a + last.size - blocks[0].a, last.b + last.size - blocks[0].b)
    part = 0.95 * equal / stretch if shorter >= _PART else 0.0
    return max(2 * equal / (len(left) + len(right)), part)


def _quoted_share(shared: Sized, left: Traits, right: Traits) -> float:
    fewest = min(len(_long(left)), len(_long(right)))
    return min(1.0, len(shared) / fewest) if fewest else 0.0


def _own_quotations(
    shared: Sequence[tuple[Quotation, Quotation, float]], left: Traits, right: Traits
) -> float:
    """The smaller share of quotations that only one of the two has; 0 where either has none."""
    mine = {quotation.span.start for quotation, _, _ in shared}
    theirs = {quotation.span.start for _, quotation, _ in shared}
    return min(
        _share([q for q in _long(article) if q.span.start not in known], _long(article))
        for article, known in ((left, mine), (right, theirs))
    )


def _long(article: Traits) -> list[Quotation]:
    return [quotation for quotation in article.quotations if len(quotation.words) >= 4]


def _credited(left: Traits, right: Traits) -> tuple[str, ...]:
    """The words by which one article names the outlet of the other."""
    return tuple(
        words
        for teller, told in ((left, right), (right, left))
        for outlet, words in sorted(teller.credits.items())
        if outlet in told.outlets and outlet not in teller.outlets
    )
