"""Where in the raw source of a web page the article lies.

The page stays as it is: the clutter is everything that trafilatura does not take for the main text, found
again in the source, and markup between two paragraphs of the article stays inside the body
(`pipeline.text.markup` reads over it).
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.records import Clutter, Span
from pipeline.text import markup
from pipeline.text.clutter import Block, classify, joined, partial
from pipeline.text.metadata import Metadata, metadata, stated_date

UNREAD = "long markup"
"""The reason of clutter whose words nobody reads: a script or a picture written into the page, and the like."""


def is_webpage(text: str) -> bool:
    """Whether `text` begins as the source of a web page does."""
    return bool(_BEGINS.match(text))


def read(text: str) -> tuple[tuple[Clutter, ...], Metadata]:
    """The clutter of the page's source and what the page says of itself.

    Where trafilatura finds no main text, as in very deeply nested pages, all visible text outside menus,
    forms, margins and footers is taken for it.
    """
    blocks = list(_pieces(text))
    main = _main(text, blocks)
    classify(main)
    kept = {id(block) for block in main}
    for block in blocks:
        if id(block) not in kept and block.reason is None:
            block.reason = "outside the main text"
    found = joined([*_between(blocks, text), *partial(main, text)], text)
    return found, _described(text).over(metadata(text, found))


_BEGINS = re.compile(
    r"\s*\ufeff?\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)

# --- the source, piece by piece --------------------------------------------------------------------------

_TAG = re.compile(
    r"<!--|<[!?][^<>]{0,2000}>"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][\w:-]{0,40})"
    r"(?:[\s/](?:[^<>\"']{1,1000}+|\"[^\"]{0,8000}\"|'[^']{0,8000}'){0,80}+)?>"
    r"|<(?P<long>[A-Za-z][\w:-]{0,40})(?=[\s/])"
)
_HIDDEN = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "head", "title", "textarea"),
        *("select", "button", "object", "figcaption", "figure"),
    )
)
_HOLDS_WORDS = frozenset(("head", "title", "noscript", "template", "textarea", "select", "button", "object"))
_LONG = 8_000
_MARGINS = frozenset(("nav", "footer", "aside", "form", "dialog", "menu"))


def _pieces(text: str) -> Iterator[Block]:
    """The blocks of visible text, and those that a browser does not show, in order; the latter have a
    reason.
    """
    at = begin = 0
    margins: Counter[str] = Counter()
    unclosed: set[str] = set()
    long_tags = _LongTags(text)
    while match := _TAG.search(text, at):
        at = match.end()
        long_end = long_tags.end(at) if match["long"] else None
        if match["long"] and long_end is None:
            continue
        at = long_end or at
        name = (match["tag"] or match["long"] or "").lower()
        if not name and match[0] != "<!--":
            continue
        if name in markup.INLINE and name not in _HIDDEN and not match["long"]:
            continue
        yield from _visible(text, begin, match.start(), margins)
        end = None
        if (not name or (name in _HIDDEN and not match["close"])) and name not in unclosed:
            end = _closed(text, name, at)
            if end is None:
                unclosed.add(name)
        elif name in _MARGINS:
            margins[name] = max(0, margins[name] + (-1 if match["close"] else 1))
        at = end or at
        if end or match["long"]:
            span = Span.at(match.start(), at)
            yield Block(span, "", "", reason=_reason(name, len(span)))
        begin = at
    yield from _visible(text, begin, len(text), margins)


class _LongTags:
    """Finds where tags end that are longer than `_TAG` and `markup` read: a picture or a state written into the page.

    No more of the text is gone over than a few times its length, however many tags begin and do not end.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _TIMES * len(text)
        self._unclosed: set[str] = set()

    def end(self, at: int) -> int | None:
        """Where the tag ends whose attributes begin at `at`; None where it does not, or too much was gone over."""
        start, end = at, None
        while at - start < self._left:
            at = next(_OUTSIDE_QUOTES.finditer(self._text, at)).end()
            char = self._text[at : at + 1]
            if char == ">":
                end = at + 1
            if char not in _QUOTES or char in self._unclosed:
                break
            close = self._text.find(char, at + 1)
            if close < 0:
                self._unclosed.add(char)
                break
            at = close + 1
        self._left -= at - start
        return end


_TIMES = 4
_QUOTES = ("'", '"')
_OUTSIDE_QUOTES = re.compile(r"[^<>\"']*+")


def _reason(name: str, length: int) -> str:
    if name.startswith("fig"):
        return "caption"
    return "markup" if length < _LONG or name in _HOLDS_WORDS else UNREAD


def _closed(text: str, name: str, at: int) -> int | None:
    """Where the hidden element `name`, or a comment if that is empty, ends; None if it never does."""
    match = re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE).search(text, at)
    return match.end() if match else None


def _visible(text: str, start: int, end: int, margins: Counter[str]) -> Iterator[Block]:
    part = text[start:end]
    if not part.strip():
        return
    mapped = markup.mapped(part)
    shown = mapped.text
    if not any(char.isalnum() for char in shown):
        return
    raw = mapped.raw_span(len(shown) - len(shown.lstrip()), len(shown.rstrip()))
    block = Block(Span.at(start + raw.start, start + raw.end), " ".join(shown.split()), shown)
    if any(margins.values()):
        block.reason = "outside the main text"
    yield block


# --- the main text ---------------------------------------------------------------------------------------


def _main(text: str, blocks: Sequence[Block]) -> list[Block]:
    shown = [block for block in blocks if block.reason is None]
    extracted = _extracted(text)
    lines, whole = {_key(line) for line in extracted.splitlines()}, _key(extracted)
    main = {
        block.span.start: block
        for block in shown
        if (key := _key(block.text)) in lines or (len(key) > 25 and key in whole)
    }
    if not any(block.is_prose for block in main.values()):
        return shown
    first, last = min(main), max(main)
    return [
        one for one in shown if one.span.start in main or (first < one.span.start < last and one.is_prose)
    ]


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _extracted(text: str) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    except (
        Exception
    ):  # any fault of a parser in foreign code costs the finding of the main text, not the page
        return ""


_DATES = {"original_date": True, "extensive_search": False, "max_date": "2200-01-01"}  # no clock


def _described(text: str) -> Metadata:
    import trafilatura

    try:
        found = trafilatura.extract_metadata(text, date_config=_DATES)
    except Exception:  # as above
        return Metadata()
    return Metadata(
        title=found.title or None,
        published=stated_date(found.date or ""),
        byline=(found.author or "").replace("; ", " and ") or None,
        publisher=found.sitename or None,
    )


def _between(blocks: Sequence[Block], text: str) -> Iterator[Clutter]:
    """Each block with a reason, together with the markup before it, and at the end of a run the markup
    after it.
    """
    at = 0
    for number, block in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.reason:
            end = block.span.end if after is None or after.reason else after.span.start
            yield Clutter(span=Span.at(at, end if after else len(text)), reason=block.reason)
            at = end
        else:
            if at == 0 and block.span.start > 0 and number == 0:
                yield Clutter(span=Span.at(0, block.span.start), reason="markup")
            at = block.span.end
    if blocks and not blocks[-1].reason and at < len(text):
        yield Clutter(span=Span.at(at, len(text)), reason="markup")
