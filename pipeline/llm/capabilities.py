"""What an endpoint can do: asked once by `probe`, then the same for every request of a run."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pipeline.records import Record


class JsonMode(StrEnum):
    """How an endpoint is brought to answer in JSON, the strictest first."""

    SCHEMA = "json_schema"
    """The server lets the model write nothing but what the schema allows."""
    OBJECT = "json_object"
    """The server sees to valid JSON; the schema stands in the prompt."""
    TEXT = "text"
    """The server does nothing; the schema stands in the prompt, and the reply is searched for JSON."""


class Capabilities(Record):
    """What an endpoint can do. The defaults are what the OpenAI API itself promises.

    `logprobs`: the first token of a Yes/No answer comes with the probabilities of Yes and No.
    `top_logprobs`: the most alternatives of a token that may be asked for.
    `max_tokens`: the name of the parameter that bounds a reply.
    `temperature`: the parameter is accepted.
    `reasoning`: the model writes its reasoning before its answer, so a reply needs room for both.
    """

    json_mode: JsonMode = JsonMode.SCHEMA
    logprobs: bool = True
    top_logprobs: int = 20
    max_tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    reasoning: bool = False
