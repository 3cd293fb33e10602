"""`pipeline check` and `pipeline explain`, by the rules alone."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli.exits import ExitCode

Ended = Callable[..., int]

ARTICLE = """The port of Brack reopened on Monday after a strike of three weeks.

Around 400 dockers returned to work. The union agreed to a raise of 4 percent, but it is not clear whether the
ferry company will accept the new fees. "We lost nine ships," Anna Holm, its director, told reporters.
"""
HELD = "The port of Brack reopened on Monday after a strike of three weeks."
NUMBER = "Around 900 dockers returned to work."


@pytest.fixture(autouse=True)
def _article() -> None:
    Path("brack.txt").write_text(ARTICLE)


def test_claims_that_are_all_held_end_with_0(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    Path("claims.md").write_text(f"# Summary\n\n- {HELD} [1]\n")

    assert ended("check", "claims.md", "--against", "brack.txt", "--tier", "rules") == ExitCode.CLEAN
    assert "1 claim: 1 supported. Checks: rules." in capsys.readouterr().out


def test_a_claim_that_drifted_ends_with_1_and_stands_beside_its_source(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("explain", NUMBER, "--against", "brack.txt", "--tier", "rules") == ExitCode.FOUND

    out = capsys.readouterr().out
    assert out.splitlines()[0].split()[1] in ("drifted", "contradicted", "unsupported")
    assert "brack.txt" in out


def test_the_threshold_decides_how_many_are_too_many(ended: Ended) -> None:
    Path("claims.md").write_text(f"- {HELD}\n- {NUMBER}\n")
    rules = ("check", "claims.md", "--against", "brack.txt", "--tier", "rules", "--fail-on")

    assert [ended(*rules, most) for most in ("any", "2", "50%", "never")] == [1, 0, 1, 0]


def test_json_keeps_the_ids_of_the_rows(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    Path("claims.jsonl").write_text(json.dumps({"id": "a7", "claim": HELD}) + "\n")

    ended("check", "claims.jsonl", "--against", "brack.txt", "--tier", "rules", "--format", "json")

    checked = json.loads(capsys.readouterr().out)
    assert checked["tiers"] == ["rules"]
    assert [(claim["id"], claim["text"]) for claim in checked["claims"]] == [("a7", HELD)]
    assert all(ARTICLE[e["start"] : e["end"]] == e["text"] for e in checked["claims"][0]["evidence"])


def test_claims_come_from_stdin(
    ended: Ended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"\ufeff{HELD}".encode())))

    assert ended("check", "-", "--against", "brack.txt", "--tier", "rules") == ExitCode.CLEAN
    assert HELD in capsys.readouterr().out


def test_no_claims_end_with_3_and_are_said(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    Path("claims.md").write_text("# Only a heading\n")

    assert ended("check", "claims.md", "--against", "brack.txt", "--tier", "rules") == ExitCode.UNDETERMINED
    assert "There is no claim in 'claims.md', so nothing can be said." in capsys.readouterr().err


def test_an_empty_source_ends_with_3_and_is_said(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty.txt").write_text(" \n")

    assert ended("explain", HELD, "--against", "empty.txt", "--tier", "rules") == ExitCode.UNDETERMINED

    captured = capsys.readouterr()
    assert "undetermined" in captured.out
    assert "not handled: empty.txt: " in captured.err


def test_a_source_that_is_not_there_ends_with_2(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("explain", HELD, "--against", "nothere.txt") == ExitCode.USAGE
    assert "error: There is nothing at 'nothere.txt'" in capsys.readouterr().err


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_an_endpoint_that_does_not_answer_ends_with_4(ended: Ended) -> None:
    arguments = ("--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--attempts", "1")

    assert ended("explain", HELD, "--against", "brack.txt", *arguments) == ExitCode.ENDPOINT


def test_the_judge_without_a_model_ends_with_2(ended: Ended) -> None:
    arguments = ("--tier", "judge", "--preset", "extractive")

    assert ended("explain", HELD, "--against", "brack.txt", *arguments) == ExitCode.USAGE
