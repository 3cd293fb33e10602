"""What an original says to the claims that only its rewrites hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.checks import rules
from pipeline.checks.verdict import decide
from pipeline.records import CheckedClaim, Document, Lineage, Stance, Verdict
from pipeline.sources.comparison import originals
from pipeline.sources.corroboration import stance


def objections(
    claims: Sequence[CheckedClaim], documents: Sequence[Document], lineage: Lineage
) -> Mapping[str, CheckedClaim]:
    """By claim id: the check against the original alone of each supported claim that the original has otherwise.

    A claim that an original or an independent article holds has no entry, nor has one that the original is silent
    on. The rules decide, without a judge.
    """
    parents = originals(documents, lineage)
    texts = {document.id: document for document in documents}
    found: dict[str, CheckedClaim] = {}
    for original in dict.fromkeys(parents.values()):
        theirs = [claim for claim in claims if _only_from_rewrites(claim, original, parents)]
        plain = [claim.as_claim() for claim in theirs]
        for claim, findings in zip(plain, rules(plain, [texts[original]]), strict=True):
            answer = decide(claim, findings)
            if answer.flags and stance(answer) in _AGAINST:
                found[claim.id] = answer
    return found


_AGAINST = (Stance.DRIFTS, Stance.CONTRADICTS)


def _only_from_rewrites(claim: CheckedClaim, original: str, parents: Mapping[str, str]) -> bool:
    return (
        claim.verdict is Verdict.SUPPORTED
        and bool(claim.evidence)
        and all(parents.get(piece.document) == original for piece in claim.evidence)
    )
