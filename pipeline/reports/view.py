"""What the page shows, in the order in which it shows it: a Report made ready for a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.records import (
    CheckedClaim,
    Conflict,
    Decision,
    Document,
    Flag,
    Record,
    Report,
    Span,
    Verdict,
    VettedClaim,
)
from pipeline.reports.against import Pieces, Side, against, around, differing, pieces
from pipeline.reports.article_view import ArticleView, article
from pipeline.reports.lineage import clusters
from pipeline.reports.matrix import said
from pipeline.reports.note import SEVERITY, SYMBOLS
from pipeline.reports.places import drawn_edges
from pipeline.reports.plain import percent
from pipeline.reports.published import references
from pipeline.reports.svg import document_name
from pipeline.text.markup import readable


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


class GapView(Record):
    """A main point of the original that the summary does not make; `index` is its place in the report."""

    index: int
    number: int
    text: str


class AloneView(Record):
    """What one rewrite says and no other article, by the number of the rewrite: indices and words of claims."""

    number: int
    title: str
    claims: tuple[tuple[int, str], ...]


class EdgeView(Record):
    """An edge of the lineage, by the numbers of its articles; `shared` counts its passages."""

    index: int
    shared: int
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
    gaps: tuple[GapView, ...]
    whole: bool
    alone: tuple[AloneView, ...]
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
    verdicts = [vetted.claim.verdict for vetted in report.claims]
    kinds = [kind for _, claim in claims for kind in claim.kinds]
    return PageView(
        report=report,
        held=tuple(sorted(held, key=lambda claim: SEVERITY.index(Verdict(claim.verdict)))),
        standing=tuple(claim for decision, claim in claims if decision is not Decision.HELD_BACK),
        summary=tuple(_summary(report)),
        gaps=tuple(_gaps(report, numbers)),
        whole=report.lineage.primary in documents and not report.left_out,
        alone=tuple(_alone(report, numbers)),
        conflicts=tuple(_conflict(at, each, numbers) for at, each in enumerate(report.conflicts)),
        edges=tuple(_edges(report, numbers)),
        articles=tuple(article(document, numbers[document.id]) for document in report.documents),
        sources=len(clusters(report)),
        verdicts=tuple((str(v), SYMBOLS[v], verdicts.count(v)) for v in Verdict if v in verdicts),
        kinds=tuple((kind, kinds.count(kind)) for kind in sorted(set(kinds))),
    )


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
        reason=_reason(claim, numbers),
        speaker=claim.speaker or "",
        references=references(claim, dict(numbers)),
        docs=_touched(claim, numbers),
        kinds=tuple(sorted({str(flag.kind) for flag in claim.flags})),
        flags=tuple(_flag(index, at, each, claim, numbers, documents) for at, each in enumerate(claim.flags)),
        evidence=tuple(
            EvidenceView(
                number=numbers[each.document],
                text=readable(each.text),
                match=str(each.match),
                key=f"{index}.{at}",
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
        reason=_numbered(readable(flag.reason), numbers),
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
            text=readable(sentence.text),
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
        subject=readable(conflict.subject),
        versions=versions,
        docs=tuple(sorted({version.number for version in versions})),
    )


def _edges(report: Report, numbers: Mapping[str, int]) -> Iterator[EdgeView]:
    for index, edge in enumerate(drawn_edges(report)):
        yield EdgeView(
            index=index,
            shared=len(edge.passages),
            parent=numbers[edge.parent],
            child=numbers[edge.child],
            confidence=percent(edge.confidence),
            reasons=tuple(map(readable, edge.reasons)),
        )


def _gaps(report: Report, numbers: Mapping[str, int]) -> Iterator[GapView]:
    for index, point in enumerate(report.left_out):
        if point.document in numbers:
            yield GapView(index=index, number=numbers[point.document], text=readable(point.text))


def _alone(report: Report, numbers: Mapping[str, int]) -> Iterator[AloneView]:
    """The claims without a source, by the rewrite that makes them."""
    found: dict[int, list[tuple[int, str]]] = {}
    for index, vetted in enumerate(report.claims):
        held = references(vetted.claim, dict(numbers))
        if vetted.claim.id in report.unsourced and held:
            found.setdefault(held[0], []).append((index, readable(vetted.claim.text)))
    for number, claims in sorted(found.items()):
        title = document_name(report.documents[number - 1])
        yield AloneView(number=number, title=title, claims=tuple(claims))


def _reason(claim: CheckedClaim, numbers: Mapping[str, int]) -> str:
    """Why a claim has its verdict, without what its flags say themselves."""
    reason = claim.reason
    for flag in claim.flags:
        reason = reason.replace(flag.reason, "") if flag.reason else reason
    kept = reason.strip().removesuffix(":")
    return _numbered(readable(f"{kept}." if reason.strip().endswith(":") else kept), numbers)


def _numbered(text: str, numbers: Mapping[str, int]) -> str:
    """`text` with articles called by their numbers, as on the rest of the page, and not by the names of files."""
    named = [name for name in numbers if name in text and "." in name]
    for name in sorted(named, key=len, reverse=True):
        if name in text:
            text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", f"[{numbers[name]}]", text)
    return text
