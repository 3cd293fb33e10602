"""A budget stops a run cleanly, is overshot by no more than the calls in flight, and what it bought is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.api import run
from pipeline.errors import BudgetExceeded
from pipeline.records import Report
from pipeline.settings import Settings
from tests.fake_endpoint import Endpoint, loopback, serving
from tests.hard import articles, program

CONCURRENCY = 4
TOKENS = 15  # of each reply of the fake endpoint: 10 sent, 5 received


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return articles.write(tmp_path_factory.mktemp("budget") / "articles", 10, sentences=4)


def _run(endpoint: Endpoint, folder: Path, out: Path, **limits: float) -> Report:
    where = {"base_url": endpoint.base_url, "model": "fake", "concurrency": CONCURRENCY}
    return run([folder], Settings.model_validate({**where, **limits}), out=out)


@loopback
@pytest.mark.parametrize(
    ("limits", "most"),
    [
        ({"max_requests": 7}, 7),
        ({"max_tokens": 7 * TOKENS}, 7 + CONCURRENCY),
        ({"max_cost": 7 * 20e-6, "price_prompt": 1.0, "price_completion": 2.0}, 7 + CONCURRENCY),
    ],
)
def test_a_budget_is_overshot_by_no_more_than_the_calls_in_flight(
    limits: dict[str, float], most: int, folder: Path, tmp_path: Path
) -> None:
    with (
        serving(latency=0.02) as endpoint,
        pytest.raises(BudgetExceeded, match=r"--max-.* is kept in .* goes on from there"),
    ):
        _run(endpoint, folder, tmp_path, **limits)

    assert 7 <= len(endpoint.calls) <= most


@loopback
def test_a_run_that_stopped_goes_on_under_a_higher_limit_and_asks_nothing_twice(
    folder: Path, tmp_path: Path
) -> None:
    with serving() as undisturbed:
        expected = _run(undisturbed, folder, tmp_path / "undisturbed")

    with serving() as endpoint:
        for most in (2, 5, 8):
            with pytest.raises(BudgetExceeded):
                _run(endpoint, folder, tmp_path / "out", max_requests=most)
        report = _run(endpoint, folder, tmp_path / "out", max_requests=1000)

    assert len(endpoint.calls) == len(undisturbed.calls)
    assert report == expected
    assert program.files(tmp_path / "out") == program.files(tmp_path / "undisturbed")


@loopback
def test_the_command_ends_with_5_and_says_how_to_go_on(folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        where = ("--base-url", endpoint.base_url, "--model", "fake", "--out", tmp_path / "out")
        code, said = program.ended("run", folder, *where, "--max-requests", "5", place=tmp_path)

    assert code == 5
    assert "Stopped at --max-requests 5" in said
    assert "the same command goes on from there" in said
    assert len(endpoint.calls) == 5
