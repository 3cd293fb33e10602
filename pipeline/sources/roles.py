"""People and bodies that a rewrite calls otherwise: officials on Capitol Hill, members of Congress."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.verdict import decide
from pipeline.records import Claim, Conflict, Flag, FlagKind, Lineage, Passage, Span
from pipeline.sources.corroboration import nearness
from pipeline.sources.prints import Prints
from pipeline.sources.resemblance import resemblance
from pipeline.sources.traits import content
from pipeline.text.markup import one_line

_ALIKE = 0.25
"""Weighted share of its words that the original accounts for, from which on a sentence is looked at."""

_NEAR = 0.95
"""Nearness from which on a sentence says what the original says, but for a name."""

_LONGEST = 6
"""What is called otherwise has at most so many words in either article."""


def changed_roles(prints: Sequence[Prints], lineage: Lineage) -> Iterator[Conflict]:
    """A row for each sentence of an original in which rewrites name somebody else."""
    by_id = {p.traits.document.id: p for p in prints}
    rows: dict[tuple[str, int], list[tuple[Passage, Passage, Passage]]] = {}
    for cluster in lineage.clusters:
        if len(cluster) == 1:
            continue
        index = SourceIndex([by_id[cluster[0]].traits.document])
        for name in cluster[1:]:
            for known, told, around in _changes(by_id[name], by_id[cluster[0]], index):
                rows.setdefault((around.document, around.start), []).append((known, told, around))
    texts = {name: p.traits.document.text for name, p in by_id.items()}
    return (_conflict(changes, texts) for changes in rows.values())


def _changes(told: Prints, known: Prints, index: SourceIndex) -> Iterator[tuple[Passage, Passage, Passage]]:
    """Words of the original, words of the rewrite in their place, and the sentence of the original."""
    document = told.traits.document
    for match in resemblance(told, known).matches:
        if match.share < _ALIKE:
            continue
        span = told.sentences[match.left].span
        claim = Claim.of(span.of(document.text))
        checked = decide(claim, findings(claim.text, index))
        if nearness(checked) < _NEAR:
            continue
        for flag in checked.flags:
            if _renames(flag) and flag.source and flag.claim_span:
                place = Span.at(flag.source.start, flag.source.end)
                around = next((s.passage() for s in index.body if s.span.overlaps(place)), flag.source)
                at = Span.at(span.start + flag.claim_span.start, span.start + flag.claim_span.end)
                yield flag.source, _passage(document.id, _phrase(document.text, at), document.text), around


def _renames(flag: Flag) -> bool:
    """Whether a flag sets one name against another, and no spelling or part of it."""
    if flag.kind is not FlagKind.ENTITY or flag.source is None or not flag.claim_text:
        return False
    longest = max(len(flag.claim_text.split()), len(flag.source.text.split()))
    return longest <= _LONGEST and not content(flag.claim_text) & content(flag.source.text)


_BEFORE = re.compile(r"(?:[\w’'-]+ (?:of|at|in|on) (?:the )?|[a-z’'-]+(?:al|an|ic|ish|ese|ive) )$")


def _phrase(text: str, span: Span) -> Span:
    """The words with those before them that say who is meant: "members of", "congressional"."""
    before = _BEFORE.search(text, max(0, span.start - 40), span.start)
    return Span.at(before.start() if before else span.start, span.end)


def _conflict(changes: Sequence[tuple[Passage, Passage, Passage]], texts: dict[str, str]) -> Conflict:
    known = [change[0] for change in changes]
    whole = Span.at(min(passage.start for passage in known), max(passage.end for passage in known))
    name, around = known[0].document, changes[0][2]
    first = _passage(name, whole, texts[name]) if len(whole.of(texts[name]).split()) <= _LONGEST else known[0]
    versions = dict.fromkeys([first, *(told for _, told, _ in changes)])
    return Conflict.of(FlagKind.ENTITY, one_line(around.text), versions)


def _passage(name: str, span: Span, text: str) -> Passage:
    return Passage(document=name, start=span.start, end=span.end, text=span.of(text))
