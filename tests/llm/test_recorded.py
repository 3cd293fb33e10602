"""What the embedded model really answered: recorded calls, played from cassettes/llm/test_recorded/."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel, Field

from pipeline.errors import ContextOverflow, CutReply
from pipeline.llm import weights
from pipeline.llm.ask import ask, yes_probability
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.model import Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.probe import probe
from pipeline.prompts import Message

pytestmark = pytest.mark.vcr

ARTICLE = "Ulm lies on the Danube. The town has 126,000 inhabitants. Its minster has the tallest steeple of any church."


class Town(BaseModel):
    name: str
    inhabitants: int | None = Field(description="None when the text does not say")
    river: str | None


def says(text: str) -> tuple[Message, ...]:
    return (Message(role="user", content=text),)


@pytest.fixture
def model(endpoint: str) -> OpenAIChat:
    return OpenAIChat(weights.NAME, endpoint)


def test_llama_cpp_can_do_all_that_is_probed(model: OpenAIChat) -> None:
    async def work() -> Capabilities:
        async with model:
            return await probe(model)

    assert asyncio.run(work()) == Capabilities()


def test_a_shape_is_filled_from_a_text(model: OpenAIChat) -> None:
    async def work() -> Town:
        async with model:
            return await ask(model, says(f"Which town is this about?\n{ARTICLE}"), Town, max_tokens=60)

    assert asyncio.run(work()) == Town(name="Ulm", inhabitants=126_000, river="Danube")


def test_a_true_claim_is_likelier_than_a_false_one(model: OpenAIChat) -> None:
    async def work() -> list[float | None]:
        question = f"{ARTICLE}\n\nDoes the text say this? Answer Yes or No.\n\n"
        claims = ("Ulm has 126,000 inhabitants.", "Ulm has 800,000 inhabitants.")
        async with model:
            return await asyncio.gather(*(yes_probability(model, says(question + claim)) for claim in claims))

    true, false = asyncio.run(work())
    assert true is not None
    assert false is not None
    assert true > false


def test_a_reply_that_is_too_long_is_cut(model: OpenAIChat) -> None:
    async def work() -> None:
        async with model:
            await ask(model, says(f"Which town is this about?\n{ARTICLE}"), Town, max_tokens=4)

    with pytest.raises(CutReply):
        asyncio.run(work())


def test_a_prompt_that_is_too_long_is_a_context_overflow(model: OpenAIChat) -> None:
    async def work() -> None:
        async with model:
            await model.complete(Request(messages=says("word " * 9000), max_tokens=1))

    with pytest.raises(ContextOverflow):
        asyncio.run(work())


def test_calls_at_the_same_time_each_get_their_own_recorded_reply(model: OpenAIChat) -> None:
    async def work() -> list[str]:
        requests = [
            Request(messages=says(f"Say the word {word!r}."), max_tokens=8) for word in ("apple", "stone")
        ]
        async with model:
            return [reply.text for reply in await asyncio.gather(*map(model.complete, requests))]

    apple, stone = asyncio.run(work())
    assert "apple" in apple.lower()
    assert "stone" in stone.lower()
