"""What a model is asked is counted."""

import asyncio

from pipeline.llm.metered import Metered
from pipeline.llm.model import Reply, Request
from pipeline.llm.scripted import Scripted
from pipeline.prompts import Message
from pipeline.records import Usage

ASKED = Request(messages=(Message(role="user", content="?"),), max_tokens=1)
SPENT = Usage(requests=1, prompt_tokens=5, completion_tokens=2)


def test_usage_adds_up_and_each_part_is_told_once() -> None:
    model = Metered(Scripted([Reply(text="a", usage=SPENT), Reply(text="b", usage=SPENT)]))

    asyncio.run(model.complete(ASKED))
    first = model.since()
    asyncio.run(model.complete(ASKED))

    assert (first, model.since(), model.since()) == (SPENT, SPENT, Usage())
    assert model.total == SPENT + SPENT
