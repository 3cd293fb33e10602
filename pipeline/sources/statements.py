"""What an article states: each sentence of its body as a claim in its own words."""

from __future__ import annotations

import re

from pipeline.records import CheckedClaim, Claim, Document, Evidence, Span, Verdict
from pipeline.sources.traits import is_title
from pipeline.text.sentences import sentences

_WORDS = 3
"""A sentence of fewer words claims nothing."""

_FRAGMENT = 6
"""Nor does one of fewer words that begins with a small letter."""

_LEAD = 10
"""Nor one of at most so many words that ends with a colon."""

_QUOTES = '“"„«'
_CAPITALS = re.compile(r"[^a-z]*(?:’[sS])?[^a-z]*")


def claims_of(document: Document) -> list[Claim]:
    """Each sentence of the body as a claim whose evidence is its own place.

    A quotation that a colon leads to stands with the words before it, which say whose it is. Cross-headings and
    what leads to a list are left out.
    """
    spans = [span for body in document.body for span in _with_speakers(document.text, body)]
    return [_claim(document, span) for span in spans if _states(span.of(document.text))]


def _with_speakers(text: str, body: Span) -> list[Span]:
    """The sentences of a body, a quotation together with the sentence that leads to it."""
    joined: list[Span] = []
    for span in sentences(text, body):
        leads = joined and joined[-1].of(text).endswith(":")
        if leads and text[span.start] in _QUOTES:
            span = Span.at(joined.pop().start, span.end)
        joined.append(span)
    return joined


def _states(sentence: str) -> bool:
    """Whether it is a sentence: no cross-heading, and no rest of one that lost its beginning."""
    words = sentence.split()
    if sentence.endswith(":") and len(words) <= _LEAD:
        return False
    if sentence[-1].isalnum() and (_CAPITALS.fullmatch(sentence) or is_title(words)):
        return False
    return len(words) >= (_FRAGMENT if sentence[0].islower() else _WORDS)


def as_stated(claim: Claim) -> CheckedClaim:
    """A claim in the very words of its own article."""
    return CheckedClaim(
        id=claim.id,
        text=claim.text,
        verdict=Verdict.SUPPORTED,
        score=1.0,
        reason="The article says so itself.",
        evidence=claim.evidence,
    )


def _claim(document: Document, span: Span) -> Claim:
    evidence = Evidence(document=document.id, start=span.start, end=span.end, text=span.of(document.text))
    return Claim.of(span.of(document.text), evidence=(evidence,))
