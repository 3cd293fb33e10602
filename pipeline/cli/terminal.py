"""The two streams: results on stdout, everything else on stderr."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper, UnsupportedOperation
from typing import TextIO

from pipeline.errors import InputError


def prepare() -> None:
    """Make the streams UTF-8, so that no quotation mark of an article stops the program.

    Line ends of stdin stay as they are: offsets count them.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", newline="")


def result(text: str, format: str = "") -> None:
    """Write a result to stdout, ending in one line break; on a terminal with the look that its format has.

    A reader that has gone away is no error.
    """
    text = text.rstrip("\n") + "\n"
    _write(sys.stdout, _looking(harmless(text), format) if sys.stdout and sys.stdout.isatty() else text)


def message(text: str) -> None:
    """Write a message to stderr; control characters are shown, not obeyed. Where it cannot go it is lost."""
    with suppress(InputError):
        _write(sys.stderr, harmless(text) + "\n")


def harmless(text: str) -> str:
    """`text` with all control characters but tab and line break replaced: it cannot steer a terminal."""
    return text.translate(_CONTROLS)


_CONTROLS = {
    code: "\N{REPLACEMENT CHARACTER}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (9, 10)
}


def _looking(text: str, format: str) -> str:
    if not format:
        return text
    from rich.console import Console

    from pipeline.cli.looks import LOOKS

    if format not in LOOKS:
        return text
    console = Console()
    with console.capture() as captured:
        console.print(LOOKS[format](text.rstrip("\n")))
    return captured.get()


def _write(stream: TextIO | None, text: str) -> None:
    """Write to a stream that may be closed or close meanwhile. Raises InputError where there is no room."""
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _into_nothing(stream)
    except OSError as error:
        _into_nothing(stream)
        raise InputError(f"The output cannot be written: {error.strerror}.") from error


def _into_nothing(stream: TextIO) -> None:
    """The interpreter flushes the stream once more as it ends: let what is left in it flush into nothing."""
    with suppress(UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
