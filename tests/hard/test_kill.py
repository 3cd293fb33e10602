"""A run that is killed loses nothing that was answered, and ends with the bytes of an undisturbed one.

`HARD=full` kills 30 times over 200 articles; without it, 5 times over 20.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections import Counter
from pathlib import Path

from tests.fake_endpoint import Endpoint, loopback, serving
from tests.hard import articles, program

FULL = os.environ.get("HARD") == "full"
ARTICLES, KILLS = (200, 30) if FULL else (20, 5)
CONCURRENCY = 8


@loopback
def test_killed_at_random_moments_a_run_ends_with_the_same_bytes(tmp_path: Path) -> None:
    folder = articles.write(tmp_path / "articles", ARTICLES, sentences=5)
    draw = random.Random(5)
    with serving(latency=0.05) as undisturbed:
        began = time.monotonic()
        _finish(folder, tmp_path / "undisturbed", undisturbed)
        lasted = time.monotonic() - began
    expected = program.files(tmp_path / "undisturbed")

    killed = finished = 0
    repeated = []
    while killed < KILLS:
        finished += 1
        out = tmp_path / f"out{finished}"
        with serving(latency=0.05) as endpoint:
            before = killed
            while killed < KILLS and _is_killed(folder, out, endpoint, draw.uniform(0, lasted)):
                killed += 1
            _finish(folder, out, endpoint)
        assert _asked(endpoint).keys() == _asked(undisturbed).keys()
        repeated.append((killed - before, _repeats(endpoint) - _repeats(undisturbed)))
        assert program.files(out) == expected

    print(f"{ARTICLES} articles, {len(undisturbed.calls)} calls in {lasted:.1f} s undisturbed")
    print(f"killed {killed} times in {finished} runs; (kills, calls repeated) of each: {repeated}")
    assert all(calls <= kills * CONCURRENCY for kills, calls in repeated)


def _command(folder: Path, out: Path, endpoint: Endpoint) -> tuple[str | Path, ...]:
    place = ("--base-url", endpoint.base_url, "--model", "fake", "--out", out)
    return "run", folder, *place, "--concurrency", str(CONCURRENCY), "--fail-on", "never"


def _finish(folder: Path, out: Path, endpoint: Endpoint) -> None:
    code, said = program.ended(*_command(folder, out, endpoint), place=folder.parent)
    assert code == 0, said


def _is_killed(folder: Path, out: Path, endpoint: Endpoint, after: float) -> bool:
    """Start a run and kill it `after` so many seconds; false when it has ended before."""
    with program.started(*_command(folder, out, endpoint), place=folder.parent) as process:
        try:
            process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def _asked(endpoint: Endpoint) -> Counter[str]:
    return Counter(json.dumps(call.body, sort_keys=True) for call in endpoint.calls)


def _repeats(endpoint: Endpoint) -> int:
    asked = _asked(endpoint)
    return asked.total() - len(asked)
