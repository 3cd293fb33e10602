"""Figures as a person reads them."""

from __future__ import annotations

from pipeline.records import Usage


def duration(seconds: float) -> str:
    """A time to the precision that matters: `0.4 s`, `35 s`, `12 min`, `2 h 5 min`."""
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def counted(count: int, thing: str) -> str:
    """`no calls`, `1 call`, `1,200 calls`."""
    number = f"{count:,}" if count else "no"
    return f"{number} {thing}{'' if count == 1 else 's'}"


def tokens(usage: Usage) -> str:
    """The tokens sent and received together; empty where there are none."""
    count = usage.prompt_tokens + usage.completion_tokens
    return f"{count:,} tokens" if count else ""
