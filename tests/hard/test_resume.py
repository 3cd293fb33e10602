"""A run asks only what its folder's journal does not know."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import prompts
from pipeline.api import run
from pipeline.errors import InputError
from pipeline.journal import opened
from pipeline.records import Report
from pipeline.settings import Settings
from tests.fake_endpoint import Endpoint, loopback, serving
from tests.hard import articles, program

ARTICLES = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return articles.write(tmp_path / "articles", ARTICLES, sentences=4)


def _run(
    endpoint: Endpoint, folder: Path, *, resume: bool = True, **changed: object
) -> tuple[Report, list[str]]:
    """The report, and the kinds of what was asked for it."""
    where = {"base_url": endpoint.base_url, "model": "fake"}
    before = len(endpoint.calls)
    report = run(
        [folder], Settings.model_validate({**where, **changed}), out=folder.parent / "out", resume=resume
    )
    return report, [_kind(call.prompt) for call in endpoint.calls[before:]]


def _kind(prompt: str) -> str:
    ends = {
        "claims of this article as JSON.": "extract",
        "confirmed by the source? Answer Yes or No.": "judge",
        "confirmed by the source? Answer with one word, Yes or No.": "judge",
        "Give the mended claim as JSON.": "repair",
        "Is ice frozen water? Answer with one word, Yes or No.": "probe",
        "Say good morning in one JSON object.": "probe",
    }
    return next((kind for end, kind in ends.items() if prompt.endswith(end)), "other")


@loopback
def test_a_second_run_asks_nothing_and_a_fresh_one_asks_all(folder: Path) -> None:
    with serving() as endpoint:
        first, asked = _run(endpoint, folder)
        files = program.files(folder.parent / "out")
        second, again = _run(endpoint, folder)
        third, anew = _run(endpoint, folder, resume=False)
        fourth, set_anew = _run(endpoint, folder, cache=False)

    assert again == []
    assert sorted(anew) == sorted(set_anew) == sorted(asked)
    assert first == second == third == fourth
    assert program.files(folder.parent / "out") == files


@loopback
def test_a_second_run_needs_no_endpoint(folder: Path) -> None:
    with serving() as endpoint:
        first, _ = _run(endpoint, folder)

    second, _ = _run(endpoint, folder)

    assert second == first


@loopback
def test_a_changed_article_is_asked_about_alone(folder: Path) -> None:
    with serving() as endpoint:
        _, asked = _run(endpoint, folder)
        (folder / "0003.txt").write_text(articles.article(77, sentences=4), encoding="utf-8")
        _, again = _run(endpoint, folder)

    assert asked.count("extract") == ARTICLES
    assert again.count("extract") == 1
    assert "probe" not in again
    assert again.count("judge") < asked.count("judge") / 2


@loopback
def test_a_changed_prompt_redoes_its_own_stage_and_what_follows(folder: Path) -> None:
    own = folder.parent / "prompts"
    shutil.copytree(prompts.shipped(), own)
    judge = own / "judge_claim.md"
    judge.write_text(judge.read_text().replace("Answer Yes or No.", "Answer with one word, Yes or No."))
    with serving() as endpoint:
        _, asked = _run(endpoint, folder)
        _, again = _run(endpoint, folder, prompts=own)

    assert "extract" not in again
    assert again.count("judge") >= asked.count("judge") / 2


@loopback
def test_a_setting_redoes_only_what_depends_on_it(folder: Path) -> None:
    with serving() as endpoint:
        _run(endpoint, folder)
        _, fewer = _run(endpoint, folder, summary_sentences=3, concurrency=1, timeout=9.0)
        _, by_rules = _run(endpoint, folder, tier="rules")

    assert fewer == []
    assert set(by_rules) <= {"repair"}


@loopback
def test_a_second_run_in_the_same_folder_is_refused(folder: Path) -> None:
    with serving() as endpoint, opened(folder.parent / "out"), pytest.raises(InputError, match="at work in"):
        _run(endpoint, folder)

    assert endpoint.calls == []


@loopback
def test_a_recorded_run_asks_everything_and_a_replayed_one_needs_no_journal(folder: Path) -> None:
    out, tape = folder.parent / "out", folder.parent / "tape"
    with serving() as endpoint:
        settings = Settings.model_validate({"base_url": endpoint.base_url, "model": "fake"})
        _run(endpoint, folder)
        before = len(endpoint.calls)
        recorded = run([folder], settings, out=out, record=tape)
        assert len(endpoint.calls) - before == before
    replayed = run([folder], Settings(), out=folder.parent / "elsewhere", replay=tape)

    assert replayed.claims == recorded.claims
