"""The judge with its adapter: asked so, and its answers read by the weights that were fitted on such."""

from __future__ import annotations

import asyncio
import math

import pytest

from pipeline import prompts
from pipeline.checks.index import SourceIndex
from pipeline.checks.judge import Judge, judge_claim
from pipeline.checks.score import shipped
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.model import Reply, TokenChoice
from pipeline.llm.scripted import Scripted
from pipeline.llm.wire import chat_body
from pipeline.records import Claim, Document, Finding

DOCUMENT = Document(id="a.txt", path="a.txt", text="The mayor, Ana Ruiz, resigned after the vote.", sha256="0")


def judged(lora: int | None, logprobs: bool = True) -> tuple[Finding, Scripted]:
    choice = TokenChoice(token="Yes", alternatives={"Yes": math.log(0.8), "No": math.log(0.2)})
    replies = [Reply(text="Yes", logprobs=(choice,))] if logprobs else ['{"words": ["Ruiz"], "answer": "Yes"}']
    model = Scripted(replies)
    judge = Judge(model, prompts.load("judge_claim"), prompts.load("judge_cited"), logprobs=logprobs, lora=lora)
    index = SourceIndex([DOCUMENT])
    return asyncio.run(judge_claim(Claim.of("Ana Ruiz resigned after the vote."), index, judge)), model


@pytest.mark.parametrize(("lora", "sent"), [(0, [{"id": 0, "scale": 1.0}]), (None, None)])
def test_the_endpoint_is_asked_for_the_adapter_only_where_there_is_one(lora: int | None, sent: object) -> None:
    _, model = judged(lora)

    assert chat_body(model.requests[0], "any", Capabilities()).get("lora") == sent


@pytest.mark.parametrize(("lora", "tier"), [(0, "adapted"), (None, "judge")])
def test_each_kind_of_judge_is_read_by_its_own_weights(lora: int | None, tier: str) -> None:
    finding, _ = judged(lora)

    assert shipped().tier_of(finding.signals) is shipped().tiers[tier]


def test_a_structured_verdict_never_comes_from_the_adapter() -> None:
    finding, model = judged(0, logprobs=False)

    assert model.requests[0].lora is None
    assert "judge_adapted" not in finding.signals
