"""How fast calls are started: within the rates that were set, and fewer at a time where they are too many."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from pipeline.llm.retry import Transient

OVERLOADED = frozenset({429, 503, 529})
"""The statuses by which an endpoint says that it is asked too much."""

FEWER = 2 / 3
"""The share of places that is left when the endpoint is overloaded."""


class Pace:
    """At most `concurrency` calls at a time, evenly spread so that the rates of a minute are kept.

    When the endpoint is overloaded, a third fewer calls run at a time from then on; each success brings back
    a part of a place. That is additive increase, multiplicative decrease, as in TCP (RFC 5681). The wait that
    an endpoint asks for is up to the call that was told so. A rate of None is no limit. `clock` and `sleep`
    count seconds.
    """

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.places = float(concurrency)
        self._most = concurrency
        self._per_request = 60 / requests_per_minute if requests_per_minute else 0.0
        self._per_token = 60 / tokens_per_minute if tokens_per_minute else 0.0
        self._clock, self._sleep = clock, sleep
        self._running = 0
        self._freed = asyncio.Condition()
        self._next_start = 0.0
        self._slowed_at = float("-inf")

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[None]:
        """Wait until a call of up to `tokens`, sent and received, can be started; the call goes inside."""
        async with self._freed:
            await self._freed.wait_for(lambda: self._running < max(1, int(self.places)))
            self._running += 1
        try:
            await self._wait_for_start(tokens)
            started = self._clock()
            try:
                yield
            except Transient as error:
                if error.status in OVERLOADED:
                    self._slow_down(started)
                raise
            self.places = min(self._most, self.places + 1 / self.places)
        finally:
            async with self._freed:
                self._running -= 1
                self._freed.notify_all()

    async def _wait_for_start(self, tokens: int) -> None:
        while (now := self._clock()) < self._next_start:
            await self._sleep(self._next_start - now)
        self._next_start = now + max(self._per_request, tokens * self._per_token)

    def _slow_down(self, started: float) -> None:
        if started >= self._slowed_at:  # calls that were on their way already say nothing new
            self.places = max(1.0, self.places * FEWER)
            self._slowed_at = self._clock()
