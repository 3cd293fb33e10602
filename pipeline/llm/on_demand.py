"""A model whose server is started when it is first asked: a run to which the journal has all answers starts none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Self

from pipeline.errors import PipelineError
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.model import Model, Reply, Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.retry import Retry


class OnDemand:
    """The model `name`, reached by what `start` gives; that lasts until the end of the block.

    It is started once: when that fails, every call fails with the same error.
    """

    def __init__(self, name: str, start: Callable[[], AbstractAsyncContextManager[OpenAIChat]]) -> None:
        self.name = name
        self._start = start
        self._lasting = AsyncExitStack()
        self._starting = asyncio.Lock()
        self._chat: OpenAIChat | PipelineError | None = None

    def able(self, capabilities: Capabilities, retry: Retry | None = None) -> Model:
        """The model, asked in the way that `capabilities` allow. Nothing is started by this."""
        return _Able(self, capabilities, retry)

    async def chat(self) -> OpenAIChat:
        """The model, started. Raises what went wrong with that."""
        async with self._starting:
            if self._chat is None:
                try:
                    self._chat = await self._lasting.enter_async_context(self._start())
                except PipelineError as error:
                    self._chat = error
        if isinstance(self._chat, PipelineError):
            raise self._chat
        return self._chat

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._lasting.aclose()


class _Able:
    """The model of `demanded` with all that it is asked with."""

    def __init__(self, demanded: OnDemand, capabilities: Capabilities, retry: Retry | None) -> None:
        self._demanded = demanded
        self._capabilities, self._retry = capabilities, retry

    @property
    def name(self) -> str:
        return self._demanded.name

    async def complete(self, request: Request) -> Reply:
        chat = await self._demanded.chat()
        return await chat.able(self._capabilities, self._retry).complete(request)
