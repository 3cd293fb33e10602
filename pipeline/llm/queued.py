"""A model that is asked no more than so many things at a time."""

from __future__ import annotations

import asyncio

from pipeline.llm.model import Model, Reply, Request


class Queued:
    """`model`, asked at most `most` things at a time; what comes meanwhile waits, and goes in the order it came.

    Whoever has more jobs than that keeps the model busy: while one job reads its answer, the next question is ready.
    """

    def __init__(self, model: Model, most: int) -> None:
        self._model = model
        self._places = asyncio.Semaphore(most)

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """Answer `request` when it is its turn."""
        async with self._places:
            return await self._model.complete(request)
