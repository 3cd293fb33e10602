"""When a failed call is worth another attempt, and how long to wait before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TypeVar

from pydantic import Field
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from pipeline.errors import EndpointError
from pipeline.records import Record

T = TypeVar("T")

RETRIED_STATUS = frozenset({408, 409, 425, 429, *range(500, 600)})
"""The HTTP statuses that may pass by themselves: time-out, conflict, too many requests, server in trouble."""


class Retry(Record):
    """How often and how long. Waits are in seconds.

    Between attempts lies a random wait of up to `first_wait`, twice as much each time, never over
    `longest_wait` (full jitter: calls that failed together do not come back together). An endpoint that asks
    for a longer wait by Retry-After gets it, up to `longest_asked`; one that asks for more is given up.
    """

    attempts: int = Field(default=5, ge=1)
    first_wait: float = Field(default=1.0, ge=0)
    longest_wait: float = Field(default=30.0, ge=0)
    longest_asked: float = Field(default=120.0, ge=0)


class Transient(EndpointError):
    """A failure that may pass: its HTTP `status`, and the seconds that it was `asked` to wait, if any."""

    def __init__(self, message: str, status: int | None = None, asked: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.asked = asked


async def retrying(
    call: Callable[[], Awaitable[T]], retry: Retry, sleep: Callable[[float], Awaitable[None]]
) -> T:
    """What `call` returns, tried again while it raises Transient; EndpointError when that does not help."""
    attempts = AsyncRetrying(
        retry=retry_if_exception_type(Transient),
        stop=lambda state: _is_over_cap(state, retry) or stop_after_attempt(retry.attempts)(state),
        wait=lambda state: _wait(state, retry),
        sleep=sleep,
        reraise=True,
    )
    try:
        return await attempts(call)
    except Transient as error:
        if error.asked is not None and error.asked > retry.longest_asked:
            told = (
                f"It asks to wait {error.asked:g} s, over the limit of {retry.longest_asked:g} s. "
                "Go on later; the answers so far are kept."
            )
        else:
            told = f"Given up after {retry.attempts} attempts."
        raise EndpointError(f"{error} {told}") from error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for (RFC 9110, section 10.2.3), None when it is absent or unreadable.

    A date is held against the reply's own Date, so the clock of this machine does not matter.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value)) if value[0].isdigit() else _until(value, headers.get("date", ""))
    except ValueError:
        return None


def _until(date: str, now: str) -> float:
    start = parsedate_to_datetime(now) if now else dt.datetime.now(dt.UTC)
    return max(0.0, (parsedate_to_datetime(date) - start).total_seconds())


def _asked(state: RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome else None
    return error.asked if isinstance(error, Transient) else None


def _is_over_cap(state: RetryCallState, retry: Retry) -> bool:
    return (_asked(state) or 0.0) > retry.longest_asked


def _wait(state: RetryCallState, retry: Retry) -> float:
    jitter = wait_random_exponential(multiplier=retry.first_wait, max=retry.longest_wait)(state)
    asked = _asked(state)
    return jitter if asked is None else asked + min(jitter, 1.0)
