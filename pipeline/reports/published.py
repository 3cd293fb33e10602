"""The published shape of a report: what stands in report.json, and what `pipeline schema` describes.

The records of the program may change with the program; these models change only with `SCHEMA_VERSION`. The
raw files are the truth: a document is named by path and SHA-256 and its text is not repeated. All offsets are
half-open and count code points of the decoded raw text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from pipeline import records
from pipeline.records import Certainty, CheckedClaim, Decision, FlagKind, Match, Report, Stance, Verdict

SCHEMA_VERSION = "1.1"
"""Raised in its first part when a reader of the former shape would break, else in its second."""

Share = Annotated[float, PlainSerializer(lambda value: round(value, 4), return_type=float)]
"""A figure written with four decimals, so that the same run gives the same bytes on every machine."""


class Published(BaseModel):
    """Base of the published models: immutable, and a field that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Shape = TypeVar("Shape", bound=Published)


class Clutter(Published):
    """A stretch `[start, end)` of a document that is not the article."""

    span: tuple[int, int]
    reason: str


class Document(Published):
    """One article. `reference` is its number in the summary; `length` counts code points of the raw text."""

    id: str
    reference: int
    path: str
    title: str | None
    published: dt.date | None
    byline: str | None
    publisher: str | None
    sha256: str
    length: int
    clutter: tuple[Clutter, ...]


class Passage(Published):
    """A place in a document: `raw_text[start:end] == text`."""

    document: str
    start: int
    end: int
    text: str


class Evidence(Passage):
    """A place in a document that carries a claim, and how it was found."""

    match: Match


class Flag(Published):
    """One thing that is not as the source has it. `claim_span` counts code points of the claim's text."""

    kind: FlagKind
    reason: str
    claim_span: tuple[int, int] | None
    claim_text: str
    source: Passage | None


class JudgedClaim(Published):
    """A claim with its verdict; `score` is the calibrated probability that it is wholly supported."""

    id: str
    text: str
    speaker: str | None
    certainty: Certainty | None
    verdict: Verdict
    score: Share | None
    reason: str
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...]
    signals: dict[str, Share]


class ReportedClaim(JudgedClaim):
    """A judged claim in a report: what was decided, the articles that hold it, its former wording."""

    decision: Decision
    references: tuple[int, ...]
    corroboration: int | None
    former: JudgedClaim | None


class Sentence(Published):
    """A sentence of the summary, the claims it rests on and the articles that hold it."""

    text: str
    claims: tuple[str, ...]
    references: tuple[int, ...]
    corroboration: int


class Shared(Published):
    """A sentence of the document `to`, and the place in the document `from` that accounts for it: `[start, end)`."""

    from_: tuple[int, int] = Field(alias="from")
    to: tuple[int, int]


class Edge(Published):
    """The document `to` was made from the document `from`."""

    from_: str = Field(alias="from")
    to: str
    confidence: Share
    reasons: tuple[str, ...]
    passages: tuple[Shared, ...]


class Lineage(Published):
    """Who derives from whom. Documents in different clusters are independent of each other."""

    edges: tuple[Edge, ...]
    clusters: tuple[tuple[str, ...], ...]
    primary: str | None


class Cell(Published):
    """One article's stance on one claim."""

    document: str
    stance: Stance
    kinds: tuple[FlagKind, ...]
    source: Passage | None


class Row(Published):
    """One claim across all articles; `corroboration` counts independent clusters, never files."""

    claim: str
    cells: tuple[Cell, ...]
    corroboration: int


class Version(Published):
    """One article's version of a value that the articles do not agree on."""

    value: str
    passage: Passage


class Conflict(Published):
    """A value that differs between articles, with every version."""

    kind: FlagKind
    subject: str
    versions: tuple[Version, ...]


class Failure(Published):
    """A file, chunk or claim that could not be handled."""

    stage: str
    subject: str
    reason: str
    document: str | None
    span: tuple[int, int] | None


class Usage(Published):
    """What a stage asked of the model."""

    requests: int
    prompt_tokens: int
    completion_tokens: int


class Provenance(Published):
    """What made the report: program version, mode, model, prompt fingerprints, tiers of checks, settings."""

    version: str
    mode: str
    model: str
    prompts: dict[str, str]
    tiers: tuple[str, ...]
    settings: dict[str, str]


