"""All findings on one claim become one verdict and one score: a pure function, with no model asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from pipeline.checks.score import ScoreModel, shipped
from pipeline.records import CheckedClaim, Claim, Evidence, Finding, Flag, FlagKind, Verdict


def decide(claim: Claim, findings: Sequence[Finding], model: ScoreModel | None = None) -> CheckedClaim:
    """The verdict on `claim`. Supported only if every check could be made, no flag stands, and the score
    suffices.

    The score of a claim with a standing flag lies below the threshold, so score and verdict never disagree.
    """
    model = model or shipped()
    signals = {name: value for finding in findings for name, value in finding.signals.items()}
    flags = _distinct(flag for finding in findings for flag in finding.flags)
    evidence = _distinct(piece for finding in findings for piece in finding.evidence)
    checked = CheckedClaim(
        id=claim.id,
        text=claim.text,
        speaker=claim.speaker,
        certainty=claim.certainty,
        verdict=Verdict.UNDETERMINED,
        score=None,
        reason="No check was made.",
        flags=flags,
        evidence=evidence,
        signals=signals,
    )
    unsettled = [finding.undetermined for finding in findings if finding.undetermined]
    if unsettled or not findings:
        return checked.model_copy(update={"reason": " ".join(unsettled) or checked.reason})

    tier = model.tier_of(signals)
    score = tier.probability(signals)
    standing = tuple(flag for flag in flags if not _cleared(flag, signals, model))
    if standing:
        score = min(score, _BELOW * tier.threshold)
    verdict = _verdict(standing, evidence, is_enough=score >= tier.threshold)
    update = {
        "verdict": verdict,
        "score": score,
        "flags": standing,
        "reason": _reason(verdict, standing, score),
    }
    return checked.model_copy(update=update)


_BELOW = 0.999
_OPPOSED = {FlagKind.POLARITY}
_ABSENT = {FlagKind.ADDITION, FlagKind.BOILERPLATE}


def _cleared(flag: Flag, signals: dict[str, float], model: ScoreModel) -> bool:
    """Whether the judge overrules `flag`: never what a string comparison settled."""
    return flag.kind not in model.vetoes and signals.get("judge_support", 0.0) >= model.clears_at


def _verdict(standing: Sequence[Flag], evidence: Sequence[Evidence], *, is_enough: bool) -> Verdict:
    if not standing:
        return Verdict.SUPPORTED if is_enough else Verdict.UNSUPPORTED
    if any(flag.kind in _OPPOSED and flag.source for flag in standing):
        return Verdict.CONTRADICTED
    if not evidence or all(flag.kind in _ABSENT for flag in standing):
        return Verdict.UNSUPPORTED
    return Verdict.DRIFTED


def _reason(verdict: Verdict, standing: Sequence[Flag], score: float) -> str:
    if standing:
        return " ".join(dict.fromkeys(flag.reason for flag in standing))
    if verdict is Verdict.SUPPORTED:
        return f"The sources hold it (probability {score:.2f})."
    return f"No passage of the sources holds all of it (probability {score:.2f})."


_Item = TypeVar("_Item", Flag, Evidence)


def _distinct(items: Iterable[_Item]) -> tuple[_Item, ...]:
    seen: list[_Item] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return tuple(seen)
