"""Merge: one proposition, one claim, with the evidence of every place that says it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks import rules
from pipeline.checks.likeness import Likeness
from pipeline.records import Claim, Document


def merge(claims: Sequence[Claim]) -> list[Claim]:
    """`claims` with those that say the same made one, in order of first appearance.

    Two claims are the same when each holds the other by the rules of the checker: a different number, date, name,
    hedge or speaker keeps them apart. The first one's words are kept, with the evidence of all.
    """
    groups: list[list[Claim]] = []
    likeness = Likeness([claim.text for claim in claims])
    leaders: dict[int, list[Claim]] = {}
    for number, claim in enumerate(claims):
        group = next(
            (
                leaders[other]
                for other in likeness.earlier(number, _ALIKE)
                if other in leaders and _same(claims[other], claim)
            ),
            None,
        )
        if group is None:
            group = leaders[number] = []
            groups.append(group)
        group.append(claim)
    return [_merged(group) for group in groups]


_ALIKE = 0.5  # share of weighty words under which two claims are not even compared
_COVERED = 0.8


def _same(one: Claim, other: Claim) -> bool:
    return one.text == other.text or (_holds(one, other) and _holds(other, one))


def _holds(holder: Claim, held: Claim) -> bool:
    """Whether `held` follows from the words of `holder` alone."""
    source = Document(id=holder.id, path="", text=holder.text, sha256="")
    (findings,) = rules([held], [source])
    if any(finding.flags or finding.undetermined for finding in findings):
        return False
    signals = {name: value for finding in findings for name, value in finding.signals.items()}
    return signals.get("coverage", 0.0) >= _COVERED


def _merged(group: Sequence[Claim]) -> Claim:
    first = group[0]
    if len(group) == 1:
        return first
    evidence = tuple(dict.fromkeys(piece for claim in group for piece in claim.evidence))
    return Claim.of(first.text, evidence, first.speaker, first.certainty)