class PublishedReport(Published):
    """report.json.

    `left_out` are main points of the original that the summary does not make; `unsourced` are the ids of claims that
    one rewrite alone makes, and of which its original says nothing.
    """

    schema_version: str
    documents: tuple[Document, ...]
    summary: tuple[Sentence, ...]
    claims: tuple[ReportedClaim, ...]
    lineage: Lineage
    matrix: tuple[Row, ...]
    conflicts: tuple[Conflict, ...]
    left_out: tuple[Passage, ...]
    unsourced: tuple[str, ...]
    failures: tuple[Failure, ...]
    usage: dict[str, Usage]
    provenance: Provenance


class PublishedCheck(Published):
    """What `pipeline check --format json` prints; `counts` has every verdict, those with no claim too."""

    schema_version: str
    tiers: tuple[str, ...]
    claims: tuple[JudgedClaim, ...]
    counts: dict[Verdict, int]


def published_report(report: Report) -> PublishedReport:
    """The published shape of `report`; mappings are sorted by key."""
    order = {document.id: number for number, document in enumerate(report.documents, start=1)}
    corroboration = {row.claim: row.corroboration for row in report.matrix}
    return PublishedReport(
        schema_version=SCHEMA_VERSION,
        documents=tuple(_document(document, order[document.id]) for document in report.documents),
        summary=_same(Sentence, report.summary),
        claims=tuple(_reported(vetted, order, corroboration) for vetted in report.claims),
        lineage=published_lineage(report.lineage),
        matrix=_same(Row, report.matrix),
        conflicts=_same(Conflict, report.conflicts),
        left_out=_same(Passage, report.left_out),
        unsourced=report.unsourced,
        failures=_same(Failure, report.failures),
        usage={stage: Usage(**usage.model_dump()) for stage, usage in sorted(report.usage.items())},
        provenance=_provenance(report.provenance),
    )


def published_check(claims: Sequence[CheckedClaim], tiers: Sequence[str]) -> PublishedCheck:
    """The published shape of claims that were checked without a run."""
    return PublishedCheck(
        schema_version=SCHEMA_VERSION,
        tiers=tuple(tiers),
        claims=tuple(JudgedClaim(**_judged(claim)) for claim in claims),
        counts={verdict: sum(claim.verdict is verdict for claim in claims) for verdict in Verdict},
    )


def published_lineage(lineage: records.Lineage) -> Lineage:
    """The published shape of a lineage; its edges run from the parent to the child."""
    edges = tuple(_edge(edge) for edge in lineage.edges)
    return Lineage(edges=edges, clusters=lineage.clusters, primary=lineage.primary)


def _edge(edge: records.Derivation) -> Edge:
    passages = tuple(
        Shared(from_=(shared.parent.start, shared.parent.end), to=(shared.child.start, shared.child.end))
        for shared in edge.passages
    )
    return Edge(
        from_=edge.parent,
        to=edge.child,
        confidence=edge.confidence,
        reasons=edge.reasons,
        passages=passages,
    )


def references(claim: CheckedClaim, order: dict[str, int]) -> tuple[int, ...]:
    """The numbers of the documents that hold evidence of `claim`, ascending."""
    return tuple(sorted({order[e.document] for e in claim.evidence if e.document in order}))


def _document(document: records.Document, number: int) -> Document:
    return Document(
        reference=number, length=len(document.text), **document.model_dump(exclude={"text"}, mode="python")
    )


def _reported(
    vetted: records.VettedClaim, order: dict[str, int], corroboration: dict[str, int]
) -> ReportedClaim:
    return ReportedClaim(
        **_judged(vetted.claim),
        decision=vetted.decision,
        references=references(vetted.claim, order),
        corroboration=corroboration.get(vetted.claim.id),
        former=JudgedClaim(**_judged(vetted.former)) if vetted.former else None,
    )


def _judged(claim: CheckedClaim) -> dict[str, Any]:
    return claim.model_dump() | {"signals": dict(sorted(claim.signals.items()))}


def _provenance(provenance: records.Provenance) -> Provenance:
    fields = provenance.model_dump()
    return Provenance(
        **fields | {name: dict(sorted(fields[name].items())) for name in ("prompts", "settings")}
    )


def _same(shape: type[Shape], items: Iterable[BaseModel]) -> tuple[Shape, ...]:
    """Each record in a published shape that has just the same fields."""
    return tuple(shape(**item.model_dump()) for item in items)
