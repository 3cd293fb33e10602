"""`pipeline model`: fetch the model file, or say where it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.llm import weights

Ended = Callable[..., int]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPELINE_CACHE_DIR", str(tmp_path / "cache"))


def test_the_path_of_a_model_that_is_not_there_is_an_input_error(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("model", "path") == 2
    assert "pipeline model pull fetches it" in capsys.readouterr().err


def test_the_path_of_the_model_is_printed(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    file = weights.folder() / weights.DEFAULT.file
    file.parent.mkdir(parents=True)
    with file.open("wb") as sparse:
        sparse.truncate(weights.DEFAULT.size)

    assert ended("model", "path") == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert ended("model", "pull") == 0
    assert capsys.readouterr().out == f"{file}\n"


def test_another_file_is_checked_and_stays_where_it_is(
    ended: Ended, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF")

    assert ended("model", "pull", "--from", str(file), "--sha256", hashlib.sha256(b"GGUF").hexdigest()) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert ended("model", "pull", "--from", str(file), "--sha256", "00") == 2
    assert "another file, or damaged" in capsys.readouterr().err


def test_a_hash_alone_is_refused(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("model", "pull", "--sha256", "00") == 2
    assert "--sha256 goes with --from" in capsys.readouterr().err
