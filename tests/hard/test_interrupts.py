"""Broken off at any moment by Ctrl-C or SIGTERM, the program says one word and leaves nothing behind.

`HARD=full` breaks off each command 80 times at moments from its start to its end; without it, twice.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from tests.fake_endpoint import loopback, serving
from tests.hard import articles, program

TIMES = 80 if os.environ.get("HARD") == "full" else 2
ENDS = {signal.SIGINT: (130, "interrupted"), signal.SIGTERM: (143, "terminated")}
CLAIM = "The council voted by 7 to 2 on Monday to repair every wooden bridge.\n"
PROGRAM = "from pipeline import __main__; __main__.heed(); print('begun', flush=True); __main__.main()"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")


@loopback
@pytest.mark.parametrize(
    "command",
    [("run", "--workers", "2"), ("run", "--workers", "0"), ("check", "claims.md", "--against"), ("compare",)],
    ids=" ".join,
)
def test_at_any_moment_it_ends_with_the_code_and_the_word_of_the_signal(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    articles.write(tmp_path / "articles", 12)
    (tmp_path / "claims.md").write_text(CLAIM * 5)

    with serving(latency=0.1) as endpoint:
        place = ("articles", "--base-url", endpoint.base_url, "--model", "fake", "--no-cache")
        began = time.monotonic()
        normal, *_ = _broken_off(tmp_path, *command, *place)
        lasted = time.monotonic() - began
        for number, (sent, (code, word)) in zip(range(TIMES), cycle(ENDS.items()), strict=False):
            after = (number + 0.5) / TIMES * lasted
            ended, said, left = _broken_off(tmp_path, *command, *place, after=after, by=sent)
            print(f"{sent.name} after {after:.2f} of {lasted:.2f} s: {ended}")
            if ended != normal:
                assert (ended, said.splitlines()[-1:]) == (code, [word]), said
                assert not {"interrupted", "terminated", "Traceback", "ignored"} & set(said.split()[:-1])
            assert left == []


def test_an_interrupt_that_is_lost_where_nothing_can_be_raised_comes_again(tmp_path: Path) -> None:
    """As when an object is given up, or within a callback of the garbage collector."""
    lost = (
        "class Given:\n"
        "    def __del__(self): signal.raise_signal(signal.SIGINT); signal.getsignal(signal.SIGINT)\n"
        "def command(): Given(); time.sleep(60)\n"
    )

    assert _of_command(lost, tmp_path) == (130, "interrupted\n")


def test_an_interrupt_that_became_another_error_is_one_still(tmp_path: Path) -> None:
    """CPython raises RuntimeError in its place where a class is being made."""
    other = (
        "class Named:\n"
        "    def __set_name__(self, owner, name): raise KeyboardInterrupt\n"
        "def command(): type('Any', (), {'named': Named()})\n"
    )

    assert _of_command(other, tmp_path) == (130, "interrupted\n")


def test_an_interrupt_within_exec_ends_with_the_same_code(tmp_path: Path) -> None:
    """CPython keeps such a one in mind, and would end by the signal."""
    assert _of_command('def command(): exec("raise KeyboardInterrupt")\n', tmp_path) == (130, "interrupted\n")


def test_who_is_interrupted_after_the_end_ends_as_it_would_have(tmp_path: Path) -> None:
    late = "import atexit; atexit.register(signal.raise_signal, signal.SIGINT)\ndef command(): pass\n"

    assert _of_command(late, tmp_path) == (0, "")


def test_an_interrupt_that_was_ignored_from_the_start_stays_ignored(tmp_path: Path) -> None:
    """A script's job in the background is not ended by the Ctrl-C that is meant for another."""
    ignored = "def command(): signal.raise_signal(signal.SIGINT); signal.raise_signal(signal.SIGTERM)\n"
    before = "signal.signal(signal.SIGINT, signal.SIG_IGN)"

    assert _of_command(ignored, tmp_path, before) == (143, "terminated\n")


def _of_command(command: str, place: Path, before: str = "") -> tuple[int, str]:
    """How the program ends, and what it says, where its command `schema` is `command` instead."""
    code = (
        f"import signal, time\n{before}\n{command}\n"
        "from pipeline import __main__\nimport pipeline.cli.schema\npipeline.cli.schema.schema = command\n__main__.main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "schema"],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr


def _broken_off(
    place: Path, *arguments: str, after: float = 0.0, by: signal.Signals | None = None
) -> tuple[int, str, list[int]]:
    """The exit code, what was said, and the processes that are left, of the program broken off `after` so many seconds."""
    mark = f"mark-{time.monotonic_ns()}"
    with program.started(*arguments, place=place, code=PROGRAM, STARTED_BY=mark) as process:
        assert process.stdout is not None
        process.stdout.readline()
        if by is not None:
            time.sleep(after)
            process.send_signal(by)
        _, said = process.communicate(timeout=60)
    return process.returncode, said, _left(mark)


def _left(mark: str) -> list[int]:
    """The processes that have `mark` in their environment and run still, a while later; none where there is no /proc."""
    for _ in range(50):
        found = [int(one.name) for one in Path("/proc").glob("[0-9]*") if _runs(one, mark)]
        if not found:
            return []
        time.sleep(0.1)
    return found


def _runs(process: Path, mark: str) -> bool:
    try:
        return (
            mark.encode() in (process / "environ").read_bytes()
            and ") Z " not in (process / "stat").read_text()
        )
    except OSError:
        return False
