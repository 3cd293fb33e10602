"""`pipeline config show`: every setting, its value, and where the value came from."""

from __future__ import annotations

import typer

from pipeline.cli import terminal
from pipeline.settings import Loaded, Settings, default_user_file

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Show the settings, and where each value came from."""


@app.command()
def show() -> None:
    """Print every setting with its value and the place that set it; a key itself is never printed."""
    user_file = default_user_file()
    terminal.result(_table(Settings.load()))
    terminal.message(f"user file: {user_file}{'' if user_file.is_file() else ' (not there)'}")


def _table(loaded: Loaded) -> str:
    rows = [("setting", "value", "from")]
    for key, origin in loaded.origins.items():
        value = getattr(loaded.settings, key)
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        rows.append((key, "-" if value is None else shown, origin))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{key:{widths[0]}}  {value:{widths[1]}}  {origin}" for key, value, origin in rows)
