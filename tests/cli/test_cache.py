"""`pipeline cache`: the journals are shown and emptied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.journal import Entry, of_checks, opened, shared
from pipeline.records import Usage

Ended = Callable[..., int]

ENTRY = Entry(kind="text", model="fake", text="Yes", usage=Usage(requests=1, prompt_tokens=90), seconds=0.5)


@pytest.fixture
def _journals() -> None:
    with opened(Path("vetted")) as kept:
        kept.keep("one", ENTRY)
    with shared(of_checks()) as kept:
        kept.keep("two", ENTRY)
        kept.keep("three", ENTRY)


@pytest.mark.usefixtures("_journals")
@pytest.mark.parametrize(("which", "count"), [((), 1), (("vetted",), 1), (("--checks",), 2)])
def test_a_journal_is_shown_and_emptied(
    ended: Ended, which: tuple[str, ...], count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("cache", "list", *which) == 0
    row = capsys.readouterr().out.splitlines()[1].split()
    assert row[:4] == ["fake", "text", str(count), str(90 * count)]

    assert ended("cache", "clear", *which) == 0
    assert f"{count} answer" in capsys.readouterr().err
    assert ended("cache", "list", *which) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.usefixtures("_journals")
def test_emptying_one_journal_leaves_the_other(ended: Ended) -> None:
    assert ended("cache", "clear") == 0

    with shared(of_checks()) as kept:
        assert kept.recall("two") == ENTRY


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "There is no journal in 'vetted': no run has written into that folder"),
        (("--checks",), "no check has asked a model yet"),
        (("vetted", "--checks"), "give it or a folder, not both"),
    ],
)
@pytest.mark.parametrize("verb", ["list", "clear"])
def test_what_is_not_there_is_an_input_error(
    ended: Ended, verb: str, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("cache", verb, *arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("_journals")
def test_who_looks_in_the_wrong_place_is_told_of_the_other(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("cache", "list", "elsewhere") == 2
    assert "--checks" in capsys.readouterr().err


def test_looking_makes_no_journal(ended: Ended) -> None:
    ended("cache", "list", "--checks")

    assert not of_checks().exists()
