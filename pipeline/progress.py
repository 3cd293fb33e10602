"""How a run tells what it is doing, without knowing who listens."""

from __future__ import annotations

from typing import Protocol

from pipeline.records import Usage


class Progress(Protocol):
    """Who listens to a run. All three are called from one thread, and must return at once."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins that will take `total` steps; the one before it is over."""
        ...

    def step(self, usage: Usage) -> None:
        """One step of the current stage is done; `usage` is what that step asked of the model."""
        ...

    def note(self, text: str) -> None:
        """One line that the person at the terminal should read."""
        ...


class Silent:
    """A Progress that nobody hears."""

    def stage(self, name: str, total: int) -> None:
        """Say nothing."""

    def step(self, usage: Usage) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""
