"""Positions that the articles ascribe otherwise: one says a minister supports a plan, another that he opposes it.

A position is a holder, a verb of a small table, and what it is about. Two are set against each other when the holder
is one, what they are about is one, and both cannot be true at once. "Would support" and the passive are left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from itertools import product

from pipeline.checks.listed import word_set
from pipeline.records import Conflict, FlagKind, Passage
from pipeline.sources.pairs import Pair
from pipeline.sources.prints import Prints
from pipeline.sources.traits import Sentence, Token, Traits, fold
from pipeline.text.markup import one_line

_SHARED = 0.5
"""Share of the words of the shorter object from which on two positions are about one thing."""

_SURE = 2
"""In independent articles the objects have at least so many telling words in common."""

_REACH = 12
"""So many words after the verb are what a position is about, unless the clause ends before."""


class _Stand(Flag):
    """What somebody may hold of a thing; a position is the set of those that it leaves open."""

    FOR = auto()
    AGAINST = auto()
    OPEN = auto()


_ANY = _Stand.FOR | _Stand.AGAINST | _Stand.OPEN
_TABLE = (
    (
        "favour",
        _Stand.FOR,
        "support supports supported supporting backs backed backing favor favors favored favoring "
        "endorse endorses endorsed endorsing accept accepts accepted approve approves approved",
    ),
    (
        "favour",
        _Stand.AGAINST,
        "oppose opposes opposed opposing reject rejects rejected rejecting condemn condemns condemned "
        "denounce denounces denounced disapproves disapproved",
    ),
    ("favour", _Stand.OPEN, "undecided"),
    (
        "truth",
        _Stand.FOR,
        "confirm confirms confirmed admit admits admitted acknowledge acknowledges acknowledged",
    ),
    ("truth", _Stand.AGAINST, "deny denies denied denying"),
)
_VERBS = {verb: (scale, stand) for scale, stand, verbs in _TABLE for verb in verbs.split()}
_BARE = word_set(
    "support oppose endorse accept approve reject condemn denounce confirm admit acknowledge deny favor"
)
"""Forms that are a noun, or need a plural or an auxiliary before them."""

_BETWEEN = word_set(
    "has have had is are was were do does did will also still now then again since it he she they who which that said "
    "says yet to decide decided say know declined refused refuses whether not never no longer neither nor strongly "
    "firmly openly publicly fully broadly long always repeatedly explicitly officially flatly categorically initially "
    "previously later earlier doesn't don't didn't hasn't haven't hadn't won't isn't aren't wasn't"
)
"""What may stand between the holder and the verb. Others, such as "would", make it no plain position."""

_BE = word_set("is are was were isn't aren't wasn't")
_HELPERS = word_set("do does did will to doesn't don't didn't won't")
_NEGATIONS = word_set("not never no neither nor declined refused refuses")
_CLAUSE = word_set("because but although though while whereas if unless until after before when since saying")
_NO_OBJECT = word_set("by in on at after before during from with for as last this to")
_WITHIN = word_set("in of from at for on to with by against near and or")
"""After one of these a name belongs to who holds the position, and is not the holder."""

_PARTICLES = word_set("de van von der den la al bin")
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_DETERMINERS = word_set("the its their his her our")


@dataclass(frozen=True)
class _Position:
    """Who holds what of what: `holder` in stems, `stands` what may be so, `about` the stems of the object."""

    holder: tuple[str, ...]
    is_name: bool
    scale: str
    stands: _Stand
    about: frozenset[str]
    passage: Passage
    sentence: str


def opposed_positions(pairs: Iterable[Pair]) -> Iterator[Conflict]:
    """A row for each position of an original that another article has otherwise."""
    read: dict[str, list[_Position]] = {}
    rows: dict[Passage, list[tuple[_Position, _Position]]] = defaultdict(list)
    for pair in pairs:
        mine, theirs = (_read(prints, read) for prints in (pair.known, pair.told))
        for first, other in product(mine, theirs):
            is_opposed = _is_about_one(first, other, pair) and not first.stands & other.stands
            if is_opposed and not (_is_told(first, theirs, pair) or _is_told(other, mine, pair)):
                rows[first.passage].append((first, other))
    return (_conflict(found) for found in rows.values())


def _is_told(position: _Position, there: Sequence[_Position], pair: Pair) -> bool:
    """Whether the other article has this position too: then it tells of one who changed sides."""
    return any(_is_about_one(position, told, pair) and position.stands & told.stands for told in there)


def _read(prints: Prints, read: dict[str, list[_Position]]) -> list[_Position]:
    """The positions in an article, read off it once."""
    name = prints.traits.document.id
    if name not in read:
        read[name] = list(_positions(prints))
    return read[name]


def _is_about_one(first: _Position, other: _Position, pair: Pair) -> bool:
    """Whether two positions are one holder's on one thing; without a name only in an article and its rewrite."""
    if first.scale != other.scale or not (pair.is_rewrite or first.is_name):
        return False
    is_one = first.holder[-1] == other.holder[-1]
    if not is_one or not (set(first.holder) <= set(other.holder) or set(other.holder) <= set(first.holder)):
        return False
    common = len(first.about & other.about)
    return common >= max(1 if pair.is_rewrite else _SURE, _SHARED * min(len(first.about), len(other.about)))


