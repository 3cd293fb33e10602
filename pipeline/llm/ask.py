"""How the program asks a model: a prompt and a shape go in, an instance of the shape comes out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline import prompts
from pipeline.errors import CutReply, ReplyError
from pipeline.llm.model import Model, Reply, Request, TokenChoice
from pipeline.llm.replies import json_objects
from pipeline.llm.schema import strict_schema
from pipeline.prompts import Message

Shape = TypeVar("Shape", bound=BaseModel)

ALTERNATIVES = 20
"""How many alternatives of the first token are asked for: the most that the OpenAI API gives."""


async def ask(
    model: Model,
    messages: Sequence[Message],
    shape: type[Shape],
    max_tokens: int,
    temperature: float = 0.0,
    seed: int | None = None,
) -> Shape:
    """The model's answer to `messages` as an instance of `shape`.

    A reply that does not fit is shown to the model once, with what is wrong with it. Raises CutReply when the
    reply ends at `max_tokens` (ask for less at a time), ReplyError when it is empty, refused or unfit twice.
    """
    request = Request(
        messages=tuple(messages),
        shape=strict_schema(shape),
        shape_name=shape.__name__,
        max_tokens=max_tokens,
        temperature=temperature,
        seed=seed,
    )
    first = await _answer(model, request)
    try:
        return _read(first, shape)
    except _Unfit as error:
        again = (Message(role="assistant", content=first), *_mend_reply().render(problem=str(error)))
    second = await _answer(model, request.model_copy(update={"messages": (*messages, *again)}))
    try:
        return _read(second, shape)
    except _Unfit as error:
        raise ReplyError(f"The model's reply is no {shape.__name__}, asked twice: {error}", second) from error


async def yes_probability(model: Model, messages: Sequence[Message], seed: int | None = None) -> float | None:
    """P(Yes) / (P(Yes) + P(No)) of the first token of the answer to `messages`, in [0, 1].

    None when neither word is among the likeliest tokens. A reply without probabilities, of an endpoint that can give
    them, is damaged and asked for once more. Raises ReplyError when that comes without them too.
    """
    request = Request(messages=tuple(messages), max_tokens=1, top_logprobs=ALTERNATIVES, seed=seed)
    reply = await model.complete(request)
    if not reply.logprobs:
        reply = await model.complete(request)
    if not reply.logprobs:
        raise ReplyError("The model's reply comes without probabilities, asked twice.", reply.text)
    return yes_share(reply.logprobs[0])


def yes_share(choice: TokenChoice) -> float | None:
    """The share of Yes among the Yes and No of one token; variants (" yes", "YES", "Yes.") are added up."""
    yes, no = _mass(choice, "yes"), _mass(choice, "no")
    return yes / (yes + no) if yes + no > 0 else None


def _mass(choice: TokenChoice, word: str) -> float:
    return math.fsum(
        math.exp(min(logprob, 0.0)) for token, logprob in choice.alternatives.items() if _plain(token) == word
    )


def _plain(token: str) -> str:
    return token.strip(" \t\r\n\"'*_-.,:;!▁Ġ").casefold()


class _Unfit(ValueError):
    """The reply does not follow the shape; the message is written for the model."""


async def _answer(model: Model, request: Request) -> str:
    reply = await model.complete(request)
    if reply.finish == "length":
        raise CutReply(
            f"The model's reply was cut at {request.max_tokens} tokens.", reply.text or reply.reasoning
        )
    if reply.finish == "content_filter":
        raise ReplyError("The endpoint's content filter held the reply back.", reply.text)
    return _content(reply)


def _content(reply: Reply) -> str:
    if reply.text.strip():
        return reply.text
    # Some servers put an answer that a schema constrains into the reasoning field, whole and alone.
    if reply.reasoning.lstrip().startswith("{"):
        return reply.reasoning
    told = "The model's reply is empty"
    raise ReplyError(f"{told}; it only reasoned." if reply.reasoning else f"{told}.", reply.reasoning)


def _read(reply: str, shape: type[Shape]) -> Shape:
    problem: _Unfit | None = None
    for found in json_objects(reply):
        try:
            return shape.model_validate_json(found)
        except ValidationError as error:
            problem = problem or _Unfit(_described(error))
    raise problem or _Unfit("There is no complete JSON object in it.")


def _described(error: ValidationError) -> str:
    lines = []
    for one in error.errors(include_url=False, include_context=False)[:5]:
        place = ".".join(map(str, one["loc"])) or "the object"
        lines.append(f"{place}: {one['msg']}, got {repr(one['input'])[:80]}")
    return "\n".join(lines)


@cache
def _mend_reply() -> prompts.Prompt:
    return prompts.load("mend_reply")
