"""Even out how a text is written, and keep the way back to the raw text.

What is evened out: Unicode forms (NFKC, UAX #15), curly and angled quotation marks, all dashes and the
spaces around them, ellipses, spaces of every kind and number, invisible characters, and markup
(`pipeline.text.markup`). Words, numbers and, unless `fold` is asked for, case stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.text import markup
from pipeline.text.mapped import Edit, Mapped, replaced

Normalised = Mapped


def normalise(text: str, *, fold: bool = False) -> Normalised:
    """`text` evened out, with the way back. The same words written in two ways give the same `.text`.

    `fold` also folds case. A digit's superscript, subscript or fraction is kept (`10²` is not `102`).
    """
    result = markup.mapped(text)
    for stage in (_letters, _spacing):
        edits = list(stage(result.text))
        if edits:
            result = result.then(replaced(result.text, edits))
    if fold and result.text != result.text.casefold():
        result = result.then(replaced(result.text, list(_case(result.text))))
    return result


# --- letter by letter ------------------------------------------------------------------------------------

_SINGLE = "‘’‚‛′ʹʻʼʽ`´＇‹›"
_DOUBLE = "“”„‟″〝〞＂«»「」『』"
_DASHES = "‐‑‒–—―−⸺⸻﹘﹣－"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff™®℠"
)
_ATTACHED = {"\u200d", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
_TABLE = {
    **{ord(mark): "'" for mark in _SINGLE},
    **{ord(mark): '"' for mark in _DOUBLE},
    **{ord(mark): "-" for mark in _DASHES},
    **{ord(mark): None for mark in (*_INVISIBLE, *_ATTACHED)},
    0x2044: "/",
}
_LONGEST_CLUSTER = (
    30  # the Stream-Safe Text Format of UAX #15; ordering more marks than that takes quadratic time
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _letters(text: str) -> Iterator[Edit]:
    for run in _NOT_ASCII.finditer(text):
        start = run.start()
        if start and _joins(text[start]) and text[start - 1].isascii():
            start -= 1
        while start < run.end():
            end = start + 1
            while end < run.end() and end - start < _LONGEST_CLUSTER and _joins(text[end]):
                end += 1
            cluster = text[start:end]
            shown = _evened(cluster, start > 0 and text[start - 1].isdigit())
            if shown != cluster:
                yield start, end, shown
            start = end


@lru_cache(maxsize=1 << 14)
def _evened(cluster: str, after_digit: bool) -> str:
    if after_digit and unicodedata.decomposition(cluster[0]).startswith(("<super>", "<sub>", "<fraction>")):
        return cluster
    return unicodedata.normalize("NFKC", cluster.translate(_TABLE)).translate(_TABLE)


@cache
def _joins(char: str) -> bool:
    """Whether `char` may melt into the one before it when the text is composed."""
    if char in _ATTACHED:
        return True
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


# --- spacing ---------------------------------------------------------------------------------------------

_SPACING = re.compile(
    r"""
      (?P<ellipsis> \s*\.(?:\s?\.){2,}\s* )
    | (?P<dash> \s+-[\s-]*|-[\s-]+ )
    | (?P<double> ``|'' )
    | (?P<single> ` )
    | (?P<none> \s+(?=[,.;:!?)\]]) )
    | (?P<space> \s{2,}|[^\S ] )
    """,
    re.VERBOSE,
)
_SHOWN = {"ellipsis": "...", "dash": "-", "double": '"', "single": "'", "none": "", "space": " "}


def _spacing(text: str) -> Iterator[Edit]:
    for match in _SPACING.finditer(text):
        yield match.start(), match.end(), _SHOWN[match.lastgroup or "space"]


def _case(text: str) -> Iterator[Edit]:
    for at, char in enumerate(text):
        folded = char.casefold()
        if folded != char:
            yield at, at + 1, folded
