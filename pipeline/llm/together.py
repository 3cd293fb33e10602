"""Many calls at once: no more than a limit, results in the order of the jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pipeline.errors import PipelineError

T = TypeVar("T")


async def together(
    jobs: Iterable[Coroutine[Any, Any, T]],
    limit: int,
    on_done: Callable[[T | PipelineError], None] | None = None,
) -> list[T | PipelineError]:
    """What each of `jobs` returns, in their order, with at most `limit` of them running.

    A job that raises a PipelineError has that error as its result; any other error, or a cancellation, stops
    all jobs and is raised. `on_done` is given each result as it comes. Jobs are drawn one by one, so of a
    generator no more than `limit` coroutines exist at a time.
    """
    results: dict[int, T | PipelineError] = {}
    waiting = enumerate(jobs)

    async def work() -> None:
        for index, job in waiting:
            try:
                result: T | PipelineError = await job
            except PipelineError as error:
                result = error
            results[index] = result
            if on_done is not None:
                on_done(result)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(limit):
                group.create_task(work())
    except BaseExceptionGroup as error:
        raise _first(error) from None
    finally:
        if not isinstance(jobs, Iterator):
            for _, job in waiting:
                job.close()
    return [results[index] for index in sorted(results)]


def none_failed(results: Sequence[T | PipelineError]) -> list[T]:
    """`results` as they are; if there is an error among them, the first one is raised."""
    for result in results:
        if isinstance(result, PipelineError):
            raise result
    return [result for result in results if not isinstance(result, PipelineError)]


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
