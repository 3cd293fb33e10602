"""Title, date, byline and publisher of an article, where they can be read; nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import yaml

from pipeline.records import Clutter
from pipeline.text import markup
from pipeline.text.clutter import FRONT_MATTER
from pipeline.text.furniture import DATELINE

T = TypeVar("T")


@dataclass(frozen=True)
class Metadata:
    """What an article says of itself; None where it says nothing that can be read for certain."""

    title: str | None = None
    published: dt.date | None = None
    byline: str | None = None
    publisher: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """This, with what it lacks taken from `other`."""
        known = {name: value for name, value in vars(self).items() if value is not None}
        return replace(other, **known)


def metadata(text: str, clutter: Sequence[Clutter]) -> Metadata:
    """What the clutter of a plain or Markdown text tells: title line, byline, date line, dateline, front
    matter.
    """
    front = FRONT_MATTER.match(text)
    told = Metadata(
        title=_first(clutter, text, "title", _title),
        published=_first(clutter, text, "date", stated_date)
        or _first(clutter, text, "dateline", stated_date)
        or _first(clutter, text, "byline", stated_date),
        byline=_first(clutter, text, "byline", _byline),
        publisher=_first(clutter, text, "dateline", _agency),
    )
    return _front_matter(front["front"]).over(told) if front else told


def stated_date(text: str) -> dt.date | None:
    """The first full date in `text`, its month in words or in ISO form: "5/6/2025" is a different day in
    each country.
    """
    for match in _DATE.finditer(text):
        year, day = (
            int(match["y1"] or match["y2"] or match["y3"]),
            int(match["d1"] or match["d2"] or match["d3"]),
        )
        month = (
            int(match["m3"]) if match["m3"] else _MONTHS.index((match["m1"] or match["m2"])[:3].lower()) + 1
        )
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    return None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<m1>{_NAMES})\.?,?[ -](?P<y1>\d{{4}})\b"
    rf"|\b(?P<m2>{_NAMES})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})\b"
    r"|\b(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})(?!\d)",
    re.IGNORECASE,
)


def _first(clutter: Sequence[Clutter], text: str, reason: str, read: Callable[[str], T | None]) -> T | None:
    """What `read` makes of the first line with this reason that it can read."""
    lines = (
        markup.readable(line.strip())
        for one in clutter
        if one.reason == reason
        for line in one.span.of(text).strip("\ufeff").splitlines()
    )
    return next((value for value in map(read, lines) if value is not None), None)


def _title(text: str) -> str | None:
    return text.lstrip("# ").rstrip("# ") or None


_BY = re.compile(
    r"(?:(?:story|words|text|written) )?by:?\s+([^|•·\d]{3,120}?)(?:\s*[|•·–—-]\s.*|,?\s*\d.*)?$",
    re.IGNORECASE,
)


def _byline(text: str) -> str | None:
    match = _BY.match(text)
    if match is None or re.search(r"[a-z][A-Z].* by", text):
        return None
    return match[1].rstrip(" ,")


def _agency(text: str) -> str | None:
    match = DATELINE.match(text + " A")
    return match["agency"] if match else None


def _front_matter(front: str) -> Metadata:
    try:
        fields = yaml.safe_load(front)
    except (yaml.YAMLError, RecursionError, ValueError):
        return Metadata()
    if not isinstance(fields, Mapping):
        return Metadata()
    return Metadata(
        title=_text(fields.get("title")),
        published=_day(fields.get("date") or fields.get("published")),
        byline=_text(fields.get("author") or fields.get("authors") or fields.get("byline")),
        publisher=_text(fields.get("publisher") or fields.get("source") or fields.get("site")),
    )


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else stated_date(str(value))


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = " and ".join(str(one) for one in value)
    return value.strip() or None if isinstance(value, str) else None
