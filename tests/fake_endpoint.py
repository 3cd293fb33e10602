"""A server that speaks the OpenAI chat API on loopback, as well or as badly as a test wants it to.

    with serving(says("Hello.")) as endpoint:
        ... OpenAIChat("any", endpoint.base_url)

What it does is a function from a Call to an Answer; those below can be put around one another:
`flaky(0.2, unconstrained(obliging))`. All is deterministic: the same calls get the same answers in any order.
Mark tests that use it with `loopback`. As a process of its own, for load:
`python -m tests.fake_endpoint --latency 0.2 --faults 0.2`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import math
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pytest

loopback = pytest.mark.block_network(allowed_hosts=[r"127\.0\.0\.1$"])
"""Lets a test reach this machine, and nothing else."""


@dataclass(frozen=True)
class Call:
    """One request. `attempt` counts the equal ones before it: 0 for the first."""

    path: str
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    attempt: int = 0

    @property
    def prompt(self) -> str:
        """The text of the last message."""
        return str(self.body["messages"][-1]["content"])

    @property
    def question(self) -> str:
        """The last user message, but not the one by which the program asks once more after an unfit reply."""
        asked = [str(one["content"]) for one in self.body["messages"] if one["role"] == "user"]
        return asked[-1] if len(asked) == 1 or not asked[-1].startswith(_ASKED_AGAIN) else asked[-2]


_ASKED_AGAIN = "That reply cannot be used:"


@dataclass(frozen=True)
class Answer:
    """What goes back. `fault`: the connection breaks in mid-reply, or the reply never comes. Delay in seconds."""

    body: dict[str, Any] | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    fault: Literal["reset", "hang"] | None = None


Behaviour = Callable[[Call], Answer]


# --- answers ---------------------------------------------------------------------------------------------


def completion(
    text: str | None,
    finish: str = "stop",
    reasoning: str | None = None,
    logprobs: Mapping[str, float] | None = None,
) -> Answer:
    """A chat completion; `logprobs` are the alternatives of its one token."""
    message = {"role": "assistant", "content": text}
    if reasoning is not None:
        message["reasoning_content"] = reasoning
    choice: dict[str, Any] = {"index": 0, "finish_reason": finish, "message": message}
    if logprobs is not None:
        top = [{"token": token, "logprob": value} for token, value in logprobs.items()]
        choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    return Answer({"object": "chat.completion", "choices": [choice], "usage": usage})


def error(status: int, message: str, **headers: str) -> Answer:
    """A refusal in the form of the OpenAI API; `retry_after="3"` becomes the header Retry-After."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        {"error": {"message": message, "type": "error", "code": None}}, status=status, headers=names
    )


# --- behaviours ------------------------------------------------------------------------------------------


def says(text: str | None, finish: str = "stop", reasoning: str | None = None) -> Behaviour:
    """Answers every call with the same words."""
    return lambda call: completion(text, finish, reasoning)


def in_turn(*answers: Answer) -> Behaviour:
    """Gives the n-th of equal calls the n-th answer, and the last one from then on."""
    return lambda call: answers[min(call.attempt, len(answers) - 1)]


def obliging(call: Call) -> Answer:
    """A well-behaved server: follows a schema, gives probabilities, cites words of the prompt."""
    shape = call.body.get("response_format", {})
    if "json_schema" in shape:
        schema = shape["json_schema"]["schema"]
        return completion(json.dumps(_instance(schema, schema, call), ensure_ascii=False))
    if call.body.get("logprobs"):
        yes = (_number(call.question) % 1000 + 1) / 1002
        return completion("Yes", "length", logprobs={"Yes": math.log(yes), "No": math.log(1 - yes)})
    return completion("{}" if shape else _sentence(call, 0))


def refusing_schema(then: Behaviour = obliging) -> Behaviour:
    """Answers 400 to a response format of type json_schema."""

    def behaviour(call: Call) -> Answer:
        if call.body.get("response_format", {}).get("type") == "json_schema":
            return error(400, "response_format: 'json_schema' is not supported")
        return then(call)

    return behaviour


def unconstrained(then: Behaviour = obliging) -> Behaviour:
    """Takes any response format and any logprobs, and heeds neither."""
    ignored = ("response_format", "logprobs", "top_logprobs")
    return lambda call: then(
        replace(call, body={name: value for name, value in call.body.items() if name not in ignored})
    )


def truncating(characters: int, then: Behaviour = obliging) -> Behaviour:
    """Sees only the last `characters` of a prompt, and says nothing about it."""

    def behaviour(call: Call) -> Answer:
        messages = [{**one, "content": one["content"][-characters:]} for one in call.body["messages"]]
        return then(replace(call, body={**call.body, "messages": messages}))

    return behaviour


