"""Every cassette belongs to a test, and none holds anything private."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.llm import recordings
from pipeline.llm.cassette import FILE

TESTS = Path(__file__).parent
CASSETTES = TESTS.parent / "cassettes"
RECORDED_TESTS = [file for file in sorted(CASSETTES.rglob("*.yaml")) if file.name != FILE]


@pytest.mark.parametrize("file", RECORDED_TESTS, ids=lambda file: file.stem)
def test_a_cassette_belongs_to_a_test(file: Path) -> None:
    module = TESTS / file.parent.relative_to(CASSETTES).with_suffix(".py")
    name = file.stem.partition("[")[0]

    assert module.is_file(), f"{file} has no test module {module}: delete it"
    assert f"def {name}(" in module.read_text(encoding="utf-8"), f"{file} has no test: delete it"


def test_no_cassette_holds_a_key_or_a_path_of_a_machine() -> None:
    private = [str(TESTS.parent), str(Path.home()) + "/", "/home/", "/Users/", "127.0.0.1", "localhost"]

    assert list(recordings.leaks(CASSETTES, private)) == []
