"""What a call costs: against httpx2 alone, and at a concurrency against the ideal.

    python -m tests.benchmarks.endpoint [--calls 2000] [--latency 0.2] [--concurrency 32]

The fake endpoint runs as a process of its own, so that its work is not counted. `overhead` is the CPU time of a
call through OpenAIChat over that of the same call through httpx2. `throughput` is the ideal time, calls × latency
/ concurrency, over the real one: 1 is perfect. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from pipeline.llm.model import Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.together import together
from pipeline.prompts import Message


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--concurrency", type=int, default=32)
    chosen = parser.parse_args()
    with endpoint(0.0) as base_url:
        raw = asyncio.run(one_by_one_raw(base_url, chosen.calls // 4))
        ours = asyncio.run(one_by_one(base_url, chosen.calls // 4))
    with endpoint(chosen.latency) as base_url:
        wall, cpu = asyncio.run(at_once(base_url, chosen.calls, chosen.concurrency))
    ideal = chosen.calls * chosen.latency / chosen.concurrency
    figures = {
        "raw_ms": 1000 * raw,
        "ours_ms": 1000 * ours,
        "overhead": ours / raw,
        "ideal_s": ideal,
        "wall_s": wall,
        "throughput": ideal / wall,
        "cpu_ms_per_call": 1000 * cpu / chosen.calls,
    }
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def request(number: int) -> Request:
    words = f"Number {number}. " + "A sentence of an article that is neither short nor long. " * 80
    return Request(messages=(Message(role="user", content=words),), max_tokens=5)


async def one_by_one_raw(base_url: str, calls: int) -> float:
    """CPU seconds of one call."""
    async with httpx2.AsyncClient(base_url=base_url, trust_env=False) as client:
        await client.get("/models")
        begun = time.process_time()
        for number in range(calls):
            message = request(number).messages[0]
            body: dict[str, Any] = {"model": "fake", "messages": [message.model_dump()], "max_tokens": 5}
            (await client.post("/chat/completions", json=body)).json()["choices"][0]["message"]["content"]
        return (time.process_time() - begun) / calls


async def one_by_one(base_url: str, calls: int) -> float:
    """CPU seconds of one call."""
    async with OpenAIChat("fake", base_url) as model:
        await model.models()
        begun = time.process_time()
        for number in range(calls):
            await model.complete(request(number))
        return (time.process_time() - begun) / calls


async def at_once(base_url: str, calls: int, concurrency: int) -> tuple[float, float]:
    """Wall-clock and CPU seconds of all calls."""
    async with OpenAIChat("fake", base_url) as model:
        await model.models()
        begun, used = time.perf_counter(), time.process_time()
        await together((model.complete(request(number)) for number in range(calls)), concurrency)
        return time.perf_counter() - begun, time.process_time() - used


@contextmanager
def endpoint(latency: float) -> Iterator[str]:
    """The base URL of a fake endpoint in a process of its own."""
    command = [sys.executable, "-m", "tests.fake_endpoint", "--latency", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
