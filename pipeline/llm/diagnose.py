"""What an endpoint really does, found out by asking it: for `pipeline doctor`."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle, islice
from statistics import median

from pipeline import prompts
from pipeline.errors import ContextOverflow, EndpointError
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.model import Model, Reply, Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.probe import REASONING_ROOM, probe
from pipeline.llm.whole import LEAST_SHARE, is_cut
from pipeline.records import Record
from pipeline.text import tokens

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)
"""The lengths of prompts that are tried, in tokens of o200k_base."""

HEAD, TAIL = "KELP-37", "BASALT-81"
"""The canaries: code words at the head and at the tail of a long prompt."""


class Trait(Record):
    """One thing that was found out, and what a run does about it."""

    subject: str
    found: str
    done: str


class Context(Record):
    """How long a prompt was read from head to tail, and how the next size failed; `failed` is empty when none did."""

    read: int
    failed: str = ""


async def diagnose(
    chat: OpenAIChat,
    longest: int,
    note: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
) -> list[Trait]:
    """The traits of the endpoint of `chat`; prompts up to `longest` tokens are tried.

    Raises EndpointError when it cannot be reached or does not know the model.
    """
    note("asking what it can do")
    can = await probe(chat)
    able = chat.able(can)
    note("measuring how fast it answers")
    reply, seconds = await _timed(able, can, clock)
    context = await read_context(able, can, longest, note)
    return [
        await _models(chat),
        _json(can),
        _logprobs(can),
        _reasoning(can),
        _parameters(can),
        _usage(reply),
        _context(context),
        Trait(subject="latency", found=f"{seconds:.2f} s for a short answer", done=_LATENCY),
    ]


async def read_context(model: Model, can: Capabilities, longest: int, note: Callable[[str], None]) -> Context:
    """How long a prompt `model` reads to both ends: canaries at head and tail in prompts of growing size."""
    read = 0
    for size in [size for size in SIZES if size <= longest]:
        note(f"reading a prompt of {size:,} tokens")
        request = _canaries(size, can)
        try:
            reply = await model.complete(request)
        except ContextOverflow:
            return Context(read=read, failed=f"refuses a prompt of {size:,} tokens, and says so")
        except EndpointError as error:
            return Context(read=read, failed=f"fails at {size:,} tokens: {error}")
        failed = _what_is_missing(request, reply)
        if failed:
            return Context(read=read, failed=f"{failed} at {size:,} tokens")
        read = size
    return Context(read=read)


def _what_is_missing(request: Request, reply: Reply) -> str:
    said = f"{reply.text} {reply.reasoning}"
    sent = sum(tokens.count(message.content) for message in request.messages)
    if is_cut(request, reply):
        return f"CUTS the prompt without a word ({reply.usage.prompt_tokens:,} of {sent:,} tokens read)"
    if (HEAD in said and TAIL in said) or reply.usage.prompt_tokens >= LEAST_SHARE * sent:
        return ""
    lost = [name for name, word in (("head", HEAD), ("tail", TAIL)) if word not in said]
    return f"does not see the {' and the '.join(lost)} of the prompt"


def _canaries(size: int, can: Capabilities) -> Request:
    words = _FILLER.split()
    filler = " ".join(islice(cycle(words), size * len(words) // tokens.count(_FILLER)))
    messages = prompts.load("probe_context").render(head=HEAD, tail=TAIL, filler=filler)
    return Request(messages=messages, max_tokens=REASONING_ROOM if can.reasoning else 40)


_FILLER = (
    "The ferry left the harbour at noon and reached the island in the evening with mail, timber and salt. "
    "Nobody on the pier remembered a calmer sea, and the keeper of the lighthouse wrote it into his book."
)


async def _timed(model: Model, can: Capabilities, clock: Callable[[], float]) -> tuple[Reply, float]:
    """A reply to a short question, and the median seconds of three."""
    seconds = []
    for number in range(3):
        began = clock()
        request = Request(
            messages=prompts.load("probe_yes_no").render(),
            max_tokens=REASONING_ROOM if can.reasoning else 1,
            seed=number,
        )
        reply = await model.complete(request)
        seconds.append(clock() - began)
    return reply, median(seconds)


async def _models(chat: OpenAIChat) -> Trait:
    try:
        served = await chat.models()
    except EndpointError as error:
        return Trait(subject="models", found=f"are not listed ({error})", done="--model has to be given")
    shown = ", ".join(served[:5]) + (f" and {len(served) - 5} more" if len(served) > 5 else "")
    known = "is among them" if chat.name in served else "is not among them, yet answers"
    done = "the only one is taken by itself" if len(served) == 1 else "--model has to be given"
    return Trait(subject="models", found=f"{shown or 'none'}; {chat.name!r} {known}", done=done)


def _json(can: Capabilities) -> Trait:
    found = {
        JsonMode.SCHEMA: "json_schema is followed",
        JsonMode.OBJECT: "json_object is followed, json_schema is not",
        JsonMode.TEXT: "neither json_schema nor json_object is followed",
    }[can.json_mode]
    done = {
        JsonMode.SCHEMA: "the schema is sent",
        JsonMode.OBJECT: "the schema stands in the prompt, json_object is asked for",
        JsonMode.TEXT: "the schema stands in the prompt, the reply is searched for JSON, and asked for once more",
    }[can.json_mode]
    return Trait(subject="structured replies", found=found, done=done)


def _logprobs(can: Capabilities) -> Trait:
    if can.logprobs:
        done = "the judge's answer is the probability of Yes against No"
        return Trait(subject="logprobs", found=f"given, up to {can.top_logprobs} for a token", done=done)
    done = "the judge has to cite the words that decide, and they have to be found; --votes may help"
    return Trait(subject="logprobs", found="not given", done=done)


def _reasoning(can: Capabilities) -> Trait:
    if can.reasoning:
        return Trait(subject="reasoning text", found="written before the answer", done="it is read past")
    return Trait(subject="reasoning text", found="none", done="nothing")


def _parameters(can: Capabilities) -> Trait:
    refused = []
    if not can.temperature:
        refused.append("temperature")
    if can.max_tokens != "max_tokens":
        refused.append("max_tokens (takes max_completion_tokens)")
    found = f"refuses {' and '.join(refused)}" if refused else "takes temperature and max_tokens"
    return Trait(
        subject="parameters", found=found, done="what is refused is left out" if refused else "nothing"
    )


def _usage(reply: Reply) -> Trait:
    if reply.usage.prompt_tokens:
        return Trait(subject="usage", found="reported", done="--max-tokens and --max-cost count it")
    done = "--max-tokens and --max-cost count nothing: set --max-requests"
    return Trait(subject="usage", found="NOT reported", done=done)


def _context(context: Context) -> Trait:
    found = f"{context.read:,} tokens are read from head to tail"
    if context.failed:
        found += f"; it {context.failed}"
    done = "a part whose prompt is refused or cut is halved and asked again"
    return Trait(subject="context", found=found, done=done)


_LATENCY = "--concurrency says how many wait at a time; fewer while it answers 429 or 503"
