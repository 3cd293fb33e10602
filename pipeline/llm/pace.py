"""How many calls are on their way at a time: fewer while the endpoint is overloaded."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.llm.retry import Transient

OVERLOADED = frozenset({429, 503, 529})
"""The statuses by which an endpoint says that it is asked too much."""

FEWER = 2 / 3
"""The share of places that is left when the endpoint is overloaded."""


class Pace:
    """At most `concurrency` calls at a time; `places` is how many there may be now.

    When the endpoint is overloaded, a third fewer calls run at a time from then on; each success brings back
    a part of a place. That is additive increase, multiplicative decrease, as in TCP (RFC 5681). The wait that
    an endpoint asks for is up to the call that was told so.
    """

    def __init__(self, concurrency: int) -> None:
        self.places = float(concurrency)
        self._most = concurrency
        self._running = 0
        self._freed = asyncio.Condition()
        self._ticks = itertools.count()
        self._slowed = -1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until a place is free; the call goes inside."""
        async with self._freed:
            await self._freed.wait_for(lambda: self._running < int(self.places))
            self._running += 1
        started = next(self._ticks)
        try:
            yield
            self.places = min(self._most, self.places + 1 / self.places)
        except Transient as error:
            # Calls that were on their way already when it slowed down say nothing new.
            if error.status in OVERLOADED and started > self._slowed:
                self.places = max(1.0, self.places * FEWER)
                self._slowed = next(self._ticks)
            raise
        finally:
            async with self._freed:
                self._running -= 1
                self._freed.notify_all()
