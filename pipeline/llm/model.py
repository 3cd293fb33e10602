"""What the program knows of a model: a `Request` goes in, a `Reply` comes out.

Whatever stands between a stage and an endpoint (the journal, budgets, rates) is a `Model` around a `Model`.
"""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import Field

from pipeline.prompts import Message
from pipeline.records import Record, Usage


class Request(Record):
    """One chat completion, in the terms of the OpenAI API. Equal requests may share one reply.

    `shape` is a JSON Schema that the reply must follow, None for free text; `shape_name` names it.
    `max_tokens` bounds the reply. `top_logprobs` > 0 asks for that many alternatives of each token.
    `seed` tells apart requests that are otherwise equal: the votes of a judge.
    """

    messages: tuple[Message, ...]
    shape: dict[str, Any] | None = None
    shape_name: str = "reply"
    max_tokens: int = Field(gt=0)
    temperature: float = 0.0
    top_logprobs: int = 0
    seed: int | None = None


class TokenChoice(Record):
    """One generated token and the likeliest alternatives at its place, natural-log probabilities."""

    token: str
    alternatives: dict[str, float]


class Reply(Record):
    """What the model said. `finish` is the API's finish_reason; `logprobs` is empty where none were given.

    `text` is the content alone; reasoning that an endpoint reports apart from it lies in `reasoning`.
    """

    text: str
    finish: str = "stop"
    reasoning: str = ""
    logprobs: tuple[TokenChoice, ...] = ()
    usage: Usage = Usage()


class Model(Protocol):
    """Anything that answers requests."""

    @property
    def name(self) -> str:
        """The model's name as it stands in the report."""
        ...

    async def complete(self, request: Request) -> Reply:
        """Answer `request`. Raises EndpointError (or a subclass) when no answer can be had."""
        ...
