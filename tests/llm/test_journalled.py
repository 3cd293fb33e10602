"""What has been answered once is not asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ContextOverflow, EndpointError
from pipeline.journal import Journal, opened
from pipeline.llm.journalled import Journalled
from pipeline.llm.model import Reply, Request
from pipeline.llm.scripted import Answer, Scripted
from pipeline.prompts import Message
from pipeline.records import Usage

USED = Usage(requests=1, prompt_tokens=900, completion_tokens=100)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path) as kept:
        yield kept


def question(text: str, **fields: object) -> Request:
    return Request(messages=(Message(role="user", content=text),), max_tokens=9).model_copy(update=fields)


def answer(request: Request) -> Answer:
    return Reply(text=f"To {request.messages[0].content}", usage=USED)


def journalled(model: Scripted, journal: Journal, place: str = "here") -> Journalled:
    return Journalled(model, journal, place, lambda request: {"model": model.name, **request.model_dump()})


async def asked(model: Journalled, *questions: Request) -> list[Reply]:
    return [await model.complete(one) for one in questions]


def test_the_second_answer_is_the_first_with_what_it_cost(journal: Journal) -> None:
    model = Scripted(answer)
    first, second = journalled(model, journal), journalled(model, journal)

    replies = asyncio.run(asked(first, question("?"))) + asyncio.run(asked(second, question("?")))

    assert replies[0] == replies[1] == Reply(text="To ?", usage=USED)
    assert len(model.requests) == 1
    assert (first.spent, first.recalled) == (USED, 0)
    assert (second.spent, second.recalled) == (Usage(), 1)


@pytest.mark.parametrize(
    "other",
    [
        question("??"),
        question("?", max_tokens=8),
        question("?", temperature=0.5),
        question("?", shape={"type": "object"}),
        question("?", seed=1),
        question("?", top_logprobs=5),
    ],
)
def test_a_question_that_differs_in_anything_is_asked(other: Request, journal: Journal) -> None:
    model = Scripted(answer)

    asyncio.run(asked(journalled(model, journal), question("?"), other))

    assert len(model.requests) == 2


def test_another_endpoint_and_another_model_are_asked(journal: Journal) -> None:
    here, renamed = Scripted(answer), Scripted(answer, name="another")

    for model in (
        journalled(here, journal),
        journalled(here, journal, "there"),
        journalled(renamed, journal),
    ):
        asyncio.run(asked(model, question("?")))

    assert (len(here.requests), len(renamed.requests)) == (2, 1)


def test_equal_questions_in_flight_share_one_call(journal: Journal) -> None:
    class Slow(Scripted):
        async def complete(self, request: Request) -> Reply:
            await asyncio.sleep(0.01)
            return await super().complete(request)

    model = Slow(answer)
    kept = journalled(model, journal)

    async def work() -> list[Reply]:
        return await asyncio.gather(*(kept.complete(question("?")) for _ in range(20)))

    assert asyncio.run(work()) == [Reply(text="To ?", usage=USED)] * 20
    assert (len(model.requests), kept.spent, kept.recalled) == (1, USED, 19)


def test_the_answer_is_in_the_journal_before_it_is_used(journal: Journal) -> None:
    kept = journalled(Scripted(answer), journal)

    async def work() -> int:
        await kept.complete(question("?"))
        return sum(tally.entries for tally in journal.tallies())

    assert asyncio.run(work()) == 1


def test_a_failure_is_asked_again(journal: Journal) -> None:
    model = Scripted([EndpointError("out of order"), Reply(text="!")])
    kept = journalled(model, journal)

    with pytest.raises(EndpointError, match="out of order"):
        asyncio.run(asked(kept, question("?")))

    assert asyncio.run(asked(kept, question("?"))) == [Reply(text="!")]


def test_that_a_prompt_is_too_long_is_known_the_next_time(journal: Journal) -> None:
    model = Scripted([ContextOverflow("too long for 'fake'")])

    for _ in range(2):
        with pytest.raises(ContextOverflow, match="too long for 'fake'"):
            asyncio.run(asked(journalled(model, journal), question("?")))

    assert len(model.requests) == 1


def test_an_entry_that_cannot_be_read_is_asked_anew(journal: Journal) -> None:
    model = Scripted(answer)
    asyncio.run(asked(journalled(model, journal), question("?")))
    journal._connection.execute("UPDATE answers SET text = '{\"text\": 3'")

    assert asyncio.run(asked(journalled(model, journal), question("?"))) == [Reply(text="To ?", usage=USED)]
