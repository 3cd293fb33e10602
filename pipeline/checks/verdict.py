"""All findings on one claim become one verdict and one score: a pure function, with no model asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from pipeline.checks.score import ScoreModel, shipped
from pipeline.records import CheckedClaim, Claim, Evidence, Finding, Flag, FlagKind, Span, Verdict


def decide(claim: Claim, findings: Sequence[Finding], model: ScoreModel | None = None) -> CheckedClaim:
    """The verdict on `claim`: supported only if every check could be made, no flag vetoes, and the score
    suffices.

    The score of a claim with a veto lies below the threshold, so score and verdict never disagree. A
    supported claim has no flags; any other keeps all that were raised, and where there are none it has one
    on the whole of it: an addition, for the sources do not hold it.
    """
    model = model or shipped()
    signals = signals_of(findings)
    checked = CheckedClaim(
        id=claim.id,
        text=claim.text,
        speaker=claim.speaker,
        certainty=claim.certainty,
        verdict=Verdict.UNDETERMINED,
        score=None,
        reason="No check was made.",
        flags=_distinct(flag for finding in findings for flag in finding.flags),
        evidence=_outermost([piece for finding in _aligned_first(findings) for piece in finding.evidence]),
        signals=signals,
    )
    unsettled = [finding.undetermined for finding in findings if finding.undetermined]
    if unsettled or not findings:
        return checked.model_copy(update={"reason": " ".join(unsettled) or checked.reason})

    score = score_of(findings, signals, model)
    if score >= model.tier_of(signals).threshold:
        verdict = Verdict.SUPPORTED
        flags: tuple[Flag, ...] = ()
    else:
        kept = tuple(flag for flag in checked.flags if not _cleared(flag, signals, model))
        flags = kept or (_unheld(claim, score),)
        verdict = _verdict(flags, checked.evidence)
    reason = _reason(verdict, flags, score)
    return checked.model_copy(update={"verdict": verdict, "score": score, "flags": flags, "reason": reason})


def signals_of(findings: Sequence[Finding]) -> dict[str, float]:
    """The signals of all findings, and for each kind of flag `flag_<kind>`, how many were raised."""
    signals = {name: value for finding in findings for name, value in finding.signals.items()}
    for flag in _distinct(flag for finding in findings for flag in finding.flags):
        name = f"flag_{flag.kind}"
        signals[name] = signals.get(name, 0.0) + 1.0
    return signals


def score_of(findings: Sequence[Finding], signals: dict[str, float], model: ScoreModel) -> float:
    """Calibrated probability that the claim is wholly supported; below the threshold where a flag vetoes."""
    tier = model.tier_of(signals)
    score = tier.probability(signals)
    if has_veto(findings, signals, model):
        return min(score * tier.veto_factor, tier.threshold * _BELOW)
    return score


def has_veto(findings: Sequence[Finding], signals: dict[str, float], model: ScoreModel) -> bool:
    """Whether the flags alone make the claim unsupported.

    One that a string comparison settled does. Flags about meaning that no judge clears do where the claim is
    so close to its source sentences that they can be set word against word (one sentence may do so in any
    order), and where there are enough of them for the length of the claim: in an answer of ten sentences one
    doubtful flag decides nothing.
    """
    flags = _distinct(flag for finding in findings for flag in finding.flags)
    if any(flag.kind in model.vetoes for flag in flags):
        return True
    doubts = sum(not _cleared(flag, signals, model) for flag in flags)
    is_close = signals.get("closeness", 1.0) >= model.trusted_closeness
    if signals.get("sentences", 1.0) == 1:
        is_close = is_close or signals.get("bond", 0.0) >= model.trusted_bond
    return is_close and doubts > 0 and doubts >= model.flags_per_sentence * signals.get("sentences", 1.0)


_BELOW = 0.999  # how near a vetoed score may come to the threshold


def _cleared(flag: Flag, signals: dict[str, float], model: ScoreModel) -> bool:
    """Whether the judge overrules `flag`: never what a string comparison settled."""
    return (
        flag.kind not in model.vetoes
        and signals.get("judge_support", 0.0) >= model.tier_of(signals).clears_at
    )


_OPPOSED = {FlagKind.POLARITY}
_ABSENT = {FlagKind.ADDITION, FlagKind.BOILERPLATE}


def _verdict(flags: Sequence[Flag], evidence: Sequence[Evidence]) -> Verdict:
    """Which way a claim is not supported."""
    if any(flag.kind in _OPPOSED and flag.source for flag in flags):
        return Verdict.CONTRADICTED
    if not evidence or all(flag.kind in _ABSENT for flag in flags):
        return Verdict.UNSUPPORTED
    return Verdict.DRIFTED


def _unheld(claim: Claim, score: float) -> Flag:
    """What is said of a claim that no single check objects to, and that the sources do not hold all the same."""
    return Flag(
        kind=FlagKind.ADDITION,
        reason=f"No passage of the sources holds all of it (probability {score:.2f}).",
        claim_span=Span.at(0, len(claim.text)),
        claim_text=claim.text,
    )


def _reason(verdict: Verdict, flags: Sequence[Flag], score: float) -> str:
    if verdict is Verdict.SUPPORTED:
        return f"The sources hold it (probability {score:.2f})."
    return " ".join(dict.fromkeys(flag.reason for flag in flags))


_Item = TypeVar("_Item", Flag, Evidence)


def _aligned_first(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those on quotations last: the sentence that a claim rests on comes before words quoted in it."""
    return sorted(findings, key=lambda finding: finding.check == "quotes")


def _outermost(pieces: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Each piece once, in order, without those inside another: a quotation whose sentence is there."""
    return tuple(
        piece
        for piece in _distinct(pieces)
        if not any(
            other.document == piece.document and other.span != piece.span and other.span.holds(piece.span)
            for other in pieces
        )
    )


def _distinct(items: Iterable[_Item]) -> tuple[_Item, ...]:
    seen: list[_Item] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return tuple(seen)
