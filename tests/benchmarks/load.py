"""A whole run under load: throughput against the ideal, CPU time and memory, as the articles become many.

    python -m tests.benchmarks.load [--articles 100 1000] [--latency 0.2] [--concurrency 32] [--workers 2]

The program and the fake endpoint are processes of their own. `throughput` is the ideal time, calls × latency /
concurrency, over the real one from start to end of the process: 1 is perfect. `cpu_ms` is the program's own CPU time for
an article, `rss_mib` the most memory it held, both with its workers; `own_mib` is that of the first process alone. The
last line holds memory at the last count of articles against that at the first. Prints one JSON object a line. Memory is
read from /proc, ten times a second: for Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.endpoint import endpoint
from tests.hard import articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--tier", default="auto")
    parser.add_argument("--workers", help="as the program chooses them, if it is not given")
    chosen = parser.parse_args()
    found = []
    for count in chosen.articles:
        with tempfile.TemporaryDirectory() as place, endpoint(chosen.latency) as base_url:
            figures = measured(Path(place), count, base_url, chosen)
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}), flush=True)
        found.append(figures)
    ratios = {
        "throughput": found[-1]["throughput"],
        "memory": found[-1]["rss_mib"] / found[0]["rss_mib"],
        "cpu": found[-1]["cpu_ms"] / found[0]["cpu_ms"],
    }
    print(json.dumps({f"{name}_ratio": round(value, 3) for name, value in ratios.items()}))


def measured(place: Path, count: int, base_url: str, chosen: argparse.Namespace) -> dict[str, float]:
    """One run over `count` articles in a process of its own."""
    folder = articles.write(place / "articles", count)
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        str(folder),
        "--base-url",
        base_url,
        "--model",
        "fake",
    ]
    command += ["--concurrency", str(chosen.concurrency), "--tier", chosen.tier, "--out", str(place / "out")]
    command += ["--workers", chosen.workers] if chosen.workers else []
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--fail-on", "never"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ended, most = threading.Event(), [0.0]
    watch = threading.Thread(target=_watch, args=(process.pid, ended, most))
    watch.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    ended.set()
    watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    report = json.loads((place / "out" / "report.json").read_text())
    calls = sum(usage["requests"] for usage in report["usage"].values())
    ideal = calls * chosen.latency / chosen.concurrency
    return {
        "articles": count,
        "calls": calls,
        "ideal_s": ideal,
        "wall_s": wall,
        "throughput": ideal / wall,
        "cpu_ms": 1000 * (used.ru_utime + used.ru_stime) / count,
        "rss_mib": most[0],
        "own_mib": used.ru_maxrss / 1024,
    }


def _watch(process: int, ended: threading.Event, most: list[float]) -> None:
    """Keep in `most` the most memory that `process` and those it started hold at a time, in MiB, until it has `ended`."""
    while not ended.wait(0.1):
        most[0] = max(most[0], sum(map(_memory, _family(process))))


def _family(process: int) -> Iterator[int]:
    yield process
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from _family(int(child))


def _memory(process: int) -> float:
    """The resident memory of a process in MiB, 0 when it has ended."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


if __name__ == "__main__":
    main()
