"""A model that counts what it is asked."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.llm.model import Model, Reply, Request
from pipeline.records import Usage


class Metered:
    """`model`, with the usage of every answer told to `book`."""

    def __init__(self, model: Model, book: Callable[[Usage], None]) -> None:
        self._model = model
        self._book = book

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """Answer `request` and count it."""
        reply = await self._model.complete(request)
        self._book(reply.usage)
        return reply
