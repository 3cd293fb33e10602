"""A run's progress on stderr: a bar for each stage on a terminal, else a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.cli import terminal
from pipeline.progress import Progress
from pipeline.records import Usage

if TYPE_CHECKING:
    import rich.progress

PLAIN_INTERVAL = 10.0
"""Seconds between two plain lines of one stage."""


@contextmanager
def shown() -> Iterator[Progress]:
    """A Progress on stderr; what it drew stands still when the block ends."""
    if not sys.stderr.isatty():
        yield Plain(terminal.message, time.monotonic)
        return
    with _bars() as bars:
        yield Bars(bars)


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
        parts = [f"{self._name}: {self._done} of {self._total}", *_tokens(self._usage)]
        left = self._total - self._done
        parts.append(
            f"in {elapsed:.0f} s" if left <= 0 else f"about {elapsed / self._done * left:.0f} s left"
        )
        return ", ".join(parts)


class Bars:
    """One bar for each stage, by rich."""

    def __init__(self, bars: rich.progress.Progress) -> None:
        self._bars = bars
        self._task: rich.progress.TaskID | None = None
        self._usage = Usage()

    def stage(self, name: str, total: int) -> None:
        """Begin a new bar, where there is anything to do."""
        self._usage = Usage()
        self._task = self._bars.add_task(name, total=total, tokens="") if total > 0 else None

    def step(self, usage: Usage) -> None:
        """Move the bar by one."""
        self._usage += usage
        if self._task is not None:
            self._bars.update(self._task, advance=1, tokens="".join(_tokens(self._usage)))

    def note(self, text: str) -> None:
        """Write the line above the bars."""
        self._bars.console.print(terminal.harmless(text), markup=False, highlight=False)


def _tokens(usage: Usage) -> tuple[str, ...]:
    tokens = usage.prompt_tokens + usage.completion_tokens
    return (f"{tokens:,} tokens",) if tokens else ()


def _bars() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[tokens]}", style="dim"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=Console(stderr=True),
    )
