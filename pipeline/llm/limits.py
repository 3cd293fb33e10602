"""A model that keeps within a budget and a rate."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pydantic import Field

from pipeline.errors import BudgetExceeded
from pipeline.llm.model import Model, Reply, Request
from pipeline.records import Record, Usage

MINUTE = 60.0
"""Seconds that a rate counts over."""


class Limits(Record):
    """What a run may ask for at most; None is no limit. Prices are of a million tokens, in any currency."""

    max_requests: int | None = Field(None, ge=1)
    max_tokens: int | None = Field(None, ge=1)
    max_cost: float | None = Field(None, gt=0)
    price_prompt: float = 0.0
    price_completion: float = 0.0
    requests_per_minute: int | None = Field(None, ge=1)
    tokens_per_minute: int | None = Field(None, ge=1)

    def cost(self, usage: Usage) -> float:
        """What `usage` costs."""
        return (
            usage.prompt_tokens * self.price_prompt + usage.completion_tokens * self.price_completion
        ) / 1_000_000

    def reached(self, started: int, used: Usage) -> str | None:
        """The option whose limit allows no further call, with its value; None while there is room.

        `started` counts the calls begun, `used` is what the finished ones took.
        """
        tokens = used.prompt_tokens + used.completion_tokens
        spent = (
            ("--max-requests", started, self.max_requests),
            ("--max-tokens", tokens, self.max_tokens),
            ("--max-cost", self.cost(used), self.max_cost),
        )
        return next(
            (f"{option} {most:,}" for option, now, most in spent if most is not None and now >= most), None
        )


@dataclass
class Spent:
    """What has gone of a budget: the calls `started`, and what the finished ones `used`."""

    started: int = 0
    used: Usage = field(default_factory=Usage)


class Limited:
    """`model`, within `limits`: a call beyond the rate waits, one beyond the budget raises BudgetExceeded.

    What is spent is known when a call ends, so a budget is overshot by no more than the calls in flight. Models
    that are given the same `spent` share a budget.
    """

    def __init__(
        self,
        model: Model,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        spent: Spent | None = None,
    ) -> None:
        self.spent = spent or Spent()
        self._model = model
        self._limits = limits
        self._clock, self._sleep = clock, sleep
        self._starts: deque[float] = deque()
        self._tokens: deque[tuple[float, int]] = deque()

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """Answer `request` when the rate allows. Raises BudgetExceeded instead when the budget is used up."""
        self._refuse_beyond_budget()
        while (wait := self._wait()) > 0:
            await self._sleep(wait)
            self._refuse_beyond_budget()
        self.spent.started += 1
        self._starts.append(self._clock())
        reply = await self._model.complete(request)
        self.spent.used += reply.usage
        self._tokens.append((self._clock(), reply.usage.prompt_tokens + reply.usage.completion_tokens))
        return reply

    def _refuse_beyond_budget(self) -> None:
        started, used = self.spent.started, self.spent.used
        reached = self._limits.reached(started, used)
        if reached is not None:
            raise BudgetExceeded(
                f"Stopped at {reached}: {started:,} requests, {used.prompt_tokens:,} tokens "
                f"sent, {used.completion_tokens:,} received. A higher limit lets the run go on."
            )

    def _wait(self) -> float:
        """Seconds until the rate allows another call; 0 when it does now."""
        now = self._clock()
        while self._starts and self._starts[0] <= now - MINUTE:
            self._starts.popleft()
        while self._tokens and self._tokens[0][0] <= now - MINUTE:
            self._tokens.popleft()
        waits = [0.0]
        if self._limits.requests_per_minute and len(self._starts) >= self._limits.requests_per_minute:
            waits.append(self._starts[0] + MINUTE - now)
        if (most := self._limits.tokens_per_minute) and sum(count for _, count in self._tokens) >= most:
            waits.append(self._tokens[0][0] + MINUTE - now)
        return max(waits)
