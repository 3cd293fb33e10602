"""A model that is never asked: it answers from a journal, and notes what it would have to ask."""

from __future__ import annotations

from pipeline.errors import EndpointError
from pipeline.journal import Journal, digest
from pipeline.llm.capabilities import Capabilities
from pipeline.llm.journalled import recalled
from pipeline.llm.model import Reply, Request
from pipeline.llm.wire import chat_body


class Rehearsed:
    """The model `name` at `place` as `journal` knows it.

    `can` is what the endpoint can do, as far as is known. `missed` are the requests that the journal does not know,
    `known` counts the others.
    """

    def __init__(self, name: str, can: Capabilities, journal: Journal | None, place: str) -> None:
        self.can = can
        self.missed: dict[str, Request] = {}
        self.known = 0
        self._name = name
        self._journal = journal
        self._place = place

    @property
    def name(self) -> str:
        """The name of the model that a run would ask."""
        return self._name

    async def complete(self, request: Request) -> Reply:
        """The journal's answer. Raises EndpointError where a run would ask the model."""
        key = digest(place=self._place, body=chat_body(request, self._name, self.can))
        known = recalled(self._journal, key) if self._journal else None
        if known is None:
            self.missed[key] = request
            raise EndpointError("This is a rehearsal: nothing is asked.")
        self.known += 1
        return known
