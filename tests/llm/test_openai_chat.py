"""The road to an endpoint: what is sent, what is read, what is tried again, what is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.errors import ContextOverflow, EndpointError, ReplyError, RequestRefused
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.model import Reply, Request, TokenChoice
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.retry import Retry
from pipeline.prompts import Message
from pipeline.records import Usage
from tests.fake_endpoint import Answer, completion, error, in_turn, loopback, obliging, says, serving

pytestmark = loopback

HELLO = Request(messages=(Message(role="user", content="Hello."),), max_tokens=10)
SHAPE = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}


def complete(base_url: str, request: Request = HELLO, **options: Any) -> Reply:
    async def call() -> Reply:
        async with OpenAIChat(options.pop("model", "fake"), base_url, **options) as model:
            return await model.complete(request)

    return asyncio.run(call())


def waits() -> tuple[list[float], Callable[[float], Any]]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return slept, sleep


def test_a_reply_holds_text_finish_reasoning_and_usage() -> None:
    with serving(says("Good day.", "stop", "I greet.")) as endpoint:
        reply = complete(endpoint.base_url)

    usage = Usage(requests=1, prompt_tokens=10, completion_tokens=5)
    assert reply == Reply(text="Good day.", finish="stop", reasoning="I greet.", usage=usage)


def test_the_alternatives_of_a_token_are_read() -> None:
    with serving(lambda call: completion("Yes", "length", logprobs={"Yes": -0.1, " No": -2.5})) as endpoint:
        reply = complete(endpoint.base_url, HELLO.model_copy(update={"top_logprobs": 2}))

    assert reply.logprobs == (TokenChoice(token="Yes", alternatives={"Yes": -0.1, " No": -2.5}),)
    assert endpoint.calls[0].body["top_logprobs"] == 2


def test_no_content_is_an_empty_text() -> None:
    with serving(says(None)) as endpoint:
        assert complete(endpoint.base_url).text == ""


def test_a_refusal_is_a_reply_error() -> None:
    refusal = {
        "choices": [{"message": {"role": "assistant", "content": None, "refusal": "I cannot do that."}}]
    }
    with (
        serving(lambda call: Answer(refusal)) as endpoint,
        pytest.raises(ReplyError, match="I cannot do that"),
    ):
        complete(endpoint.base_url)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "<html>Welcome</html>",
        '{"choices": []}',
        '{"choices": [{"message": 5}]}',
        '{"choi',
        "\0",
    ],
)
def test_an_answer_that_is_no_chat_completion_is_a_reply_error(body: str) -> None:
    with (
        serving(lambda call: Answer(body)) as endpoint,
        pytest.raises(ReplyError, match="no chat completion"),
    ):
        complete(endpoint.base_url)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_a_failure_that_may_pass_is_tried_again(status: int) -> None:
    slept, sleep = waits()
    with serving(in_turn(error(status, "not now"), error(status, "not now"), completion("Now."))) as endpoint:
        reply = complete(endpoint.base_url, sleep=sleep)

    assert reply.text == "Now."
    assert len(slept) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422])
def test_a_failure_that_stays_is_not_tried_again(status: int) -> None:
    with (
        serving(lambda call: error(status, "never")) as endpoint,
        pytest.raises(EndpointError, match="never"),
    ):
        complete(endpoint.base_url)

    assert len(endpoint.calls) == 1


def test_a_reset_in_mid_reply_is_tried_again() -> None:
    _, sleep = waits()
    broken = Answer("x" * 1000, fault="reset")
    with serving(in_turn(broken, completion("Whole."))) as endpoint:
        assert complete(endpoint.base_url, sleep=sleep).text == "Whole."


def test_a_hung_call_is_given_up_after_its_timeout_and_tried_again() -> None:
    _, sleep = waits()
    begun = time.monotonic()
    with serving(in_turn(Answer("", fault="hang"), completion("Awake."))) as endpoint:
        reply = complete(endpoint.base_url, sleep=sleep, timeout=0.3)

    assert reply.text == "Awake."
    assert 0.3 <= time.monotonic() - begun < 2


def test_attempts_are_bounded_and_the_message_says_how_many_there_were() -> None:
    slept, sleep = waits()
    with (
        serving(lambda call: error(503, "busy")) as endpoint,
        pytest.raises(EndpointError, match=r"503: busy\. Given up after 3 attempts"),
    ):
        complete(endpoint.base_url, sleep=sleep, retry=Retry(attempts=3))

    assert len(endpoint.calls) == 3
    assert len(slept) == 2


def test_waits_are_random_and_grow_up_to_a_cap() -> None:
    slept, sleep = waits()
    with serving(lambda call: error(503, "busy")) as endpoint, pytest.raises(EndpointError):
        complete(endpoint.base_url, sleep=sleep, retry=Retry(attempts=12, first_wait=1, longest_wait=4))

    assert len(set(slept)) == 11
    assert all(0 <= wait <= min(2**n, 4) for n, wait in enumerate(slept))


@pytest.mark.parametrize("asked", ["1", "90"])
def test_retry_after_is_honoured(asked: str) -> None:
    slept, sleep = waits()
    with serving(in_turn(error(429, "slow", retry_after=asked), completion("Now."))) as endpoint:
        complete(endpoint.base_url, sleep=sleep)

    assert float(asked) <= slept[0] <= float(asked) + 1


def test_a_retry_after_over_the_cap_ends_the_call_and_says_so() -> None:
    with (
        serving(lambda call: error(429, "slow", retry_after="300")) as endpoint,
        pytest.raises(EndpointError, match="asks to wait 300 s, over the limit of 120 s"),
    ):
        complete(endpoint.base_url)

    assert len(endpoint.calls) == 1


def test_a_server_that_is_not_there_is_told_with_its_address() -> None:
    _, sleep = waits()
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1:9/v1 .*Is the server running"):
        complete("http://127.0.0.1:9/v1", sleep=sleep)


def test_a_missing_key_is_told() -> None:
    with (
        serving(lambda call: error(401, "no key")) as endpoint,
        pytest.raises(EndpointError, match="wants an API key, and none was given; set OPENAI_API_KEY"),
    ):
        complete(endpoint.base_url)


def test_a_key_never_stands_in_a_message() -> None:
    key = "sk-proj-abcdefgh12345678ijklmnop"
    with (
        serving(lambda call: error(401, f"Incorrect API key provided: {key}")) as endpoint,
        pytest.raises(EndpointError) as caught,
    ):
        complete(endpoint.base_url.replace("127", "user:secret@127"), api_key=key)

    assert key not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "[redacted]" in str(caught.value)


def test_an_unknown_model_is_told_with_those_that_are_served() -> None:
    with (
        serving(lambda call: error(404, "model not found"), models=("small", "large")) as endpoint,
        pytest.raises(EndpointError, match="The model 'huge' is not there; it serves 'small', 'large'"),
    ):
        complete(endpoint.base_url, model="huge")


def test_a_wrong_base_url_is_told() -> None:
    async def models(base_url: str) -> list[str]:
        async with OpenAIChat("fake", base_url) as model:
            return await model.models()

    with serving() as endpoint:
        wrong = f"{endpoint.base_url}/chat"
        for call in (lambda: complete(wrong), lambda: asyncio.run(models(wrong))):
            with pytest.raises(EndpointError, match="base URL is likely wrong: it ends in /v1"):
                call()


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
        "request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it",
        "Input is too long for requested model.",
    ],
)
def test_a_prompt_over_the_context_is_a_context_overflow(message: str) -> None:
    with serving(lambda call: error(400, message)) as endpoint, pytest.raises(ContextOverflow):
        complete(endpoint.base_url)


def test_a_parameter_that_is_refused_is_a_request_refused() -> None:
    with (
        serving(lambda call: error(400, "Unsupported parameter: 'temperature'")) as endpoint,
        pytest.raises(RequestRefused, match="temperature"),
    ):
        complete(endpoint.base_url)


def test_what_the_endpoint_cannot_do_is_left_out_or_said_in_words() -> None:
    can = Capabilities(
        json_mode=JsonMode.TEXT, logprobs=False, max_tokens="max_completion_tokens", temperature=False
    )
    request = HELLO.model_copy(update={"shape": SHAPE, "top_logprobs": 5})
    with serving(says("Hi.")) as endpoint:
        complete(endpoint.base_url, request, capabilities=can)

    body = endpoint.calls[0].body
    assert set(body) == {"model", "messages", "max_completion_tokens"}
    assert body["messages"][0]["content"].startswith("Hello.\n\nAnswer with one JSON object")
    assert '"required": ["word"]' in body["messages"][0]["content"]


def test_a_schema_is_sent_strictly() -> None:
    request = HELLO.model_copy(update={"shape": SHAPE, "shape_name": "Word", "seed": 3})
    with serving(obliging) as endpoint:
        complete(endpoint.base_url, request)

    assert endpoint.calls[0].body == {
        "model": "fake",
        "messages": [{"role": "user", "content": "Hello."}],
        "max_tokens": 10,
        "temperature": 0.0,
        "seed": 3,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "Word", "strict": True, "schema": SHAPE},
        },
    }


def test_calls_at_the_same_time_each_get_their_own_reply() -> None:
    async def ask_all(base_url: str) -> list[str]:
        async with OpenAIChat("fake", base_url) as model:
            requests = [
                HELLO.model_copy(update={"messages": (Message(role="user", content=str(n)),)})
                for n in range(40)
            ]
            return [reply.text for reply in await asyncio.gather(*map(model.complete, requests))]

    with serving(lambda call: completion(call.prompt), latency=0.05) as endpoint:
        assert asyncio.run(ask_all(endpoint.base_url)) == [str(n) for n in range(40)]
    assert endpoint.most_at_once > 10
