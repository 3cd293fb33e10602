"""What the page shows, in the order in which it shows it: a Report made ready for a template.

Offsets for the browser count UTF-16 units, as JavaScript does; everywhere else they count code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.records import (
    CheckedClaim,
    Clutter,
    Conflict,
    Decision,
    Document,
    Evidence,
    Flag,
    Passage,
    Record,
    Report,
    Span,
    Stance,
    Verdict,
    VettedClaim,
)
from pipeline.reports.against import Side, against, around, differing, pieces
from pipeline.reports.lineage import clusters
from pipeline.reports.matrix import said
from pipeline.reports.note import SYMBOLS
from pipeline.reports.published import references
from pipeline.reports.svg import document_name

SEVERITY = (
    Verdict.CONTRADICTED,
    Verdict.DRIFTED,
    Verdict.UNSUPPORTED,
    Verdict.UNDETERMINED,
    Verdict.SUPPORTED,
)
"""The order in which held-back claims are read."""

Pieces = tuple[tuple[str, bool], ...]
"""Text cut at its marks: each piece with whether it is marked."""


class FlagView(Record):
    """One objection: claim words and source words, each cut at the words that differ."""

    kind: str
    reason: str
    claim: Pieces
    source: Pieces
    number: int | None
    key: str


class EvidenceView(Record):
    """Words that carry a claim, and the number of their article."""

    number: int
    text: str
    match: str
    key: str


class ClaimView(Record):
    """One claim as a card: `index` is its place in the report, `docs` are the articles that it touches."""

    index: int
    pieces: Pieces
    verdict: str
    symbol: str
    score: str
    reason: str
    speaker: str
    references: tuple[int, ...]
    docs: tuple[int, ...]
    kinds: tuple[str, ...]
    flags: tuple[FlagView, ...]
    evidence: tuple[EvidenceView, ...]
    former: Pieces
    former_kinds: tuple[str, ...]
    row: str


class SentenceView(Record):
    """One sentence of the summary, with the verdicts, kinds and articles that a filter goes by."""

    index: int
    text: str
    references: tuple[int, ...]
    corroboration: int
    verdicts: tuple[str, ...]
    repaired: bool


class VersionView(Record):
    """One article's wording, cut where it differs from the first version."""

    number: int
    pieces: Pieces
    key: str


class ConflictView(Record):
    """A value that the articles do not agree on."""

    kind: str
    subject: str
    versions: tuple[VersionView, ...]
    docs: tuple[int, ...]


class Block(Record):
    """One line of an article: where it starts, in UTF-16 units, and its pieces, marked where clutter."""

    start: int
    pieces: Pieces


class Part(Record):
    """Lines that follow each other; `reason` says why they are clutter, empty where they are not."""

    reason: str
    blocks: tuple[Block, ...]


class ArticleView(Record):
    """One article as the sources pane shows it."""

    number: int
    title: str
    about: str
    path: str
    parts: tuple[Part, ...]


class EdgeView(Record):
    """An edge of the lineage, by the numbers of its articles."""

    parent: int
    child: int
    confidence: str
    reasons: tuple[str, ...]


class PageView(Record):
    """All that the template of the page takes."""

    report: Report
    held: tuple[ClaimView, ...]
    standing: tuple[ClaimView, ...]
    summary: tuple[SentenceView, ...]
    conflicts: tuple[ConflictView, ...]
    edges: tuple[EdgeView, ...]
    articles: tuple[ArticleView, ...]
    sources: int
    verdicts: tuple[tuple[str, str, int], ...]
    kinds: tuple[tuple[str, int], ...]


def view(report: Report) -> PageView:
    """What the page shows of `report`."""
    numbers = {document.id: number for number, document in enumerate(report.documents, start=1)}
    documents = {document.id: document for document in report.documents}
    rows = {row.claim: said(row, numbers) for row in report.matrix}
    claims = [
        (vetted.decision, _claim(index, vetted, numbers, documents, rows.get(vetted.claim.id, "")))
        for index, vetted in enumerate(report.claims)
    ]
    held = [claim for decision, claim in claims if decision is Decision.HELD_BACK]
    severity = {str(verdict): rank for rank, verdict in enumerate(SEVERITY)}
    verdicts = [vetted.claim.verdict for vetted in report.claims]
    kinds = [kind for _, claim in claims for kind in claim.kinds]
    return PageView(
        report=report,
        held=tuple(sorted(held, key=lambda claim: severity[claim.verdict])),
        standing=tuple(claim for decision, claim in claims if decision is not Decision.HELD_BACK),
        summary=tuple(_summary(report)),
        conflicts=tuple(_conflict(at, each, numbers) for at, each in enumerate(report.conflicts)),
        edges=tuple(_edges(report, numbers)),
        articles=tuple(_article(document, numbers[document.id]) for document in report.documents),
        sources=len(clusters(report)),
        verdicts=tuple((str(v), SYMBOLS[v], verdicts.count(v)) for v in Verdict if v in verdicts),
        kinds=tuple((kind, kinds.count(kind)) for kind in sorted(set(kinds))),
    )


