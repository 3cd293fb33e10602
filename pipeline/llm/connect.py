"""Find the model of a run: an endpoint, a cassette, the embedded model, or none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from pipeline import prompts
from pipeline.errors import InputError
from pipeline.journal import Entry, Journal, digest
from pipeline.llm import cassette, embedded, recordings, weights
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.journalled import Journalled
from pipeline.llm.limits import Limited, Limits, Spent
from pipeline.llm.model import Model
from pipeline.llm.on_demand import OnDemand
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.pace import Pace
from pipeline.llm.probe import PROBES, probe
from pipeline.llm.rehearsed import Rehearsed
from pipeline.llm.retry import Retry
from pipeline.llm.whole import Whole
from pipeline.llm.wire import chat_body
from pipeline.settings import Preset, Settings

EXTRACTIVE = "extractive (no model)"
"""The name that a report gives to the stand-in without a model."""

REPLAYED_HOST = "http://replay.invalid/v1"
"""Where a replayed request goes: nowhere, for the cassette answers it."""


@dataclass(frozen=True)
class Connection:
    """A model ready to be asked, None for the extractive stand-in. `mode` says where it is."""

    mode: str
    name: str
    model: Model | None = None
    logprobs: bool = False
    journalled: Journalled | None = None


@asynccontextmanager
async def connect(
    settings: Settings, replay: Path | None, note: Callable[[str], None], journal: Journal | None = None
) -> AsyncIterator[Connection]:
    """The model to ask, probed once; what was started for it is stopped at the end.

    A cassette comes first, then the endpoint, then the embedded model where the extra `local` is installed, else the
    extractive stand-in. An endpoint and the embedded model are asked only what `journal` does not know. Raises
    InputError when a named model cannot be had, EndpointError when none answers.
    """
    if settings.preset is Preset.EXTRACTIVE:
        yield unconnected()
    elif replay is not None:
        name = settings.model or recordings.recorded_model(replay)
        retry, sleep = _retry(settings), cassette.without_waiting
        async with OpenAIChat(name, REPLAYED_HOST, retry=retry, sleep=sleep) as chat:
            yield await _probed(Reached(chat, "replay", ""), _budget(settings), None)
    else:
        async with reached(settings, note) as found:
            if found is None:
                note("no endpoint and no embedded model: taking sentences of the articles as claims")
                yield unconnected()
            else:
                yield await _probed(found, _limits(settings), journal)


@dataclass(frozen=True)
class Reached:
    """A model that answers over HTTP. `mode` says where it is, `place` is how a journal knows where."""

    chat: OpenAIChat | OnDemand
    mode: str
    place: str

    async def started(self) -> OpenAIChat:
        """The model itself, started where that is up to this program."""
        return await self.chat.chat() if isinstance(self.chat, OnDemand) else self.chat


@asynccontextmanager
async def reached(settings: Settings, note: Callable[[str], None]) -> AsyncIterator[Reached | None]:
    """The endpoint that the settings name, else the embedded model, or None.

    The embedded model is started when it is first asked, and stopped at the end of the block. Raises InputError when a
    named model cannot be had, EndpointError when none answers.
    """
    retry = _retry(settings)
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    if settings.base_url is not None:
        name = settings.model or await _only_model(settings, settings.base_url, key, retry)
        pace = Pace(settings.concurrency)
        async with OpenAIChat(name, settings.base_url, key, settings.timeout, retry, pace=pace) as chat:
            yield Reached(chat, "endpoint", place(settings.base_url))
    elif settings.gguf is not None or settings.preset is Preset.EMBEDDED or embedded.is_installed():
        file = settings.gguf or weights.installed()
        if file is None:
            raise InputError(_NOT_PULLED)
        embedded.check(file)
        async with OnDemand(embedded.model_name(file), partial(_embedded, settings, file, note)) as chat:
            yield Reached(chat, "embedded", _place_of(file))
    else:
        yield None


@asynccontextmanager
async def _embedded(settings: Settings, file: Path, note: Callable[[str], None]) -> AsyncIterator[OpenAIChat]:
    note(f"starting the embedded model {file.name}")
    name, slots = embedded.model_name(file), min(settings.concurrency, embedded.MOST_SLOTS)
    patience = max(settings.timeout, EMBEDDED_TIMEOUT)
    async with (
        embedded.serve(file, slots) as url,
        OpenAIChat(name, url, timeout=patience, retry=_retry(settings)) as chat,
    ):
        yield chat


def unconnected() -> Connection:
    """The extractive stand-in: there is no model to ask."""
    return Connection(mode="extractive", name=EXTRACTIVE)


EMBEDDED_TIMEOUT = 900.0
"""Seconds that a call of the embedded model may take at least: a slow laptop is no fault."""

_NOT_PULLED = (
    "The embedded model is not on this machine yet. Run `pipeline model pull` (1.1 GB), name an endpoint with "
    "--base-url, or go without a model: --preset extractive."
)


def _budget(settings: Settings) -> Limits:
    return Limits(
        max_requests=settings.max_requests,
        max_tokens=settings.max_tokens,
        max_cost=settings.max_cost,
        price_prompt=settings.price_prompt or 0.0,
        price_completion=settings.price_completion or 0.0,
    )


def _limits(settings: Settings) -> Limits:
    rates = {name: getattr(settings, name) for name in ("requests_per_minute", "tokens_per_minute")}
    return _budget(settings).model_copy(update=rates)


def _retry(settings: Settings) -> Retry:
    return Retry(attempts=settings.attempts, longest_asked=settings.retry_after_cap)


async def _probed(found: Reached, limits: Limits, journal: Journal | None) -> Connection:
    chat = found.chat
    budgeted = _Budgeted(chat, limits, Spent())
    capabilities = await _capabilities(budgeted, journal, found.place)
    limited = budgeted.able(capabilities)
    kept = None
    if journal is not None:
        body = partial(chat_body, model=chat.name, can=capabilities)
        kept = Journalled(limited, journal, found.place, body)
    return Connection(found.mode, chat.name, kept or limited, capabilities.logprobs, kept)


@dataclass(frozen=True)
class _Budgeted:
    """An endpoint whose probing, too, is paid out of the budget."""

    chat: OpenAIChat | OnDemand
    limits: Limits
    spent: Spent

    def able(self, capabilities: Capabilities, retry: Retry | None = None) -> Limited:
        return Limited(Whole(self.chat.able(capabilities, retry)), self.limits, spent=self.spent)


async def _capabilities(model: _Budgeted, journal: Journal | None, where: str) -> Capabilities:
    """What the endpoint can do, as the journal knows it or as it shows when it is asked."""
    if journal is None:
        return await probe(model)
    known = _known_capabilities(journal, where, model.chat.name)
    if known is not None:
        return known
    found = await probe(model)
    entry = Entry(kind=CAPABILITIES, model=model.chat.name, text=found.model_dump_json())
    journal.keep(_probe_key(where, model.chat.name), entry)
    return found


def _known_capabilities(journal: Journal, where: str, model: str) -> Capabilities | None:
    entry = journal.recall(_probe_key(where, model))
    if entry is None:
        return None
    try:
        return Capabilities.model_validate_json(entry.text)
    except ValidationError:
        return None


def _probe_key(where: str, model: str) -> str:
    return digest(place=where, model=model, probes=[prompts.load(name).fingerprint for name in PROBES])


CAPABILITIES = "capabilities"
"""The kind of the journal's entry that says what an endpoint can do."""


