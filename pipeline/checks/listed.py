"""Lists of words, written as one writes them down: in a line."""

from __future__ import annotations


def listed(line: str, separator: str | None = None) -> list[str]:
    """The words of `line`, or its parts between separators."""
    return line.split(separator)


def word_set(line: str) -> frozenset[str]:
    """The different words of `line`."""
    return frozenset(line.split())
