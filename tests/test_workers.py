"""Workers do what one process would have done, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import InputError, PipelineError
from pipeline.workers import MOST, Workers, usual
from tests.fake_endpoint import loopback, serving
from tests.hard import articles, program

ROOT = Path(__file__).parent.parent
counts = pytest.mark.parametrize("count", [0, 1, 2])


def times(subject: int, number: int) -> int:
    print("what a job prints is no answer")
    if number < 0:
        raise InputError(f"{number} is too small for {subject}")
    return subject * number


def process(_: int) -> int:
    return os.getpid()


def niceness(_: int) -> int:
    return os.nice(0)


def sleeping(_: int, seconds: float) -> None:
    time.sleep(seconds)


def unfit(_: int) -> object:
    return lambda: 0


@counts
def test_every_job_is_done_and_its_result_is_where_it_was_asked_for(count: int) -> None:
    async def work() -> list[int]:
        with Workers(3, count) as workers:
            return await asyncio.gather(*(workers.start(times, number) for number in range(50)))

    assert asyncio.run(work()) == [3 * number for number in range(50)]


@counts
def test_an_error_is_raised_as_it_was_and_the_worker_goes_on(count: int) -> None:
    async def work() -> int:
        with Workers(3, count) as workers:
            with pytest.raises(InputError, match="-1 is too small for 3"):
                await workers.start(times, -1)
            return await workers.start(times, 2)

    assert asyncio.run(work()) == 6


def test_a_result_that_cannot_be_sent_is_an_error_and_no_wait_without_end() -> None:
    async def work() -> int:
        with Workers(3, 1) as workers:
            with pytest.raises(Exception, match="pickle"):
                await workers.start(unfit)
            return await workers.start(times, 2)

    assert asyncio.run(work()) == 6


def test_without_workers_all_is_done_in_this_process() -> None:
    async def work() -> list[int]:
        with Workers(3, 0) as here, Workers(3, 1) as there:
            return [await here.start(process), await there.start(process)]

    here, there = asyncio.run(work())

    assert here == os.getpid() != there
    assert _is_gone(there)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no niceness")
def test_a_worker_gives_way_to_the_process_that_started_it() -> None:
    async def work() -> int:
        with Workers(0, 1) as workers:
            return await workers.start(niceness)

    assert asyncio.run(work()) > niceness(0)


def test_a_few_articles_are_not_worth_a_process() -> None:
    assert usual(5 * 5_000) == 0
    assert 1 <= usual(1_000 * 5_000) <= MOST


def test_who_leaves_does_not_wait_for_jobs_that_are_not_done() -> None:
    async def work() -> int:
        with Workers(3, 1) as workers:
            number = await workers.start(process)
            for _ in range(3):
                workers.start(sleeping, 60)
            await asyncio.sleep(0.1)
        return number

    began = time.monotonic()
    number = asyncio.run(work())

    assert time.monotonic() - began < 30
    assert _is_gone(number)


def test_a_job_that_is_not_done_at_the_end_is_cancelled_and_so_is_one_that_comes_later() -> None:
    async def work() -> list[bool]:
        with Workers(3, 1) as workers:
            waiting = workers.start(sleeping, 60)
        return [waiting.cancelled(), workers.start(process).cancelled()]

    assert asyncio.run(work()) == [True, True]


def test_a_worker_that_is_ended_from_outside_is_told_of() -> None:
    async def work() -> None:
        with Workers(3, 1) as workers:
            number = await workers.start(process)
            waiting = workers.start(sleeping, 60)
            os.kill(number, signal.SIGKILL)
            await waiting

    with pytest.raises(PipelineError, match="--workers 0"):
        asyncio.run(work())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_worker_ends_in_the_middle_of_its_job_when_its_parent_is_killed() -> None:
    code = (
        "import asyncio\nfrom pipeline.workers import Workers\nfrom tests.test_workers import process, sleeping\n"
        "async def work():\n"
        "    with Workers(3, 2) as workers:\n"
        "        waiting = [workers.start(sleeping, 60)]\n"
        "        print(await workers.start(process), flush=True)\n"
        "        waiting.append(workers.start(sleeping, 60))\n"
        "        await asyncio.gather(*waiting)\n"
        "asyncio.run(work())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        number = int(parent.stdout.readline())
        parent.kill()

    assert _is_gone(number)


@loopback
def test_a_run_with_workers_ends_with_the_bytes_of_one_without(tmp_path: Path) -> None:
    folder = articles.write(tmp_path / "articles", 12, sentences=6)

    with serving() as endpoint:
        for count in ("0", "1", "2"):
            place = ("--base-url", endpoint.base_url, "--model", "fake", "--out", tmp_path / count)
            chosen = ("--workers", count, "--fail-on", "never")
            code, said = program.ended("run", folder, *place, *chosen, place=tmp_path)
            assert code == 0, said

    assert program.files(tmp_path / "1") == program.files(tmp_path / "0")
    assert program.files(tmp_path / "2") == program.files(tmp_path / "0")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@loopback
def test_ctrl_c_ends_a_run_with_workers_at_once_and_says_one_word(tmp_path: Path) -> None:
    folder = articles.write(tmp_path / "articles", 12)

    with serving(latency=1.0) as endpoint:
        place = ("--base-url", endpoint.base_url, "--model", "fake", "--out", tmp_path / "out")
        with program.started("run", folder, *place, "--workers", "2", place=tmp_path) as process:
            while len(endpoint.calls) < 8:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)

    assert process.returncode == 130, said
    assert "interrupted" in said
    assert "Traceback" not in said


def _is_gone(number: int) -> bool:
    """Whether the process ends within a while; where nobody has asked for its exit code, it is a zombie."""
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{number}/stat").is_file() and ") Z " in Path(f"/proc/{number}/stat").read_text():
            return True
        time.sleep(0.1)
    return False
