"""What the page shows of an article: its lines, with what is not the article set apart, and its markup out of sight."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.records import Clutter, Document, Record, Span
from pipeline.reports.against import cut
from pipeline.reports.places import Units
from pipeline.reports.svg import document_name
from pipeline.text.mapped import Edit
from pipeline.text.markup import edits


class Piece(Record):
    """Words of a line. Of markup, `shown` is what stands for it, which may be nothing; None where it is no markup."""

    text: str
    is_clutter: bool = False
    shown: str | None = None

    @property
    def seen(self) -> str:
        """What a reader sees of it."""
        return self.text if self.shown is None else self.shown


class Block(Record):
    """One line of an article: where it starts, in UTF-16 units, and its pieces, which join up to the raw line."""

    start: int
    pieces: tuple[Piece, ...]


class Part(Record):
    """Lines that follow each other; `reasons` say why they are clutter, empty where they are not."""

    reasons: tuple[str, ...]
    blocks: tuple[Block, ...]


class ArticleView(Record):
    """One article as the sources pane shows it."""

    number: int
    title: str
    about: str
    path: str
    parts: tuple[Part, ...]


def article(document: Document, number: int) -> ArticleView:
    """The article as the page shows it."""
    day = document.published
    date = f"{day.day} {day:%B %Y}" if day else None
    about = (document.publisher, document.byline, date)
    return ArticleView(
        number=number,
        title=document_name(document),
        about=" · ".join(part for part in about if part),
        path=document.path,
        parts=tuple(_parts(document)),
    )


_LINE = re.compile(r"[^\r\n]+")


def _parts(document: Document) -> Iterator[Part]:
    """The lines of the article, those that are wholly clutter in parts of their own.

    A line has no line break in it, as a browser would change a lone carriage return and with it all offsets.
    """
    units = Units(document.text)
    for is_clutter, lines in groupby(_lines(document), key=lambda line: line[2] is not None):
        blocks, reasons = [], []
        for start, pieces, reason in lines:
            blocks.append(Block(start=units(start), pieces=pieces))
            reasons.append(reason or "no reason given")
        yield Part(reasons=tuple(dict.fromkeys(reasons)) if is_clutter else (), blocks=tuple(blocks))


def _lines(document: Document) -> Iterator[tuple[int, tuple[Piece, ...], str | None]]:
    """Each line that shows something: its offset, its pieces, and why it is clutter, None where not all is."""
    clutter = sorted(document.clutter, key=lambda each: each.span.start)
    markup = list(edits(document.text))
    first = 0
    for match in _LINE.finditer(document.text):
        if not match.group().strip():
            continue
        while first < len(clutter) and clutter[first].span.end <= match.start():
            first += 1
        line = Span.at(match.start(), match.end())
        touching = _touching(clutter[first:], line)
        pieces = _without_last_break(list(_pieces(document.text, line, touching, markup)))
        seen = [piece for piece in pieces if piece.seen.strip()]
        if seen:
            whole = bool(touching) and all(piece.is_clutter for piece in seen)
            yield match.start(), pieces, touching[0].reason if whole else None


def _without_last_break(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The pieces of a line; nothing is broken after the last words."""
    at = len(pieces)
    while at and not pieces[at - 1].seen.strip():
        at -= 1
        if pieces[at].shown:
            pieces[at] = pieces[at].model_copy(update={"shown": ""})
    return tuple(pieces)


def _pieces(text: str, line: Span, clutter: Sequence[Clutter], markup: Sequence[Edit]) -> Iterator[Piece]:
    """A line cut where clutter and markup begin and end. A break of the page is shown between words, and once."""
    is_after_words = False
    for start, end, shown in _stretches(line, markup):
        here = [each.span for each in clutter if each.span.overlaps(Span.at(start, end))]
        marks = [Span.at(max(0, span.start - start), min(end, span.end) - start) for span in here]
        if shown is None:
            for words, is_clutter in cut(text[start:end], marks):
                yield Piece(text=words, is_clutter=is_clutter)
            is_after_words = is_after_words or bool(text[start:end].strip())
        else:
            is_break = not shown.strip() and "\n" in shown
            kept = "" if is_break and not is_after_words else shown
            is_after_words = not is_break and (is_after_words or bool(shown.strip()))
            yield Piece(text=text[start:end], is_clutter=bool(here), shown=kept)


def _stretches(line: Span, markup: Sequence[Edit]) -> Iterator[tuple[int, int, str | None]]:
    """The stretches of a line in order: markup with what it shows as, and what lies between with None."""
    at = line.start
    number = bisect_left(markup, line.start, key=lambda edit: edit[1])
    while number < len(markup) and markup[number][0] < line.end:
        start, end, shown = markup[number]
        if max(start, at) > at:
            yield at, start, None
        if min(end, line.end) > max(start, at):
            yield max(start, at), min(end, line.end), shown if start >= line.start else ""
        at = max(at, min(end, line.end))
        number += 1
    if at < line.end:
        yield at, line.end, None


def _touching(clutter: Sequence[Clutter], span: Span) -> list[Clutter]:
    found = []
    for each in clutter:
        if each.span.start >= span.end:
            break
        if each.span.overlaps(span):
            found.append(each)
    return found
