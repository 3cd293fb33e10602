"""How much two articles have in common that chance and a common event do not explain.

Broder's resemblance and containment of shingles ("On the resemblance and containment of documents", 1997) find copies;
rewrites are found by what survives a rewriting: pairs of plain words side by side, sentences that say the same in the
same order, quotations, and the absence of names and figures of one's own. All sets are compared exactly: for the few
hundred articles of a run that takes seconds, and MinHash would only add an error.
"""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.sources.traits import Quotation, Sentence, Token, Traits

SHINGLE = 4
"""Words in a shingle."""

_ALIKE = 0.6
"""From this ratio of equal words on, two quotations are versions of one."""

_FOLLOWS = 0.3
"""From this cosine on, a sentence says what a sentence of the other article says."""


class Prints:
    """The sets of one article that are compared with those of every other; worked out once."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """All stems of the body in order."""
        return tuple(token.stem for token in self.traits.tokens)

    @cached_property
    def shingles(self) -> dict[tuple[str, ...], list[int]]:
        """Runs of SHINGLE stems outside quotations, with the indexes where they start."""
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
    def plain(self) -> frozenset[str]:
        """Stems of the plain words: neither names, figures, function words nor quoted."""
        return frozenset(token.stem for token in self.traits.tokens if token.is_plain)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring content words outside quotations, at least one of them plain, in either order."""
        return frozenset(pair for sentence in self.traits.sentences for pair in _pairs(sentence))

    @cached_property
    def contents(self) -> tuple[frozenset[str], ...]:
        """The content stems of each sentence."""
        return tuple(sentence.content for sentence in self.traits.sentences)


@dataclass(frozen=True)
class Match:
    """Sentence `left` of one article says most nearly what sentence `right` of the other says."""

    left: int
    right: int
    cosine: float


@dataclass(frozen=True)
class Resemblance:
    """What two articles, left and right, have in common; `signals` are the figures that the confidence rests on."""

    left: Prints
    right: Prints
    signals: dict[str, float]
    run: tuple[Token, ...]
    runs: int
    quotations: tuple[tuple[Quotation, Quotation, float], ...]
    matches: tuple[Match, ...]
    credits: tuple[str, ...]


