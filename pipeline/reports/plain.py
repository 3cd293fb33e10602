"""Text of articles and models made fit to stand in a line of somebody else's format.

What comes from outside may hold terminal escapes, line breaks that would start a new row, and bidirectional
overrides that would turn the words after them. `visible` keeps the length, `line` does not.
"""

from __future__ import annotations

import re

from pipeline.text.markup import readable

_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_UNFIT = dict.fromkeys([*range(0x80, 0xA0), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], 0xFFFD)
_BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
_VISIBLE = {**_CONTROL_PICTURES, **_UNFIT, 0x09: 0x09}
_LINE = {**_VISIBLE, **_BIDI_CONTROLS}
_WHITE_SPACE = re.compile(r"[\s\x85\u2028\u2029]+")


def visible(text: str) -> str:
    """`text` with control characters as their pictures (␀, ␛), unfit ones as U+FFFD; one for one."""
    return text if text.isprintable() else text.translate(_VISIBLE)


def line(text: str) -> str:
    """`text` on one line: white space is evened, nothing in it steers a terminal or turns other words."""
    return _WHITE_SPACE.sub(" ", text).strip().translate(_LINE)


def words(text: str) -> str:
    """Words of an article, a claim or a reason as they are read: on one line, without their markup."""
    return line(readable(text))


def shorten(text: str, length: int) -> str:
    """`line(text)`, cut after a word to at most `length` code points, with an ellipsis when cut."""
    whole = line(text)
    if len(whole) <= length:
        return whole
    head = whole[: length - 1]
    return (head[: head.rfind(" ")] if " " in head[length // 2 :] else head).rstrip(" ,;:–—-") + "…"


def percent(share: float) -> str:
    """A probability in per cent; what was estimated is never called certain."""
    return ">99%" if share >= 0.995 else f"{share:.0%}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`number` with its noun: "1 claim", "2 claims"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
