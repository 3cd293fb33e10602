"""A prompt and a shape go in, an instance of the shape comes out, or an error that says why not."""

from __future__ import annotations

import asyncio
import math

import pytest
from pydantic import BaseModel, Field

from pipeline.errors import CutReply, EndpointError, ReplyError
from pipeline.llm.ask import ask, yes_probability, yes_share
from pipeline.llm.model import Reply, Request, TokenChoice
from pipeline.llm.scripted import Answer, Scripted
from pipeline.prompts import Message


class Town(BaseModel):
    name: str
    people: int = Field(gt=0)


PROMPT = (Message(role="user", content="Which town?"),)
GOOD = '{"name": "Ulm", "people": 126000}'
ULM = Town(name="Ulm", people=126000)


def asked(*replies: Answer) -> tuple[Town, list[Request]]:
    model = Scripted(replies)
    return asyncio.run(ask(model, PROMPT, Town, max_tokens=50)), model.requests


def test_a_good_reply_becomes_an_instance_of_the_shape() -> None:
    town, requests = asked(GOOD)

    assert town == ULM
    assert len(requests) == 1
    assert requests[0].messages == PROMPT
    assert requests[0].shape_name == "Town"
    assert requests[0].max_tokens == 50


def test_an_unfit_reply_is_shown_once_with_what_is_wrong() -> None:
    town, requests = asked('{"name": "Ulm", "people": -3}', GOOD)

    assert town == ULM
    reply, mend = requests[1].messages[1:]
    assert requests[1].messages[0] == PROMPT[0]
    assert reply == Message(role="assistant", content='{"name": "Ulm", "people": -3}')
    assert mend.role == "user"
    assert "people: Input should be greater than 0, got -3" in mend.content


@pytest.mark.parametrize(
    "unfit",
    ["I do not know.", '{"name": "Ulm"}', "[]", '{"name": "Ulm", "people": "many"}', '{"name": "Ulm"'],
)
def test_a_reply_that_is_unfit_twice_is_an_error_that_holds_the_reply(unfit: str) -> None:
    with pytest.raises(ReplyError, match="no Town, asked twice") as caught:
        asked(unfit, unfit)

    assert caught.value.reply == unfit


def test_the_first_object_that_fits_is_taken() -> None:
    assert asked('For example {"name": "x"}. Now: ' + GOOD)[0] == ULM


@pytest.mark.parametrize("text", [GOOD[:20], "", GOOD])
def test_a_reply_cut_by_its_limit_is_told_at_once(text: str) -> None:
    model = Scripted([Reply(text=text, finish="length")])
    with pytest.raises(CutReply, match="cut at 50 tokens"):
        asyncio.run(ask(model, PROMPT, Town, max_tokens=50))

    assert len(model.requests) == 1


def test_a_second_reply_can_be_cut_too() -> None:
    with pytest.raises(CutReply):
        asked("no", Reply(text="{", finish="length"))


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(text=""), "is empty"),
        (Reply(text=" \n"), "is empty"),
        (Reply(text="", reasoning=f"It might be {GOOD}"), "only reasoned"),
        (Reply(text="", finish="content_filter"), "content filter"),
    ],
)
def test_an_empty_reply_is_an_error(reply: Reply, told: str) -> None:
    with pytest.raises(ReplyError, match=told):
        asked(reply)


def test_an_answer_that_stands_alone_in_the_reasoning_field_is_read() -> None:
    assert asked(Reply(text="", reasoning=GOOD))[0] == ULM


def test_what_the_endpoint_raises_goes_through() -> None:
    with pytest.raises(EndpointError, match="down"):
        asked(EndpointError("down"))


def choice(**alternatives: float) -> TokenChoice:
    return TokenChoice(token="?", alternatives={token: math.log(p) for token, p in alternatives.items()})


def test_the_share_of_yes_counts_every_way_of_writing_it() -> None:
    alternatives = {"Yes": 0.3, " yes": 0.2, "YES": 0.1, "Yes.": 0.0, "No": 0.1, "no,": 0.1, "Maybe": 0.2}
    found = TokenChoice(token="Yes", alternatives={t: math.log(p or 1e-9) for t, p in alternatives.items()})

    assert yes_share(found) == pytest.approx(0.75)


def test_one_word_alone_is_certain() -> None:
    assert yes_share(choice(Yes=0.2, Perhaps=0.8)) == 1.0
    assert yes_share(choice(No=0.2, Perhaps=0.8)) == 0.0


def test_neither_word_is_no_answer() -> None:
    assert yes_share(choice(Perhaps=0.8, Yesterday=0.1, Nothing=0.1)) is None


def test_a_probability_is_read_from_the_first_token() -> None:
    model = Scripted([Reply(text="Yes", finish="length", logprobs=(choice(Yes=0.6, No=0.2), choice(No=1.0)))])

    assert asyncio.run(yes_probability(model, PROMPT)) == pytest.approx(0.75)
    assert (model.requests[0].max_tokens, model.requests[0].top_logprobs) == (1, 20)


def test_a_reply_without_probabilities_is_asked_for_once_more_and_then_no_answer() -> None:
    damaged = Reply(text="Yes", finish="length")
    whole = Reply(text="Yes", finish="length", logprobs=(choice(Yes=0.6, No=0.2),))

    assert asyncio.run(yes_probability(Scripted([damaged, whole]), PROMPT)) == pytest.approx(0.75)
    with pytest.raises(ReplyError, match="without probabilities"):
        asyncio.run(yes_probability(Scripted([damaged, damaged, whole]), PROMPT))
