"""Many calls at once: no more than a limit, results in the order of the jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import EndpointError, PipelineError
from pipeline.llm.together import together


class Job:
    """Counts how many run at once."""

    def __init__(self) -> None:
        self.running = self.most = self.started = 0

    async def run(self, result: int, steps: int = 1) -> int:
        self.started += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            for _ in range(steps):
                await asyncio.sleep(0)
        finally:
            self.running -= 1
        return result


@given(st.lists(st.integers(0, 5)), st.integers(1, 8))
def test_results_come_in_the_order_of_the_jobs_and_no_more_than_the_limit_run(
    steps: list[int], limit: int
) -> None:
    job = Job()
    results = asyncio.run(together((job.run(n, count) for n, count in enumerate(steps)), limit))

    assert results == list(range(len(steps)))
    assert job.most <= limit


def test_jobs_of_a_generator_are_made_as_they_are_needed() -> None:
    made = done = 0

    def jobs() -> Iterator[Coroutine[Any, Any, int]]:
        nonlocal made
        for n in range(50):
            made += 1
            assert made - done <= 3
            yield Job().run(n)

    def count(_: int | PipelineError) -> None:
        nonlocal done
        done += 1

    asyncio.run(together(jobs(), 3, count))
    assert done == 50


async def failing(error: BaseException) -> int:
    raise error


def test_a_failure_of_one_job_is_its_result() -> None:
    job, error = Job(), EndpointError("down")

    async def work() -> list[int | PipelineError]:
        return await together([job.run(1), failing(error), job.run(3)], 2)

    assert asyncio.run(work()) == [1, error, 3]


def test_a_fault_stops_all_jobs_and_is_raised_as_it_is() -> None:
    job = Job()

    async def work() -> None:
        await together(
            [job.run(1, 1000), failing(ZeroDivisionError("fault")), *(job.run(n) for n in range(20))], 2
        )

    with pytest.raises(ZeroDivisionError, match="fault"):
        asyncio.run(work())
    assert job.running == 0
    assert job.started < 20


def test_cancelling_stops_all_jobs() -> None:
    job = Job()

    async def work() -> None:
        task = asyncio.create_task(together([job.run(n, 10_000) for n in range(10)], 4))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(work())
    assert (job.running, job.started) == (0, 4)


def test_each_result_is_told_as_it_comes() -> None:
    told: list[int | PipelineError] = []
    job = Job()
    asyncio.run(together((job.run(n, steps) for n, steps in enumerate([9, 1, 5])), 3, told.append))

    assert told == [1, 2, 0]
