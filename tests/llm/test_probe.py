"""What an endpoint can do is found out by a few requests, whatever it does about them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import EndpointError
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.probe import probe
from tests.fake_endpoint import (
    Answer,
    Behaviour,
    Call,
    completion,
    error,
    flaky,
    loopback,
    obliging,
    refusing_schema,
    says,
    serving,
    unconstrained,
)

pytestmark = loopback


def probed(behaviour: Behaviour) -> tuple[Capabilities, list[Call]]:
    async def no_wait(seconds: float) -> None:
        pass

    async def work(base_url: str) -> Capabilities:
        async with OpenAIChat("fake", base_url, sleep=no_wait, timeout=1) as model:
            return await probe(model)

    with serving(behaviour) as endpoint:
        return asyncio.run(work(endpoint.base_url)), endpoint.calls


def refusing(parameter: str, message: str, then: Behaviour = obliging) -> Behaviour:
    return lambda call: error(400, message) if parameter in call.body else then(call)


def test_a_server_that_can_do_all_is_asked_twice() -> None:
    capabilities, calls = probed(obliging)

    assert capabilities == Capabilities()
    assert len(calls) == 2


def test_a_server_that_refuses_a_schema_is_asked_for_an_object() -> None:
    assert probed(refusing_schema())[0] == Capabilities(json_mode=JsonMode.OBJECT)


def test_a_server_that_takes_a_schema_and_does_not_follow_it_is_noticed() -> None:
    capabilities, _ = probed(unconstrained(says("Good morning! It is a nice day.")))

    assert capabilities == Capabilities(json_mode=JsonMode.TEXT, logprobs=False)


def test_a_model_that_writes_json_of_its_own_accord_does_not_pass_for_a_schema() -> None:
    def willing(call: Call) -> Answer:
        return completion('{"greeting": "Good morning"}') if "json" in call.prompt.lower() else obliging(call)

    assert probed(willing)[0].json_mode is JsonMode.OBJECT


def test_a_server_that_fails_at_a_response_format_is_asked_in_plain_text() -> None:
    def failing(call: Call) -> Answer:
        return error(500, "oops") if "response_format" in call.body else obliging(call)

    assert probed(failing)[0].json_mode is JsonMode.TEXT


@pytest.mark.parametrize(
    ("parameter", "message", "expected"),
    [
        (
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            {"max_tokens": "max_completion_tokens"},
        ),
        (
            "temperature",
            "Unsupported value: 'temperature' does not support 0.0 with this model.",
            {"temperature": False},
        ),
        ("logprobs", "logprobs is not supported", {"logprobs": False}),
    ],
)
def test_a_refused_parameter_is_left_out_from_then_on(
    parameter: str, message: str, expected: dict[str, Any]
) -> None:
    assert probed(refusing(parameter, message))[0] == Capabilities(**expected)


def test_several_refused_parameters_are_left_out_one_by_one() -> None:
    stern = refusing("max_tokens", "use max_completion_tokens", refusing("temperature", "no temperature"))

    assert probed(stern)[0] == Capabilities(max_tokens="max_completion_tokens", temperature=False)


def test_too_many_alternatives_are_asked_for_no_more() -> None:
    def few(call: Call) -> Answer:
        return (
            error(400, "top_logprobs must be at most 5")
            if call.body.get("top_logprobs", 0) > 5
            else obliging(call)
        )

    assert probed(few)[0] == Capabilities(top_logprobs=5)


def test_probabilities_without_yes_or_no_are_of_no_use() -> None:
    def thinking(call: Call) -> Answer:
        answer = obliging(call)
        return (
            completion("<think>", "length", logprobs={"<think>": -0.01})
            if call.body.get("logprobs")
            else answer
        )

    capabilities, _ = probed(thinking)
    assert (capabilities.logprobs, capabilities.reasoning) == (False, True)


def test_a_model_that_reasons_is_given_room_to() -> None:
    def reasoning(call: Call) -> Answer:
        answer = obliging(call)
        assert isinstance(answer.body, dict)
        if call.body["max_tokens"] < 100:
            return completion(None, "length", reasoning="Let me see")
        answer.body["choices"][0]["message"]["reasoning_content"] = "Let me see."
        return answer

    assert probed(reasoning)[0] == Capabilities(reasoning=True, logprobs=False)


def test_the_same_is_found_on_a_shaky_road() -> None:
    for seed in range(3):

        def shaky(call: Call, seed: int = seed) -> Answer:
            answer = flaky(0.6, seed=seed)(call)
            cut = isinstance(answer.body, dict) and "choices" in answer.body and answer != obliging(call)
            return obliging(call) if cut and answer.fault is None else replace(answer, headers={})

        assert probed(shaky)[0] == Capabilities()


def test_an_endpoint_that_refuses_everything_is_an_error() -> None:
    with pytest.raises(EndpointError, match="no such thing"):
        probed(lambda call: error(400, "no such thing"))
