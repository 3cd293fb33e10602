"""Cassettes lie in cassettes/, in the same tree as the tests, and each must be played to its end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.llm import cassette, scrub

TESTS = Path(__file__).parent
CASSETTES = TESTS.parent / "cassettes"


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heeded() -> None:
    """Where tests run in the background of a script Ctrl-C is ignored, and programs that they start would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    """tests/llm/test_probe.py has its cassettes in cassettes/llm/test_probe/."""
    return str(CASSETTES / request.path.relative_to(TESTS).with_suffix(""))


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    """How calls are matched and what of them is kept."""
    return cassette.vcr_config()


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    """Teach pytest-recording this program's matching of bodies and its way of writing files."""
    cassette.configure(vcr)


@pytest.fixture
def endpoint(record_mode: str) -> str:
    """The base URL for a recorded test: OPENAI_BASE_URL while recording, else one that does not exist."""
    return scrub.ENDPOINT if record_mode == "none" else os.environ["OPENAI_BASE_URL"]


@pytest.fixture(autouse=True)
def _whole_cassette(request: pytest.FixtureRequest, vcr: Any, record_mode: str) -> Iterator[None]:
    """A cassette that is only partly played holds calls that the program no longer makes."""
    yield
    if vcr is not None and record_mode == "none":
        assert vcr.all_played, f"{vcr.path} holds calls that this test does not make; record it again"
