"""A check or a comparison asks only what the user's journal does not know, however many are at work."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.api import check, compare
from pipeline.errors import BudgetExceeded
from pipeline.journal import FILE
from pipeline.progress import Silent
from pipeline.settings import Settings
from tests.fake_endpoint import Endpoint, loopback, serving
from tests.hard import articles, program

COUNT = 4
Ask = Callable[..., object]


class Noted(Silent):
    """Keeps what a listener is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles, and a rewrite of one of them."""
    folder = articles.write(tmp_path / "articles", COUNT, sentences=4)
    first = (folder / "0000.txt").read_text(encoding="utf-8")
    (folder / "rewrite.txt").write_text(first.replace("News from", "More from"), encoding="utf-8")
    return folder


def _sentences(folder: Path) -> list[str]:
    text = (folder / "0001.txt").read_text(encoding="utf-8").split("\n\n", 1)[1]
    return [sentence for line in text.splitlines() for sentence in line.split(". ") if len(sentence) > 20]


def _check(endpoint: Endpoint, folder: Path, **more: object) -> object:
    return check(_sentences(folder), [folder], _settings(endpoint, more), **more)  # type: ignore[arg-type]


def _compare(endpoint: Endpoint, folder: Path, **more: object) -> object:
    return compare([folder], _settings(endpoint, more), **more)  # type: ignore[arg-type]


def _settings(endpoint: Endpoint, more: dict[str, object]) -> Settings:
    limits = {name: more.pop(name) for name in ("max_requests", "workers") if name in more}
    return Settings.model_validate({"base_url": endpoint.base_url, "model": "fake", **limits})


@loopback
@pytest.mark.parametrize("ask", [_check, _compare])
def test_a_second_one_asks_nothing_and_finds_the_same(ask: Ask, folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        first = ask(endpoint, folder, cache=tmp_path / "cache")
        asked = len(endpoint.calls)
        second = ask(endpoint, folder, cache=tmp_path / "cache")
        assert len(endpoint.calls) == asked > 2
    without_endpoint = ask(endpoint, folder, cache=tmp_path / "cache")

    assert first == second == without_endpoint


@loopback
@pytest.mark.parametrize("ask", [_check, _compare])
def test_workers_find_the_same(ask: Ask, folder: Path) -> None:
    with serving() as endpoint:
        assert ask(endpoint, folder, workers=2) == ask(endpoint, folder, workers=0)


@loopback
@pytest.mark.parametrize("command", [("check", "claims.md", "--against"), ("compare",)], ids=" ".join)
def test_where_the_settings_say_so_nothing_is_kept(
    command: tuple[str, ...], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "claims.md").write_text("\n".join(_sentences(folder)))
    cache = tmp_path / "cache"
    with serving() as endpoint:
        asked = (*command, folder, "--base-url", endpoint.base_url, "--model", "fake", "--fail-on", "never")
        for kept in ("false", "true"):
            variables = {"PIPELINE_CACHE": kept, "PIPELINE_CACHE_DIR": str(cache)}
            code, said = program.ended(*asked, place=tmp_path, **variables)
            assert code == 0, said
            assert cache.exists() is (kept == "true")


@loopback
@pytest.mark.parametrize("ask", [_check, _compare])
def test_without_a_cache_all_is_asked_and_nothing_is_kept(ask: Ask, folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        ask(endpoint, folder, cache=tmp_path / "cache")
        asked = len(endpoint.calls)
        before = (tmp_path / "cache" / FILE).read_bytes()
        ask(endpoint, folder)

    assert len(endpoint.calls) == 2 * asked
    assert (tmp_path / "cache" / FILE).read_bytes() == before


@loopback
@pytest.mark.parametrize("ask", [_check, _compare])
def test_a_cassette_goes_past_the_cache(ask: Ask, folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        first = ask(endpoint, folder, cache=tmp_path / "cache")
        asked = len(endpoint.calls)
        recorded = ask(endpoint, folder, cache=tmp_path / "cache", record=tmp_path / "tape")
        assert len(endpoint.calls) == 2 * asked
    replayed = ask(endpoint, folder, cache=tmp_path / "none", replay=tmp_path / "tape")

    assert first == recorded == replayed
    assert not (tmp_path / "none").exists()


@loopback
def test_a_check_that_a_budget_stopped_goes_on(folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        with pytest.raises(BudgetExceeded, match=r"is kept in .* goes on from there"):
            _check(endpoint, folder, cache=tmp_path / "cache", max_requests=4)
        assert len(endpoint.calls) == 4
        with pytest.raises(BudgetExceeded, match="Nothing is kept"):
            _check(endpoint, folder, max_requests=3)
        before = len(endpoint.calls)
        _check(endpoint, folder, cache=tmp_path / "cache")
        again = endpoint.calls[before:]

    stopped = {call.prompt for call in endpoint.calls[:4]}
    assert again
    assert not stopped & {call.prompt for call in again}


@loopback
def test_where_there_is_no_room_for_a_cache_the_check_is_made_all_the_same(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    listener = Noted()
    with serving() as endpoint:
        kept = _check(endpoint, folder, cache=tmp_path / "cache")
        assert _check(endpoint, folder, cache=tmp_path / "taken", progress=listener) == kept

    assert listener.notes[0].startswith("answers are not kept: ")


@loopback
def test_several_processes_check_at_once(folder: Path, tmp_path: Path) -> None:
    claims = tmp_path / "claims.md"
    claims.write_text("\n".join(f"- {sentence}." for sentence in _sentences(folder)), encoding="utf-8")
    with serving(latency=0.05) as endpoint:
        where = ("--base-url", endpoint.base_url, "--model", "fake")
        command = ("check", claims, "--against", folder, *where, "--fail-on", "never")

        def begun() -> subprocess.Popen[str]:
            return program.started(*command, place=tmp_path, PIPELINE_CACHE_DIR=str(tmp_path / "cache"))

        at_once = [begun() for _ in range(4)]
        outputs = [(process.communicate()[0], process.returncode) for process in at_once]
        asked = len(endpoint.calls)
        with begun() as last:
            outputs.append((last.communicate()[0], last.returncode))

    assert len(set(outputs)) == 1
    assert outputs[0][1] in (0, 3)
    assert len(endpoint.calls) == asked


@loopback
def test_the_kept_answers_hold_nothing_of_claims_and_sources(folder: Path, tmp_path: Path) -> None:
    with serving() as endpoint:
        _check(endpoint, folder, cache=tmp_path / "cache")

    kept = b"".join(file.read_bytes() for file in (tmp_path / "cache").iterdir())
    words = {word for sentence in _sentences(folder) for word in sentence.split() if len(word) > 6}
    assert len(kept) > 1000
    assert not [word for word in words if word.encode() in kept]
