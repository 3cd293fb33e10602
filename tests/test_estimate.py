"""An estimate asks nothing, leaves nothing behind, and knows what the journal knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.api import run
from pipeline.estimate import estimate
from pipeline.llm import recordings
from pipeline.records import Usage
from pipeline.settings import Settings
from tests.fake_endpoint import loopback, serving
from tests.hard import articles

ROOT = Path(__file__).parent.parent
NOWHERE = Settings(base_url="http://nowhere.invalid/v1", model="fake")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return articles.write(tmp_path_factory.mktemp("estimate") / "articles", 6, sentences=4)


def test_nothing_is_asked_and_nothing_left_behind(folder: Path, tmp_path: Path) -> None:
    found = estimate([folder], NOWHERE, tmp_path / "out")

    assert (found.articles, found.chunks, found.known) == (6, 6, 0)
    assert found.stages["extract"].requests == 6
    assert found.seconds > 0
    assert found.cost is None
    assert not (tmp_path / "out").exists()


def test_with_prices_the_cost_is_told(folder: Path, tmp_path: Path) -> None:
    priced = NOWHERE.model_copy(update={"price_prompt": 1e6, "price_completion": 2e6})

    found = estimate([folder], priced, tmp_path)

    assert found.cost == found.usage.prompt_tokens + 2 * found.usage.completion_tokens


def test_by_the_rules_alone_the_judge_is_asked_nothing(folder: Path, tmp_path: Path) -> None:
    by_rules = Settings.model_validate({"base_url": NOWHERE.base_url, "model": "fake", "tier": "rules"})

    assert estimate([folder], by_rules, tmp_path).stages["check"] == Usage()


def test_without_a_model_there_is_nothing_to_estimate(folder: Path, tmp_path: Path) -> None:
    found = estimate([folder], Settings.model_validate({"preset": "extractive"}), tmp_path)

    assert found.usage == Usage()


@loopback
def test_what_the_journal_knows_is_not_estimated(folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        settings = Settings.model_validate({"base_url": endpoint.base_url, "model": "fake"})
        report = run([folder], settings, out=tmp_path)
        calls = len(endpoint.calls)
        again = estimate([folder], settings, tmp_path)
        articles.write(folder.parent / "more", 7, sentences=4)
        more = estimate([folder.parent / "more"], settings, tmp_path)
        assert len(endpoint.calls) == calls

    assert again.usage == Usage()
    assert again.known == sum(usage.requests for usage in report.usage.values())
    assert more.stages["extract"].requests == 1


def test_the_estimate_is_within_15_percent_of_the_recorded_run(tmp_path: Path) -> None:
    cassette = ROOT / "cassettes" / "seeds"
    if not cassette.is_dir():
        pytest.skip("there is no recorded run over seeds/")
    settings = Settings.model_validate(
        {"base_url": "http://nowhere.invalid/v1", "model": recordings.recorded_model(cassette)}
    )

    used = sum(
        run([ROOT / "seeds"], settings.model_copy(update={"base_url": None}), replay=cassette).usage.values(),
        start=Usage(),
    )
    expected = estimate([ROOT / "seeds"], settings, tmp_path).usage

    assert expected.requests == pytest.approx(used.requests, rel=0.15)
    assert expected.prompt_tokens == pytest.approx(used.prompt_tokens, rel=0.15)
    assert expected.completion_tokens == pytest.approx(used.completion_tokens, rel=0.15)
