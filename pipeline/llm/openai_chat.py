"""A model behind an OpenAI-compatible endpoint; the only module that knows the SDK.

Retries are `pipeline.llm.retry`'s alone. What the endpoint cannot do is made up for by its `Capabilities`.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import math
import re
from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    DefaultAsyncHttpxClient,
)
from pydantic import BaseModel, Field, ValidationError

from pipeline import prompts
from pipeline.errors import ContextOverflow, EndpointError, ReplyError, RequestRefused
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.model import Reply, Request, TokenChoice
from pipeline.llm.pace import Pace
from pipeline.llm.retry import RETRIED_STATUS, Retry, Transient, retry_after, retrying
from pipeline.llm.secrets import redact
from pipeline.records import Usage

Sleep = Callable[[float], Awaitable[None]]

_MAY_PASS = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ProxyError)


class OpenAIChat:
    """The model `model` at `base_url`. An empty `api_key` means that none is needed.

    `timeout` bounds one attempt, in seconds, from sending to the last byte. `sleep` waits between attempts;
    `pace` may hold calls back before they are sent.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str = "",
        timeout: float = 120.0,
        retry: Retry | None = None,
        capabilities: Capabilities | None = None,
        sleep: Sleep = asyncio.sleep,
        pace: Pace | None = None,
    ) -> None:
        self.capabilities = capabilities or Capabilities()
        self._model = model
        self._retry = retry or Retry()
        self._sleep = sleep
        self._pace = pace
        self._timeout = timeout
        self._has_key = bool(api_key)
        self._shown = _shown(base_url)
        self._client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            max_retries=0,
            default_headers={"Accept-Encoding": "gzip, deflate"},
            timeout=timeout,
            http_client=DefaultAsyncHttpxClient(trust_env=not _is_loopback(base_url), base_url=base_url),
        )

    @property
    def name(self) -> str:
        """The model's name as it is sent to the endpoint."""
        return self._model

    def able(self, capabilities: Capabilities, retry: Retry | None = None) -> Self:
        """The same model over the same connections, asked in the way that `capabilities` allow."""
        other = copy.copy(self)
        other.capabilities = capabilities
        other._retry = retry or self._retry
        return other

    def named(self, model: str) -> Self:
        """The model `model` over the same connections."""
        other = copy.copy(self)
        other._model = model
        return other

    async def complete(self, request: Request) -> Reply:
        """Answer `request`.

        Raises ContextOverflow when the prompt is too long, RequestRefused when the endpoint does not take a
        parameter, ReplyError when the answer is no chat completion, EndpointError for the rest.
        """
        body = _body(request, self._model, self.capabilities)
        tokens = sum(len(message.content) for message in request.messages) // 4 + request.max_tokens
        return _reply(await retrying(partial(self._paced, body, tokens), self._retry, self._sleep))

    async def models(self) -> list[str]:
        """The names of the models that the endpoint serves, in its order."""
        text = await retrying(partial(self._send, self._get_models), self._retry, self._sleep)
        try:
            return [model.id for model in _Models.model_validate_json(text).data]
        except ValidationError as error:
            raise ReplyError(
                f"{self._shown} does not list its models as the OpenAI API does.", text
            ) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _paced(self, body: dict[str, Any], tokens: int) -> str:
        if self._pace is None:
            return await self._post(body)
        async with self._pace.turn(tokens):
            return await self._post(body)

    async def _post(self, body: dict[str, Any]) -> str:
        try:
            return await self._send(
                lambda: self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
            )
        except _NotFound as error:
            raise EndpointError(await self._what_is_not_there(str(error))) from error

    def _get_models(self) -> Awaitable[httpx2.Response]:
        return self._client.get("/models", cast_to=httpx2.Response)

    async def _send(self, call: Callable[[], Awaitable[httpx2.Response]]) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                response = await call()
            return response.content.decode("utf-8", "replace")
        except (TimeoutError, APITimeoutError) as error:
            raise Transient(f"{self._shown} did not answer within {self._timeout:g} s.") from error
        except APIStatusError as error:
            raise self._refusal(error) from error
        except APIConnectionError as error:
            raise self._broken(error) from error
        except APIError as error:
            raise EndpointError(f"The call to {self._shown} failed: {redact(str(error))}") from error

    def _broken(self, error: APIConnectionError) -> EndpointError:
        cause = error.__cause__
        told = f"No answer from {self._shown} ({type(cause).__name__}: {redact(str(cause))})."
        if isinstance(cause, httpx2.ConnectError):
            told += " Is the server running, and is the base URL right?"
        return Transient(told) if isinstance(cause, _MAY_PASS) else EndpointError(told)

    def _refusal(self, error: APIStatusError) -> EndpointError:
        status, said = error.status_code, _said(error.response)
        told = f"{self._shown} answered {status}: {said}"
        if status in RETRIED_STATUS:
            return Transient(told, status, retry_after(error.response.headers))
        if status == 401:
            given = (
                "the API key is not accepted" if self._has_key else "it wants an API key, and none was given"
            )
            return EndpointError(f"{told} That means {given}; set OPENAI_API_KEY to a valid one.")
        if status in (400, 422) or (status == 403 and "logprobs" in said):
            overflows = bool(_OVERFLOW.search(said))
            return self._overflow(told) if overflows else RequestRefused(told)
        if status == 403:
            return EndpointError(f"{told} The API key may not use the model {self._model!r} there.")
        if status == 404:
            return _NotFound(said)
        return self._overflow(told) if status == 413 else EndpointError(told)

    def _overflow(self, told: str) -> ContextOverflow:
        return ContextOverflow(f"{told} The prompt is longer than the context of {self._model!r}.")

    async def _what_is_not_there(self, said: str) -> str:
        told = f"{self._shown} answered 404: {said}"
        served: list[str] | None = None
        with contextlib.suppress(EndpointError):
            served = [m.id for m in _Models.model_validate_json(await self._send(self._get_models)).data]
        if served is None:
            return f"{told} The base URL is likely wrong: it ends in /v1 for most servers."
        names = ", ".join(map(repr, served)) or "none"
        return f"{told} The model {self._model!r} is not there; it serves {names}."


