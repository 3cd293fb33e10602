"""Progress on stderr: plain lines where there is no terminal, bars where there is one."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from pipeline.cli import progress
from pipeline.cli.bars import Bars
from pipeline.cli.progress import PLAIN_INTERVAL, Plain
from pipeline.cli.wording import duration
from pipeline.records import Usage

SOME = Usage(requests=1, prompt_tokens=1000, completion_tokens=200)


def clock(*times: float) -> Iterator[float]:
    return iter(times)


def test_a_stage_is_told_when_it_begins_and_when_it_ends() -> None:
    lines: list[str] = []
    plain = Plain(lines.append, clock(0, 1, 2).__next__)

    plain.stage("extract", 2)
    plain.step(SOME)
    plain.step(SOME)

    assert lines == ["extract: 0 of 2", "extract: 2 of 2, 2,400 tokens, in 2 s"]


def test_a_long_stage_is_told_now_and_then_with_the_time_left() -> None:
    lines: list[str] = []
    plain = Plain(lines.append, clock(0, PLAIN_INTERVAL - 1, PLAIN_INTERVAL, PLAIN_INTERVAL + 1).__next__)

    plain.stage("check", 10)
    for _ in range(3):
        plain.step(Usage())

    assert lines == ["check: 0 of 10", "check: 2 of 10, about 40 s left"]


def test_a_stage_with_nothing_to_do_is_not_told() -> None:
    lines: list[str] = []

    Plain(lines.append, clock(0).__next__).stage("merge", 0)

    assert lines == []


def test_a_note_is_told_as_it_is() -> None:
    lines: list[str] = []

    Plain(lines.append, clock().__next__).note("using the embedded model")

    assert lines == ["using the embedded model"]


def test_bars_show_stage_tokens_and_time_and_no_markup_of_a_note() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100, color_system=None)

    with Bars(console) as bars:
        bars.stage("merge", 0)
        bars.stage("extract", 1)
        bars.note("[red]\x1b]0;title\x07 a note")
        bars.step(SOME)

    assert "extract" in stream.getvalue()
    assert "1/1 1,200 tokens in 0.0 s" in stream.getvalue()
    assert "[red]\ufffd]0;title\ufffd a note" in stream.getvalue()
    assert "merge" not in stream.getvalue()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.04, "0.0 s"),
        (0.44, "0.4 s"),
        (35.4, "35 s"),
        (89, "89 s"),
        (90, "2 min"),
        (5399, "1 h 30 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_a_time_is_told_to_the_precision_that_matters(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_without_a_terminal_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown() as shown:
        shown.stage("extract", 3)

    assert isinstance(shown, Plain)
    assert capsys.readouterr() == ("", "extract: 0 of 3\n")