def flaky(rate: float, then: Behaviour = obliging, seed: int = 0, longest: int = 3) -> Behaviour:
    """Fails a share `rate` of the calls: 429, 500, reset, cut JSON or hang. Never the (`longest` + 1)-th equal one."""
    faults = (
        lambda call: error(429, "slow down", retry_after="1"),
        lambda call: error(500, "out of order"),
        lambda call: replace(then(call), fault="reset"),
        lambda call: completion(json.dumps(then(call).body)[:40], "stop"),
        lambda call: replace(then(call), fault="hang"),
    )

    def behaviour(call: Call) -> Answer:
        drawn = _number(seed, call.attempt, _canonical(call.body))
        if call.attempt >= longest or drawn % 10_000 >= rate * 10_000:
            return then(call)
        return faults[drawn // 10_000 % len(faults)](call)

    return behaviour


# --- the server ------------------------------------------------------------------------------------------


class Endpoint:
    """A running server. `calls` are those it was sent, `at_once` those it works on now, `most_at_once` the most there were."""

    def __init__(
        self, behaviour: Behaviour, latency: float = 0.0, models: tuple[str, ...] = ("fake",)
    ) -> None:
        self.base_url = ""
        self.calls: list[Call] = []
        self.most_at_once = 0
        self._behaviour = behaviour
        self._latency = latency
        self._models = models
        self._seen: Counter[str] = Counter()
        self.at_once = 0
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> asyncio.Server:
        """Listen on `port` of 127.0.0.1, or on any free one."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", port, limit=2**24, backlog=1024)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        return server

    async def stop(self, server: asyncio.Server) -> None:
        """Close every connection."""
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._serve_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = self._answer(head[0].split()[1], headers, raw)
            await asyncio.sleep(self._latency + answer.delay + (86_400 if answer.fault == "hang" else 0))
        finally:
            self.at_once -= 1
        return await _write(writer, answer)

    def _answer(self, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        if path == "/v1/models":
            return Answer(
                {"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]}
            )
        if path.partition("?")[0] != "/v1/chat/completions":
            return error(404, f"no such page: {path}")
        body = json.loads(raw)
        key = _canonical(body)
        call = Call(path, body, headers, self._seen[key])
        self._seen[key] += 1
        self.calls.append(call)
        return self._behaviour(call)


@contextlib.contextmanager
def serving(
    behaviour: Behaviour = obliging, latency: float = 0.0, models: tuple[str, ...] = ("fake",)
) -> Iterator[Endpoint]:
    """A server in a thread of this process, until the end of the block."""
    endpoint, loop, started = (
        Endpoint(behaviour, latency, models),
        asyncio.new_event_loop(),
        threading.Event(),
    )
    servers: list[asyncio.Server] = []

    async def start() -> None:
        servers.append(await endpoint.start())
        started.set()

    def work() -> None:
        loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(endpoint.stop(servers[0]))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=work, name="fake endpoint")
    thread.start()
    started.wait()
    try:
        yield endpoint
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    raw = (json.dumps(answer.body) if isinstance(answer.body, dict) else answer.body).encode()
    headers = {"content-type": "application/json", "content-length": str(len(raw)), **answer.headers}
    lines = [f"HTTP/1.1 {answer.status} Answer", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    if answer.fault == "reset":
        writer.write(head + raw[: len(raw) // 2])
        await writer.drain()
        writer.transport.abort()
        return False
    writer.write(head + raw)
    await writer.drain()
    return True


# --- making things up ------------------------------------------------------------------------------------


def _instance(schema: dict[str, Any], root: dict[str, Any], call: Call, depth: int = 0) -> Any:
    """Something that follows `schema`, with a sentence of the prompt for every free text."""
    if "$ref" in schema:
        return _instance(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, call, depth)
    if "anyOf" in schema:
        return _instance(schema["anyOf"][0], root, call, depth)
    if "enum" in schema:
        return schema["enum"][_number(call.question, depth) % len(schema["enum"])]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {name: _instance(one, root, call, depth) for name, one in fields.items()}
        case "array":
            count = max(schema.get("minItems", 0), min(2, schema.get("maxItems", 2)))
            return [_instance(schema["items"], root, call, depth + i) for i in range(count)]
        case "string":
            return _sentence(call, depth)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return None


def _sentence(call: Call, which: int) -> str:
    parts = re.split(r"(?<=[.!?])\s+|\n", call.question)
    found = [one for one in parts if len(one.split()) > 5 and "{" not in one]
    return found[(_number(call.question) + which) % len(found)] if found else "Nothing to say."


def _number(*parts: object) -> int:
    """A large number that follows from `parts` alone."""
    return int(hashlib.sha256(repr(parts).encode()).hexdigest()[:12], 16)


def _canonical(body: Any) -> str:
    return json.dumps(body, sort_keys=True)


async def _main() -> None:
    parser = argparse.ArgumentParser(
        description="A fake endpoint; prints its base URL and serves until it is ended."
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each reply")
    parser.add_argument("--faults", type=float, default=0.0, help="share of the calls that fail")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    endpoint = Endpoint(flaky(chosen.faults, seed=chosen.seed), chosen.latency)
    server = await endpoint.start(chosen.port)
    print(endpoint.base_url, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main())
