"""Find the source sentences that a claim rests on, and link its words with theirs.

`align` splits a claim into sentences; for each it ranks the source
sentences by weighted soft coverage, picks the one whose words also come in the most similar order, and adds the few
others that cover what it leaves open. Words are linked by a global alignment (Needleman and Wunsch 1970) whose match
scores come from `lexicon.kin`, so that between two links lies what was replaced, added or left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from pipeline.checks import lexicon, ranking
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import CLOSE_KIN, Kin
from pipeline.checks.sentence import Sentence
from pipeline.checks.words import Token
from pipeline.records import Evidence, Flag, FlagKind, Match, Span
from pipeline.text.sentences import sentences

_PASSAGES = 4  # source sentences that one claim sentence may rest on
# How far a linked word bears out the claim's word, by their kinship.
HOLDS = {
    None: 1.0,
    Kin.FORM: 0.95,
    Kin.DERIVED: 0.85,
    Kin.SYNONYM: 0.8,
    Kin.BROADER: 0.4,
    Kin.SIMILAR: 0.25,
    Kin.ANTONYM: 0.0,
}
_DENIED = 0.8  # the same for an opposite where one of the two is denied
_AFAR = 0.8  # the same for a word of another passage than the best
_COPY = 0.75  # closeness from which a claim counts as a copy
_TRIED = 6  # sentences by coverage whose word order is looked at


NO_SENTENCE = Sentence("", Span.at(0, 0))


@dataclass(frozen=True, slots=True)
class Link:
    """A word of the claim and the word of a source sentence it stands for. `at` counts in `sentence.words`."""

    sentence: Sentence
    at: int
    strength: float
    kin: Kin | None

    @property
    def token(self) -> Token:
        """The source word."""
        return self.sentence.words[self.at]


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands between two linked words: claim words `[start, end)` where the source has `[from_, to)`."""

    start: int
    end: int
    from_: int
    to: int


@dataclass(eq=False)
class Unit:
    """One sentence of a claim against the source.

    `best` is the source sentence most like it, an empty one when nothing is; `passages` are all sentences it rests on,
    `best` first. `anchors` are word pairs (claim, best) in the same order in both; `links[i]` is what claim word `i`
    stands for, in any passage and order. `coverage` is the weighted share of content words that linked words bear out,
    `closeness` the share of all words of the claim that stand in `best` in the same order: near 1 for a copy with a
    word changed.
    """

    claim: Sentence
    best: Sentence = NO_SENTENCE
    passages: tuple[Sentence, ...] = ()
    anchors: tuple[tuple[int, int], ...] = ()
    edits: tuple[Edit, ...] = ()
    links: list[Link | None] = field(default_factory=list)
    coverage: float = 0.0
    closeness: float = 0.0

    @property
    def is_found(self) -> bool:
        """Whether any source sentence has to do with the claim."""
        return bool(self.passages)

    @property
    def is_copy(self) -> bool:
        """Whether the claim is the source sentence but for a word or two: then every difference counts."""
        return self.closeness >= _COPY

    @cached_property
    def partner(self) -> dict[int, int]:
        """Claim word → word of `best`, for the anchors and for words linked with `best` in another order."""
        pairs = {i: link.at for i, link in enumerate(self.links) if link and link.sentence is self.best}
        return {**pairs, **dict(self.anchors)}

    @cached_property
    def back(self) -> dict[int, int]:
        """Word of `best` → claim word."""
        return {j: i for i, j in self.partner.items()}

    @cached_property
    def bond(self) -> float:
        """Share of the claim's content words that `best` has in some form, in whatever order."""
        told = [link for word, link in zip(self.claim.words, self.links, strict=True) if word.is_content]
        held = [
            link for link in told if link is not None and link.sentence is self.best and link.kin in CLOSE_KIN
        ]
        return len(held) / len(told) if told else 0.0

    def others(self) -> Iterator[Unit]:
        """The same claim sentence as each further passage sees it: as `best`, without the order of words."""
        for passage in self.passages[1:]:
            yield replace(self, best=passage, anchors=(), edits=(), closeness=0.0)

    @cached_property
    def by_lemma(self) -> dict[str, list[int]]:
        """The content words of `best` by their dictionary form."""
        places: dict[str, list[int]] = {}
        for j, word in enumerate(self.best.words):
            if word.is_content:
                places.setdefault(lexicon.lemma(word.norm), []).append(j)
        return places

    def has_close(self, word: int) -> bool:
        """Whether a source word that may stand for claim word `word` is linked with it."""
        link = self.links[word]
        return link is not None and link.kin in CLOSE_KIN

    def edit_at(self, word: int) -> Edit | None:
        """The edit that holds claim word `word`."""
        return next((e for e in self.edits if e.start <= word < e.end), None)

    def slot(self, first: int, last: int) -> tuple[int, int] | None:
        """The words `[from, to)` of `best` that stand where the claim has words `[first, last)`.

        None when nothing close by is anchored, so that it cannot be said what the words stand for.
        """
        pairs = dict(self.anchors)
        inside = [pairs[i] for i in range(first, last) if i in pairs]
        left = next((i for i in range(first - 1, max(-1, first - 4), -1) if i in pairs), None)
        right = next((i for i in range(last, min(len(self.claim.words), last + 3)) if i in pairs), None)
        if left is None and right is None and first > 2 and last < len(self.claim.words) - 2:
            return (min(inside), max(inside) + 1) if inside else None
        start = (
            pairs[left] + 1
            if left is not None
            else (min(inside, default=pairs[right] if right is not None else 0))
        )
        end = pairs[right] if right is not None else (max(inside, default=start - 1) + 1)
        if left is None and right is not None:
            start = (
                max(start - (last - first) - 3, self._anchored_before(right)) if not inside else min(inside)
            )
        if right is None and left is not None:
            end = max(end, min(start + (last - first) + 3, len(self.best.words)))
        return (start, end) if start <= end else None

    def _anchored_before(self, word: int) -> int:
        """The word of `best` after the last one that is anchored before claim word `word`."""
        return max((j for i, j in self.anchors if i < word), default=-1) + 1

    def is_anchored(self, word: int) -> bool:
        """Whether claim word `word` is linked with a word of `best` in the same order."""
        return word in self._anchored

    @cached_property
    def _anchored(self) -> frozenset[int]:
        return frozenset(i for i, _ in self.anchors)


