"""`pipeline cassette`: what was recorded, and that it is safe to hand on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.llm import cassette, recordings, scrub

Ended = Callable[..., int]

RECORDED = Path(__file__).parents[2] / "cassettes" / "seeds"
SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    body = scrub.written({"model": "m", "messages": [{"role": "user", "content": "Is it so?\nYes or No."}]})
    reply = scrub.written({"choices": [{"message": {"role": "assistant", "content": "Yes"}}]})
    (tmp_path / "tape").mkdir()
    (tmp_path / "tape" / "calls.yaml").write_text(
        f"""version: 1
interactions:
- request:
    method: POST
    uri: {scrub.ENDPOINT}/chat/completions
    body: '{body}'
    headers: {{}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{}}
    body:
      string: '{reply}'
"""
    )
    return tmp_path / "tape"


def test_a_call_is_shown_in_short(ended: Ended, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("cassette", "show", str(folder)) == 0
    assert (
        capsys.readouterr().out == "POST /v1/chat/completions\n  user: Is it so? Yes or No.\n  --> 200 Yes\n"
    )


def test_a_call_is_shown_in_full(ended: Ended, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("cassette", "show", "--full", str(folder)) == 0
    shown = capsys.readouterr().out
    assert "[user]\nIs it so?\nYes or No.\n" in shown
    assert '"content": "Yes"' in shown


def test_a_clean_cassette_passes(ended: Ended, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("cassette", "lint", str(folder)) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "1 call in 1 cassette: no leaks, 1 left over"


@pytest.mark.parametrize("leak", ["# sk-proj-a1B2c3D4e5F6g7H8i9j0", f"# {Path.cwd()}"])
def test_a_leak_fails(ended: Ended, folder: Path, leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(leak.removeprefix("# ")) if "/" in leak else folder)
    with (folder / "calls.yaml").open("a") as file:
        file.write(leak)

    assert ended("cassette", "lint", str(folder)) == 1


def test_a_folder_without_cassettes_is_an_input_error(ended: Ended, tmp_path: Path) -> None:
    assert ended("cassette", "lint", str(tmp_path)) == 2


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """The recorded run over the seeds, and a call that belongs to no prompt."""
    tape = tmp_path / "own tape"
    tape.mkdir()
    text = (RECORDED / cassette.FILE).read_text(encoding="utf-8")
    stale = text.replace("Is ice frozen water?", "Is steam wet water?")
    first = stale.index("- request:")
    (tape / cassette.FILE).write_text(
        text + stale[first : stale.index("- request:", first + 1)], encoding="utf-8"
    )
    return tape


def test_a_stale_call_is_listed_and_is_no_leak(
    ended: Ended, tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("cassette", "lint", str(tape)) == 0

    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{tape / cassette.FILE}: stale: no prompt asks this any more"
    assert said[2] == "  user: Is steam wet water? Answer with one word, Yes or No."
    assert said[-1].endswith("calls in 1 cassette: no leaks, 1 left over")


def test_a_stale_call_is_dropped_and_all_else_stays_byte_for_byte(
    ended: Ended, tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tape / cassette.FILE).read_bytes()
    assert ended("cassette", "prune", "--dry-run", str(tape)) == 0
    foretold = capsys.readouterr().err
    assert (tape / cassette.FILE).read_bytes() == before

    assert ended("cassette", "prune", str(tape)) == 0

    assert (tape / cassette.FILE).read_bytes() == (RECORDED / cassette.FILE).read_bytes()
    assert capsys.readouterr().err == foretold.replace("would be dropped", "dropped")
    assert ended("cassette", "prune", str(tape)) == 0
    assert capsys.readouterr().err.startswith("none of ")


def test_what_no_replay_used_is_dropped_and_the_rest_gives_the_same(
    ended: Ended, tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replay = ("run", str(SEEDS), "--tier", "rules", "--repair-rounds", "0", "--replay", str(tape))
    ended(*replay, "--used", "used.txt", "--out", "one")
    said = capsys.readouterr().err
    calls = len(recordings.recordings(tape))
    used = len(Path("used.txt").read_text().split())
    assert 0 < used < calls
    assert f"{calls - used} of {calls} calls recorded in {str(tape)!r} were not asked for\n" in said

    assert ended("cassette", "lint", str(tape), "--used", "used.txt") == 0
    assert f"{calls - used} left over" in capsys.readouterr().err
    assert ended("cassette", "prune", str(tape), "--used", "used.txt") == 0

    assert len(recordings.recordings(tape)) == used
    ended(*replay, "--out", "two")
    assert Path("one/report.json").read_bytes() == Path("two/report.json").read_bytes()
    assert "not asked for" not in capsys.readouterr().err


def test_a_cassette_of_which_nothing_would_be_left_is_not_pruned(
    ended: Ended, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / cassette.FILE).read_bytes()

    assert ended("cassette", "prune", str(folder)) == 2
    assert "record the run again" in capsys.readouterr().err
    assert (folder / cassette.FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("cassette", "prune", "empty"), "There is no cassette 'empty/calls.yaml'"),
        (("cassette", "prune", "tape", "--used", "of-another"), "no list of the calls that were used"),
        (("cassette", "lint", ".", "--used", "of-another"), "--used goes with one recorded run"),
        (("run", "tape", "--used", "list"), "--used goes with --replay"),
        (("run", "tape", "--replay", "tape", "--used", "no/list"), "no such folder to write it into"),
    ],
)
def test_what_cannot_be_done_is_an_input_error(
    ended: Ended, folder: Path, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    Path("of-another").write_text("0" * 64)

    assert ended(*arguments) == 2
    assert told in capsys.readouterr().err
