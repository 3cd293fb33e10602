"""What all tests of the command line share: a clean place, and one way to call the program."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.cli.interrupts import SIGNALS


@pytest.fixture(autouse=True)
def _a_clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, no settings of the machine that runs the tests, no colours."""
    for name in [name for name in os.environ if name.startswith(("PIPELINE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PIPELINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ended() -> Iterator[Callable[..., int]]:
    """Call the program with arguments, and give its exit code."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    on_unraisable = sys.unraisablehook

    def call(*arguments: str) -> int:
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        return int(stop.value.code or 0)

    yield call
    for number, handler in before.items():
        signal.signal(number, handler)
    sys.unraisablehook = on_unraisable
