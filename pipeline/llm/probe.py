"""What can this endpoint do? A few tiny requests before a run, one after the other.

Asked beforehand so that no later request depends on which of many calls failed first: a run makes the same
requests at any concurrency, and a recorded one can be replayed.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from pipeline import prompts
from pipeline.errors import CassetteMiss, ContextOverflow, EndpointError, RequestRefused
from pipeline.llm.ask import yes_share
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.model import Model, Reply, Request
from pipeline.llm.replies import json_objects
from pipeline.llm.retry import Retry

ROOM = 24
"""Tokens for the reply: enough for the small object that a schema forces, too few to be waited for."""

REASONING_ROOM = 1024
"""Tokens for the reply of a model that reasons first."""

PROBES = ("probe_yes_no", "probe_json")
"""The prompts of a probe."""

_RETRY = Retry(first_wait=0.25)

_GREETING: dict[str, Any] = {
    "type": "object",
    "properties": {"zq_greeting": {"type": "string", "enum": ["kelp", "basalt"]}},
    "required": ["zq_greeting"],
    "additionalProperties": False,
}


class Adaptable(Protocol):
    """A model that can be asked in the ways that different capabilities allow."""

    def able(self, capabilities: Capabilities, retry: Retry | None = None) -> Model:
        """The model, asked as `capabilities` allow."""
        ...


async def probe(model: Adaptable) -> Capabilities:
    """What the endpoint of `model` can do: two requests where it can do all, some more where it cannot.

    Raises EndpointError when it cannot be reached or does not know the model.
    """
    capabilities, reply = await _parameters(model)
    share = yes_share(reply.logprobs[0]) if reply.logprobs else None
    capabilities = capabilities.model_copy(
        update={"logprobs": share is not None, "reasoning": bool(reply.reasoning) or "<think>" in reply.text}
    )
    mode = await _json_mode(model, capabilities)
    return capabilities.model_copy(update={"json_mode": mode})


async def _parameters(model: Adaptable) -> tuple[Capabilities, Reply]:
    """Ask a Yes/No question, and leave out what the endpoint refuses until it answers."""
    capabilities = Capabilities()
    messages = prompts.load("probe_yes_no").render()
    while True:
        room = 1 if capabilities.max_tokens == "max_tokens" else REASONING_ROOM
        request = Request(messages=messages, max_tokens=room, top_logprobs=20)
        try:
            return capabilities, await model.able(capabilities, _RETRY).complete(request)
        except ContextOverflow:
            raise
        except RequestRefused as error:
            fewer = _without_refused(capabilities, str(error))
            if fewer == capabilities:
                raise
            capabilities = fewer


def _without_refused(capabilities: Capabilities, said: str) -> Capabilities:
    """`capabilities` less the first of the optional parameters that the refusal names, or unchanged."""
    if "max_completion_tokens" in said and capabilities.max_tokens == "max_tokens":
        return capabilities.model_copy(update={"max_tokens": "max_completion_tokens"})
    if "temperature" in said and capabilities.temperature:
        return capabilities.model_copy(update={"temperature": False})
    if "top_logprobs" in said and capabilities.top_logprobs > 5:
        return capabilities.model_copy(update={"top_logprobs": 5})
    return capabilities.model_copy(update={"logprobs": False})


async def _json_mode(model: Adaptable, capabilities: Capabilities) -> JsonMode:
    room = REASONING_ROOM if capabilities.reasoning else ROOM
    request = Request(messages=prompts.load("probe_json").render(), shape=_GREETING, max_tokens=room)
    for mode in (JsonMode.SCHEMA, JsonMode.OBJECT):
        able = model.able(capabilities.model_copy(update={"json_mode": mode}), _RETRY)
        try:
            reply = await able.complete(request)
        except CassetteMiss:
            raise
        except EndpointError:  # some servers answer 500 to a response format that they do not know
            continue
        if _is_followed(reply, mode):
            return mode
    return JsonMode.TEXT


def _is_followed(reply: Reply, mode: JsonMode) -> bool:
    """Whether the reply is what only a server gives that really constrains the model by `mode`."""
    text = reply.text.strip() or reply.reasoning.strip()
    found = [json.loads(one) for one in json_objects(text)]
    if mode is JsonMode.SCHEMA:
        return len(found) == 1 and found[0] in ({"zq_greeting": "kelp"}, {"zq_greeting": "basalt"})
    return text.startswith("{") and bool(found)
