"""`pipeline cassette`: what was recorded, and that it is safe to hand on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.llm import scrub

Ended = Callable[..., int]


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
    assert capsys.readouterr().err == "1 calls in 1 cassettes: no leaks\n"


@pytest.mark.parametrize("leak", ["# sk-proj-a1B2c3D4e5F6g7H8i9j0", f"# {Path.cwd()}"])
def test_a_leak_fails(ended: Ended, folder: Path, leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(leak.removeprefix("# ")) if "/" in leak else folder)
    with (folder / "calls.yaml").open("a") as file:
        file.write(leak)

    assert ended("cassette", "lint", str(folder)) == 1


def test_a_folder_without_cassettes_is_an_input_error(ended: Ended, tmp_path: Path) -> None:
    assert ended("cassette", "lint", str(tmp_path)) == 2
