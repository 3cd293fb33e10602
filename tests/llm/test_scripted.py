"""A model whose replies are given beforehand."""

from __future__ import annotations

import asyncio

import pytest

from pipeline.errors import EndpointError
from pipeline.llm.model import Reply, Request
from pipeline.llm.scripted import Scripted
from pipeline.prompts import Message

HELLO = Request(messages=(Message(role="user", content="Hello."),), max_tokens=5)


def test_replies_come_in_turn_until_there_are_none_left() -> None:
    model = Scripted(["one", Reply(text="two"), EndpointError("three")])

    assert asyncio.run(model.complete(HELLO)) == Reply(text="one")
    assert asyncio.run(model.complete(HELLO)) == Reply(text="two")
    for told in ("three", "no reply left"):
        with pytest.raises(EndpointError, match=told):
            asyncio.run(model.complete(HELLO))
    assert model.requests == [HELLO] * 4


def test_a_function_can_answer() -> None:
    model = Scripted(lambda request: request.messages[0].content.upper())

    assert asyncio.run(model.complete(HELLO)) == Reply(text="HELLO.")
