"""Findings in, one verdict and one score out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.score import ScoreModel, Signal, Tier, shipped
from pipeline.checks.verdict import decide
from pipeline.records import Claim, Evidence, Finding, Flag, FlagKind, Passage, Verdict

CLAIM = Claim(id="c1", text="The mayor resigned on Monday.")
PASSAGE = Passage(document="a.txt", start=0, end=18, text="The mayor resigned")
EVIDENCE = Evidence(document="a.txt", start=0, end=18, text="The mayor resigned")
MODEL = ScoreModel(
    command="",
    vetoes=frozenset({FlagKind.NUMBER, FlagKind.DATE, FlagKind.ENTITY, FlagKind.QUOTE}),
    trusted_closeness=0.5,
    trusted_bond=0.8,
    flags_per_sentence=0.5,
    tiers={
        "rules": Tier(threshold=0.5, intercept=-2.0, signals={"coverage": Signal(weight=4.0)}),
        "judge": Tier(
            threshold=0.5,
            clears_at=0.7,
            intercept=-3.0,
            signals={"coverage": Signal(weight=3.0), "judge_support": Signal(weight=3.0)},
        ),
    },
)


def held(**signals: float) -> Finding:
    """A finding that objects to nothing."""
    return Finding(check="signals", signals={"coverage": 1.0, **signals}, evidence=(EVIDENCE,))


def raised(kind: FlagKind, source: Passage | None = PASSAGE) -> Finding:
    """A finding with one flag."""
    flag = Flag(kind=kind, reason=f"The {kind} differs.", source=source)
    return Finding(check=kind, flags=(flag,))


def test_a_claim_that_is_covered_and_not_flagged_is_supported() -> None:
    checked = decide(CLAIM, [held()], MODEL)

    assert (checked.verdict, checked.flags, checked.evidence) == (Verdict.SUPPORTED, (), (EVIDENCE,))
    assert checked.score is not None
    assert checked.score >= 0.5


def test_a_claim_that_nothing_covers_is_unsupported() -> None:
    checked = decide(CLAIM, [Finding(check="signals", signals={"coverage": 0.0})], MODEL)

    assert checked.verdict is Verdict.UNSUPPORTED


def test_an_unsupported_claim_that_no_check_objects_to_is_an_addition_as_a_whole() -> None:
    flag = decide(CLAIM, [Finding(check="signals", signals={"coverage": 0.0})], MODEL).flags[0]

    assert (flag.kind, flag.claim_text, flag.source) == (FlagKind.ADDITION, CLAIM.text, None)


def test_a_settled_flag_is_a_veto_however_high_the_score_and_the_judge() -> None:
    signals = held(closeness=0.1, judge_support=1.0)

    checked = decide(CLAIM, [signals, raised(FlagKind.NUMBER)], MODEL)

    assert checked.verdict is Verdict.DRIFTED
    assert checked.score is not None
    assert checked.score < 0.5
    assert checked.reason == "The number differs."


def test_the_judge_clears_a_flag_about_meaning() -> None:
    sure, unsure = held(closeness=0.9, judge_support=0.9), held(closeness=0.9, judge_support=0.6)
    flag = raised(FlagKind.MODALITY)

    assert decide(CLAIM, [sure, flag], MODEL).verdict is Verdict.SUPPORTED
    assert decide(CLAIM, [unsure, flag], MODEL).verdict is Verdict.DRIFTED


def test_a_flag_about_meaning_is_a_veto_only_where_claim_and_source_are_close() -> None:
    flag = raised(FlagKind.MODALITY)

    assert decide(CLAIM, [held(closeness=0.9), flag], MODEL).verdict is Verdict.DRIFTED
    assert decide(CLAIM, [held(closeness=0.2, bond=0.9), flag], MODEL).verdict is Verdict.DRIFTED
    assert decide(CLAIM, [held(closeness=0.2, bond=0.3), flag], MODEL).verdict is Verdict.SUPPORTED


def test_one_flag_about_meaning_decides_nothing_in_a_long_answer() -> None:
    flag = raised(FlagKind.MODALITY)

    assert decide(CLAIM, [held(closeness=0.9, sentences=2), flag], MODEL).verdict is Verdict.DRIFTED
    assert decide(CLAIM, [held(closeness=0.9, sentences=3), flag], MODEL).verdict is Verdict.SUPPORTED


def test_the_opposite_of_what_the_source_says_is_contradicted() -> None:
    checked = decide(CLAIM, [held(closeness=0.9), raised(FlagKind.POLARITY)], MODEL)

    assert checked.verdict is Verdict.CONTRADICTED


def test_words_that_no_source_holds_leave_a_claim_unsupported() -> None:
    checked = decide(CLAIM, [held(closeness=0.9), raised(FlagKind.ADDITION, None)], MODEL)

    assert checked.verdict is Verdict.UNSUPPORTED


def test_a_check_that_could_not_be_made_leaves_the_claim_undetermined() -> None:
    unread = Finding(check="judge", undetermined="The reply is empty.")

    checked = decide(CLAIM, [held(), raised(FlagKind.NUMBER), unread], MODEL)

    assert (checked.verdict, checked.score, checked.reason) == (
        Verdict.UNDETERMINED,
        None,
        "The reply is empty.",
    )


def test_without_any_finding_nothing_is_determined() -> None:
    assert decide(CLAIM, [], MODEL).verdict is Verdict.UNDETERMINED


@given(
    st.dictionaries(st.sampled_from(["coverage", "closeness", "judge_support"]), st.floats(0, 1)),
    st.sets(st.sampled_from(list(FlagKind))),
)
def test_score_and_verdict_never_disagree(signals: dict[str, float], kinds: set[FlagKind]) -> None:
    findings = [Finding(check="signals", signals=signals), *map(raised, sorted(kinds))]

    checked = decide(CLAIM, findings)

    threshold = shipped().tier_of(checked.signals).threshold
    assert checked.score is not None
    assert (checked.verdict is Verdict.SUPPORTED) == (checked.score >= threshold)
    assert not (checked.verdict is Verdict.SUPPORTED and kinds & shipped().vetoes)


def test_words_inside_a_sentence_that_is_evidence_are_not_named_again() -> None:
    whole = Evidence(document="d", start=0, end=20, text="x" * 20)
    inside = Evidence(document="d", start=5, end=9, text="x" * 4)
    elsewhere = Evidence(document="e", start=5, end=9, text="x" * 4)

    quoted = Finding(check="quotes", evidence=(inside, elsewhere))

    checked = decide(Claim.of("x"), [quoted, Finding(check="addition", evidence=(whole,))])

    assert checked.evidence == (whole, elsewhere)