def places(report: Report) -> dict[str, Any]:
    """What the page's script needs: which claims rest on which passages, all by index.

    A place is `[document, start, end, role]`: the role is an index of `ROLES`, offsets count UTF-16 units.
    """
    indices = {vetted.claim.id: index for index, vetted in enumerate(report.claims)}
    find = _Finder(report.documents)
    return {
        "claims": [_claim_places(vetted, find) for vetted in report.claims],
        "sentences": [[indices[c] for c in sentence.claims if c in indices] for sentence in report.summary],
        "versions": [[find(version.passage, 1) for version in each.versions] for each in report.conflicts],
        "stances": {
            str(indices[row.claim]): [
                [find.index[cell.document], list(Stance).index(cell.stance)]
                for cell in row.cells
                if cell.stance is not Stance.SILENT and cell.document in find.index
            ]
            for row in report.matrix
            if row.claim in indices
        },
        "stanceNames": [str(stance) for stance in Stance],
    }


ROLES = ("supports", "drifts", "contradicts", "cited")
"""What a passage is to a claim; "cited" are the words that a held-back claim was taken from."""


class _Finder:
    """Turns passages into places for the browser; None where the passage's document is not in the report."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.index = {document.id: index for index, document in enumerate(documents)}
        self.units = [_Units(document.text) for document in documents]

    def __call__(self, passage: Passage | Evidence | None, role: int) -> list[int] | None:
        if passage is None or passage.document not in self.index:
            return None
        at = self.index[passage.document]
        return [at, self.units[at](passage.start), self.units[at](passage.end), role]


class _Units:
    """Turns an offset in code points of a text into one in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.wide = [at for at, sign in enumerate(text) if sign > "\uffff"] if not text.isascii() else []

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self.wide, offset)


def _claim_places(vetted: VettedClaim, find: _Finder) -> dict[str, list[list[int] | None]]:
    claim = vetted.claim
    cited = 3 if vetted.decision is Decision.HELD_BACK else 0
    flagged = 2 if claim.verdict is Verdict.CONTRADICTED else 1
    return {
        "p": [find(evidence, cited) for evidence in claim.evidence],
        "f": [find(flag.source, flagged) for flag in claim.flags],
    }


def _claim(
    index: int,
    vetted: VettedClaim,
    numbers: Mapping[str, int],
    documents: Mapping[str, Document],
    row: str,
) -> ClaimView:
    claim, former = vetted.claim, vetted.former
    marks = tuple(mark for flag in claim.flags for mark in against(flag, claim.text, {}).claim.marks)
    if former:
        marks = differing(former.text, claim.text)[1]
    return ClaimView(
        index=index,
        pieces=tuple(pieces(claim.text, marks)),
        verdict=claim.verdict,
        symbol=SYMBOLS[claim.verdict],
        score="" if claim.score is None else f"{claim.score:.2f}",
        reason=claim.reason,
        speaker=claim.speaker or "",
        references=references(claim, dict(numbers)),
        docs=_touched(claim, numbers),
        kinds=tuple(sorted({str(flag.kind) for flag in claim.flags})),
        flags=tuple(_flag(index, at, each, claim, numbers, documents) for at, each in enumerate(claim.flags)),
        evidence=tuple(
            EvidenceView(
                number=numbers[each.document], text=each.text, match=str(each.match), key=f"{index}.{at}"
            )
            for at, each in enumerate(claim.evidence)
            if each.document in numbers
        ),
        former=tuple(pieces(former.text, differing(former.text, claim.text)[0])) if former else (),
        former_kinds=tuple(sorted({str(flag.kind) for flag in former.flags})) if former else (),
        row=row,
    )


