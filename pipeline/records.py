"""The nouns: every type that passes from one stage to another.

All are frozen, so a stage makes new records and never changes one it was given. Each can be written as a JSON
line, read back, and compared with `==`. Every offset counts code points of the raw text of a document.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator


class Record(BaseModel):
    """Base of all records: immutable, and a field that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """A half-open stretch `[start, end)` of a text, in code points. Written to JSON as `[start, end]`."""

    start: int = Field(ge=0)
    end: int

    @classmethod
    def at(cls, start: int, end: int) -> Self:
        """The span from `start` up to, not including, `end`."""
        return cls(start=start, end=end)

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: object) -> object:
        if isinstance(value, list | tuple) and len(value) == 2:
            return {"start": value[0], "end": value[1]}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"a span ends before it starts: [{self.start}, {self.end})")
        return self

    @model_serializer
    def _as_pair(self) -> list[int]:
        return [self.start, self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The words of `text` that this span marks."""
        return text[self.start : self.end]


# --- documents -------------------------------------------------------------------------------------------


class Clutter(Record):
    """A stretch of a document that is not the article: navigation, byline, other headlines, comments."""

    span: Span
    reason: str


class Document(Record):
    """One article: the raw text as read, and what in it is clutter. `id` comes from the file's name."""

    id: str
    path: str
    text: str = Field(repr=False)
    sha256: str
    title: str | None = None
    published: dt.date | None = None
    byline: str | None = None
    publisher: str | None = None
    clutter: tuple[Clutter, ...] = ()

    @property
    def body(self) -> tuple[Span, ...]:
        """What is left of the text when the clutter is taken away, in order; may be empty."""
        spans, at = [], 0
        for clutter in self.clutter:
            if clutter.span.start > at:
                spans.append(Span.at(at, clutter.span.start))
            at = max(at, clutter.span.end)
        if at < len(self.text):
            spans.append(Span.at(at, len(self.text)))
        return tuple(spans)

    def clutter_at(self, span: Span) -> Clutter | None:
        """The first stretch of clutter that `span` touches, if any."""
        return next((clutter for clutter in self.clutter if clutter.span.overlaps(span)), None)


class Chunk(Record):
    """A run of whole sentences of one document, small enough for one model call.

    `text == document.text[span]`; the chunks of a document lie in order, do not overlap, and hold all its body.
    """

    document: str
    span: Span
    text: str
    tokens: int


# --- claims ----------------------------------------------------------------------------------------------


class Match(StrEnum):
    """How the words of evidence were found.

    Letter by letter; after quotes, spaces and forms were evened out; or, for the words that a model cites,
    as the passage most like them. The evidence itself is always the document's own words.
    """

    EXACT = "exact"
    NORMALISED = "normalised"
    SIMILAR = "similar"


class Evidence(Record):
    """Words of a document that carry a claim; `document.text[start:end] == text`, found by our own search."""

    document: str
    start: int
    end: int
    text: str
    match: Match = Match.EXACT

    @property
    def span(self) -> Span:
        """The place in the raw text of the document."""
        return Span.at(self.start, self.end)


class Certainty(StrEnum):
    """How sure the source is of what it says."""

    STATED = "stated"
    REPORTED = "reported"
    POSSIBLE = "possible"
    UNCLEAR = "unclear"


class Claim(Record):
    """One proposition that can be understood alone. `evidence` is where the claim was taken from; it may be empty."""

    id: str
    text: str
    speaker: str | None = None
    certainty: Certainty | None = None
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(
        cls,
        text: str,
        evidence: tuple[Evidence, ...] = (),
        speaker: str | None = None,
        certainty: Certainty | None = None,
    ) -> Self:
        """A claim whose id follows from its text and its places: the same input gives the same id."""
        places = "|".join(f"{e.document}:{e.start}-{e.end}" for e in evidence)
        digest = hashlib.sha256(f"{text}\n{places}".encode()).hexdigest()[:12]
        return cls(id=f"c{digest}", text=text, evidence=evidence, speaker=speaker, certainty=certainty)

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that its evidence lies in, each once, in order of the evidence."""
        return tuple(dict.fromkeys(e.document for e in self.evidence))


# --- checking --------------------------------------------------------------------------------------------


class FlagKind(StrEnum):
    """What drifted. docs/checks.md defines each with a pair of examples."""

    QUOTE = "quote"
    NUMBER = "number"
    DATE = "date"
    ENTITY = "entity"
    ATTRIBUTION = "attribution"
    MODALITY = "modality"
    POLARITY = "polarity"
    SCOPE = "scope"
    RELATION = "relation"
    INTENSITY = "intensity"
    ADDITION = "addition"
    BOILERPLATE = "boilerplate"


class Verdict(StrEnum):
    """What is said of a claim. UNDETERMINED is never turned into another verdict by default."""

    SUPPORTED = "supported"
    DRIFTED = "drifted"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    UNDETERMINED = "undetermined"


class Passage(Record):
    """A place in a document, with its words: `document.text[start:end] == text`."""

    document: str
    start: int
    end: int
    text: str


class Flag(Record):
    """One thing that is not as the source has it, with both places.

    `claim_span` marks the words of the claim that drifted, None where words are missing from the claim;
    `source` marks the words that the claim should be held against, None where no source has any.
    """

    kind: FlagKind
    reason: str
    claim_span: Span | None = None
    claim_text: str = ""
    source: Passage | None = None


class Finding(Record):
    """What one check says of one claim: flags (none means: nothing to object), and figures for the score.

    `undetermined` gives the reason why the check could not be made; it is never a pass.
    """

    check: str
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    signals: dict[str, float] = Field(default_factory=dict)
    undetermined: str | None = None


class CheckedClaim(Record):
    """A claim with its verdict. The verdict and the score are pure functions of the findings.

    `score` is the calibrated probability that the claim is wholly supported, None when undetermined.
    """

    id: str
    text: str
    speaker: str | None = None
    certainty: Certainty | None = None
    verdict: Verdict
    score: float | None
    reason: str
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    signals: dict[str, float] = Field(default_factory=dict)

    def as_claim(self) -> Claim:
        """The claim without its verdict and its evidence, to be held against something else."""
        return Claim(id=self.id, text=self.text, speaker=self.speaker, certainty=self.certainty)


# --- between the articles --------------------------------------------------------------------------------


class Shared(Record):
    """A sentence of a child, and the place in its parent that accounts for it."""

    child: Span
    parent: Span


class Derivation(Record):
    """`child` was made from `parent`: an edge of the lineage graph.

    `passages` are the sentences of the child that follow the parent, in order; the others are the child's own matter.
    """

    parent: str
    child: str
    confidence: float
    reasons: tuple[str, ...]
    passages: tuple[Shared, ...] = ()


class Lineage(Record):
    """Who derives from whom. Documents in different clusters are independent of each other."""

    edges: tuple[Derivation, ...] = ()
    clusters: tuple[tuple[str, ...], ...] = ()
    primary: str | None = None

    @cached_property
    def homes(self) -> dict[str, set[int]]:
        """By document the numbers of the clusters that it is in."""
        found: dict[str, set[int]] = {}
        for number, cluster in enumerate(self.clusters):
            for name in cluster:
                found.setdefault(name, set()).add(number)
        return found

    @cached_property
    def parents(self) -> dict[str, set[str]]:
        """By document what it derives from, directly."""
        found: dict[str, set[str]] = {}
        for edge in self.edges:
            found.setdefault(edge.child, set()).add(edge.parent)
        return found


class Stance(StrEnum):
    """What one article says about one claim."""

    SUPPORTS = "supports"
    DRIFTS = "drifts"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


class MatrixCell(Record):
    """One article's stance on one claim, with the kinds of drift and the place."""

    document: str
    stance: Stance
    kinds: tuple[FlagKind, ...] = ()
    source: Passage | None = None


class MatrixRow(Record):
    """One claim across all articles; `corroboration` counts independent clusters that support it, never files.

    An article that has no cell is silent.
    """

    claim: str
    cells: tuple[MatrixCell, ...]
    corroboration: int


class Version(Record):
    """One article's version of a value that the articles do not agree on."""

    value: str
    passage: Passage


class Conflict(Record):
    """A value that differs between articles, with every version."""

    kind: FlagKind
    subject: str
    versions: tuple[Version, ...]

    @classmethod
    def of(cls, kind: FlagKind, subject: str, passages: Iterable[Passage]) -> Self:
        """A conflict whose versions are the very words of `passages`."""
        versions = tuple(Version(value=passage.text, passage=passage) for passage in passages)
        return cls(kind=kind, subject=subject, versions=versions)


# --- what a run gives ------------------------------------------------------------------------------------


class Decision(StrEnum):
    """What was done with a claim."""

    KEPT = "kept"
    REPAIRED = "repaired"
    HELD_BACK = "held back"


class VettedClaim(Record):
    """A checked claim and what was decided. A repaired one keeps its former check in `former`."""

    claim: CheckedClaim
    decision: Decision
    former: CheckedClaim | None = None


class Failure(Record):
    """A file, chunk or claim that could not be handled: counted in the report, never lost."""

    stage: str
    subject: str
    reason: str
    document: str | None = None
    span: Span | None = None


class Usage(Record):
    """What a stage asked of the model."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            requests=self.requests + other.requests,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
        )


class SummarySentence(Record):
    """One sentence of the summary, the vetted claims it rests on, and 1-based references to articles that hold it."""

    text: str
    claims: tuple[str, ...]
    references: tuple[int, ...]
    corroboration: int


class Provenance(Record):
    """What made a report: enough to make it again."""

    version: str
    mode: str
    model: str
    prompts: dict[str, str] = Field(default_factory=dict)
    tiers: tuple[str, ...] = ()
    settings: dict[str, str] = Field(default_factory=dict)


class Report(Record):
    """Everything a run found out. Every report format prints this and nothing else.

    `left_out` are main points of the primary article that the summary does not make, `unsourced` are the ids of claims
    that one rewrite alone makes, and of which its original says nothing.
    """

    documents: tuple[Document, ...]
    summary: tuple[SummarySentence, ...]
    claims: tuple[VettedClaim, ...]
    lineage: Lineage = Lineage()
    matrix: tuple[MatrixRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[Passage, ...] = ()
    unsourced: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    usage: dict[str, Usage] = Field(default_factory=dict)
    provenance: Provenance


# --- what a comparison gives ------------------------------------------------------------------------------


class Drift(Record):
    """One sentence of a rewrite, held as a claim against the article it derives from; `place` is where it stands."""

    document: str
    against: str
    claim: CheckedClaim
    place: Passage


class Rewrite(Record):
    """A rewrite as a whole: how far it is from its original, what it leaves out, and what it alone says.

    `distance` is 0 when the original holds every claim, 1 when it holds none, each claim weighted by its words.
    """

    document: str
    against: str
    distance: float = Field(ge=0, le=1)
    left_out: tuple[Passage, ...] = ()
    own: tuple[Passage, ...] = ()


class Comparison(Record):
    """What the articles make of each other, without a summary. `claims` are those of the rows of `matrix`."""

    documents: tuple[Document, ...]
    lineage: Lineage
    claims: tuple[CheckedClaim, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    drift: tuple[Drift, ...] = ()
    tiers: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


def document_id(path: Path) -> str:
    """The id of a document: the name of its file, without its folder."""
    return path.name
