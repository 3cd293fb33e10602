"""Quotations whose words differ from article to article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Conflict, Document, FlagKind, Lineage, Passage, Version
from pipeline.sources.resemblance import ALIKE, likeness
from pipeline.sources.traits import Quotation, Traits, content, fold, folded, traits

_WORDS = 4
"""Shorter quotations are names of things more often than words that somebody said."""

_SURE = 0.75
"""Ratio of equal words from which on quotations of one speaker belong together in independent articles."""

_COMMON = 2
"""So many words, beside the speaker's name, must two quotations in rewrites of one article have in common."""


@dataclass(frozen=True)
class _Quoted:
    """A quotation in its article, the names of who may have said it, and the words around it."""

    document: Document
    quotation: Quotation
    wording: tuple[str, ...]
    speakers: frozenset[str]
    around: str

    @property
    def text(self) -> str:
        return self.quotation.span.of(self.document.text)


def altered_quotations(documents: Sequence[Document], lineage: Lineage) -> Iterator[Conflict]:
    """A row for each quotation of which the articles have different wordings.

    Quotations belong together when most of their words agree. In an article and its rewrite, two of one
    speaker belong together also when little of the wording is left, provided that neither has another
    counterpart. A quotation that is part of another is the same wording, and so is other spelling or
    punctuation.
    """
    order = {
        name: place for place, name in enumerate(name for cluster in lineage.clusters for name in cluster)
    }
    ranked = sorted(documents, key=lambda document: order.get(document.id, len(order)))
    threads: list[list[_Quoted]] = []
    left: list[_Quoted] = []
    for document in ranked:
        for quoted in _quoted(document):
            thread = _nearest(quoted, threads, lineage)
            if thread is not None:
                thread.append(quoted)
            elif any(document.id in cluster[1:] for cluster in lineage.clusters):
                left.append(quoted)
            else:
                threads.append([quoted])
    _place_rewritten(left, threads, lineage)
    for thread in threads:
        if _differs(thread):
            yield Conflict(
                kind=FlagKind.QUOTE, subject=_subject(thread), versions=tuple(map(_version, thread))
            )


def _quoted(document: Document) -> Iterator[_Quoted]:
    read = traits(document)
    for quotation in read.quotations:
        wording = folded(quotation.span.of(document.text))
        if len(wording) >= _WORDS:
            around = _around(read, quotation)
            yield _Quoted(document, quotation, wording, _speakers(around, document.text), around)


def _nearest(quoted: _Quoted, threads: Sequence[list[_Quoted]], lineage: Lineage) -> list[_Quoted] | None:
    """The thread with a quotation of another article whose words are most like these.

    Articles that are independent of each other may quote two people who said something similar: there more must
    agree, and who spoke.
    """
    best, found = 0.0, None
    for thread in threads:
        for other in thread:
            alike = likeness(quoted.wording, other.wording)
            if other.document.id == quoted.document.id or alike <= best:
                continue
            is_dependent = _dependent(quoted.document.id, other.document.id, lineage)
            is_sure = alike >= _SURE and bool(quoted.speakers & other.speakers)
            if is_sure or (is_dependent and alike >= ALIKE and _has_content(quoted, other)):
                best, found = alike, thread
    return found


def _has_content(quoted: _Quoted, other: _Quoted) -> bool:
    """Whether two quotations share more than function words."""
    return len(content(quoted.text) & content(other.text)) >= _COMMON


def _place_rewritten(left: Sequence[_Quoted], threads: list[list[_Quoted]], lineage: Lineage) -> None:
    """Put quotations that are like none of the original beside those of the same speaker."""
    for quoted in left:
        home = quoted.document.id
        open_threads = [
            thread
            for thread in threads
            if all(other.document.id != home for other in thread)
            and any(
                _dependent(home, other.document.id, lineage) and _corresponds(quoted, other)
                for other in thread
            )
        ]
        if len(open_threads) == 1:
            open_threads[0].append(quoted)
        else:
            threads.append([quoted])


def _dependent(first: str, second: str, lineage: Lineage) -> bool:
    return any(first in cluster and second in cluster for cluster in lineage.clusters)


def _corresponds(quoted: _Quoted, other: _Quoted) -> bool:
    if not quoted.speakers & other.speakers:
        return False
    mine = content(f"{quoted.around} {quoted.text}")
    theirs = content(f"{other.around} {other.text}")
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
    full = {found for quoted in thread for found in _full_names(quoted.document.text, name)} or {name}
    return f"words of {min(full, key=lambda found: (abs(len(found.split()) - 2), found))}"


# --- who speaks ------------------------------------------------------------------------------------------

_NAMES = re.compile(r"\b[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|de|van|von|der))*")


def _around(read: Traits, quotation: Quotation) -> str:
    """The rest of the sentences that hold the quotation; where that is nothing, the sentence before."""
    text = read.document.text
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