class _NotFound(EndpointError):
    """HTTP 404: the model or the address is not there."""


# --- the request -----------------------------------------------------------------------------------------


def _body(request: Request, model: str, can: Capabilities) -> dict[str, Any]:
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


def _schema_in_words(shape: dict[str, Any]) -> str:
    return _follow_schema().render(schema=json.dumps(shape, ensure_ascii=False))[0].content


@cache
def _follow_schema() -> prompts.Prompt:
    return prompts.load("follow_schema")


# --- the reply -------------------------------------------------------------------------------------------


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


def _reply(text: str) -> Reply:
    try:
        completion = _Completion.model_validate_json(text)
    except ValidationError as error:
        raise ReplyError(
            f"The endpoint's reply is no chat completion: {redact(text[:300])!r}", text
        ) from error
    choice = completion.choices[0]
    if choice.message.refusal:
        raise ReplyError(f"The model refuses: {choice.message.refusal}", choice.message.refusal)
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


def _token_choice(token: _Token) -> TokenChoice:
    alternatives: dict[str, float] = {}
    for one in token.top_logprobs or ():
        if math.isfinite(one.logprob):
            alternatives[one.token] = max(one.logprob, alternatives.get(one.token, -math.inf))
    return TokenChoice(token=token.token, alternatives=alternatives)


# --- what is told ----------------------------------------------------------------------------------------

_OVERFLOW = re.compile(
    r"context.{0,20}(length|size|window|overflow)|exceed_context|maximum context|too many tokens"
    r"|(prompt|input|request) is too long|too long.{0,40}tokens",
    re.IGNORECASE,
)


def _said(response: httpx2.Response) -> str:
    try:
        error = response.json()["error"]
        said = error if isinstance(error, str) else str(error["message"])
    except (ValueError, LookupError, TypeError):
        said = response.text
    said = " ".join(redact(said[:5000]).split())[:500] or "(nothing)"
    return said if said[-1] in ".!?" else f"{said}."


def _shown(base_url: str) -> str:
    """`base_url` without a user, password or query, for messages."""
    parts = urlsplit(base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def _is_loopback(base_url: str) -> bool:
    return urlsplit(base_url).hostname in ("localhost", "127.0.0.1", "::1")