@dataclass(eq=False)
class Alignment:
    """A claim's sentences, each against the source; what every check is handed."""

    text: str
    index: SourceIndex
    units: tuple[Unit, ...]

    @cached_property
    def coverage(self) -> float:
        """The coverage of the least covered unit, 0 without any."""
        return min((unit.coverage for unit in self.units), default=0.0)

    @cached_property
    def closeness(self) -> float:
        """The closeness of the least close unit, 0 without any."""
        return min((unit.closeness for unit in self.units), default=0.0)

    def evidence(self) -> tuple[Evidence, ...]:
        """The source sentences that the claim rests on, each once, best first."""
        seen: dict[tuple[str, int], Evidence] = {}
        for unit in self.units:
            for sentence in unit.passages:
                place = sentence.passage()
                seen.setdefault(
                    (place.document, place.start),
                    Evidence(**place.model_dump(), match=Match.EXACT),
                )
        return tuple(seen.values())


def flag(
    kind: FlagKind,
    reason: str,
    unit: Unit,
    claim: tuple[int, int] | None,
    source: Sentence | None = None,
    place: tuple[int, int] | None = None,
) -> Flag:
    """A flag with both places: `claim` in the claim sentence's text, `place` in the text of `source`."""
    span = unit.claim.raw(*claim) if claim else None
    source = source if source is not NO_SENTENCE else None
    return Flag(
        kind=kind,
        reason=reason,
        claim_span=span,
        claim_text=span.of(unit.claim.whole) if span else "",
        source=source.passage(*place) if source and place else source.passage() if source else None,
    )


def align(text: str, index: SourceIndex) -> Alignment:
    """The sentences of the claim `text`, each linked with the sentences of `index` that it rests on."""
    parts = [part.again(proper=index.proper) for part in _parts_of(text)]
    return Alignment(text, index, tuple(align_sentence(part, index) for part in parts))


