"""The repair loop: each round starts from what the last one left."""

from __future__ import annotations

import asyncio
import json

import pytest

from pipeline.checks.reading import Sources
from pipeline.llm.connect import Connection
from pipeline.llm.model import Request
from pipeline.llm.scripted import Scripted
from pipeline.progress import Silent
from pipeline.records import CheckedClaim, Claim, Document, Verdict
from pipeline.settings import Settings, Tier
from pipeline.work import Work
from pipeline.workers import Workers

TEXT = "The pier at Elin will close in 2031. Around 400 dockers work there. The town asked for 40 million dollars.\n"
DOCUMENT = Document(id="d", path="d.txt", sha256="0" * 64, text=TEXT)
DRIFTED = "The pier at Elin will close in 2035."
HALF = "The pier at Elin will close in 2033."
WHOLE = "In 2031 the pier at Elin will close."


def repaired(rounds: int, answers: dict[str, str]) -> tuple[list[CheckedClaim], list[Request]]:
    """The claims after repair, and what the model was asked; `answers` are by the claim that it is shown."""

    def answer(request: Request) -> str:
        asked = request.messages[-1].content
        return json.dumps({"claim": next(new for old, new in answers.items() if f"\n{old}\n" in asked)})

    model = Scripted(answer)

    async def work() -> list[CheckedClaim]:
        settings = Settings(tier=Tier.RULES, repair_rounds=rounds)
        one = Work(settings, Connection("endpoint", "scripted", model), Silent())
        claim = Claim.of(DRIFTED)
        return (await one.check_and_mend([claim], Workers(Sources([DOCUMENT]), 0), lambda _: None))[0]

    return asyncio.run(work()), model.requests


def test_a_second_round_starts_from_the_repair_that_failed() -> None:
    (claim,), asked = repaired(2, {DRIFTED: HALF, HALF: WHOLE})

    assert (claim.text, claim.verdict) == (WHOLE, Verdict.SUPPORTED)
    first, second = (request.messages[-1].content for request in asked)
    assert DRIFTED in first
    assert HALF in second
    assert "2033" in second.partition("<problems>")[2]
    assert "2035" not in second


def test_one_round_asks_once() -> None:
    (claim,), asked = repaired(1, {DRIFTED: HALF})

    assert claim.text == DRIFTED
    assert len(asked) == 1


@pytest.mark.parametrize("again", [DRIFTED, HALF])
def test_a_repair_that_goes_nowhere_ends_the_rounds(again: str) -> None:
    (claim,), asked = repaired(5, {DRIFTED: HALF, HALF: again})

    assert claim.text == DRIFTED
    assert len(asked) == 2
