"""A model that counts what it is asked."""

from __future__ import annotations

from pipeline.llm.model import Model, Reply, Request
from pipeline.records import Usage


class Metered:
    """`model`, with the usage of all its answers so far in `total`."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._told = Usage()
        self.total = Usage()

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """Answer `request` and count it."""
        reply = await self._model.complete(request)
        self.total += reply.usage
        return reply

    def since(self) -> Usage:
        """What has been used since this was asked last."""
        before, self._told = self._told, self.total
        return Usage(
            requests=self.total.requests - before.requests,
            prompt_tokens=self.total.prompt_tokens - before.prompt_tokens,
            completion_tokens=self.total.completion_tokens - before.completion_tokens,
        )
