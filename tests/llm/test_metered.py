"""What a model is asked is counted."""

import asyncio

from pipeline.llm.metered import Metered
from pipeline.llm.model import Reply, Request
from pipeline.llm.scripted import Scripted
from pipeline.prompts import Message
from pipeline.records import Usage

ASKED = Request(messages=(Message(role="user", content="?"),), max_tokens=1)
SPENT = Usage(requests=1, prompt_tokens=5, completion_tokens=2)


def test_the_usage_of_every_answer_is_told() -> None:
    told: list[Usage] = []
    model = Metered(Scripted([Reply(text="a", usage=SPENT), Reply(text="b")]), told.append)

    replies = [asyncio.run(model.complete(ASKED)).text for _ in range(2)]

    assert (replies, told) == (["a", "b"], [SPENT, Usage()])
