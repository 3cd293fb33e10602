"""The program `pipeline`, also as `python -m pipeline`."""

from __future__ import annotations

import os
import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, and end the process with its exit code."""
    heed()
    from pipeline.cli import main as run

    run()


def heed() -> None:
    """Let Ctrl-C and SIGTERM end the process at once: while the program is being loaded there is nothing to put away.

    A SIGINT that is ignored, as for a job in the background of a script, stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _ended)
    signal.signal(signal.SIGTERM, _ended)


def _ended(signum: int, frame: object) -> NoReturn:
    os.write(2, b"terminated\n" if signum == signal.SIGTERM else b"interrupted\n")
    os._exit(128 + signum)


if __name__ == "__main__":
    main()
