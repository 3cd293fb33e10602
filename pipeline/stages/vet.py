"""Vet: decide of every checked claim whether it may stand in the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.records import CheckedClaim, Decision, Evidence, MatrixRow, Stance, Verdict, VettedClaim


def vet(
    claims: Sequence[CheckedClaim],
    matrix: Sequence[MatrixRow],
    former: Mapping[str, CheckedClaim],
    objections: Mapping[str, CheckedClaim],
) -> list[VettedClaim]:
    """Each of `claims` with a decision, in their order; none is left out.

    A claim is kept if it is supported, and has then evidence in just those articles that hold it by `matrix`.
    `former` maps the id of a repaired claim to its check before the repair. `objections` maps the id of a claim that
    only rewrites hold to its check against their original: such a claim is held back, with the original's words.
    """
    rows = {row.claim: row for row in matrix}
    return [
        _vetted(_held(claim, rows.get(claim.id)), former.get(claim.id), objections.get(claim.id))
        for claim in claims
    ]


def _vetted(claim: CheckedClaim, former: CheckedClaim | None, original: CheckedClaim | None) -> VettedClaim:
    if claim.verdict is not Verdict.SUPPORTED:
        return VettedClaim(claim=claim, decision=Decision.HELD_BACK, former=former)
    if original is not None:
        return VettedClaim(claim=_objected(claim, original), decision=Decision.HELD_BACK, former=former)
    return VettedClaim(claim=claim, decision=Decision.REPAIRED if former else Decision.KEPT, former=former)


def _held(claim: CheckedClaim, row: MatrixRow | None) -> CheckedClaim:
    """A supported claim with evidence in just the articles that support it, in the order of the best match."""
    if claim.verdict is not Verdict.SUPPORTED or row is None:
        return claim
    places = {cell.document: cell.source for cell in row.cells if cell.stance is Stance.SUPPORTS}
    own = [piece for piece in claim.evidence if piece.document in places]
    missing = places.keys() - {piece.document for piece in own}
    more = [Evidence(**source.model_dump()) for name, source in places.items() if name in missing and source]
    return claim.model_copy(update={"evidence": (*own, *more)}) if own or more else claim


def _objected(claim: CheckedClaim, original: CheckedClaim) -> CheckedClaim:
    """The claim with the verdict that the original gives it, and the evidence of the rewrite that says it."""
    holders = list(dict.fromkeys(piece.document for piece in claim.evidence))
    told = f"{', '.join(holders)} {'says' if len(holders) == 1 else 'say'} so"
    return claim.model_copy(
        update={
            "verdict": original.verdict,
            "score": original.score,
            "flags": original.flags,
            "reason": f"{told}, but the article that it derives from does not: {original.reason}",
        }
    )
