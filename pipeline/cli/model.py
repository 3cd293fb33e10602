"""`pipeline model pull` and `pipeline model path`: the model file on this machine."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.errors import InputError
from pipeline.llm import weights

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Fetch the model that runs on this machine, or say where it is."""


@app.command()
def pull(
    source: Annotated[
        str | None,
        typer.Option("--from", help="Path or URL of another GGUF file, in place of the default model."),
    ] = None,
    sha256: Annotated[str | None, typer.Option("--sha256", help="What that file must hash to.")] = None,
) -> None:
    """Fetch the model file, check it, and print its path. An interrupted fetch goes on where it was."""
    if sha256 is not None and source is None:
        raise InputError("--sha256 goes with --from; the default model's hash is known.")
    terminal.result(str(weights.pull(_Meter(), source, sha256)))


@app.command()
def path() -> None:
    """Print the path of the default model's file. Exit code 2 when it has not been fetched."""
    file = weights.installed()
    if file is None:
        raise InputError(
            f"The model is not in {str(weights.folder())!r} yet: pipeline model pull fetches it."
        )
    terminal.result(str(file))


class _Meter:
    """Shows on stderr how much is there: in place on a terminal, else a line for each tenth."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` bytes are there; 0 of a total that is not known."""
        percent = 100 * done // total if total else 0
        step = percent if sys.stderr.isatty() else percent // 10
        if step == self._shown:
            return
        self._shown = step
        seconds = time.monotonic() - self._began
        line = f"model: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB ({percent}%), {seconds:.0f} s"
        if sys.stderr.isatty():
            print(f"\r{line}\x1b[K", end="\n" if done == total else "", file=sys.stderr, flush=True)
        else:
            terminal.message(line)