def resemblance(left: Prints, right: Prints) -> Resemblance:
    """Compare two articles; the signals do not depend on which is left."""
    small, large = sorted((left, right), key=lambda prints: len(prints.stems))
    runs = _shared_runs(left, right)
    longest = max(runs, key=lambda run: (_weight(run), len(run)), default=())
    quotations = _shared_quotations(left.traits.quotations, right.traits.quotations)
    forth, back = _matches(left, right)
    credits = _credited(left.traits, right.traits)
    topical = _share(left.plain & right.plain, small.plain)
    signals = {
        "shingles": math.sqrt(_share(small.shingles.keys() & large.shingles.keys(), small.shingles)),
        "run": math.log1p(_weight(longest)),
        "pairs": math.sqrt(_share(left.pairs & right.pairs, small.pairs)),
        "vocabulary": topical,
        "order": max(_ordered(forth, len(left.contents)), _ordered(back, len(right.contents))),
        "follows": max(_follows(forth, len(left.contents)), _follows(back, len(right.contents))),
        "own facts": min(
            _own(left.traits.facts, right.traits.facts), _own(right.traits.facts, left.traits.facts)
        ),
        "quotations": _quoted_share(quotations, left.traits, right.traits),
        "own quotations": _own_quotations(quotations, left.traits, right.traits),
        "credit": (1.0 if credits else 0.0) * min(1.0, 4 * topical),
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


def _share(part: object, whole: object) -> float:
    return len(part) / len(whole) if whole else 0.0  # type: ignore[arg-type]


def _pairs(sentence: Sentence) -> Iterator[tuple[str, str]]:
    content = [token for token in sentence.tokens if not token.is_stop and not token.is_quoted]
    for first, second in zip(content, content[1:], strict=False):
        if (first.is_plain or second.is_plain) and first.stem != second.stem:
            low, high = sorted((first.stem, second.stem))
            yield low, high


# --- shared runs -----------------------------------------------------------------------------------------


def _shared_runs(left: Prints, right: Prints) -> list[tuple[Token, ...]]:
    """The longest runs of equal stems outside quotations, as tokens of the left article; none lies in another."""
    tokens, other = left.traits.tokens, right.stems
    shared = {
        index: places
        for shingle, found in left.shingles.items()
        if (places := right.shingles.get(shingle))
        for index in found
    }
    runs, covered = [], -1
    for index in sorted(shared):
        if index < covered - SHINGLE + 1:
            continue
        length = max(_extent(left.stems, index, other, place) for place in shared[index])
        run = tokens[index : index + length]
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


def _matches(left: Prints, right: Prints) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """For each sentence of either article the one of the other that is most like it, where one is like it at all.

    Words are weighted by the inverse of the number of sentences, in both articles, that hold them: what
    the whole story is about tells no sentence from another.
    """
    seen = Counter(stem for content in (*left.contents, *right.contents) for stem in content)
    total = len(left.contents) + len(right.contents)
    weights = {stem: math.log((total + 1) / count) for stem, count in seen.items()}
    postings: dict[str, list[int]] = {}
    for index, content in enumerate(right.contents):
        for stem in content:
            postings.setdefault(stem, []).append(index)
    norms = [_norm(content, weights) for content in right.contents]
    forth: list[Match] = []
    best_back: dict[int, Match] = {}
    for index, content in enumerate(left.contents):
        norm = _norm(content, weights)
        products: Counter[int] = Counter()
        for stem in sorted(content & postings.keys()):
            for place in postings[stem]:
                products[place] += weights[stem] ** 2  # type: ignore[assignment]
        best: Match | None = None
        for place, product in sorted(products.items()):
            cosine = product / (norm * norms[place]) if norm * norms[place] else 0.0
            if best is None or cosine > best.cosine:
                best = Match(index, place, cosine)
            if place not in best_back or cosine > best_back[place].cosine:
                best_back[place] = Match(place, index, cosine)
        if best is not None:
            forth.append(best)
    return tuple(forth), tuple(best_back[place] for place in sorted(best_back))


def _norm(content: frozenset[str], weights: dict[str, float]) -> float:
    return math.sqrt(sum(weights[stem] ** 2 for stem in sorted(content)))


def _follows(matches: Sequence[Match], sentences: int) -> float:
    """Mean cosine of the better half of an article's sentences: the other half may be the rewriter's own."""
    best = sorted((match.cosine for match in matches), reverse=True)[: max(1, math.ceil(sentences / 2))]
    return sum(best) / max(1, math.ceil(sentences / 2))


def _ordered(matches: Sequence[Match], sentences: int) -> float:
    """Share of an article's sentences that follow sentences of the other in the same order."""
    tails: list[int] = []
    for match in matches:
        if match.cosine >= _FOLLOWS:
            place = next((i for i, tail in enumerate(tails) if tail >= match.right), len(tails))
            tails[place : place + 1] = [match.right]
    return len(tails) / sentences if sentences and len(tails) > 1 else 0.0


# --- facts, quotations, credits --------------------------------------------------------------------------


def _own(facts: frozenset[str], others: frozenset[str]) -> float:
    """Share of names and figures that the other article lacks; one half is added to each side for short texts."""
    return (len(facts - others) + 0.5) / (len(facts) + 1)


def _shared_quotations(
    left: Sequence[Quotation], right: Sequence[Quotation]
) -> tuple[tuple[Quotation, Quotation, float], ...]:
    """Quotations of four words or more that recur, word for word or altered, each with the ratio of equal words."""
    found = []
    for quotation in left:
        best = max(
            ((likeness(quotation.words, other.words), other) for other in right),
            key=lambda pair: pair[0],
            default=None,
        )
        if best and best[0] >= _ALIKE and min(len(quotation.words), len(best[1].words)) >= 4:
            found.append((quotation, best[1], best[0]))
    return tuple(found)


def likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """How alike two quotations are, 0 to 1: equal words in order, measured against the shorter when it is a part."""
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    equal = sum(block.size for block in matcher.get_matching_blocks())
    shorter, longer = sorted((len(left), len(right)))
    return max(2 * equal / (shorter + longer), 0.95 * equal / shorter if shorter >= 5 else 0.0)


def _quoted_share(shared: Sequence[object], left: Traits, right: Traits) -> float:
    fewest = min(len(_long(left)), len(_long(right)))
    return min(1.0, len(shared) / fewest) if fewest else 0.0


def _own_quotations(
    shared: Sequence[tuple[Quotation, Quotation, float]], left: Traits, right: Traits
) -> float:
    """The smaller share of quotations that only one of the two has; 0 where either has none."""
    mine = {quotation.span.start for quotation, _, _ in shared}
    theirs = {quotation.span.start for _, quotation, _ in shared}
    shares = [
        sum(quotation.span.start not in known for quotation in _long(article)) / len(_long(article))
        if _long(article)
        else 0.0
        for article, known in ((left, mine), (right, theirs))
    ]
    return min(shares)


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
