"""Quotations whose words differ from article to article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from pipeline.records import Conflict, Document, FlagKind, Lineage, Passage, Version
from pipeline.sources.resemblance import ALIKE, likeness
from pipeline.sources.traits import Quotation, Traits, content, fold, folded

_WORDS = 4
"""Shorter quotations are names of things more often than words that somebody said."""

_SURE = 0.75
"""Ratio of equal words from which on quotations of one speaker belong together in independent articles."""

_COMMON = 2
"""So many words, beside the speaker's name, must two quotations in rewrites of one article have in common."""


@dataclass(frozen=True)
class _Quoted:
    """A quotation in its article, the names of who may have said it, and the words around it.

    `clusters` are the numbers of those that its article is in.
    """

    read: Traits
    clusters: frozenset[int]
    quotation: Quotation
    wording: tuple[str, ...]
    content: frozenset[str]
    speakers: frozenset[str]
    around: str

    @property
    def document(self) -> Document:
        return self.read.document

    @property
    def text(self) -> str:
        return self.quotation.span.of(self.document.text)


def altered_quotations(articles: Sequence[Traits], lineage: Lineage) -> Iterator[Conflict]:
    """A row for each quotation of which the articles have different wordings.

    Quotations belong together when most of their words agree. In an article and its rewrite, two of one
    speaker belong together also when little of the wording is left, provided that neither has another
    counterpart. A quotation that is part of another is the same wording, and so is other spelling or
    punctuation.
    """
    threads = _Threads()
    left: list[_Quoted] = []
    for article, clusters in _ranked(articles, lineage):
        is_rewrite = any(article.document.id != lineage.clusters[number][0] for number in clusters)
        for quoted in _quoted(article, clusters):
            home = threads.nearest(quoted)
            if home is None and is_rewrite:
                left.append(quoted)
            else:
                threads.add(quoted, home)
    for quoted in left:
        threads.add(quoted, threads.only_open(quoted))
    for thread in threads.found:
        if _differs(thread):
            yield Conflict(
                kind=FlagKind.QUOTE, subject=_subject(thread), versions=tuple(map(_version, thread))
            )


def _ranked(articles: Sequence[Traits], lineage: Lineage) -> Iterator[tuple[Traits, frozenset[int]]]:
    """The articles in the order of the lineage, originals first, each with the numbers of its clusters."""
    place = count()
    order: dict[str, int] = {}
    clusters: dict[str, set[int]] = defaultdict(set)
    for number, cluster in enumerate(lineage.clusters):
        for name in cluster:
            order[name] = next(place)
            clusters[name].add(number)
    for article in sorted(articles, key=lambda read: order.get(read.document.id, len(order))):
        yield article, frozenset(clusters[article.document.id])


def _quoted(read: Traits, clusters: frozenset[int]) -> Iterator[_Quoted]:
    for quotation in read.quotations:
        said = quotation.span.of(read.text)
        wording = folded(said)
        if len(wording) >= _WORDS:
            around = _around(read, quotation)
            speakers = _speakers(around, read.text)
            yield _Quoted(read, clusters, quotation, wording, content(said), speakers, around)


