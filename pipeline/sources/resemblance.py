"""How much two articles have in common that chance and a common event do not explain.

Broder's containment of shingles ("On the resemblance and containment of documents", 1997) finds copies.
Rewrites are found by what survives a rewriting: sentences that one or two sentences of the other article
account for wholly, down to the last name and figure. A second reporter at the same event has matter of his own
in nearly every sentence. All sets are compared exactly: for the few hundred
articles of a run that takes seconds, and MinHash would only add an error.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence, Sized
from dataclasses import dataclass

from pipeline.sources.matching import PLAIN, Match, matches
from pipeline.sources.prints import SHINGLE, Prints
from pipeline.sources.traits import Quotation, Token, Traits

ALIKE = 0.6
"""From this ratio of equal words on, two quotations are versions of one."""

_USUAL = 14
"""Sentences of a short news article."""

_BEST = 5
"""So many of an article's sentences, those most like the other article, are looked at closely."""

_PART = 5
"""A quotation of at least so many words may be a part of a longer one."""


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
    forth, back, topical = matches(left, right)
    credits = _credited(left.traits, right.traits)
    signals = {
        "shingles": math.sqrt(_share(left.shingles.keys() & right.shingles.keys(), small.shingles)),
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


def _share(part: Sized, whole: Sized) -> float:
    return len(part) / len(whole) if whole else 0.0


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


def _accounted(matches: Sequence[Match]) -> float:
    """The shares of the sentences that have no fact of their own, added up."""
    return sum(match.share for match in matches if match.own == 0 and match.plain >= PLAIN)


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
