"""A model behind an OpenAI-compatible endpoint; the only module that knows the SDK.

Retries are `pipeline.llm.retry`'s alone. What the endpoint cannot do is made up for by its `Capabilities`.
"""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Awaitable, Callable
from functools import partial
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

from pipeline.errors import ContextOverflow, EndpointError, RequestRefused
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.model import Reply, Request
from pipeline.llm.pace import Pace
from pipeline.llm.retry import RETRIED_STATUS, Retry, Transient, retry_after, retrying
from pipeline.llm.secrets import hide, redact
from pipeline.llm.wire import chat_body, chat_reply, model_names

Sleep = Callable[[float], Awaitable[None]]

_MAY_PASS = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ProxyError)


class OpenAIChat:
    """The model `model` at `base_url`. An empty `api_key` means that none is needed.

    `timeout` bounds one attempt, in seconds, from sending to the last byte. `sleep` waits between attempts;
    `pace` bounds how many are on their way at a time.
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
        self._shown = redact(_shown(base_url))
        hide(api_key)
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

    async def complete(self, request: Request) -> Reply:
        """Answer `request`.

        Raises ContextOverflow when the prompt is too long, RequestRefused when the endpoint does not take a
        parameter, ReplyError when the answer is no chat completion, EndpointError for the rest.
        """
        body = chat_body(request, self._model, self.capabilities)
        text = await retrying(partial(self._paced, body), self._retry, self._sleep)
        own = "\n".join(message.content for message in request.messages)
        return _without_secrets(chat_reply(text), own)

    async def models(self) -> list[str]:
        """The names of the models that the endpoint serves, in its order."""
        try:
            return model_names(
                await retrying(partial(self._send, self._get_models), self._retry, self._sleep)
            )
        except _NotFound as error:
            raise EndpointError(f"{self._shown} answered 404: {error} {_WRONG_URL}") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _paced(self, body: dict[str, Any]) -> str:
        if self._pace is None:
            return await self._post(body)
        async with self._pace.turn():
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
        try:
            served = model_names(await self._send(self._get_models))
        except EndpointError:
            return f"{told} {_WRONG_URL}"
        names = ", ".join(map(repr, served)) or "none"
        return f"{told} The model {self._model!r} is not there; it serves {names}."


class _NotFound(EndpointError):
    """HTTP 404: the model or the address is not there."""


# --- what is told ----------------------------------------------------------------------------------------

_WRONG_URL = "The base URL is likely wrong: it ends in /v1 for most servers."

_OVERFLOW = re.compile(
    r"context.{0,20}(length|size|window|overflow)|exceed_context|maximum context|too many tokens"
    r"|(prompt|input|request) is too long|too long.{0,40}tokens",
    re.IGNORECASE,
)


def _without_secrets(reply: Reply, own: str) -> Reply:
    """`reply` without what looks like a key, unless it stands in `own`, what the model was asked about."""
    text, reasoning = redact(reply.text, own), redact(reply.reasoning, own)
    if (text, reasoning) == (reply.text, reply.reasoning):
        return reply
    return reply.model_copy(update={"text": text, "reasoning": reasoning})


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
