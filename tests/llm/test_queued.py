"""A model that is asked no more than so many things at a time."""

import asyncio

from pipeline.llm.model import Reply, Request
from pipeline.llm.queued import Queued
from pipeline.prompts import Message


class Slow:
    """Answers each question after a while, and knows how many it had at a time, and in which order they came."""

    name = "slow"

    def __init__(self) -> None:
        self.now = self.most = 0
        self.asked: list[str] = []

    async def complete(self, request: Request) -> Reply:
        self.asked.append(request.messages[0].content)
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        return Reply(text=request.messages[0].content)


def test_no_more_than_so_many_questions_are_asked_at_a_time_and_in_their_order() -> None:
    slow, numbers = Slow(), [str(number) for number in range(20)]

    async def work() -> list[Reply]:
        model = Queued(slow, 3)
        assert model.name == "slow"
        return await asyncio.gather(*(model.complete(_asked(number)) for number in numbers))

    replies = asyncio.run(work())

    assert [reply.text for reply in replies] == slow.asked == numbers
    assert slow.most == 3


def _asked(content: str) -> Request:
    return Request(messages=(Message(role="user", content=content),), max_tokens=1)
