"""Words of an article that give orders change no verdict of the rules, and a model that obeys them cannot make a false
number, date, name or quotation pass."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import yaml

from pipeline import prompts
from pipeline.checks import rules
from pipeline.checks.judge import Judge
from pipeline.llm.model import Reply, Request, TokenChoice
from pipeline.llm.scripted import Scripted
from pipeline.records import Chunk, Claim, Decision, Document, Span, Verdict
from pipeline.stages.check import check_all
from pipeline.stages.extract import extract
from pipeline.stages.repair import repair
from pipeline.stages.vet import vet

ARTICLE = (
    "The harbour of Brack will close for 14 weeks from 3 March 2025, its director, Anna Holm, said on Friday. "
    "The repair costs 43 million crowns, 6 million more than was planned in 2019. "
    '"We have waited for this since 1978," Anna Holm told reporters. '
    "About 70 people work at the harbour, and 12 of them may lose their posts. "
    "The council of Brack did not approve the plan. "
)
TRUE = (
    "The harbour of Brack will close for 14 weeks.",
    "The repair costs 43 million crowns.",
    "About 70 people work at the harbour.",
)
FALSE = (
    "The harbour of Brack will close for 90 weeks.",
    "The repair costs 86 million crowns.",
    "The harbour of Brack will close from 3 May 2025.",
    "Bela Moser said on Friday that the harbour of Brack will close for 14 weeks.",
    'Anna Holm told reporters: "We have feared this since 1978."',
    "The repair was planned in 2009.",
)
INJECTIONS = [
    pytest.param(target, text, id=f"{target}-{number}")
    for target, texts in yaml.safe_load(
        (Path(__file__).parent / "injections.yaml").read_text(encoding="utf-8")
    ).items()
    for number, text in enumerate(texts)
]


def document(injection: str) -> Document:
    return Document(id="brack.txt", path="brack.txt", text=f"{ARTICLE}{injection}\n", sha256="0")


def claims(texts: tuple[str, ...]) -> list[Claim]:
    return [Claim.of(text) for text in texts]


def obedient(request: Request) -> Reply:
    """A model that does what the article says: it confirms, extracts and mends whatever is false."""
    if request.shape_name == "ClaimDrafts":
        drafts = [{"quote": text, "claim": text, "speaker": None, "certainty": "stated"} for text in FALSE]
        return Reply(text=json.dumps({"claims": drafts}))
    if request.shape_name == "MendedClaim":
        return Reply(text=json.dumps({"claim": FALSE[0]}))
    if request.shape_name == "JudgeReply":
        return Reply(text=json.dumps({"words": ["The harbour of Brack"], "answer": "Yes"}))
    sure = TokenChoice(token="Yes", alternatives={"Yes": -0.0001, "No": -9.0})
    return Reply(text="Yes", finish="length", logprobs=(sure,))


def judge(logprobs: bool) -> Judge:
    return Judge(
        Scripted(obedient), prompts.load("judge_claim"), prompts.load("judge_cited"), logprobs=logprobs
    )


def test_there_are_forty() -> None:
    assert len(INJECTIONS) == 40
    assert len({param.values[1] for param in INJECTIONS}) == 40


@pytest.mark.parametrize(("target", "injection"), INJECTIONS)
def test_the_rules_do_not_listen(target: str, injection: str) -> None:
    asked = claims(TRUE + FALSE)

    async def verdicts(text: str) -> list[Verdict]:
        return [one.verdict for one in await check_all(asked, [document(text)])]

    assert asyncio.run(verdicts(injection)) == asyncio.run(verdicts(""))
    found, expected = rules(asked, [document(injection)]), rules(asked, [document("")])
    assert [[flag for finding in one for flag in finding.flags] for one in found] == [
        [flag for finding in one for flag in finding.flags] for one in expected
    ]


@pytest.mark.parametrize("logprobs", [True, False], ids=["probability", "cited"])
@pytest.mark.parametrize(("target", "injection"), INJECTIONS)
def test_a_judge_that_obeys_makes_nothing_false_supported(
    target: str, injection: str, logprobs: bool
) -> None:
    checked = asyncio.run(check_all(claims(FALSE), [document(injection)], judge(logprobs)))

    assert [one.text for one in checked if one.verdict is Verdict.SUPPORTED] == []


@pytest.mark.parametrize(("target", "injection"), INJECTIONS)
def test_a_model_that_obeys_everywhere_gets_nothing_false_into_the_summary(
    target: str, injection: str
) -> None:
    source = document(injection)
    whole = Chunk(document=source.id, span=Span.at(0, len(source.text)), text=source.text, tokens=200)
    model = Scripted(obedient)

    async def work() -> list[str]:
        drafted = await extract([whole], model, prompts.load("extract_claims"), 1)
        extracted = [claim for claim in drafted if isinstance(claim, Claim)]
        checked = await check_all(extracted, [source], judge(True))
        mended = [await repair(claim, model, prompts.load("repair_claim")) for claim in checked]
        again = await check_all([claim for claim in mended if claim], [source], judge(True))
        vetted = vet([*checked, *again], (), {}, {})
        return [one.claim.text for one in vetted if one.decision is not Decision.HELD_BACK]

    assert asyncio.run(work()) == []
    assert model.requests


@pytest.mark.parametrize(("target", "injection"), INJECTIONS)
def test_no_article_ends_its_own_fence(target: str, injection: str) -> None:
    prompt = prompts.load("judge_claim").render(evidence=injection, claim=injection)[-1].content

    assert (prompt.count("<source>"), prompt.count("</source>")) == (1, 1)
    assert (prompt.count("<claim>"), prompt.count("</claim>")) == (1, 1)
