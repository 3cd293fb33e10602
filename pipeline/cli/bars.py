"""A bar for each stage, by rich."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from pipeline.cli import terminal
from pipeline.cli.wording import duration, tokens
from pipeline.records import Usage


class Bars:
    """A Progress that draws on `console`, from `with` to the end of its block."""

    def __init__(self, console: Console) -> None:
        self._drawn = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[tokens]}", style="dim"),
            _Time(),
            console=console,
        )
        self._task: TaskID | None = None
        self._usage = Usage()

    def __enter__(self) -> Bars:
        self._drawn.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._drawn.stop()

    def stage(self, name: str, total: int) -> None:
        """Begin a new bar, where there is anything to do."""
        self._usage = Usage()
        self._task = self._drawn.add_task(name, total=total, tokens="") if total > 0 else None

    def step(self, usage: Usage) -> None:
        """Move the bar by one."""
        self._usage += usage
        if self._task is not None:
            self._drawn.update(self._task, advance=1, tokens=tokens(self._usage))

    def note(self, text: str) -> None:
        """Write the line above the bars."""
        self._drawn.console.print(terminal.harmless(text), markup=False, highlight=False)


class _Time(ProgressColumn):
    """The time that is left; the time gone by until that is known, and when all is done."""

    def render(self, task: Task) -> Text:
        if task.finished:
            return Text(f"in {duration(task.finished_time or 0)}", style="dim")
        if task.time_remaining is None:
            return Text(duration(task.elapsed or 0), style="dim")
        return Text(f"about {duration(task.time_remaining)} left")
