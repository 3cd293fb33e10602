"""The chat API as it goes over the wire: a request becomes a body, what came back becomes a reply."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from pipeline import prompts
from pipeline.errors import ReplyError
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.model import Reply, Request, TokenChoice
from pipeline.llm.secrets import redact
from pipeline.records import Usage


def chat_body(request: Request, model: str, can: Capabilities) -> dict[str, Any]:
    """What is sent for `request`; what the endpoint cannot do is left out, or said in words of the prompt."""
    messages = [{"role": message.role, "content": message.content} for message in request.messages]
    body: dict[str, Any] = {"model": model, "messages": messages, can.max_tokens: request.max_tokens}
    if can.temperature:
        body["temperature"] = request.temperature
    if request.seed is not None:
        body["seed"] = request.seed
    if request.top_logprobs and can.logprobs:
        body |= {"logprobs": True, "top_logprobs": min(request.top_logprobs, can.top_logprobs)}
    if request.shape is not None:
        if can.json_mode is JsonMode.SCHEMA:
            schema = {"name": request.shape_name, "strict": True, "schema": request.shape}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        else:
            messages[-1]["content"] += "\n\n" + _schema_in_words(request.shape)
        if can.json_mode is JsonMode.OBJECT:
            body["response_format"] = {"type": "json_object"}
    return body


def chat_reply(text: str) -> Reply:
    """The reply that `text` holds. Raises ReplyError when it is no chat completion, or a refusal."""
    try:
        completion = _Completion.model_validate_json(text)
    except ValidationError as error:
        raise ReplyError(
            f"The endpoint's reply is no chat completion: {redact(text)[:300]!r}", redact(text)
        ) from error
    choice = completion.choices[0]
    if choice.message.refusal:
        told = redact(choice.message.refusal)
        raise ReplyError(f"The model refuses: {told}", told)
    usage = completion.usage or _Usage()
    return Reply(
        text=choice.message.content or "",
        finish=choice.finish_reason or "stop",
        reasoning=choice.message.reasoning_content or choice.message.reasoning or "",
        logprobs=tuple(_token_choice(t) for t in (choice.logprobs and choice.logprobs.content) or ()),
        usage=Usage(
            requests=1, prompt_tokens=usage.prompt_tokens or 0, completion_tokens=usage.completion_tokens or 0
        ),
    )


def model_names(text: str) -> list[str]:
    """The names of the models that `text` lists, in its order. Raises ReplyError when it is no such list."""
    try:
        return [model.id for model in _Models.model_validate_json(text).data]
    except ValidationError as error:
        raise ReplyError(f"This is no list of models: {redact(text)[:300]!r}", text) from error


def _schema_in_words(shape: dict[str, Any]) -> str:
    return _follow_schema().render(schema=json.dumps(shape, ensure_ascii=False))[0].content


@cache
def _follow_schema() -> prompts.Prompt:
    return prompts.load("follow_schema")


def _token_choice(token: _Token) -> TokenChoice:
    alternatives: dict[str, float] = {}
    for one in token.top_logprobs or ():
        if math.isfinite(one.logprob):
            alternatives[one.token] = max(one.logprob, alternatives.get(one.token, -math.inf))
    return TokenChoice(token=token.token, alternatives=alternatives)


# --- what comes back -------------------------------------------------------------------------------------


class _Alternative(BaseModel):
    token: str
    logprob: float


class _Token(_Alternative):
    top_logprobs: list[_Alternative] | None = None


class _Logprobs(BaseModel):
    content: list[_Token] | None = None


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class _Served(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Served]
