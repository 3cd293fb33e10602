"""`pipeline run`, without a model."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli.exits import ExitCode
from pipeline.reports import FILES

Ended = Callable[..., int]

ARTICLE = (
    "The port of Brack reopened on Monday after a strike of three weeks, its director, Anna Holm, said.\n"
)


@pytest.fixture(autouse=True)
def _article() -> None:
    Path("articles").mkdir()
    Path("articles/brack.txt").write_text(ARTICLE)


def test_a_run_prints_the_summary_and_writes_every_file(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("run", "articles", "--preset", "extractive") == ExitCode.CLEAN

    captured = capsys.readouterr()
    assert captured.out == Path("vetted/summary.md").read_text()
    assert ARTICLE.strip() in captured.out
    assert {path.name for path in Path("vetted").iterdir()} == {*FILES, "journal.sqlite"}


def test_json_on_stdout_is_the_report(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    ended("run", "articles", "--preset", "extractive", "--format", "json", "--out", "elsewhere")

    out = capsys.readouterr().out
    assert out == Path("elsewhere/report.json").read_text()
    assert [document["id"] for document in json.loads(out)["documents"]] == ["brack.txt"]


def test_the_same_run_gives_the_same_bytes(ended: Ended) -> None:
    for out, calls in (("one", "1"), ("two", "32")):
        ended("run", "articles", "--preset", "extractive", "--out", out, "--concurrency", calls)

    assert all(Path("one", name).read_bytes() == Path("two", name).read_bytes() for name in FILES)


def test_a_file_that_cannot_be_read_makes_the_run_incomplete(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("articles/empty.txt").write_text("")

    assert ended("run", "articles", "--preset", "extractive") == ExitCode.UNDETERMINED
    assert "empty.txt" in capsys.readouterr().out


def test_nothing_to_read_ends_with_2(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("run", "nothere", "--preset", "extractive") == ExitCode.USAGE
    assert "error: There is nothing at 'nothere'" in capsys.readouterr().err


def test_a_primary_article_that_is_not_there_is_one_line() -> None:
    """Said by a process of its own: what asyncio has to say of a lost task comes as that ends."""
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        "articles",
        "--preset",
        "extractive",
        "--primary",
        "none",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == ExitCode.USAGE
    assert re.fullmatch(r"error: The primary article 'none' is not among the articles.*\n", ended.stderr)


def test_an_output_folder_that_cannot_be_made_ends_with_2(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").write_text("")

    assert ended("run", "articles", "--preset", "extractive", "--out", "taken") == ExitCode.USAGE
    assert "cannot be written to 'taken'" in capsys.readouterr().err


@pytest.mark.parametrize("tape", ["--record", "--replay"])
def test_an_estimate_goes_with_no_cassette(
    ended: Ended, tape: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("run", "articles", "--estimate", tape, "articles") == ExitCode.USAGE
    assert "--estimate asks nobody" in capsys.readouterr().err


def test_an_estimate_says_what_it_is_an_estimate_of(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("run", "articles", "--estimate", "--base-url", "http://127.0.0.1:9/v1", "--model", "m") == 0

    assert "1 article in 1 part; the journal has no answers to it\n" in capsys.readouterr().out
    assert not Path("vetted").exists()