@lru_cache(maxsize=512)
def _parts_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a claim, kept a while: it is held against one article after the other."""
    parts = (Sentence(text, span) for span in sentences(text))
    return tuple(part for part in parts if part.words)


def align_sentence(claim: Sentence, index: SourceIndex, among: Sequence[Sentence] | None = None) -> Unit:
    """One claim sentence against the body of the documents, or against the sentences `among` only."""
    ranked = ranking.rank(claim, index, index.body if among is None else among, 1 + 2 * _TRIED)
    if not ranked:
        return Unit(claim, links=[None] * len(claim.words))
    best, anchors = _most_alike(claim, ranked[:_TRIED], index)
    unit = Unit(claim, best, (best,), anchors)
    unit.edits = _edits(anchors, claim, best)
    unit.closeness = _closeness(claim, best, anchors)
    _link(unit, index, [sentence for _, sentence in ranked if sentence is not best])
    return unit


def _most_alike(
    claim: Sentence, ranked: Sequence[tuple[float, Sentence]], index: SourceIndex
) -> tuple[Sentence, tuple[tuple[int, int], ...]]:
    """The sentence whose words come in the order most like the claim's, with the anchors; of equals the first.

    One that could not be better if all the words it shares with the claim were in order is not looked at.
    """
    chosen, most = NO_SENTENCE, -1.0
    found: tuple[tuple[int, int], ...] = ()
    for covered, sentence in ranked:
        norms = sentence.norms
        shared = sum(word.norm in norms for word in claim.words)
        if covered + 0.5 * (shared / len(claim.words)) <= most:
            continue
        anchors = _matched(claim, sentence, index)
        alike = covered + 0.5 * _closeness(claim, sentence, anchors)
        if alike > most:
            chosen, found, most = sentence, anchors, alike
    return chosen, found


# --- anchoring -------------------------------------------------------------------------------------------


def _matched(claim: Sentence, source: Sentence, index: SourceIndex) -> tuple[tuple[int, int], ...]:
    """Word pairs, in the same order in both, that make the greatest sum of match scores.

    Who says it may stand before what is said in one and after it in the other: then the two parts are matched apart.
    """
    pairs: list[tuple[int, int]] = []
    for (a, b), (c, d) in _parts(claim, source):
        found = _anchors(claim.words[a:b], source.words[c:d], index)
        pairs += [(i + a, j + c) for i, j in found]
    return tuple(sorted(pairs))


def _parts(claim: Sentence, source: Sentence) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The stretches of words to match with each other: all with all, or report with report and content with content."""
    n, m = len(claim.words), len(source.words)
    mine, theirs = claim.report, source.report
    if mine is None or theirs is None or (mine[0] == 0) == (theirs[0] == 0):
        return [((0, n), (0, m))]
    content = (mine[1], n) if mine[0] == 0 else (0, mine[0])
    other = (theirs[1], m) if theirs[0] == 0 else (0, theirs[0])
    return [(mine, theirs), (content, other)]


def _anchors(
    rows: Sequence[Token], columns: Sequence[Token], index: SourceIndex
) -> tuple[tuple[int, int], ...]:
    """The matching itself (Needleman and Wunsch), with a little more for pairs that follow each other."""
    wide = len(columns)
    scores = [_row_scores(word, columns, index) for word in rows]
    best = [[0.0] * (wide + 1) for _ in range(len(rows) + 1)]
    taken = [[False] * (wide + 1) for _ in range(len(rows) + 1)]
    for i, row in enumerate(scores):
        above, here, was, now = best[i], best[i + 1], taken[i], taken[i + 1]
        for j in range(wide):
            skip = above[j + 1] if above[j + 1] > here[j] else here[j]
            score = row.get(j)
            if score is not None:
                take = above[j] + score + (0.12 if was[j] else 0.0)
                if take > skip:
                    here[j + 1] = take
                    now[j + 1] = True
                    continue
            here[j + 1] = skip
    return _without_strays(_walk(best, taken), rows)


def _row_scores(word: Token, columns: Sequence[Token], index: SourceIndex) -> dict[int, float]:
    related = index.related(word.norm)
    factor = 0.25 if word.is_function else 0.5 + 0.5 * word.weight
    return {j: related[other.norm][0] * factor for j, other in enumerate(columns) if other.norm in related}


