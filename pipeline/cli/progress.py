"""A run's progress on stderr: a bar for each stage on a terminal, else a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.cli import terminal
from pipeline.cli.wording import duration, tokens
from pipeline.progress import Progress
from pipeline.records import Usage

PLAIN_INTERVAL = 10.0
"""Seconds between two plain lines of one stage."""


@contextmanager
def shown() -> Iterator[Progress]:
    """A Progress on stderr; what it drew stands still when the block ends."""
    if not sys.stderr.isatty():
        yield Plain(terminal.message, time.monotonic)
        return
    from rich.console import Console

    from pipeline.cli.bars import Bars

    with Bars(Console(stderr=True)) as bars:
        yield bars


class Plain:
    """A line when a stage begins, when it ends, and every PLAIN_INTERVAL seconds between."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._write, self._clock = write, clock
        self._name, self._total, self._done, self._usage = "", 0, 0, Usage()
        self._began = self._written = 0.0

    def stage(self, name: str, total: int) -> None:
        """Say that the stage begins, where it has anything to do."""
        self._name, self._total, self._done, self._usage = name, total, 0, Usage()
        self._began = self._written = self._clock()
        if total > 0:
            self._write(f"{name}: 0 of {total}")

    def step(self, usage: Usage) -> None:
        """Count one step, and say so if it is time to, or if it was the last."""
        self._done += 1
        self._usage += usage
        now = self._clock()
        if self._done == self._total or now - self._written >= PLAIN_INTERVAL:
            self._written = now
            self._write(self._line(now - self._began))

    def note(self, text: str) -> None:
        """Write the line as it is."""
        self._write(text)

    def _line(self, elapsed: float) -> str:
        left = self._total - self._done
        told = (
            f"in {duration(elapsed)}" if left <= 0 else f"about {duration(elapsed / self._done * left)} left"
        )
        parts = (f"{self._name}: {self._done} of {self._total}", tokens(self._usage), told)
        return ", ".join(part for part in parts if part)
