"""`pipeline compare`, by the rules alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli.exits import ExitCode
from tests.sources.groups import articles

Ended = Callable[..., int]

RULES = ("--tier", "rules")


@pytest.fixture(autouse=True)
def _articles() -> None:
    folder = Path("articles")
    folder.mkdir()
    for labelled in articles("dev"):
        if labelled.document.id in ("ferry-a", "ferry-a1", "schools-c"):
            (folder / f"{labelled.document.id}.txt").write_text(labelled.document.text)


def test_json_holds_lineage_matrix_conflicts_and_drift(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    ended("compare", "articles", *RULES, "--format", "json")

    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["documents", "lineage", "matrix", "conflicts", "drift"]
    assert [document["id"] for document in found["documents"]] == [
        "ferry-a.txt",
        "ferry-a1.txt",
        "schools-c.txt",
    ]
    assert found["lineage"]["clusters"] == [["ferry-a.txt", "ferry-a1.txt"], ["schools-c.txt"]]
    assert found["lineage"]["primary"] == "ferry-a.txt"
    (edge,) = found["lineage"]["edges"]
    assert (edge["from"], edge["to"]) == ("ferry-a.txt", "ferry-a1.txt")
    assert 0.5 <= edge["confidence"] <= 1
    assert edge["reasons"]
    assert {"document", "claim", "verdict", "flags", "against"} <= found["drift"][0].keys()
    assert {row["document"] for row in found["drift"]} == {"ferry-a1.txt"}
    assert {row["against"] for row in found["drift"]} == {"ferry-a.txt"}
    assert {"claim", "cells", "corroboration"} <= found["matrix"][0].keys()


def test_the_note_names_the_original_and_the_distance(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    ended("compare", "articles", *RULES)

    out = capsys.readouterr().out
    assert out.startswith("3 articles, 2 independent sources. The likely original is ferry-a.txt.\n")
    assert "against ferry-a.txt: distance 0." in out
    assert "schools-c.txt\n  stands alone" in out


def test_markdown_has_a_table_of_the_claims(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    ended("compare", "articles", *RULES, "--format", "markdown")

    out = capsys.readouterr().out
    assert out.startswith("# The articles compared\n")
    assert "\n| claim | ferry-a.txt | ferry-a1.txt | schools-c.txt | independent |\n" in out


def test_the_primary_article_can_be_chosen(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    ended("compare", "articles", *RULES, "--primary", "articles/ferry-a1.txt", "--format", "json")

    found = json.loads(capsys.readouterr().out)
    assert found["lineage"]["primary"] == "ferry-a1.txt"
    assert {row["document"] for row in found["drift"]} == {"ferry-a.txt"}


def test_a_primary_article_that_is_not_given_is_wrong_usage(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("compare", "articles", *RULES, "--primary", "elsewhere.txt") == ExitCode.USAGE
    assert "'elsewhere.txt' is not among the articles" in capsys.readouterr().err


@pytest.mark.parametrize(("fail_on", "code"), [("any", ExitCode.FOUND), ("never", ExitCode.CLEAN)])
def test_the_threshold_decides_how_much_drift_is_too_much(ended: Ended, fail_on: str, code: ExitCode) -> None:
    copy = Path("articles/ferry-a.txt").read_text().replace("eleven", "nineteen")
    Path("articles/ferry-a1.txt").write_text(copy)

    assert ended("compare", "articles", *RULES, "--fail-on", fail_on) == code


def test_copies_and_unrelated_articles_are_clean(ended: Ended) -> None:
    Path("articles/ferry-a1.txt").write_text(Path("articles/ferry-a.txt").read_text())

    assert ended("compare", "articles", *RULES) == ExitCode.CLEAN


def test_one_article_is_clean(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("compare", "articles/ferry-a.txt", *RULES) == ExitCode.CLEAN
    assert capsys.readouterr().out.startswith("1 article, 1 independent source.\n")


def test_the_same_articles_give_the_same_bytes(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for _ in range(2):
        ended("compare", "articles", *RULES, "--format", "json")
        outputs.append(capsys.readouterr().out)

    assert outputs[0] == outputs[1]
