"""Claim words and source words set against each other, with the differing words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from pipeline.records import Document, Flag, FlagKind, Record, Span
from pipeline.text.markup import blanked, mapped
from pipeline.text.sentences import sentences

_WORD = re.compile(r"\w+(?:[’'.,\-–]\w+)*|\.{2,}|[^\w\s]")
_EVEN = str.maketrans("’‘“”–—", "''\"\"--")
_SHORT = 4
"""Spans of at most so many words are marked whole; in longer ones only the words that differ."""
_LITTLE = 3
"""A word of at most so many letters does not part two changes."""
_UNLIKE = 3
"""A few words and a stretch of more than so many times as many do not correspond word by word."""
_WHOLE = {FlagKind.ADDITION, FlagKind.BOILERPLATE}
"""Kinds that object to all the words, not to how they differ."""


Pieces = tuple[tuple[str, bool], ...]
"""Text cut at its marks: each piece with whether it is marked."""


class Side(Record):
    """A stretch of text and the spans of it that differ, counted from its own beginning.

    `before` and `after` say that the stretch was cut out of a longer sentence.
    """

    text: str
    marks: tuple[Span, ...] = ()
    before: bool = False
    after: bool = False


class Against(Record):
    """A flag's two sides. `source` is None where no source has the words; `document` names its article."""

    claim: Side
    source: Side | None
    document: str | None


def against(flag: Flag, claim: str, documents: Mapping[str, Document]) -> Against:
    """The words of `claim` beside the source sentence that the flag points to.

    A document that is not in `documents` shows the flag's own words alone.
    """
    source = flag.source
    claim_marks, source_marks = _marks(flag)
    if source is None:
        return Against(claim=Side(text=claim, marks=claim_marks), source=None, document=None)
    if source.document in documents:
        side = around(documents[source.document].text, source.start, source.end, source_marks)
    else:
        side = Side(text=source.text, marks=source_marks)
    return Against(claim=Side(text=claim, marks=claim_marks), source=side, document=source.document)


def differing(left: str, right: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The words of each text that the other has not at that place; neighbours are joined.

    Case and the forms of quotes and dashes count as equal unless nothing else differs. Markup differs from nothing.
    """
    words = (list(_WORD.finditer(blanked(left))), list(_WORD.finditer(blanked(right))))
    spans = _differing(words, folded=True)
    return spans if any(spans) else _differing(words, folded=False)


def pieces(text: str, marks: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """`text` as it is read, without markup, cut at the marks: each piece with whether it is marked."""
    shown = mapped(text)
    yield from cut(shown.text, [Span.at(*shown.inner(mark)) for mark in marks])


def cut(text: str, marks: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """`text` as it stands, cut at the marks, each piece with whether it is marked; they join up to `text`."""
    at = 0
    for mark in sorted(marks, key=lambda span: (span.start, span.end)):
        start, end = max(mark.start, at), min(mark.end, len(text))
        if start >= end:
            continue
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def around(text: str, start: int, end: int, marks: tuple[Span, ...], reach: int = 240) -> Side:
    """The sentence of `text` around `[start, end)`, no more than `reach` code points to either side.

    `marks` count from `start`.
    """
    low, high = _outside_tags(text, max(0, start - reach), start, end, min(len(text), end + reach))
    touched = [each for each in sentences(text, Span.at(low, high)) if each.overlaps(Span.at(start, end))]
    first = min(start, touched[0].start) if touched else start
    last = max(end, touched[-1].end) if touched else end
    cut_before = low > 0 and not text[low:first].strip()
    cut_after = high < len(text) and not text[last:high].strip()
    first = _after_space(text, low, start) if cut_before else first
    last = _before_space(text, end, high) if cut_after else last
    return Side(
        text=text[first:last],
        marks=tuple(Span.at(start - first + mark.start, start - first + mark.end) for mark in marks),
        before=cut_before,
        after=cut_after,
    )


def _outside_tags(text: str, low: int, start: int, end: int, high: int) -> tuple[int, int]:
    """`low` and `high` moved towards `[start, end)` where they would cut a tag in two."""
    opened, closed = text.rfind("<", max(0, low - _TAG), low), text.find(">", low, start)
    if opened > text.rfind(">", max(0, low - _TAG), low) and closed >= 0:
        low = closed + 1
    opened, closed = text.rfind("<", end, high), text.find(">", high, high + _TAG)
    if opened > text.rfind(">", end, high) and closed >= 0:
        high = opened
    return low, high


_TAG = 2000
"""A tag is at most so long."""


def _marks(flag: Flag) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What to mark of the claim, and of the flag's source words."""
    whole_claim = (flag.claim_span,) if flag.claim_span else ()
    whole_source = (Span.at(0, len(flag.source.text)),) if flag.source else ()
    if not (flag.claim_span and flag.source):
        return whole_claim, whole_source
    words = flag.claim_text, flag.source.text
    lengths = sorted(len(_WORD.findall(blanked(text))) for text in words)
    if flag.kind in _WHOLE or lengths[1] <= _SHORT:
        return whole_claim, whole_source
    if lengths[0] <= _SHORT and lengths[1] > _UNLIKE * lengths[0]:
        return _narrow(whole_claim, flag.claim_text), _narrow(whole_source, flag.source.text)
    left, right = differing(*words)
    if not left and not right:
        return whole_claim, whole_source
    at = flag.claim_span.start
    return tuple(Span.at(at + span.start, at + span.end) for span in left), right


def _narrow(marks: tuple[Span, ...], text: str) -> tuple[Span, ...]:
    """No marks where they would stand under a whole sentence that is only held against a few words."""
    return marks if len(_WORD.findall(text)) <= _SHORT else ()


def _after_space(text: str, low: int, start: int) -> int:
    """The beginning of the first whole word after `low`, at most `start`."""
    space = text.find(" ", low, start)
    return start if space < 0 else space + 1


def _before_space(text: str, end: int, high: int) -> int:
    """The end of the last whole word before `high`, at least `end`."""
    space = text.rfind(" ", end, high)
    return end if space < 0 else space


def _differing(
    words: tuple[list[re.Match[str]], list[re.Match[str]]], folded: bool
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    left, right = ([_key(word.group(), folded) for word in side] for side in words)
    changes = _changes(left, right)
    return (
        tuple(_joined(words[0][first:last]) for first, last, _, _ in changes if first < last),
        tuple(_joined(words[1][first:last]) for _, _, first, last in changes if first < last),
    )


def _changes(left: list[str], right: list[str]) -> list[tuple[int, int, int, int]]:
    """The stretches `left[a:b]`, `right[c:d]` that differ; two with a little word between them are one."""
    changes: list[tuple[int, int, int, int]] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if changes and a - changes[-1][1] == 1 and len(left[changes[-1][1]]) <= _LITTLE:
            a, c = changes[-1][0], changes[-1][2]
            changes.pop()
        changes.append((a, b, c, d))
    return changes


def _key(word: str, folded: bool) -> str:
    if word.startswith(".."):
        return "…"
    return word.translate(_EVEN).casefold() if folded else word


def _joined(words: list[re.Match[str]]) -> Span:
    return Span.at(words[0].start(), words[-1].end())
