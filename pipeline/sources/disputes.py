"""Claims that take one side where independent articles do not agree, without saying whose side it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, permutations
from typing import NamedTuple

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.sentence import Sentence
from pipeline.checks.verdict import decide
from pipeline.records import (
    CheckedClaim,
    Conflict,
    Decision,
    Document,
    Flag,
    FlagKind,
    Lineage,
    Span,
    Verdict,
    Version,
    VettedClaim,
)
from pipeline.sources.traits import fold, folded, traits

_ENOUGH = 3
"""A claim with the first so many words of a quotation that the other wording lacks has this wording of it."""

_ON_RECORD = (FlagKind.QUOTE, FlagKind.ATTRIBUTION, FlagKind.POLARITY)
"""What somebody said or holds: that he says so himself is what the articles disagree on."""

_WORD = re.compile(r"\w+(?:[.,’'-]\w+)*")
_HEARSAY = re.compile(r"\b(?:according to|reported|reports|reportedly)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Dispute:
    """A conflict in which a claim takes a side: its version, that of an independent article, its words for it."""

    conflict: Conflict
    version: Version
    other: Version
    words: Span


def without_disputed(
    vetted: Sequence[VettedClaim],
    conflicts: Sequence[Conflict],
    documents: Sequence[Document],
    lineage: Lineage,
) -> list[VettedClaim]:
    """`vetted` in their order, those held back that assert one of the versions of independent articles as a fact.

    A claim that names who says it stays: a figure or a name with any speaker, what somebody said or holds with the
    article that tells it. What only a rewrite of one source has otherwise disputes nothing.
    """
    by_id = {document.id: document for document in documents}
    opposed: dict[str, list[_Opposed]] = defaultdict(list)
    place = count()
    for conflict in conflicts:
        for version, other in permutations(conflict.versions, 2):
            if _are_independent(version, other, lineage):
                opposed[version.passage.document].append(_Opposed(next(place), conflict, version, other))
    return [_decided(one, opposed, by_id) for one in vetted]


class _Opposed(NamedTuple):
    """Two versions of independent articles, and their place among all such."""

    place: int
    conflict: Conflict
    version: Version
    other: Version


def _are_independent(version: Version, other: Version, lineage: Lineage) -> bool:
    one, another = (lineage.homes.get(each.passage.document, set()) for each in (version, other))
    return one.isdisjoint(another)


def _decided(
    vetted: VettedClaim, opposed: Mapping[str, Sequence[_Opposed]], documents: Mapping[str, Document]
) -> VettedClaim:
    if vetted.decision is Decision.HELD_BACK:
        return vetted
    claim = vetted.claim
    found = {dispute.conflict: dispute for dispute in _disputes(claim, opposed, documents)}
    if not found:
        return vetted
    flags = tuple(_flag(claim, dispute) for dispute in found.values())
    answer = _against(claim, documents[flags[0].source.document]) if flags[0].source else claim
    is_bad = answer.verdict in (Verdict.DRIFTED, Verdict.CONTRADICTED)
    held = claim.model_copy(
        update={
            "verdict": answer.verdict if is_bad else Verdict.DRIFTED,
            "score": answer.score,
            "flags": flags,
            "reason": " ".join(dict.fromkeys(flag.reason for flag in flags)),
        }
    )
    return vetted.model_copy(update={"claim": held, "decision": Decision.HELD_BACK})


def _disputes(
    claim: CheckedClaim, opposed: Mapping[str, Sequence[_Opposed]], documents: Mapping[str, Document]
) -> Iterator[_Dispute]:
    """What `claim` takes a side in, in the order of the conflicts."""
    homes = dict.fromkeys(piece.document for piece in claim.evidence)
    near = (one for home in homes for one in opposed.get(home, ()))
    for _, conflict, version, other in sorted(near, key=lambda one: one.place):
        place = Span.at(version.passage.start, version.passage.end)
        home = documents[version.passage.document]
        if not any(e.document == home.id and e.span.overlaps(place) for e in claim.evidence):
            continue
        words = _side(claim.text, version.value, other.value, conflict.kind)
        if words is not None and not _is_attributed(claim.text, words, conflict, home):
            yield _Dispute(conflict, version, other, words)


def _side(text: str, value: str, other: str, kind: FlagKind) -> Span | None:
    """The words by which `text` has one value and not the other; None where it has neither or both."""
    words = [(fold(match.group()), match.span()) for match in _WORD.finditer(text)]
    said = {word for word, _ in words}
    mine, theirs = _telling(value, other, kind), _telling(other, value, kind)
    if not mine or not set(mine) <= said or set(theirs) <= said:
        return None
    places = [span for word, span in words if word in mine]
    return Span.at(places[0][0], places[-1][1])


def _telling(value: str, other: str, kind: FlagKind) -> list[str]:
    """The words of `value` that `other` lacks, or all; of a quotation the first few, of a speaker the last name."""
    words = list(folded(value))
    own = [word for word in words if word not in folded(other)] or words
    if kind is FlagKind.QUOTE:
        return own[:_ENOUGH]
    return own[-1:] if kind is FlagKind.ATTRIBUTION else own


def _is_attributed(text: str, words: Span, conflict: Conflict, home: Document) -> bool:
    """Whether a claim says whose the version is: who in the article gives it, or which article it stands in."""
    told = f" {' '.join(folded(text))} "
    outlets = (" ".join(folded(outlet)) for outlet in traits(home).outlets)
    if _HEARSAY.search(text) or any(outlet and f" {outlet} " in told for outlet in outlets):
        return True
    if conflict.kind in _ON_RECORD:
        return False
    sentence = Sentence(text, Span.at(0, len(text)))
    speakers = (
        sentence.raw(sentence.words[speech.first].start, sentence.words[speech.last - 1].end)
        for speech in sentence.speeches
        if speech.first < speech.last
    )
    return any(not speaker.overlaps(words) for speaker in speakers)


def _flag(claim: CheckedClaim, dispute: _Dispute) -> Flag:
    version, other = dispute.version, dispute.other
    return Flag(
        kind=dispute.conflict.kind,
        reason=(
            f"The articles do not agree: {version.passage.document} has “{version.value}”, "
            f"{other.passage.document} has “{other.value}”. The claim takes a side and does not say whose."
        ),
        claim_span=dispute.words,
        claim_text=dispute.words.of(claim.text),
        source=other.passage,
    )


def _against(claim: CheckedClaim, other: Document) -> CheckedClaim:
    """The claim held against the other article alone, by the rules."""
    return decide(claim.as_claim(), findings(claim.text, SourceIndex([other])))
