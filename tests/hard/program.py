"""The program as a process of its own, in a place without settings, for tests that end it or load it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pipeline.reports import FILES


def started(
    *arguments: str | Path, place: Path, code: str | None = None, **variables: str
) -> subprocess.Popen[str]:
    """The program at work in the folder `place`; `variables` are added to its environment. `code` starts it otherwise."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIPELINE_", "OPENAI_"))
    }
    return subprocess.Popen(
        [sys.executable, *(("-m", "pipeline") if code is None else ("-c", code)), *map(str, arguments)],
        cwd=place,
        env={**kept, "XDG_CONFIG_HOME": str(place / "config"), "NO_COLOR": "1", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(*arguments: str | Path, place: Path, **variables: str) -> tuple[int, str]:
    """The exit code, and what was said on stderr."""
    with started(*arguments, place=place, **variables) as process:
        _, said = process.communicate()
    return process.returncode, said


def files(out: Path) -> dict[str, bytes]:
    """Every report in an output folder."""
    return {name: (out / name).read_bytes() for name in FILES}
