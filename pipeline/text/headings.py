"""Tell a heading from a sentence, by its shape alone."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SMALL = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "as",
            "at",
            "but",
            "by",
            "for",
            "from",
            "if",
            "in",
            "into",
            "is",
            "nor",
            "of",
            "off",
            "on",
        ),
        *("or", "over", "per", "so", "than", "that", "the", "to", "up", "via", "vs", "with", "yet"),
    )
)
_MOST_WORDS = 20
_CAPITALS = 0.75


def is_heading(line: str) -> bool:
    """Whether `line` is written as a heading: short, no mark at its end, and most words begin with a capital.

    Small words (of, the, to …) do not count. A line in sentence case is never called a heading: a bullet looks alike.
    """
    text = line.strip().rstrip("\"'”’")
    if not text or text[-1] in ".!?:;,…":
        return False
    words = _WORD.findall(text)
    weighty = [word for word in words if word.casefold() not in _SMALL]
    if not len(weighty) >= 2 or len(words) > _MOST_WORDS:
        return False
    return bool(sum(word[0].isupper() for word in weighty) >= _CAPITALS * len(weighty))
