"""Finding the JSON in what a model wrote around it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm.replies import json_objects

OBJECT = '{"claims": ["a {b} c", "d"]}'


@pytest.mark.parametrize(
    "reply",
    [
        OBJECT,
        f"```json\n{OBJECT}\n```",
        f"Here it is:\n```\n{OBJECT}\n```\nI hope this helps.",
        f"Sure! {OBJECT} Anything else?",
        f"<think>First {{I}} look at {{}} them.</think>\n{OBJECT}",
        f'The draft was {{"claims": []}}, but no.</think>{OBJECT}',
        f"<thinking>Hm.</thinking>{OBJECT}",
        f"{{not json}} {OBJECT}",
        f"\ufeff{OBJECT}",
    ],
)
def test_the_object_is_found_among_other_text(reply: str) -> None:
    assert list(json_objects(reply)) == [OBJECT]


def test_a_closing_tag_inside_the_answer_is_part_of_the_answer() -> None:
    answer = '{"quote": "he wrote </think> on the wall"}'

    assert list(json_objects(answer)) == [answer]


@pytest.mark.parametrize("reply", ["", "No.", "{", '{"a": ', "<think>forever", "[1, 2]", "}{", '{"a": "b'])
def test_where_there_is_no_complete_object_there_is_none(reply: str) -> None:
    assert list(json_objects(reply)) == []


VALUES = st.none() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), st.text(alphabet="ab \n`<>/", max_size=20))
def test_an_object_is_found_as_it_was_written(value: dict[str, object], around: str) -> None:
    written = json.dumps(value)

    assert list(json_objects(f"{around}{written}{around}")) == [written]


@given(st.text(alphabet='{}[]"\\:,a1 <think/>'))
def test_any_text_can_be_searched(text: str) -> None:
    for found in json_objects(text):
        assert isinstance(json.loads(found), dict)


@pytest.mark.parametrize(
    "hostile", ["{" * 100_000, '{"a":' * 100_000, '{"a":[' * 50_000, "<think>" * 50_000, '{"' * 50_000]
)
def test_a_hostile_reply_is_searched_in_bounded_time(hostile: str) -> None:
    begun = time.monotonic()
    list(json_objects(hostile))

    assert time.monotonic() - begun < 2
