"""A text made from another one, with the way back: for each of its code points, the stretch that it came
from.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.records import Span

type_of_offsets = "i"  # four bytes a code point: a text of 20 million code points costs 160 MB, not 1.4 GB

Edit = tuple[int, int, str]
"""`[start, end)` of a text shows as this string."""


@dataclass(frozen=True)
class Mapped:
    """`text[i]` came from `[starts[i], ends[i])` of the raw text. Both rise (not strictly), and `starts[i]
    < ends[i]`.

    Code points of the raw text that show as nothing lie in no stretch. Of a text that is its raw text, as most are, the
    two are ranges, which take no room.
    """

    text: str
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)
    raw_length: int

    def raw_span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` lies in the raw text. An empty stretch gives an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.text) else self.raw_length
            return Span.at(at, at)
        return Span.at(self.starts[start], self.ends[end - 1])

    def inner(self, span: Span) -> tuple[int, int]:
        """The stretch of `text` that comes wholly from inside `span` of the raw text."""
        start, end = bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)
        return start, max(start, end)

    def then(self, later: Mapped) -> Mapped:
        """The way from `later.text`, which was made from this `text`, back to the raw text."""
        if isinstance(self.starts, range):
            return later
        starts, ends = self.starts, self.ends
        return Mapped(
            later.text,
            array(type_of_offsets, [starts[at] for at in later.starts]),
            array(type_of_offsets, [ends[at - 1] for at in later.ends]),
            self.raw_length,
        )


def replaced(text: str, edits: Iterable[Edit]) -> Mapped:
    """`text` with each edit made; they must lie in order and not overlap."""
    edits = list(edits)
    if not edits:
        return Mapped(text, range(len(text)), range(1, len(text) + 1), len(text))
    parts: list[str] = []
    starts, ends = array(type_of_offsets), array(type_of_offsets)
    at = 0
    for start, end, shown in edits:
        if start > at:
            parts.append(text[at:start])
            starts.extend(range(at, start))
            ends.extend(range(at + 1, start + 1))
        parts.append(shown)
        starts.extend([start] * len(shown))
        ends.extend([end] * len(shown))
        at = end
    parts.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Mapped("".join(parts), starts, ends, len(text))