def _walk(best: list[list[float]], taken: list[list[bool]]) -> list[tuple[int, int]]:
    i, j = len(best) - 1, len(best[0]) - 1
    pairs = []
    while i and j:
        if taken[i][j]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i - 1][j] >= best[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _without_strays(pairs: list[tuple[int, int]], rows: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Leave out function words that are anchored alone: "the" meets "the" everywhere."""
    kept = set(pairs)
    return tuple(
        (i, j)
        for i, j in pairs
        if not rows[i].is_function or (i - 1, j - 1) in kept or (i + 1, j + 1) in kept
    )


def _edits(anchors: Sequence[tuple[int, int]], claim: Sentence, source: Sentence) -> tuple[Edit, ...]:
    edits = []
    for (a, b), (c, d) in _parts(claim, source):
        inside = [(i, j) for i, j in anchors if a <= i < b and c <= j < d]
        corners = [(a - 1, c - 1), *inside, (b, d)]
        edits += [Edit(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(corners) if k > i + 1 or m > j + 1]
    return tuple(sorted(edits, key=lambda edit: edit.start))


def _closeness(claim: Sentence, source: Sentence, anchors: Sequence[tuple[int, int]]) -> float:
    same = sum(1 for i, j in anchors if claim.words[i].norm == source.words[j].norm)
    return same / len(claim.words)


# --- linking ---------------------------------------------------------------------------------------------


def _link(unit: Unit, index: SourceIndex, others: Sequence[Sentence]) -> None:
    """Link every claim word it can, with `best` first, then with the sentences that cover most of what is left."""
    links: list[Link | None] = [None] * len(unit.claim.words)
    for i, j in unit.anchors:
        strength, kinship = index.related(unit.claim.words[i].norm)[unit.best.words[j].norm]
        links[i] = Link(unit.best, j, strength, kinship)
    _fill(links, unit.claim, unit.best, index)
    passages = [unit.best]
    near = index.neighbours(unit.best)
    candidates = near + [sentence for sentence in others[: _TRIED * 2] if sentence not in near]
    while len(passages) < _PASSAGES:
        gains = [(_gain(links, unit.claim, sentence, index), sentence) for sentence in candidates]
        gain, chosen = max(gains, key=lambda pair: pair[0], default=(0.0, None))
        if chosen is None or gain < 0.5:
            break
        _fill(links, unit.claim, chosen, index)
        passages.append(chosen)
        candidates = [sentence for sentence in candidates if sentence is not chosen]
    unit.links, unit.passages = links, tuple(passages)
    unit.coverage = _coverage(links, unit.claim, unit.best)


def _fill(links: list[Link | None], claim: Sentence, source: Sentence, index: SourceIndex) -> None:
    used = {link.at for link in links if link and link.sentence is source}
    norms = source.norms
    for i, word in sorted(enumerate(claim.words), key=lambda pair: pair[1].norm not in norms):
        held = links[i]
        if word.is_function or (held and held.kin not in _WEAK):
            continue
        options = [
            (*index.related(word.norm)[other.norm], j)
            for j, other in enumerate(source.words)
            if other.norm in index.related(word.norm) and j not in used
        ]
        if options:
            strength, kinship, j = max(options, key=lambda option: option[0])
            if held is None or strength > held.strength + 0.3:
                links[i] = Link(source, j, strength, kinship)
                used.add(j)


_WEAK = (Kin.SIMILAR, Kin.ANTONYM, Kin.BROADER)


def _gain(links: list[Link | None], claim: Sentence, source: Sentence, index: SourceIndex) -> float:
    norms = source.norms
    gain = 0.0
    for word, link in zip(claim.words, links, strict=True):
        if link is None and word.is_content:
            strengths = [s for other, (s, _) in index.related(word.norm).items() if other in norms]
            if strengths:
                gain += word.weight * max(strengths)
    return gain


def _is_denied_opposite(link: Link, i: int, claim: Sentence) -> bool:
    """Whether claim word `i` stands for its opposite, which one of the two sides denies: "unpaid" for "not paid"."""
    return link.kin is Kin.ANTONYM and (i in claim.denied) != (link.at in link.sentence.denied)


def _coverage(links: Sequence[Link | None], claim: Sentence, best: Sentence) -> float:
    total = held = 0.0
    for i, (word, link) in enumerate(zip(claim.words, links, strict=True)):
        if not word.is_content or i in claim.figures:
            continue  # dates and quantities are compared by their value, not by their words
        total += word.weight
        if link:
            worth = _DENIED if _is_denied_opposite(link, i, claim) else HOLDS[link.kin]
            held += word.weight * worth * (1.0 if link.sentence is best else _AFAR)
    return held / total if total else 1.0