def rehearsal(settings: Settings, journal: Journal | None) -> Rehearsed | None:
    """The model of a run as far as `journal` knows it, never asked; None where a run would ask none.

    Raises InputError when a named model cannot be had. An endpoint's only model is the one that the journal knows.
    """
    if settings.preset is Preset.EXTRACTIVE:
        return None
    if settings.base_url is not None:
        known = {tally.model for tally in journal.tallies()} if journal else set()
        name, where = settings.model or (known.pop() if len(known) == 1 else ""), place(settings.base_url)
    elif settings.gguf is not None or settings.preset is Preset.EMBEDDED or embedded.is_installed():
        file = settings.gguf or weights.installed()
        if file is None:
            raise InputError(_NOT_PULLED)
        name, where = embedded.model_name(file), _place_of(file)
    else:
        return None
    can = _known_capabilities(journal, where, name) if journal else None
    return Rehearsed(name, can or Capabilities(), journal, where)


def place(base_url: str) -> str:
    """How a journal knows an endpoint: its address without a user, a password, a query and what is usual."""
    parts = urlsplit(base_url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}"


def _place_of(gguf: Path) -> str:
    """How a journal knows a model file: it is served at another port each time."""
    return f"embedded {gguf.name} {gguf.stat().st_size}"


async def _only_model(settings: Settings, base_url: str, key: str, retry: Retry) -> str:
    async with OpenAIChat("", base_url, key, settings.timeout, retry) as chat:
        served = await chat.models()
    if len(served) == 1:
        return served[0]
    names = ", ".join(map(repr, served)) or "none"
    raise InputError(f"{place(base_url)} serves {names}: say which one with --model.")