def _conflict(found: Sequence[tuple[_Position, _Position]]) -> Conflict:
    first = found[0][0]
    passages = dict.fromkeys([first.passage, *(other.passage for _, other in found)])
    return Conflict.of(FlagKind.POLARITY, one_line(first.sentence), passages)


# --- reading them off ------------------------------------------------------------------------------------


def _positions(prints: Prints) -> Iterator[_Position]:
    for sentence in prints.traits.sentences:
        clause = _Clause(prints.traits, sentence)
        for at, token in enumerate(sentence.tokens):
            if clause.surfaces[at] in _VERBS and not token.is_quoted:
                found = clause.position(at)
                if found is not None:
                    yield found


class _Clause:
    """A sentence whose words are looked at one by one."""

    def __init__(self, read: Traits, sentence: Sentence) -> None:
        self._document = read.document
        self._text = read.text
        self._sentence = sentence
        self._tokens = sentence.tokens
        self.surfaces = [fold(read.text[token.start : token.end]) for token in sentence.tokens]

    def position(self, verb: int) -> _Position | None:
        """The position that the verb states; None where it is no plain statement of one."""
        head = verb - 1
        while head >= 0 and self.surfaces[head] in _BETWEEN and self._adjoins(head):
            head -= 1
        between = self.surfaces[head + 1 : verb]
        about = self._about(verb)
        if head < 0 or not self._adjoins(head) or not about or not self._is_stated(verb, between, head):
            return None
        first = self._holder(head)
        if first is None:
            return None
        scale, stand = _VERBS[self.surfaces[verb]]
        text, span = self._document.text, self._sentence.span
        start, end = self._tokens[first].start, max(token.end for token in about)
        return _Position(
            holder=tuple(token.stem for token in self._tokens[first : head + 1]),
            is_name=self._tokens[head].is_name,
            scale=scale,
            stands=_left_open(stand, between),
            about=frozenset(token.stem for token in about),
            passage=Passage(document=self._document.id, start=start, end=end, text=text[start:end]),
            sentence=span.of(text),
        )

    def _adjoins(self, at: int) -> bool:
        """Whether a word is followed by the next with nothing but a space between, or a comma before "who"."""
        gap = self._text[self._tokens[at].end : self._tokens[at + 1].start]
        return gap.isspace() or (gap.strip() == "," and self.surfaces[at + 1] in ("who", "which"))

    def _is_stated(self, verb: int, between: Sequence[str], head: int) -> bool:
        """Whether it is a verb of this holder: no noun, no passive, no participle."""
        word = self.surfaces[verb]
        following = self.surfaces[verb + 1] if verb + 1 < len(self.surfaces) else ""
        if word == "undecided":
            return bool(_BE & set(between))
        if word == "opposed" and following == "to":
            return bool(_BE & set(between))
        if following in _NO_OBJECT or (_BE & set(between) and not word.endswith("ing")):
            return False
        if word.endswith("ing"):
            return bool(_BE & set(between))
        return word not in _BARE or bool(_HELPERS & set(between)) or self.surfaces[head].endswith("s")

    def _holder(self, head: int) -> int | None:
        """Where the words for the holder begin; None where the word before the verb can be none."""
        token = self._tokens[head]
        is_none = token.is_stop or token.is_number or token.is_quoted or self.surfaces[head] in _DAYS
        if is_none or self._is_possessive(head):
            return None
        if token.is_name:
            first = self._name(head)
            is_within = first > 0 and self.surfaces[first - 1] in _WITHIN
            return None if is_within and self._adjoins(first - 1) else first
        before = range(max(0, head - 3), head)
        determined = next((at + 1 for at in before if self.surfaces[at] in _DETERMINERS), None)
        is_plural = self.surfaces[head].endswith("s")
        return head if determined is None and is_plural else determined

    def _name(self, head: int) -> int:
        """Where the name that ends with a word begins."""
        first = at = head
        while at > 0 and self._adjoins(at - 1):
            at -= 1
            if self._tokens[at].is_name:
                first = at
            elif self.surfaces[at] not in _PARTICLES:
                break
        return first

    def _is_possessive(self, at: int) -> bool:
        token = self._tokens[at]
        return self._text[token.start : token.end].endswith(("'s", "’s", "'", "’"))

    def _about(self, verb: int) -> list[Token]:
        """The telling words after the verb, to the end of the clause."""
        found = []
        for at in range(verb + 1, min(verb + 1 + _REACH, len(self._tokens))):
            gap = self._text[self._tokens[at - 1].end : self._tokens[at].start]
            if self.surfaces[at] in _CLAUSE or any(mark in gap for mark in ",;:—–"):
                break
            if not self._tokens[at].is_stop:
                found.append(self._tokens[at])
        return found


def _left_open(stand: _Stand, between: Sequence[str]) -> _Stand:
    """What may be so, going by the verb and the words before it."""
    if "whether" in between or "yet" in between:
        return _Stand.OPEN
    is_negated = any(word in _NEGATIONS or word.endswith("n't") for word in between)
    return _ANY & ~stand if is_negated else stand
