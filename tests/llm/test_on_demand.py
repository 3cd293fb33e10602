"""A model that is started when it is first asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from pipeline.errors import EndpointError
from pipeline.journal import Entry, Journal, opened
from pipeline.llm import connect as connecting
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.connect import CAPABILITIES, connect
from pipeline.llm.model import Request
from pipeline.llm.on_demand import OnDemand
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.prompts import Message
from pipeline.settings import Settings
from tests.fake_endpoint import loopback, says, serving
from tests.llm.test_embedded import needs_local

ASKED = Request(messages=(Message(role="user", content="Are you there?"),), max_tokens=9)


def starting(base_url: str, told: list[str]) -> Callable[[], AbstractAsyncContextManager[OpenAIChat]]:
    """A server that tells when it is started and stopped, and takes a while for it."""

    @asynccontextmanager
    async def start() -> AsyncIterator[OpenAIChat]:
        told.append("started")
        await asyncio.sleep(0.01)
        async with OpenAIChat("fake", base_url) as chat:
            yield chat
        told.append("stopped")

    return start


@loopback
def test_it_is_started_once_for_all_that_ask_and_stopped_at_the_end() -> None:
    async def work() -> list[str]:
        async with OnDemand("fake", starting(endpoint.base_url, told)) as model:
            able = model.able(Capabilities())
            replies = await asyncio.gather(*(able.complete(ASKED) for _ in range(3)))
        return [reply.text for reply in replies]

    told: list[str] = []
    with serving(says("Yes.")) as endpoint:
        assert asyncio.run(work()) == ["Yes."] * 3
    assert told == ["started", "stopped"]


def test_who_asks_nothing_starts_nothing() -> None:
    async def work() -> str:
        async with OnDemand("fake", starting("http://nowhere.invalid/v1", told)) as model:
            return model.able(Capabilities()).name

    told: list[str] = []
    assert (asyncio.run(work()), told) == ("fake", [])


def test_a_start_that_fails_is_not_tried_again() -> None:
    @asynccontextmanager
    async def start() -> AsyncIterator[OpenAIChat]:
        told.append("started")
        raise EndpointError("out of order")
        yield

    async def work() -> None:
        async with OnDemand("fake", start) as model:
            for _ in range(2):
                with pytest.raises(EndpointError, match="out of order"):
                    await model.able(Capabilities()).complete(ASKED)

    told: list[str] = []
    asyncio.run(work())
    assert told == ["started"]


@needs_local
def test_the_embedded_model_is_not_started_where_the_journal_knows_what_it_can_do(tmp_path: Path) -> None:
    async def work(journal: Journal) -> str:
        async with connect(settings, None, told.append, journal) as connection:
            return connection.name

    file = tmp_path / "any.gguf"
    file.write_bytes(b"GGUF" + b"x" * 100)  # would fail to load
    settings, told = Settings(gguf=file), list[str]()
    entry = Entry(kind=CAPABILITIES, model="any", text=Capabilities().model_dump_json())

    with opened(tmp_path) as journal:
        journal.keep(connecting._probe_key(connecting._place_of(file), "any"), entry)
        assert (asyncio.run(work(journal)), told) == ("any", [])
    with opened(tmp_path / "empty") as journal, pytest.raises(EndpointError, match="did not start"):
        asyncio.run(work(journal))
    assert told == ["starting the embedded model any.gguf"]
