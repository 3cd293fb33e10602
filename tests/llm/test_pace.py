"""How many calls are on their way at a time."""

from __future__ import annotations

import asyncio

from pipeline.errors import PipelineError
from pipeline.llm.model import Reply, Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.pace import Pace
from pipeline.llm.retry import Retry, Transient
from pipeline.llm.together import together
from pipeline.prompts import Message
from tests.fake_endpoint import Answer, Call, error, loopback, obliging, serving


async def one(pace: Pace, problem: Exception | None = None) -> None:
    try:
        async with pace.turn():
            if problem:
                raise problem
    except Transient:
        pass


def test_an_overloaded_endpoint_is_asked_less_at_a_time_and_more_again_when_it_recovers() -> None:
    async def work() -> list[float]:
        pace = Pace(9)
        await one(pace, Transient("busy", 429))
        after = [pace.places]
        for _ in range(100):
            await one(pace)
        return [*after, pace.places]

    assert asyncio.run(work()) == [6.0, 9.0]


def test_failures_of_calls_on_their_way_count_once() -> None:
    async def work() -> float:
        pace = Pace(9)
        go = asyncio.Event()

        async def late() -> None:
            async with pace.turn():
                await go.wait()
                raise Transient("busy", 503)

        calls = [asyncio.create_task(late()) for _ in range(8)]
        await asyncio.sleep(0.01)
        go.set()
        await asyncio.gather(*calls, return_exceptions=True)
        return pace.places

    assert asyncio.run(work()) == 6.0


def test_a_failure_that_is_no_overload_changes_nothing() -> None:
    async def work() -> float:
        pace = Pace(9)
        await one(pace, Transient("reset"))
        await one(pace, Transient("fault", 500))
        return pace.places

    assert asyncio.run(work()) == 9.0


def test_there_is_always_one_place() -> None:
    async def work() -> float:
        pace = Pace(2)
        for _ in range(10):
            await one(pace, Transient("busy", 429))
        return pace.places

    assert asyncio.run(work()) == 1.0


@loopback
def test_a_server_that_takes_few_calls_at_a_time_is_met_at_its_measure() -> None:
    def narrow(call: Call) -> Answer:
        return error(429, "too many") if endpoint.at_once > 4 else obliging(call)

    async def work(base_url: str) -> tuple[list[Reply | PipelineError], float]:
        pace, retry = Pace(32), Retry(attempts=20, first_wait=0.02)
        async with OpenAIChat("fake", base_url, pace=pace, retry=retry) as model:
            requests = [
                Request(messages=(Message(role="user", content=str(n)),), max_tokens=5) for n in range(200)
            ]
            return await together(map(model.complete, requests), 32), pace.places

    with serving(narrow, latency=0.01) as endpoint:
        results, places = asyncio.run(work(endpoint.base_url))
    assert [one for one in results if isinstance(one, PipelineError)] == []
    assert places < 16
