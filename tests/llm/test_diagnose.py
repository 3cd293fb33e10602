"""What an endpoint really does is found out before a run depends on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.errors import ContextOverflow
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.diagnose import HEAD, TAIL, Context, Trait, diagnose, read_context
from pipeline.llm.model import Reply, Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.scripted import Scripted
from pipeline.llm.whole import Whole
from pipeline.prompts import Message
from pipeline.records import Usage
from tests.fake_endpoint import (
    Answer,
    Behaviour,
    Call,
    completion,
    error,
    loopback,
    obliging,
    refusing_schema,
    serving,
    truncating,
    unconstrained,
)


def remembering(call: Call) -> Answer:
    """An obliging server that repeats the code words it has seen."""
    if "code word" not in call.prompt:
        return obliging(call)
    return completion(" ".join(word for word in (HEAD, TAIL) if word in call.prompt))


def quiet(text: str) -> None:
    """Say nothing."""


def traits(behaviour: Behaviour, longest: int = 8_000) -> dict[str, Trait]:
    async def work(base_url: str) -> list[Trait]:
        async with OpenAIChat("fake", base_url) as chat:
            return await diagnose(chat, longest, quiet)

    with serving(behaviour) as endpoint:
        return {trait.subject: trait for trait in asyncio.run(work(endpoint.base_url))}


@loopback
def test_a_server_that_does_all_is_used_to_the_full() -> None:
    found = traits(remembering)

    assert found["models"].found == "fake; 'fake' is among them"
    assert found["structured replies"].found == "json_schema is followed"
    assert found["logprobs"].found == "given, up to 20 for a token"
    assert found["parameters"].found == "takes temperature and max_tokens"
    assert found["usage"].found == "reported"
    assert found["context"].found == "8,000 tokens are read from head to tail"
    assert found["latency"].found.endswith("s for a short answer")


@loopback
def test_a_prompt_that_is_cut_without_a_word_is_found_out() -> None:
    found = traits(truncating(20_000, remembering))["context"].found

    assert (
        found
        == "4,000 tokens are read from head to tail; it does not see the head of the prompt at 8,000 tokens"
    )


@loopback
def test_a_schema_that_is_taken_but_not_heeded_counts_as_none() -> None:
    found = traits(unconstrained(remembering), longest=1_000)

    assert found["structured replies"].found == "neither json_schema nor json_object is followed"
    assert found["logprobs"].found == "not given"


@loopback
def test_refusals_are_told_with_what_is_done_about_them() -> None:
    def particular(call: Call) -> Answer:
        for name in ("temperature", "max_tokens"):
            if name in call.body:
                return error(
                    400, f"Unsupported parameter: {name!r}; use max_completion_tokens for max_tokens"
                )
        return refusing_schema(remembering)(call)

    found = traits(particular, longest=1_000)

    assert found["parameters"].found == "refuses temperature and max_tokens (takes max_completion_tokens)"
    assert "json_schema" not in found["structured replies"].done


@loopback
def test_a_server_without_usage_is_told_to_make_budgets_of_tokens_void() -> None:
    def silent(call: Call) -> Answer:
        answer = remembering(call)
        assert isinstance(answer.body, dict)
        return replace(answer, body={name: part for name, part in answer.body.items() if name != "usage"})

    assert traits(silent, longest=1_000)["usage"].done.endswith("set --max-requests")


def answering(reply: Callable[[int], Reply | Exception]) -> Scripted:
    return Scripted(lambda request: reply(sum(len(message.content) for message in request.messages) // 4))


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (lambda size: Reply(text=f"{HEAD} {TAIL}"), Context(read=4_000)),
        (lambda size: Reply(text="?", usage=Usage(prompt_tokens=size)), Context(read=4_000)),
        (
            lambda size: ContextOverflow("no") if size > 3_000 else Reply(text=f"{HEAD} {TAIL}"),
            Context(read=2_000, failed="refuses a prompt of 4,000 tokens, and says so"),
        ),
        (
            lambda size: Reply(text=f"{HEAD} {TAIL}", usage=Usage(prompt_tokens=min(size, 1_100))),
            Context(
                read=1_000,
                failed="CUTS the prompt without a word (1,100 of 2,037 tokens read) at 2,000 tokens",
            ),
        ),
    ],
)
def test_the_context_is_what_is_read_from_head_to_tail(
    reply: Callable[[int], Reply | Exception], expected: Context
) -> None:
    assert asyncio.run(read_context(answering(reply), Capabilities(), 4_000, quiet)) == expected


@pytest.mark.parametrize(("counted", "whole"), [(4096, False), (9_900, True), (0, True), (120, True)])
def test_a_reply_to_a_prompt_that_was_cut_is_none(counted: int, whole: bool) -> None:
    request = Request(messages=(Message(role="user", content="word " * 10_000),), max_tokens=9)
    reply = Reply(text="!", usage=Usage(prompt_tokens=counted))
    model = Whole(Scripted([reply]))

    if whole:
        assert asyncio.run(model.complete(request)) == reply
    else:
        with pytest.raises(ContextOverflow, match="no more than 4,096 tokens"):
            asyncio.run(model.complete(request))
