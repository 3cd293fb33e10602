"""What the page shows of an article: its lines, with what is not the article set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.records import Clutter, Document, Record, Span
from pipeline.reports.against import Pieces, pieces
from pipeline.reports.places import Units
from pipeline.reports.svg import document_name


class Block(Record):
    """One line of an article: where it starts, in UTF-16 units, and its pieces, marked where clutter."""

    start: int
    pieces: Pieces


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
        for start, cut, reason in lines:
            blocks.append(Block(start=units(start), pieces=cut))
            reasons.append(reason or "no reason given")
        yield Part(reasons=tuple(dict.fromkeys(reasons)) if is_clutter else (), blocks=tuple(blocks))


def _lines(document: Document) -> Iterator[tuple[int, Pieces, str | None]]:
    """Each line that is not blank: its offset, its pieces, and why it is clutter, None where not all is."""
    clutter = sorted(document.clutter, key=lambda each: each.span.start)
    first = 0
    for match in _LINE.finditer(document.text):
        if not match.group().strip():
            continue
        while first < len(clutter) and clutter[first].span.end <= match.start():
            first += 1
        touching = _touching(clutter[first:], Span.at(match.start(), match.end()))
        marks = [
            Span.at(
                max(0, each.span.start - match.start()),
                min(len(match.group()), each.span.end - match.start()),
            )
            for each in touching
        ]
        cut = tuple(pieces(match.group(), marks))
        whole = bool(touching) and all(is_clutter or not text.strip() for text, is_clutter in cut)
        yield match.start(), cut, touching[0].reason if whole else None


def _touching(clutter: Sequence[Clutter], span: Span) -> list[Clutter]:
    found = []
    for each in clutter:
        if each.span.start >= span.end:
            break
        if each.span.overlaps(span):
            found.append(each)
    return found
