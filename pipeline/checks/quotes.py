"""Every quotation of the claim must be verbatim in a source, and a quotation there too."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.align import Alignment
from pipeline.checks.index import SourceIndex
from pipeline.records import Document, Evidence, Finding, Flag, FlagKind, Match, Passage, Span
from pipeline.text import markup
from pipeline.text.find import Found, Near, find, find_all, find_in_order, pieces

_SHORT = 3  # letters of a word that a title may write small
_TITLE = 8  # words of a title
_SCARE = 2  # up to so many words, quotation marks may only set words apart
_NAMED = re.compile(r"\b(?:titled|entitled|called|named|headlined)[ ,:]*[\"“‘']$")
_GAP = 500  # characters that an elision may stand for
_LIKE = 0.5  # share of words in common from which a passage counts as what the quotation was made from


def check(alignment: Alignment) -> Finding:
    """Flags quotations with altered words, ones that no source has, and paraphrase put between quotation marks."""
    flags: list[Flag] = []
    evidence: list[Evidence] = []
    quotes = quotations(alignment.text)
    for span in quotes:
        found = _find(span.of(alignment.text), alignment.index)
        if found is None:
            raised = _altered(span, alignment)
            flags.extend([raised] if raised else [])
            continue
        document, place = found
        evidence.append(_evidence(document, place))
        if not _is_quoted(place.span, document.text) and _is_turned(span, alignment.text, document):
            reason = "The source has these words, but not as a quotation."
            flags.append(_flag(reason, span, alignment.text, document, place.span))
    held = sum(1 for _ in evidence)
    signals = {"quotes": float(len(quotes)), "quotes_held": held / len(quotes) if quotes else 1.0}
    return Finding(check="quotes", flags=tuple(flags), evidence=tuple(evidence), signals=signals)


@lru_cache(maxsize=256)
def quotations(text: str) -> tuple[Span, ...]:
    """The stretches of `text` between quotation marks, the outer of nested ones, without the marks.

    A quotation that a paragraph leaves open ends with the paragraph.
    """
    spans: list[Span] = []
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            span = Span.at(match.start(1), match.end(1))
            if span.of(text).strip() and not any(other.overlaps(span) for other in spans):
                spans.append(span)
    return tuple(sorted(spans, key=lambda span: span.start))


_MARKS = (
    re.compile(r"“([^“”\n]*(?:“[^“”\n]*”[^“”\n]*)*)(?:”|$|(?=\n))"),
    re.compile(r"«([^«»\n]*)»"),
    re.compile(r"„([^„“”\n]*)[“”]"),
    re.compile(r"(?<![\w.,!?;:'’…])\"(?=\S)([^\"\n]+)(?:\"|$|(?=\n))"),
    re.compile(r"^([^\"“”\n]{10,}[\w.,!?…'])[\"”](?=[\s,.]|$)"),  # opened in the sentence before
    re.compile(r"(?<![\w’'])‘((?:[^‘’\n]|’(?=\w))+)’(?!\w)"),
    re.compile(r"(?<![\w'’])'(?=\S)(?!(?:s|t|re|ll|ve|d|m)\b|\d0s)((?:[^'\n]|'(?=\w))+)'(?!\w)"),
)


def _find(quote: str, index: SourceIndex) -> tuple[Document, Found] | None:
    for document in index.quotable(quote):
        place = next(
            (
                p
                for part in document.body
                if (p := find(quote, document.text, part) or _elided(quote, document, part))
            ),
            None,
        )
        if place:
            return document, place
    return None


def _elided(quote: str, document: Document, part: Span) -> Found | None:
    """The stretch from the first to the last piece of a quotation with elisions, all there in order."""
    if len(pieces(quote)) < 2:
        return None
    places = find_in_order(quote, document.text, part)
    if not places or any(b.span.start - a.span.end > _GAP for a, b in pairwise(places)):
        return None
    return Found(Span.at(places[0].span.start, places[-1].span.end), Match.NORMALISED)


def _is_turned(span: Span, text: str, document: Document) -> bool:
    """Whether the words are long enough to be a quotation and stand nowhere between quotation marks in the source."""
    quote = span.of(text)
    words = quote.split()
    if len(words) <= _SCARE + 1 or _is_title(words) or _NAMED.search(text[: span.start]):
        return False
    if any(mark in document.text for mark in ("``", "''")):
        return False
    return not any(_is_quoted(place.span, document.text) for place in find_all(quote, document.text))


def _is_title(words: list[str]) -> bool:
    """Whether all but the short words are capitalised: "All the Money in the World"."""
    long = [word for word in words if len(word.strip("\"'.,!?")) > _SHORT]
    return sum(word[0].isupper() for word in words) > len(words) / 2 or (
        len(words) <= _TITLE and bool(long) and all(word[0].isupper() for word in long)
    )


def _is_quoted(span: Span, text: str) -> bool:
    """Whether a place lies between quotation marks, as far as the marks of its paragraph tell."""
    text, marks = _marked(text), "\"“”«»„'‘’"
    if text[max(0, span.start - 1) : span.start] in marks or any(
        m in text[span.end : span.end + 2] for m in marks
    ):
        return True
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    is_open = before.count('"') % 2 == 1 or before.rfind("“") > before.rfind("”")
    return is_open or before.rfind("«") > before.rfind("»")


@lru_cache(maxsize=16)
def _marked(text: str) -> str:
    """`text` with the marks that a page writes as entities, and without those of its tags; every offset stays."""
    return markup.blanked(text)


def _altered(span: Span, alignment: Alignment) -> Flag | None:
    """The flag for a quotation that is nowhere verbatim, with the words that differ where a passage is like it.

    None where only capitals and marks differ.
    """
    quote = span.of(alignment.text)
    best = alignment.index.nearest(quote, _LIKE)
    if best is None:
        return _flag("No source holds this quotation.", span, alignment.text)
    found, document = best
    changed = [d for d in found.differences if d.expected or d.found]
    if not changed and found.ratio == 1:
        return None
    if len(quote.split()) <= _SCARE or not changed:
        return _flag("No source has these words as a quotation.", span, alignment.text, document, found.span)
    first = changed[0].quote_span
    claim_span = Span.at(span.start + first.start, span.start + first.end) if len(first) else span
    return _flag(
        _told(found),
        claim_span,
        alignment.text,
        document,
        changed[0].span if len(changed[0].span) else found.span,
    )


def _told(near: Near) -> str:
    """ "The quotation is altered: “great” where the source has “good”." """
    parts = []
    for difference in near.differences[:4]:
        if difference.expected and difference.found:
            parts.append(f"“{difference.found}” where the source has “{difference.expected}”")
        elif difference.found:
            parts.append(f"“{difference.found}” is not in the source")
        elif difference.expected:
            parts.append(f"“{difference.expected}” is left out")
    return f"The quotation is altered: {'; '.join(parts)}."


def _flag(
    reason: str, span: Span, text: str, document: Document | None = None, place: Span | None = None
) -> Flag:
    source = None
    if document and place:
        source = Passage(document=document.id, start=place.start, end=place.end, text=place.of(document.text))
    return Flag(kind=FlagKind.QUOTE, reason=reason, claim_span=span, claim_text=span.of(text), source=source)


def _evidence(document: Document, place: Found) -> Evidence:
    span = place.span
    return Evidence(
        document=document.id, start=span.start, end=span.end, text=span.of(document.text), match=place.match
    )
