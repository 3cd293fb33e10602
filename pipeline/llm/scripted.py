"""A model whose replies are given beforehand, for tests and examples."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from pipeline.errors import EndpointError
from pipeline.llm.model import Reply, Request

Answer = Reply | str | Exception


class Scripted:
    """Answers with `replies` in turn, or with what the function `replies` makes of each request.

    A string stands for a plain reply, an exception is raised. `requests` holds what has been asked, in order.
    """

    def __init__(
        self, replies: Iterable[Answer] | Callable[[Request], Answer], name: str = "scripted"
    ) -> None:
        self.requests: list[Request] = []
        self._name = name
        self._answer = replies if callable(replies) else _in_turn(replies)

    @property
    def name(self) -> str:
        """The name that it was given."""
        return self._name

    async def complete(self, request: Request) -> Reply:
        """The next reply. Raises EndpointError when there is none left."""
        self.requests.append(request)
        answer = self._answer(request)
        if isinstance(answer, Exception):
            raise answer
        return Reply(text=answer) if isinstance(answer, str) else answer


def _in_turn(replies: Iterable[Answer]) -> Callable[[Request], Answer]:
    left = deque(replies)

    def next_one(_: Request) -> Answer:
        if not left:
            raise EndpointError("The script has no reply left.")
        return left.popleft()

    return next_one
