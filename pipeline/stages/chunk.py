"""Cut a document into runs of whole sentences, each small enough for one model call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Chunk, Document, Span
from pipeline.text.sentences import blocks, sentences
from pipeline.text.tokens import count


def chunk(document: Document, size: int) -> list[Chunk]:
    """The chunks of `document` in order, each of at most `size` tokens; together they are its body, clutter
    left out.

    `chunk.text` is `document.text[chunk.span]`. Stretches of white space between clutter are in no chunk. A
    chunk ends with a paragraph where that leaves it well filled, else with a sentence; a sentence longer
    than `size` is cut between words, a longer word between code points. A single code point may be more
    than `size` tokens when `size` is below 10. Raises ValueError if `size` is not positive.
    """
    if size < 1:
        raise ValueError(f"the size of a chunk must be at least 1 token, not {size!r}")
    spans = (span for part in document.body for span in _spans(document.text, part, size))
    return [
        Chunk(
            document=document.id, span=span, text=span.of(document.text), tokens=count(span.of(document.text))
        )
        for span in spans
    ]


@dataclass(frozen=True)
class _Unit:
    """A sentence with the white space after it."""

    span: Span
    tokens: int
    ends_paragraph: bool


def _spans(text: str, part: Span, size: int) -> Iterator[Span]:
    if not part.of(text).strip():
        return
    for span in _runs(list(_units(text, part, size)), size):
        yield from _fitting(text, span, size)  # sentences side by side may take a token more than apart


def _runs(units: Sequence[_Unit], size: int) -> Iterator[Span]:
    left = sum(unit.tokens for unit in units)
    target = _even_share(left, size)
    begin, filled = units[0].span.start, 0
    for paragraph in _paragraphs(units):
        tokens = sum(unit.tokens for unit in paragraph)
        if filled and abs(filled + tokens - target) > abs(filled - target) and filled >= target / 2:
            yield Span.at(begin, paragraph[0].span.start)
            begin, filled, target = paragraph[0].span.start, 0, _even_share(left, size)
        for unit in paragraph:
            if filled and filled + unit.tokens > size:
                yield Span.at(begin, unit.span.start)
                begin, filled, target = unit.span.start, 0, _even_share(left, size)
            filled += unit.tokens
            left -= unit.tokens
    yield Span.at(begin, units[-1].span.end)


def _even_share(tokens: int, size: int) -> float:
    """What each chunk holds when as few as possible hold alike: no last chunk of one sentence."""
    return tokens / max(1, -(-tokens // size))


def _paragraphs(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    paragraph: list[_Unit] = []
    for unit in units:
        paragraph.append(unit)
        if unit.ends_paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _units(text: str, part: Span, size: int) -> Iterator[_Unit]:
    """The sentences of `part`, without a gap: each reaches to where the next one begins; none is over
    `size` tokens.
    """
    ends = {block.end for block in blocks(text, part) if _ENDS_THOUGHT.search(block.of(text)[-20:])}
    found = sentences(text, part) or [part]
    starts = [part.start, *(span.start for span in found[1:]), part.end]
    for number, span in enumerate(found):
        whole = Span.at(starts[number], starts[number + 1])
        pieces = list(_fitting(text, whole, size))
        for piece in pieces:
            yield _Unit(piece, count(piece.of(text)), piece is pieces[-1] and span.end in ends)


_ENDS_THOUGHT = re.compile(
    r"[.!?。！？…][\"'”’»)\]」』]*$"
)  # not so a heading, nor a line that introduces a list


def _fitting(text: str, span: Span, size: int) -> Iterator[Span]:
    """`span` in pieces of at most `size` tokens, one where that is enough, else cut between words where
    there are any.
    """
    start, widest = span.start, _LETTERS_A_TOKEN * size
    while span.end - start > widest or count(text[start : span.end]) > size:
        if span.end - start == 1:
            break
        cut = _cut(text, start, min(span.end, start + widest), size)
        yield Span.at(start, cut)
        start = cut
    if start < span.end:
        yield Span.at(start, span.end)


_LETTERS_A_TOKEN = 40  # more than in any run of words: how far to look for the end of a piece


def _cut(text: str, start: int, end: int, size: int) -> int:
    """The end of the longest piece that begins at `start`, has at most `size` tokens and ends between
    words.
    """
    fits, too_long = start + 1, end
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if count(text[start:middle]) <= size:
            fits = middle
        else:
            too_long = middle
    space = next((at for at in range(fits, start, -1) if text[at - 1].isspace()), start)
    return space if space > start else fits
