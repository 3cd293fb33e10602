"""A repair is a proposal: the model's words or the source's own, to be checked like any claim."""

import asyncio
import json

import pytest

from pipeline import prompts
from pipeline.errors import BudgetExceeded, CassetteMiss, EndpointError, PipelineError
from pipeline.llm.scripted import Answer, Scripted
from pipeline.records import CheckedClaim, Claim, Evidence, Flag, FlagKind, Verdict
from pipeline.stages.repair import repair, restate

SOURCE = Evidence(document="d", start=0, end=36, text="The pier at Elin will close in 2031.")
DRIFTED = CheckedClaim(
    id="c1",
    text="The pier at Elin will close in 2035.",
    verdict=Verdict.DRIFTED,
    score=0.1,
    reason="",
    flags=(Flag(kind=FlagKind.DATE, reason="The source says 2031."),),
    evidence=(SOURCE,),
)


def mended(answer: Answer, claim: CheckedClaim = DRIFTED) -> Claim | None:
    return asyncio.run(repair(claim, Scripted([answer]), prompts.load("repair_claim")))


def test_the_mended_claim_keeps_the_evidence() -> None:
    assert mended(json.dumps({"claim": "The pier at Elin will close in 2031."})) == Claim.of(
        "The pier at Elin will close in 2031.", (SOURCE,)
    )


def test_the_model_is_shown_the_source_the_claim_and_what_is_wrong() -> None:
    model = Scripted([json.dumps({"claim": "x"})])

    asyncio.run(repair(DRIFTED, model, prompts.load("repair_claim")))

    shown = model.requests[0].messages[-1].content
    assert all(text in shown for text in (SOURCE.text, DRIFTED.text, "The source says 2031."))


@pytest.mark.parametrize(
    "answer",
    ["", "no", EndpointError("gone"), json.dumps({"claim": DRIFTED.text}), json.dumps({"claim": " "})],
)
def test_what_gives_no_other_claim_is_none(answer: Answer) -> None:
    assert mended(answer) is None


@pytest.mark.parametrize("error", [BudgetExceeded("spent"), CassetteMiss("not recorded")])
def test_what_concerns_the_whole_run_stops_it(error: PipelineError) -> None:
    with pytest.raises(type(error)):
        mended(error)


def test_a_claim_can_be_said_in_the_sentence_it_was_taken_from() -> None:
    assert restate(DRIFTED, [SOURCE]) == Claim.of(SOURCE.text, (SOURCE,))


@pytest.mark.parametrize("text", ["He will close it in 2031.", "Pier Closes In Elin", "the pier at Elin"])
def test_a_sentence_that_cannot_stand_alone_is_not_restated(text: str) -> None:
    assert restate(DRIFTED, [Evidence(document="d", start=0, end=len(text), text=text)]) is None
