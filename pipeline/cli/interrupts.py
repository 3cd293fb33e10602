"""How the program is broken off: Ctrl-C (SIGINT) and SIGTERM unwind it alike, so that all is put away."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

from pipeline.cli.exits import ExitCode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Turns each of SIGNALS into a KeyboardInterrupt; while an event loop runs, asyncio cancels its work instead.

    A SIGINT that is ignored stays ignored. `code` is what an interrupted program ends with, `word` what it says.
    """

    def __init__(self) -> None:
        self.code, self.word = ExitCode.INTERRUPTED, "interrupted"

    def heed(self) -> None:
        """From here on the signals break the program off."""
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, self._terminated)
        sys.unraisablehook = _swallowed

    def ignore(self) -> None:
        """From here on nothing does: what the program has come to stands, and the interpreter is left to end."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def _terminated(self, signum: int, frame: object) -> None:
        self.code, self.word = ExitCode.TERMINATED, "terminated"
        interrupted = signal.getsignal(signal.SIGINT)
        if not callable(interrupted):
            raise KeyboardInterrupt
        interrupted(signal.SIGINT, None)


def is_from_interrupt(error: BaseException | None) -> bool:
    """Whether `error` came of a KeyboardInterrupt: CPython itself raises another where a class is made."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _swallowed(told: UnraisableHookArgs) -> None:
    """An interrupt that came where no error can be raised, as while an object is being given up, comes once more."""
    if not isinstance(told.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(told)
        return
    again = threading.Timer(_SOON, _interrupt)
    again.daemon = True
    again.start()


_SOON = 0.01
"""Seconds."""


def _interrupt() -> None:
    """Interrupt the main thread, also where it waits for something."""
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
