"""What of a text is markup and what it shows as: HTML tags and entities, Markdown links and emphasis.

Offsets count the raw file, so an article from a web page keeps its tags. Everything that reads or compares
words goes through `readable` (or through `normalise`, which uses it) and so sees what a reader of the page
sees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipeline.text.mapped import Edit, Mapped, replaced

_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt "
    "ruby s samp small span strike strong sub sup svg time tt u var wbr "
)
INLINE = frozenset(_INLINE_NAMES.split())
_BLOCK_NAMES = (
    "address article aside audio blockquote body br button canvas caption center col colgroup dd "
    "details dialog div dl dt embed fieldset figcaption figure footer form frame h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html iframe input legend li link main menu meta nav noscript object ol optgroup "
    "option p param picture pre script section select source style summary table tbody td template "
    "textarea tfoot th thead title tr track ul video "
)
BLOCK = frozenset(_BLOCK_NAMES.split())


def readable(text: str) -> str:
    """`text` as it is meant to be read: tags gone, entities decoded, a paragraph break where a block begins
    or ends.
    """
    return mapped(text).text if _may_hold_markup(text) else text


def one_line(text: str) -> str:
    """`readable(text)` with every run of white space made one space."""
    return " ".join(readable(text).split())


def blanked(text: str) -> str:
    """`text` with what it shows in place of each stretch of markup, filled up with spaces: every offset stays."""
    parts: list[str] = []
    at = 0
    for start, end, shown in edits(text):
        parts += (text[at:start], shown[: end - start].ljust(end - start))
        at = end
    return "".join((*parts, text[at:])) if at else text


def mapped(text: str) -> Mapped:
    """`readable(text)` with the way back to `text`."""
    return replaced(text, edits(text))


def edits(text: str) -> Iterator[Edit]:
    """The stretches of markup in `text`, in order, each with what it shows as. None for most plain text."""
    if not _may_hold_markup(text):
        return
    for match in _MARKUP.finditer(text):
        shown = _shown(match)
        if shown is not None:
            yield match.start(), match.end(), shown


# Bounded repeats keep hostile input linear. Names of tags and the form of attributes are checked in
# `_shown`, so that "a < b" and "<not a tag>" stay words.
_MARKUP = re.compile(
    r"""
      <!--(?s:.{0,4000}?)-->
    | <!(?:DOCTYPE|doctype)[^<>]{0,500}>
    | </?(?P<tag>[A-Za-z][A-Za-z0-9-]{0,20})(?P<attributes>
        (?:[\s/](?:[^<>"']{1,1000}+|"[^"]{0,4000}"|'[^']{0,4000}'){0,60}+)?)>
    | &(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
    | !?\[(?=[^\[\]\n]{0,300}\]\((?:https?:|mailto:|/|\#)[^\s()]{0,2000}\))
    | \]\((?:https?:|mailto:|/|\#)[^\s()]{0,2000}\)
    | (?<![\w*])(?:\*{1,3})(?=[^\s*][^*\n]{0,300}\*{1,3}(?![\w*]))
    | (?<=[^\s*])\*{1,3}(?![\w*])
    """,
    re.VERBOSE,
)


def _may_hold_markup(text: str) -> bool:
    return "<" in text or "&" in text or "](" in text or "*" in text


def _shown(match: re.Match[str]) -> str | None:
    found = match[0]
    if match["tag"]:
        return _tag_shown(match["tag"].lower(), match["attributes"])
    if found[0] == "&":
        shown = html.unescape(found)
        return shown if shown != found else None
    return ""


def _tag_shown(name: str, attributes: str) -> str | None:
    if "=" not in attributes and not _BOOLEAN.fullmatch(attributes):
        return None
    if name in BLOCK:
        return "\n\n"
    return "" if name in INLINE or "-" in name else None


_BOOLEAN = re.compile(
    r"(?:\s+(?:allowfullscreen|async|autofocus|autoplay|checked|controls|defer|disabled|download|hidden"
    r"|ismap|itemscope|loop"
    r"|multiple|muted|novalidate|nowrap|open|readonly|required|reversed|selected))*\s*/?",
    re.IGNORECASE,
)