class _Threads:
    """Quotations that belong together, found by their words and by who speaks, so that few are compared."""

    def __init__(self) -> None:
        self.found: list[list[_Quoted]] = []
        self._holders: dict[str, set[int]] = defaultdict(set)

    def add(self, quoted: _Quoted, thread: int | None) -> None:
        """Put a quotation into the thread of that number, or into a new one."""
        if thread is None:
            thread = len(self.found)
            self.found.append([])
        self.found[thread].append(quoted)
        for key in _keys(quoted):
            self._holders[key].add(thread)

    def nearest(self, quoted: _Quoted) -> int | None:
        """The thread with a quotation of another article whose words are most like these.

        Articles that are independent of each other may quote two people who said something similar: there more
        must agree, and who spoke.
        """
        best, found = 0.0, None
        for thread in self._near(quoted):
            for other in self.found[thread]:
                alike = _alike(quoted, other)
                if alike > best:
                    best, found = alike, thread
        return found

    def only_open(self, quoted: _Quoted) -> int | None:
        """The one thread of the same speaker, in dependent articles, that lacks this article's wording."""
        home = quoted.document.id
        fitting = [
            thread
            for thread in self._near(quoted)
            if all(other.document.id != home for other in self.found[thread])
            and any(_corresponds(quoted, other) for other in self.found[thread])
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _near(self, quoted: _Quoted) -> list[int]:
        """The threads that have a word or a speaker in common with it, in their order."""
        return sorted({thread for key in _keys(quoted) for thread in self._holders.get(key, ())})


def _keys(quoted: _Quoted) -> Iterator[str]:
    """What two quotations that belong together have in common at least one of.

    Words are those of one cluster: in independent articles the speaker must be the same.
    """
    yield from (f"{cluster} {stem}" for cluster in quoted.clusters for stem in quoted.content)
    yield from (f"said {name}" for name in quoted.speakers)


def _alike(quoted: _Quoted, other: _Quoted) -> float:
    """How alike two quotations of different articles are that may be versions of one, else 0."""
    if other.document.id == quoted.document.id:
        return 0.0
    is_one_speaker = bool(quoted.speakers & other.speakers)
    may_be_altered = _is_dependent(quoted, other) and _has_content(quoted, other)
    if not (is_one_speaker or may_be_altered):
        return 0.0
    alike = likeness(quoted.wording, other.wording)
    return alike if alike >= (ALIKE if may_be_altered else _SURE) else 0.0


def _has_content(quoted: _Quoted, other: _Quoted) -> bool:
    """Whether two quotations share more than function words."""
    return len(quoted.content & other.content) >= _COMMON


def _is_dependent(quoted: _Quoted, other: _Quoted) -> bool:
    return bool(quoted.clusters & other.clusters)


def _corresponds(quoted: _Quoted, other: _Quoted) -> bool:
    """Whether quotations of dependent articles are of one speaker, and the words around them agree."""
    if not (_is_dependent(quoted, other) and quoted.speakers & other.speakers):
        return False
    mine = content(quoted.around) | quoted.content
    theirs = content(other.around) | other.content
    names = {stemmed for name in quoted.speakers | other.speakers for stemmed in content(name)}
    return len((mine & theirs) - names) >= _COMMON


def _differs(thread: Sequence[_Quoted]) -> bool:
    return len({quoted.document.id for quoted in thread}) > 1 and any(
        not _is_part(quoted.wording, thread[0].wording) and not _is_part(thread[0].wording, quoted.wording)
        for quoted in thread[1:]
    )


def _is_part(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `part` stands in `whole` in one piece."""
    return any(tuple(whole[at : at + len(part)]) == tuple(part) for at in range(len(whole) - len(part) + 1))


def _version(quoted: _Quoted) -> Version:
    span = quoted.quotation.span
    passage = Passage(document=quoted.document.id, start=span.start, end=span.end, text=quoted.text)
    return Version(value=quoted.text, passage=passage)


def _subject(thread: Sequence[_Quoted]) -> str:
    shared = frozenset.intersection(*(quoted.speakers for quoted in thread)) or thread[0].speakers
    if len(shared) != 1:
        return "a quotation"
    (name,) = shared
    full = {found for quoted in thread for found in _full_names(quoted.read.text, name)} or {name}
    return f"words of {min(full, key=lambda found: (abs(len(found.split()) - 2), found))}"


# --- who speaks ------------------------------------------------------------------------------------------

_NAMES = re.compile(r"\b[A-Z][\w’'-]+(?: +(?:[A-Z][\w’'-]+|de|van|von|der))*")


def _around(read: Traits, quotation: Quotation) -> str:
    """The rest of the sentences that hold the quotation; where that is nothing, the sentence before."""
    text = read.text
    touching = [n for n, sentence in enumerate(read.sentences) if sentence.span.overlaps(quotation.span)]
    if not touching:
        return ""
    first, last = read.sentences[touching[0]].span, read.sentences[touching[-1]].span
    rest = [
        text[first.start : quotation.span.start],
        text[quotation.span.end : max(last.end, quotation.span.end)],
    ]
    said = " ".join(rest)
    if not content(said) and touching[0] > 0:
        said = read.sentences[touching[0] - 1].span.of(text)
    return said


def _speakers(around: str, text: str) -> frozenset[str]:
    """Last names in `around`: words that somewhere in the article end a name of two words or more."""
    last = {match.group().split()[-1] for match in _NAMES.finditer(text) if " " in match.group()}
    found = {match.group().split()[-1] for match in _NAMES.finditer(around)}
    return frozenset(name for name in found & last if len(name) > 2 and fold(name) not in _PLACES)


_PLACES = {"hall", "street", "council", "park", "washington", "state", "states", "union", "nations", "house"}


def _full_names(text: str, name: str) -> Iterator[str]:
    """The name with what stands before it, from one word to all."""
    for match in _NAMES.finditer(text):
        parts = match.group().split()
        if parts[-1] == name and len(parts) > 1:
            yield " ".join(parts[-2:])
