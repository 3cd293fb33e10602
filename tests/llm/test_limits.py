"""A budget is not exceeded, and a rate is kept."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import BudgetExceeded
from pipeline.llm.limits import MINUTE, Limited, Limits
from pipeline.llm.model import Reply, Request
from pipeline.llm.scripted import Scripted
from pipeline.prompts import Message
from pipeline.records import Usage

QUESTION = Request(messages=(Message(role="user", content="?"),), max_tokens=1)
USED = Usage(requests=1, prompt_tokens=900, completion_tokens=100)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def limited(limits: Limits) -> tuple[Limited, Scripted, Clock]:
    clock, model = Clock(), Scripted(lambda _: Reply(text="!", usage=USED))
    return Limited(model, limits, clock, clock.sleep), model, clock


async def asked(model: Limited, times: int) -> None:
    for _ in range(times):
        await model.complete(QUESTION)


def test_without_limits_nothing_is_refused_and_nothing_waits() -> None:
    model, scripted, clock = limited(Limits())

    asyncio.run(asked(model, 50))

    assert (len(scripted.requests), clock.now) == (50, 1000.0)


@pytest.mark.parametrize(
    ("limits", "reached"),
    [
        (Limits(max_requests=3), "--max-requests 3"),
        (Limits(max_tokens=3000), "--max-tokens 3,000"),
        (Limits(max_tokens=2001), "--max-tokens 2,001"),
        (Limits(max_cost=0.003, price_prompt=1, price_completion=1), "--max-cost 0.003"),
        (Limits(max_cost=0.0054, price_prompt=1, price_completion=9), "--max-cost 0.0054"),
    ],
)
def test_a_budget_stops_the_run_and_is_named(limits: Limits, reached: str) -> None:
    model, scripted, _ = limited(limits)

    with pytest.raises(BudgetExceeded) as caught:
        asyncio.run(asked(model, 10))

    assert len(scripted.requests) == 3
    assert str(caught.value).startswith(f"Stopped at {reached}: 3 requests, 2,700 tokens sent, 300 received.")


def test_a_budget_of_requests_holds_for_calls_in_flight() -> None:
    model, scripted, _ = limited(Limits(max_requests=3))

    async def at_once() -> list[Reply | BaseException]:
        return await asyncio.gather(*(model.complete(QUESTION) for _ in range(10)), return_exceptions=True)

    outcomes = asyncio.run(at_once())

    assert len(scripted.requests) == 3
    assert sum(isinstance(outcome, BudgetExceeded) for outcome in outcomes) == 7


@pytest.mark.parametrize(
    ("limits", "minutes"),
    [
        (Limits(requests_per_minute=2), 2),
        (Limits(tokens_per_minute=2000), 2),
        (Limits(tokens_per_minute=1), 4),
    ],
)
def test_a_rate_lets_calls_wait(limits: Limits, minutes: int) -> None:
    model, scripted, clock = limited(limits)

    asyncio.run(asked(model, 5))

    assert len(scripted.requests) == 5
    assert clock.now == 1000.0 + minutes * MINUTE


@given(st.integers(1, 5), st.integers(1, 30))
def test_no_minute_has_more_calls_than_the_rate_allows(most: int, calls: int) -> None:
    clock = Clock()
    starts: list[float] = []

    def answer(_: Request) -> Reply:
        starts.append(clock.now)
        return Reply(text="!")

    model = Limited(Scripted(answer), Limits(requests_per_minute=most), clock, clock.sleep)
    asyncio.run(asked(model, calls))

    assert len(starts) == calls
    assert all(later - first >= MINUTE for first, later in zip(starts, starts[most:], strict=False))


def test_the_budget_is_looked_at_before_waiting() -> None:
    model, _, clock = limited(Limits(max_requests=1, requests_per_minute=1))

    with pytest.raises(BudgetExceeded):
        asyncio.run(asked(model, 2))

    assert clock.now == 1000.0