def _touched(claim: CheckedClaim, numbers: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of the articles that hold evidence of the claim or words it is held against."""
    names = [each.document for each in claim.evidence]
    names += [flag.source.document for flag in claim.flags if flag.source]
    return tuple(sorted({numbers[name] for name in names if name in numbers}))


def _flag(
    index: int,
    at: int,
    flag: Flag,
    claim: CheckedClaim,
    numbers: Mapping[str, int],
    documents: Mapping[str, Document],
) -> FlagView:
    sides = against(flag, claim.text, documents)
    words: Pieces = ()
    if flag.claim_span:
        words = _cut(
            around(claim.text, flag.claim_span.start, flag.claim_span.end, _from(flag, sides.claim), 44)
        )
    return FlagView(
        kind=flag.kind,
        reason=flag.reason,
        claim=words,
        source=_cut(sides.source) if sides.source else (),
        number=numbers.get(sides.document or ""),
        key=f"{index}.{at}",
    )


def _from(flag: Flag, side: Side) -> tuple[Span, ...]:
    """The marks of the claim's side, counted from the beginning of the flag's own words."""
    start = flag.claim_span.start if flag.claim_span else 0
    return tuple(Span.at(mark.start - start, mark.end - start) for mark in side.marks)


def _cut(side: Side) -> Pieces:
    cut = list(pieces(side.text, side.marks))
    return tuple([("… ", False)] * side.before + cut + [(" …", False)] * side.after)


def _summary(report: Report) -> Iterator[SentenceView]:
    claims = {vetted.claim.id: vetted for vetted in report.claims}
    for index, sentence in enumerate(report.summary):
        rests_on = [claims[claim] for claim in sentence.claims if claim in claims]
        yield SentenceView(
            index=index,
            text=sentence.text,
            references=sentence.references,
            corroboration=sentence.corroboration,
            verdicts=tuple(sorted({str(vetted.claim.verdict) for vetted in rests_on})),
            repaired=any(vetted.decision is Decision.REPAIRED for vetted in rests_on),
        )


def _conflict(index: int, conflict: Conflict, numbers: Mapping[str, int]) -> ConflictView:
    first = conflict.versions[0].value if conflict.versions else ""
    versions = tuple(
        VersionView(
            number=numbers.get(version.passage.document, 0),
            pieces=tuple(pieces(version.value, differing(first, version.value)[1])),
            key=f"{index}.{at}",
        )
        for at, version in enumerate(conflict.versions)
    )
    return ConflictView(
        kind=conflict.kind,
        subject=conflict.subject,
        versions=versions,
        docs=tuple(sorted({version.number for version in versions})),
    )


def _edges(report: Report, numbers: Mapping[str, int]) -> Iterator[EdgeView]:
    for edge in report.lineage.edges:
        if edge.parent in numbers and edge.child in numbers:
            parent, child = numbers[edge.parent], numbers[edge.child]
            confidence = f"{edge.confidence:.0%}"
            yield EdgeView(parent=parent, child=child, confidence=confidence, reasons=edge.reasons)


# --- articles ----------------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\r\n]+")


def _article(document: Document, number: int) -> ArticleView:
    date = document.published.strftime("%-d %B %Y") if document.published else None
    about = (document.publisher, document.byline, date)
    return ArticleView(
        number=number,
        title=document_name(document),
        about=" · ".join(part for part in about if part),
        path=document.path,
        parts=tuple(_parts(document)),
    )


def _parts(document: Document) -> Iterator[Part]:
    """The lines of the article, those that are wholly clutter in parts of their own.

    A line has no line break in it, as a browser would change a lone carriage return and with it all offsets.
    """
    units = _Units(document.text)
    reason, blocks = "", list[Block]()
    for start, cut, why in _lines(document):
        if blocks and why != reason:
            yield Part(reason=reason, blocks=tuple(blocks))
            blocks = []
        reason = why
        blocks.append(Block(start=units(start), pieces=cut))
    if blocks:
        yield Part(reason=reason, blocks=tuple(blocks))


def _lines(document: Document) -> Iterator[tuple[int, Pieces, str]]:
    """Each line that is not blank: its offset, its pieces, and why it is clutter if all of it is."""
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
        yield match.start(), cut, touching[0].reason if whole else ""


def _touching(clutter: Sequence[Clutter], span: Span) -> list[Clutter]:
    found = []
    for each in clutter:
        if each.span.start >= span.end:
            break
        if each.span.overlaps(span):
            found.append(each)
    return found
