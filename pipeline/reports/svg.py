"""What the figures share: elements with everything escaped, room for labels, the sheet around a figure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from xml.sax.saxutils import escape, quoteattr

from pipeline.records import Document, Record
from pipeline.reports.plain import line, shorten, visible, words

_LIGHT = {
    "paper": "#fbfaf7",
    "band": "#f2efe8",
    "panel": "#ffffff",
    "ink": "#1d1b18",
    "soft": "#655f56",
    "line": "#e4dfd6",
    "line-strong": "#d8d2c6",
    "edge": "#8d8578",
    "supports": "#1b6e50",
    "drifts": "#9a5a00",
    "contradicts": "#b3261e",
}
_DARK = {
    "paper": "#15171a",
    "band": "#1c1f23",
    "panel": "#22252a",
    "ink": "#ebe7df",
    "soft": "#aba498",
    "line": "#31353b",
    "line-strong": "#434850",
    "edge": "#858b95",
    "supports": "#6fd0a5",
    "drifts": "#f0b35e",
    "contradicts": "#ff8f85",
}


class Figure(Record):
    """A drawing with its size in pixels, what it is called and what can be read from it without seeing it."""

    width: float
    height: float
    title: str
    description: str
    body: str


def element(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element; attribute values are escaped, `content` is markup. `data_c` stands for `data-c`."""
    written = "".join(f" {_spelt(key)}={_quoted(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


@cache
def _spelt(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _quoted(value: str | float) -> str:
    if not isinstance(value, str):
        return f'"{value:g}"'
    return f'"{value}"' if _SIMPLE.fullmatch(value) else quoteattr(visible(value))


_SIMPLE = re.compile(r"[\w .,:;()#%/+-]*", re.ASCII)
"""What stands in an attribute as it is."""


def text(content: str, x: float, y: float, class_: str, **attributes: str | float) -> str:
    """Words at a place; whatever they hold, they are shown as they are."""
    return element("text", escape(line(content)), x=x, y=y, class_=class_, **attributes)


def hint(content: str) -> str:
    """What a pointer that rests on the element around it is shown."""
    return element("title", escape(line(content)) or " ")


def fitted(content: str, width: float, size: float = 12) -> str:
    """`content` cut to what fits into `width` pixels at a font of `size` pixels, by a generous estimate."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in content)
    share = wide / len(content) if content else 0
    return shorten(content, max(4, int(width / (size * (0.51 + 0.5 * share)))))


def wrapped(content: str, width: float, size: float, lines: int) -> list[str]:
    """`content` on at most so many lines of `width` pixels, the last one cut where it does not fit."""
    rest = line(content)
    rows: list[str] = []
    while rest and len(rows) < lines - 1:
        head = fitted(rest, width, size).removesuffix("…")
        rows.append(head)
        rest = rest[len(head) :].lstrip(" ,;:")
    return [*rows, fitted(rest, width, size)] if rest else rows


def standalone(figure: Figure) -> str:
    """The figure as a file of its own, light or dark as the reader's system is."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in theme.items()) for theme in (_LIGHT, _DARK)
    )
    style = f"svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}\n{stylesheet()}"
    paper = element("rect", width="100%", height="100%", class_="fig-paper")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + element(
            "svg",
            _named(figure) + element("style", escape(style)) + paper + figure.body,
            xmlns="http://www.w3.org/2000/svg",
            width=figure.width,
            height=figure.height,
            viewBox=f"0 0 {_value(figure.width)} {_value(figure.height)}",
            class_="fig",
            role="img",
            aria_labelledby="fig-title fig-description",
        )
        + "\n"
    )


def inline(figure: Figure, name: str) -> str:
    """The figure inside a page, which brings the colours; `name` keeps its ids apart from other figures'."""
    return element(
        "svg",
        _named(figure, f"{name}-") + figure.body,
        width=figure.width,
        height=figure.height,
        viewBox=f"0 0 {_value(figure.width)} {_value(figure.height)}",
        class_=f"fig fig-{name}",
        role="group",
        aria_labelledby=f"{name}-fig-title",
        aria_describedby=f"{name}-fig-description",
    )


def document_name(document: Document) -> str:
    """What a reader knows an article by: its title, else its first words, else its file's name."""
    return line(document.title or "") or _opening(document) or line(document.id)


def _opening(document: Document) -> str:
    """The first words of an article, in quotation marks, without the dateline."""
    body = " ".join(words(span.of(document.text)[:_OPENING]) for span in document.body[:3])
    told = _DATELINE.sub("", body.strip())
    return f"“{shorten(told, 90)}”" if len(told.split()) >= _FEW else ""


_OPENING = 400
_FEW = 4
"""An article of fewer words is known by its file's name."""

_DATELINE = re.compile(r"^[^()]{0,60}\([^()]{1,30}\)\s*[–—-]\s*")


@cache
def stylesheet() -> str:
    """The rules of all figures; a reader that knows no variables falls back on the light colours."""
    return (resources.files("pipeline.reports") / "page" / "figures.css").read_text("utf-8")


def _named(figure: Figure, prefix: str = "") -> str:
    return element("title", escape(line(figure.title)), id=f"{prefix}fig-title") + element(
        "desc", escape(line(figure.description)), id=f"{prefix}fig-description"
    )


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
