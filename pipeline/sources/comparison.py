"""What each rewrite made of its original, claim by claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.records import (
    CheckedClaim,
    Claim,
    Comparison,
    Conflict,
    Document,
    Drift,
    Evidence,
    Flag,
    FlagKind,
    Lineage,
    Passage,
    Rewrite,
    Span,
    Verdict,
)
from pipeline.sources.conflicts import conflicts
from pipeline.sources.corroboration import corroborate, nearness
from pipeline.sources.coverage import FOREIGN, left_out
from pipeline.sources.statements import as_stated, claims_of

_WEIGHT = {Verdict.SUPPORTED: 0.0, Verdict.DRIFTED: 0.5, Verdict.CONTRADICTED: 1.0, Verdict.UNSUPPORTED: 1.0}


def originals(documents: Sequence[Document], lineage: Lineage, primary: str | None = None) -> dict[str, str]:
    """Each rewrite, in the order of `documents`, with the original of its cluster, against which it is held.

    A chosen `primary` that nothing was found to derive from is held against all others all the same.
    """
    first = {name: cluster[0] for cluster in reversed(lineage.clusters) for name in cluster[1:]}
    chosen = lineage.primary if primary is not None else None
    if chosen is not None and chosen not in first.values():
        first |= {document.id: chosen for document in documents if document.id not in first}
        first.pop(chosen, None)
    return {document.id: first[document.id] for document in documents if document.id in first}


def compare(
    documents: Sequence[Document],
    lineage: Lineage,
    against: Mapping[str, str],
    checked: Mapping[str, Sequence[CheckedClaim]],
) -> Comparison:
    """All that the articles make of each other.

    `checked` holds the claims of each rewrite, as `claims_of` gives them, checked against the article
    `against` names. The rows of the matrix are the claims of the originals, then what the rewrites say and
    their originals do not.
    """
    by_id = {document.id: document for document in documents}
    differing = conflicts(documents, lineage)
    drift = [
        _with_quotation(
            Drift(document=name, against=against[name], claim=_restated(claim), place=place), differing
        )
        for name, answers in checked.items()
        for claim, place in zip(answers, _places(by_id[name]), strict=True)
    ]
    held = list(dict.fromkeys(against.values())) or [cluster[0] for cluster in lineage.clusters]
    told = [as_stated(claim) for name in held for claim in claims_of(by_id[name])]
    own = [_as_own(row) for row in drift if _is_own(row.claim)]
    matrix = corroborate((*told, *own), documents, lineage)
    rows = {row.claim: row for row in matrix}
    return Comparison(
        documents=tuple(documents),
        lineage=lineage,
        claims=(*told, *own),
        matrix=matrix,
        conflicts=differing,
        rewrites=tuple(
            Rewrite(
                document=name,
                against=against[name],
                distance=distance(answers),
                left_out=left_out(
                    name, [claim for claim in told if claim.evidence[0].document == against[name]], rows
                ),
                own=tuple(row.place for row in drift if row.document == name and _is_own(row.claim)),
            )
            for name, answers in checked.items()
        ),
        drift=tuple(drift),
    )


def distance(checked: Sequence[CheckedClaim]) -> float:
    """0 when every claim holds, 1 when none does; a drifted one counts half, an undetermined one nothing."""
    weighed = [(len(c.text.split()), _WEIGHT[_restated(c).verdict]) for c in checked if c.verdict in _WEIGHT]
    total = sum(words for words, _ in weighed)
    return round(sum(words * weight for words, weight in weighed) / total, 3) if total else 0.0


def _places(document: Document) -> list[Passage]:
    places = [claim.evidence[0] for claim in claims_of(document)]
    return [Passage(document=p.document, start=p.start, end=p.end, text=p.text) for p in places]


def _is_own(claim: CheckedClaim) -> bool:
    """Whether the original says nothing on a rewrite's claim. An altered quotation may look like that."""
    is_altered = any(flag.kind is FlagKind.QUOTE and flag.source for flag in claim.flags)
    is_settled = claim.verdict in (Verdict.DRIFTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
    return is_settled and not is_altered and nearness(claim) < FOREIGN


def _restated(claim: CheckedClaim) -> CheckedClaim:
    """The claim as it is; of a rewriter's own matter only that it is so: it was held against something else."""
    if not _is_own(claim):
        return claim
    reason = "No passage of the original says this."
    flag = Flag(
        kind=FlagKind.ADDITION, reason=reason, claim_span=Span.at(0, len(claim.text)), claim_text=claim.text
    )
    return claim.model_copy(
        update={"verdict": Verdict.UNSUPPORTED, "flags": (flag,), "reason": reason, "evidence": ()}
    )


def _with_quotation(row: Drift, differing: Sequence[Conflict]) -> Drift:
    """The row; a quotation that no source holds beside the words that the original has in its place."""
    words = next(
        (
            known.passage
            for conflict in differing
            if conflict.kind is FlagKind.QUOTE
            and any(_lies_in(v.passage, row.place) for v in conflict.versions)
            for known in conflict.versions
            if known.passage.document == row.against
        ),
        None,
    )
    if words is None:
        return row
    reason = f"The quotation is not the original's, which has “{words.text}”"
    flags = tuple(
        flag.model_copy(update={"source": words, "reason": reason})
        if flag.kind is FlagKind.QUOTE and flag.source is None
        else flag
        for flag in row.claim.flags
    )
    told = " ".join(dict.fromkeys(flag.reason for flag in flags)) or row.claim.reason
    return row.model_copy(update={"claim": row.claim.model_copy(update={"flags": flags, "reason": told})})


def _lies_in(part: Passage, whole: Passage) -> bool:
    return part.document == whole.document and whole.start <= part.start and part.end <= whole.end


def _as_own(row: Drift) -> CheckedClaim:
    place = row.place
    evidence = Evidence(document=place.document, start=place.start, end=place.end, text=place.text)
    return as_stated(Claim(id=row.claim.id, text=row.claim.text, evidence=(evidence,)))
