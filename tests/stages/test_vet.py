"""Vetting decides of every claim, and keeps only what is supported and not denied by the original."""

import pytest

from pipeline.records import (
    CheckedClaim,
    Decision,
    Evidence,
    Flag,
    FlagKind,
    MatrixCell,
    MatrixRow,
    Passage,
    Stance,
    Verdict,
)
from pipeline.stages.vet import vet


def checked(verdict: Verdict, name: str = "c1", flags: tuple[Flag, ...] = ()) -> CheckedClaim:
    evidence = (Evidence(document="rewrite.txt", start=0, end=4, text="Text"),)
    score = None if verdict is Verdict.UNDETERMINED else 0.9 if verdict is Verdict.SUPPORTED else 0.2
    return CheckedClaim(
        id=name, text="Text.", verdict=verdict, score=score, reason="because", flags=flags, evidence=evidence
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_a_supported_claim_is_kept(verdict: Verdict) -> None:
    (vetted,) = vet([checked(verdict)], (), {}, {})

    assert (vetted.decision is Decision.KEPT) == (verdict is Verdict.SUPPORTED)
    assert vetted.claim == checked(verdict)


def test_a_repaired_claim_keeps_its_former_check() -> None:
    former = checked(Verdict.DRIFTED, "c0")

    (vetted,) = vet([checked(Verdict.SUPPORTED)], (), {"c1": former}, {})

    assert (vetted.decision, vetted.former) == (Decision.REPAIRED, former)


@pytest.mark.parametrize("verdict", [Verdict.DRIFTED, Verdict.CONTRADICTED])
def test_what_the_original_does_not_bear_out_is_held_back_with_its_flags(verdict: Verdict) -> None:
    flag = Flag(kind=FlagKind.NUMBER, reason="12 is not 15")

    (vetted,) = vet([checked(Verdict.SUPPORTED)], (), {}, {"c1": checked(verdict, flags=(flag,))})

    assert (vetted.decision, vetted.claim.verdict, vetted.claim.flags) == (
        Decision.HELD_BACK,
        verdict,
        (flag,),
    )
    assert vetted.claim.evidence == checked(Verdict.SUPPORTED).evidence
    assert "rewrite.txt says so" in vetted.claim.reason


def test_evidence_lies_in_just_the_articles_that_hold_the_claim() -> None:
    there = Passage(document="other.txt", start=5, end=9, text="Text")
    cells = (
        MatrixCell(document="rewrite.txt", stance=Stance.DRIFTS, source=there),
        MatrixCell(document="other.txt", stance=Stance.SUPPORTS, source=there),
        MatrixCell(document="third.txt", stance=Stance.SILENT),
    )

    (vetted,) = vet(
        [checked(Verdict.SUPPORTED)], [MatrixRow(claim="c1", cells=cells, corroboration=1)], {}, {}
    )

    assert vetted.claim.evidence == (Evidence(document="other.txt", start=5, end=9, text="Text"),)
