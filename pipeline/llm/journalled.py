"""A model whose answers are kept: what has been answered once is not asked again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from pipeline.errors import ContextOverflow
from pipeline.journal import Entry, Journal, digest
from pipeline.llm.model import Model, Reply, Request
from pipeline.records import Usage


class Journalled:
    """`model`, asked only what `journal` does not know.

    A question is known by `place`, where the model is, and by `body`, all that is sent for a request. Equal
    requests in flight share one call. A reply is in the journal before it is given back, with what it cost: that
    counts for the one who asks as if it had been asked now. That a prompt is too long is kept too; other failures
    are asked again. `spent` is what this process has really asked, `recalled` counts what it has not.
    """

    def __init__(
        self,
        model: Model,
        journal: Journal,
        place: str,
        body: Callable[[Request], Mapping[str, Any]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.spent, self.recalled = Usage(), 0
        self._model, self._journal = model, journal
        self._place, self._body = place, body
        self._clock = clock
        self._in_flight: dict[str, asyncio.Task[Reply]] = {}

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """Answer `request` from the journal, else by the model. Raises what the model raises."""
        key = digest(place=self._place, body=self._body(request))
        known = recalled(self._journal, key)
        if known is not None:
            self.recalled += 1
            return known
        if key in self._in_flight:
            self.recalled += 1
        else:
            self._in_flight[key] = call = asyncio.ensure_future(self._asked(key, request))
            call.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(self._in_flight[key])

    async def _asked(self, key: str, request: Request) -> Reply:
        began = self._clock()
        kind = request.shape_name if request.shape else FREE_TEXT
        try:
            reply = await self._model.complete(request)
        except ContextOverflow as error:
            self._journal.keep(key, Entry(kind=TOO_LONG, model=self.name, text=str(error)))
            raise
        entry = Entry(
            kind=kind,
            model=self.name,
            text=reply.model_dump_json(),
            usage=reply.usage,
            seconds=self._clock() - began,
        )
        self.spent += reply.usage
        if reply.logprobs or not request.top_logprobs:  # else it is damaged, and worth another attempt
            self._journal.keep(key, entry)
        return reply

    def _landed(self, key: str, call: asyncio.Task[Reply]) -> None:
        del self._in_flight[key]
        if not call.cancelled():
            call.exception()  # whoever still waits is told; when nobody does, it is no fault


FREE_TEXT = "text"
"""The kind of an answer that no schema shapes, such as a judge's Yes or No."""

TOO_LONG = "too long"
"""The kind of an entry that says that the prompt does not fit into the model's context."""


def recalled(journal: Journal, key: str) -> Reply | None:
    """The reply under `key`; None when there is none that can be read. Raises ContextOverflow when that was it."""
    entry = journal.recall(key)
    if entry is None:
        return None
    if entry.kind == TOO_LONG:
        raise ContextOverflow(entry.text)
    try:
        return Reply.model_validate_json(entry.text)
    except ValidationError:
        return None
