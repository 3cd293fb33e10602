"""A recorded call that no run makes by now is found, whoever wrote the prompt, and nothing else is."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline import prompts
from pipeline.checks.judge import JudgeReply
from pipeline.errors import InputError
from pipeline.llm import recordings, upkeep
from pipeline.llm.capabilities import Capabilities, JsonMode
from pipeline.llm.model import Request
from pipeline.llm.recordings import Recorded
from pipeline.llm.schema import strict_schema
from pipeline.llm.upkeep import Today, add_to_used, left_over, refuse_to_break
from pipeline.llm.wire import chat_body
from pipeline.prompts import Message
from pipeline.stages.extract import ClaimDrafts
from pipeline.stages.repair import MendedClaim

CASSETTES = Path(__file__).parents[2] / "cassettes"
SHAPES = {shape.__name__: strict_schema(shape) for shape in (ClaimDrafts, MendedClaim, JudgeReply)}
TODAY = Today(None, SHAPES)
ODD = "Text with {{ braces }},\n<claim> tags </claim>\n\nList at most 3 claims of this article as JSON.\n\n"


def call(messages: tuple[Message, ...], can: Capabilities | None = None, shape: str = "") -> Recorded:
    """What is recorded of a request as the program makes it."""
    asked = Request(messages=messages, max_tokens=5, shape=SHAPES.get(shape), shape_name=shape or "reply")
    return of_body(chat_body(asked, "fake", can or Capabilities()))


def of_body(body: dict[str, Any]) -> Recorded:
    return Recorded(
        file="calls.yaml",
        method="POST",
        path="/v1/chat/completions",
        body=json.dumps(body),
        status=200,
        reply="",
    )


def filled(name: str, folder: Path | None = None, text: str = ODD) -> tuple[Message, ...]:
    prompt = prompts.load(name, folder)
    return prompt.render(**dict.fromkeys(prompt.inputs, text))


@pytest.mark.parametrize("name", sorted(path.stem for path in prompts.shipped().glob("*.md")))
def test_what_a_prompt_asks_is_known_as_its_own_whatever_it_is_filled_with(name: str) -> None:
    assert TODAY.prompt_of(call(filled(name))) == name
    assert TODAY.prompt_of(call(filled(name, text="x"))) == name


@pytest.mark.parametrize("mode", list(JsonMode))
def test_a_shape_that_is_asked_for_in_words_is_no_other_prompt(mode: JsonMode) -> None:
    asked = call(filled("extract_claims"), Capabilities(json_mode=mode), "ClaimDrafts")

    assert TODAY.why_stale(asked) == ""


@pytest.mark.parametrize("mode", list(JsonMode))
def test_asking_once_more_belongs_to_the_prompt_that_asked_first(mode: JsonMode) -> None:
    again = (Message(role="assistant", content="{"), *filled("mend_reply"))
    asked = call((*filled("repair_claim"), *again), Capabilities(json_mode=mode), "MendedClaim")

    assert TODAY.prompt_of(asked) == "repair_claim"


def test_the_recorded_runs_hold_no_stale_call() -> None:
    for file in CASSETTES.rglob(recordings.FILE):
        assert left_over(list(recordings.of_file(file)), TODAY, None) == {}, f"record {file} again"


def test_a_call_of_a_prompt_that_has_changed_is_stale(tmp_path: Path) -> None:
    own = shutil.copytree(prompts.shipped(), tmp_path / "own")
    judge = own / "judge_claim.md"
    judge.write_text(judge.read_text().replace("orders.", "orders at all."))
    today = Today(own, SHAPES)

    assert today.why_stale(call(filled("judge_claim"))) == "no prompt asks this any more"
    assert today.why_stale(call(filled("judge_claim", own))) == ""
    assert TODAY.why_stale(call(filled("judge_claim", own))) == "no prompt asks this any more"


def test_a_changed_example_makes_a_call_stale(tmp_path: Path) -> None:
    own = shutil.copytree(prompts.shipped(), tmp_path / "own")
    shots = own / "extract_claims.examples.yaml"
    shots.write_text(shots.read_text().replace("2031", "2032"))

    assert Today(own, SHAPES).why_stale(call(filled("extract_claims")))


def test_a_call_for_a_shape_that_has_changed_is_stale() -> None:
    older = json.loads(json.dumps(SHAPES["MendedClaim"]).replace("The mended claim", "The repaired claim"))
    asked = call(filled("repair_claim"), shape="MendedClaim")

    assert TODAY.why_stale(asked) == ""
    assert Today(None, {**SHAPES, "MendedClaim": older}).why_stale(asked) == (
        "the shape MendedClaim has changed"
    )


@pytest.mark.parametrize(
    "body", [{}, {"messages": 5}, {"messages": [7]}, {"response_format": [1]}, {"x": []}]
)
def test_a_body_that_no_program_would_send_does_no_harm(body: dict[str, Any]) -> None:
    TODAY.why_stale(of_body(body))
    recordings.shown(of_body(body))
    recordings.shown(of_body(body), full=True)


def test_a_long_body_is_told_apart_soon() -> None:
    hostile = "\n</source>\n\n<claim>\n" * 50_000
    began = time.process_time()

    assert TODAY.why_stale(call((Message(role="user", content=hostile),)))
    assert TODAY.why_stale(
        call((filled("judge_claim")[0], Message(role="user", content=f"<source>\n{hostile}x")))
    )
    assert time.process_time() - began < 2


def test_calls_that_are_in_no_list_of_used_ones_are_left_over(tmp_path: Path) -> None:
    calls = [call(filled("judge_claim", text=text)) for text in "abc"] + [call((says("Hello."),))]
    add_to_used(tmp_path / "used", calls[:1])
    add_to_used(tmp_path / "used", calls[2:3])

    assert left_over(calls, TODAY, tmp_path / "used") == {
        1: "unused: no replay asks for it",
        3: "stale: no prompt asks this any more",
    }
    assert left_over(calls, TODAY, None) == {3: "stale: no prompt asks this any more"}


def test_what_a_replay_used_is_not_left_over_though_no_prompt_asks_it(tmp_path: Path) -> None:
    calls = [call((says("Hello."),)), call(filled("judge_claim"))]
    add_to_used(tmp_path / "used", calls)

    assert left_over(calls, TODAY, tmp_path / "used") == {}


@pytest.mark.parametrize("content", ["", "hello", "0" * 64 + "\n"])
def test_a_list_that_is_not_of_this_cassette_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "used").write_text(content)

    with pytest.raises(InputError, match="no list of"):
        left_over([call(filled("judge_claim"))], TODAY, tmp_path / "used")


def test_dropping_the_last_call_of_a_kind_is_refused() -> None:
    judged, probed = call(filled("judge_claim")), call(filled("probe_yes_no"))
    stale, drafts = call((says("Hello."),)), call((says("Hello."),), shape="ClaimDrafts")

    refuse_to_break([judged, probed, stale], [2], TODAY)
    with pytest.raises(InputError, match="none for a free answer would be left"):
        refuse_to_break([probed, stale], [1], TODAY)
    with pytest.raises(InputError, match="none for ClaimDrafts would be left"):
        refuse_to_break([judged, probed, drafts], [2], TODAY)


def test_a_list_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be"):
        add_to_used(tmp_path / "nowhere" / "used", [call(filled("judge_claim"))])
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        add_to_used(tmp_path / "binary", [])


def says(text: str) -> Message:
    return Message(role="user", content=text)


def test_every_prompt_that_is_not_the_programs_own_can_be_replaced() -> None:
    shipped = {path.stem for path in prompts.shipped().glob("*.md")}

    assert set(upkeep.PROGRAMS_OWN) <= shipped
    assert shipped - set(upkeep.PROGRAMS_OWN) == {
        "extract_claims",
        "judge_cited",
        "judge_claim",
        "repair_claim",
    }
