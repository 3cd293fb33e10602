"""Read the dates and times of a sentence, and compare them, relative ones against the day the article appeared."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.checks.listed import listed, word_set

if TYPE_CHECKING:
    from pipeline.checks.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as far as the sentence gives it. `first` and `last` (exclusive) count in `sentence.words`.

    `shift` is a relative expression as (unit, count): "last week" is ("week", -1), "two days ago" ("day", -2).
    `part` is a part of the day, or a season. `clock` is minutes after midnight. `stage` is "early", "mid" or "late"
    in a month, year or decade. `feast` is a holiday. A count of `VAGUE` stands for "many" ("years ago").
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    decade: int | None = None
    shift: tuple[str, int] | None = None
    clock: int | None = None
    part: str | None = None
    stage: str | None = None
    century: int | None = None
    feast: str | None = None

    def fields(self) -> dict[str, object]:
        """The parts that are given."""
        names = ("year", "month", "day", "weekday", "decade", "shift", "clock", "part", "stage", "century",
                 "feast")  # fmt: skip
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def moments(sentence: Sentence) -> tuple[Moment, ...]:
    """The dates and times of a sentence, in order."""
    text, found, free = sentence.text, [], 0
    matches = sorted(
        ((m, make) for pattern, make in _PATTERNS for m in pattern.finditer(text)),
        key=lambda pair: (pair[0].start(), -pair[0].end()),
    )
    for match, make in matches:
        if match.start() < free:
            continue
        fields = make(match, text)
        if fields is None:
            continue
        free = match.end()
        start, end = _stripped(match)
        if fields.keys() & {"month", "year", "decade", "century"} and "day" not in fields:
            fields = {**fields, **_stage(text[:start])}
        first, last = sentence.word_at(start), sentence.word_at(end - 1) + 1
        found.append(Moment(first, last, start, end, text[start:end], **fields))
    return tuple(found)


def _stage(before: str) -> dict[str, object]:
    stage = re.search(
        r"\b(early|mid|late|(?:beginning|start|middle|end) of)(?: in| of)?(?: the)?[ -]$",
        before,
        re.IGNORECASE,
    )
    return {"stage": _STAGES.get(stage[1].lower()[:3], "mid")} if stage else {}


def _stage_of(day: int) -> str:
    return "early" if day <= _EARLY else "late" if day >= _LATE else "mid"


def agrees(
    claim: Moment, source: Moment, claim_day: dt.date | None, source_day: dt.date | None
) -> bool | None:
    """Whether `source` bears out `claim`: False on a clash, None when they cannot be compared or it says too little."""
    wanted, given = claim.fields(), source.fields()
    if claim.shift and source.shift and claim.shift[1] == -VAGUE and source.shift[0] == claim.shift[0]:
        return source.shift[1] < -1  # "years ago" for "three years ago"
    shared = wanted.keys() & given.keys()
    if "stage" in shared and claim.stage != source.stage:
        return False
    if "clock" in shared and _is_half_day_apart(claim, source):
        shared -= {"clock"}
        wanted.pop("clock")
    is_clash = any(wanted[name] != given[name] for name in shared)
    if is_clash and (shared == {"shift"} or "shift" not in shared or not source_day):
        return _by_calendar(claim, source, claim_day, source_day) or False
    if "stage" in wanted and "stage" not in given and shared:
        wanted.pop("stage")
        if source.day is not None and _stage_of(source.day) != claim.stage:
            return False
    if wanted.keys() <= given.keys():
        return True
    if {"month", "day"} <= shared and "shift" not in wanted:
        return True  # the claim only adds the year or the weekday
    if "decade" in wanted and source.year is not None:
        return source.year // 10 * 10 == claim.decade
    if "century" in wanted and source.year is not None:
        return (source.year - 1) // 100 + 1 == claim.century
    by_calendar = _by_calendar(claim, source, claim_day, source_day)
    if by_calendar is not None:
        return by_calendar
    return None


def _is_half_day_apart(a: Moment, b: Moment) -> bool:
    """Whether two times are one, but that "half past eight" does not say which half of the day."""
    spoken = next(
        (m for m in (a, b) if not re.search(r"\d|morning|afternoon|evening|night|noon", m.text)), None
    )
    return (
        spoken is not None and a.clock is not None and b.clock is not None and abs(a.clock - b.clock) == 720
    )


def _by_calendar(
    claim: Moment, source: Moment, claim_day: dt.date | None, source_day: dt.date | None
) -> bool | None:
    """Compare as stretches of days. The claim may be less exact than the source, not more."""
    wanted, given = days(claim, claim_day), days(source, source_day)
    if wanted is None or given is None:
        return None
    if claim.clock is not None or claim.part is not None:
        return None
    if claim.shift and source.shift:
        return wanted == given  # "last month" for "last week" is a change, though one may lie in the other
    is_coarse = claim.day is None and claim.weekday is None and claim.shift is None
    if wanted[0] <= given[0] and given[1] <= wanted[1]:
        return True
    if is_coarse and wanted[0] <= given[1] and given[0] <= wanted[1]:
        return True
    if wanted[1] < given[0] or given[1] < wanted[0]:
        return False
    return None


def days(moment: Moment, today: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """The first and last day that a moment may mean, None when that cannot be known."""
    if moment.shift is not None:
        return _shifted(moment.shift, today) if today else None
    if moment.weekday is not None and moment.day is None:
        return None if today is None or moment.year else _weekday(moment.weekday, today)
    year = moment.year or (today.year if today and (moment.month or moment.day) else None)
    if year is None:
        return (dt.date(moment.decade, 1, 1), dt.date(moment.decade + 9, 12, 31)) if moment.decade else None
    if moment.month is None:
        return (dt.date(year, 1, 1), dt.date(year, 12, 31)) if moment.day is None else None
    try:
        if moment.day is not None:
            day = dt.date(year, moment.month, moment.day)
            return day, day
        following = dt.date(year + moment.month // 12, moment.month % 12 + 1, 1)
        return dt.date(year, moment.month, 1), following - dt.timedelta(days=1)
    except ValueError:
        return None


def _weekday(weekday: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """The last such day up to today: news speaks of the week behind it."""
    day = today - dt.timedelta(days=(today.weekday() - weekday) % 7)
    return day, day


def _shifted(shift: tuple[str, int], today: dt.date) -> tuple[dt.date, dt.date] | None:
    unit, count = shift
    if abs(count) >= VAGUE:
        return None
    if unit == "day":
        day = today + dt.timedelta(days=count)
        return day, day
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=count)
        return monday - dt.timedelta(days=1), monday + dt.timedelta(days=6)
    if unit == "month":
        month = today.year * 12 + today.month - 1 + count
        first = dt.date(month // 12, month % 12 + 1, 1)
        after = dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        return first, after - dt.timedelta(days=1)
    if unit == "year" and 0 < today.year + count < 9999:
        return dt.date(today.year + count, 1, 1), dt.date(today.year + count, 12, 31)
    return None


# --- patterns --------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        listed(
            "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sept sep,"
            "october oct,november nov,december dec",
            ",",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        listed(
            "monday mon,tuesday tues tue,wednesday wed,thursday thurs thu,friday fri,saturday sat,sunday sun",
            ",",
        )
    )
    for name in names.split()
}
_COUNTS = {
    word: number
    for number, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty"
        )
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}
VAGUE = 1000
_EARLY, _LATE = 12, 19  # days of a month up to which it is early, and from which it is late
_STAGES = {"ear": "early", "beg": "early", "sta": "early", "lat": "late", "end": "late"}
_FULL_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_FULL_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    rf"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?|{_FULL_MONTHS.lower()})"
)
_WEEKDAY = rf"(?P<weekday>{_FULL_DAYS}|{_FULL_DAYS.lower()}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?=,? \d))"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d|21\d\d)"
_UNIT = (
    r"(?P<unit>day|week|month|year|decade|century|hour|minute|night|morning|evening|afternoon|weekend|summer|winter"
    rf"|spring|autumn|fall|season|quarter|{_FULL_DAYS}|{_FULL_DAYS.lower()}|{_FULL_MONTHS}|{_FULL_MONTHS.lower()})"
)
_WHICH = r"(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Pp]revious|[Cc]oming|[Ff]ollowing|[Cc]urrent)"
_HOUR = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap]\.?m\b\.?)"
_COUNT = (
    r"(?P<count>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|several|(?:a|some) few|some|many)"
)


_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MINUTES = {"half": 30, "quarter": 15, "twenty-five": 25, "twenty": 20, "ten": 10, "five": 5}
_FEW = "twenty-five|twenty|ten|five"
_OFF = rf"half|quarter|(?:{_FEW})(?= past)|(?<=at )(?:{_FEW})"  # "five to ten" may be from five up to ten
_WHEN = r"(?: (?:in the|at) (?P<half>morning|afternoon|evening|night))"
_AS_HOUR = r" o['’]clock| in the (?:morning|afternoon|evening)\b| at night\b"
_TURN = 40  # "'39" is 2039, "'40" is 1940


def _full(match: re.Match[str], text: str) -> dict[str, object] | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    fields: dict[str, object] = {}
    if "month" in groups:
        fields["month"] = _MONTHS[groups["month"].rstrip(".").lower()]
    if "day" in groups:
        if not 1 <= int(groups["day"]) <= 31:
            return None
        fields["day"] = int(groups["day"])
    if "weekday" in groups:
        fields["weekday"] = _DAYS[groups["weekday"].lower()]
    if "year" in groups:
        fields["year"] = int(groups["year"])
    return fields or None


def _iso(match: re.Match[str], text: str) -> dict[str, object] | None:
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return {"year": int(match["year"]), "month": month, "day": day}


def _lone_month(match: re.Match[str], text: str) -> dict[str, object] | None:
    name = match["month"]
    if name in ("may", "march"):
        return None
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower().strip("(,")
    if name in ("May", "March", "Mar", "Sep", "Jan", "Dec") or name.islower():
        if before not in _BEFORE_MONTH:
            return None
    elif len(name) <= 4 and name not in ("June", "July") and not name.endswith("."):
        return None
    return {"month": _MONTHS[name.rstrip(".").lower()]}


def _lone_year(match: re.Match[str], text: str) -> dict[str, object] | None:
    after = re.match(r"[ -]([A-Za-z]+)", text[match.end() :])
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower().strip("(,")
    if (
        text[max(0, match.start() - 1) : match.start()] in list("$€£#,.")
        or text[match.end() : match.end() + 1] == "%"
    ):
        return None
    counted = after and re.fullmatch(
        r"[a-z]+s|people|men|women|children|percent|per|feet|km|mile|dead|other|more", after[1]
    )
    if (
        counted
        and after
        and after[1] not in _NOT_COUNTED
        and before not in ("in", "since", "until", "during")
    ):
        return None
    return {"year": int(match["year"])}


def _shift(match: re.Match[str], text: str) -> dict[str, object] | None:
    word, unit = match["which"].lower(), match["unit"].lower()
    count = {
        "last": -1,
        "past": -1,
        "previous": -1,
        "this": 0,
        "next": 1,
        "coming": 1,
        "following": 1,
        "current": 0,
    }[word]
    if unit in _DAYS:
        return {"weekday": _DAYS[unit]}
    if unit in _MONTHS:
        return {"month": _MONTHS[unit]}
    if unit in ("night", "morning", "evening", "afternoon"):
        return {"shift": ("day", -1 if count < 0 else count), "part": unit}
    return {"shift": (unit, count)}


def _ago(match: re.Match[str], text: str) -> dict[str, object] | None:
    count = match["count"].lower()
    number = int(count) if count.isdigit() else _COUNTS.get(count, VAGUE)
    sign = -1 if match["way"].lower() in ("ago", "earlier", "before", "previously") else 1
    return {"shift": (match["unit"].lower(), sign * number)}


def _today(match: re.Match[str], text: str) -> dict[str, object] | None:
    word = match.group().lower()
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}[word]
    return {"shift": ("day", shift)}


def _clock(match: re.Match[str], text: str) -> dict[str, object] | None:
    if match["noon"]:
        return {"clock": 720 if match["noon"].lower() in ("noon", "midday") else 0}
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").replace(".", "").lower()
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return {"clock": hour * 60 + minute}


def _spoken(match: re.Match[str], text: str) -> dict[str, object] | None:
    """ "half past eleven", "a quarter to nine", "nine in the evening", "ten o'clock"."""
    told = match.groupdict()
    hour = _COUNTS[told["hour"].lower()]
    is_late = (told["half"] or "").lower() in ("afternoon", "evening", "night") and hour < 12
    minutes = _MINUTES[told["off"].lower()] if told.get("off") else 0
    before = (told.get("to") or "").lower() == "to"
    return {"clock": (hour + 12 * is_late) * 60 + (-minutes if before else minutes)}


def _short_year(match: re.Match[str], text: str) -> dict[str, object] | None:
    """ "the class of '94": a year of this century up to the thirties, of the last from there."""
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower().strip("(,")
    if before not in _BEFORE_MONTH and before not in ("summer", "class", "the") and before not in _MONTHS:
        return None
    year = int(match["two"])
    return {"year": (2000 if year < _TURN else 1900) + year}


def _decade(match: re.Match[str], text: str) -> dict[str, object] | None:
    return {"decade": int(match["decade"])}


def _season(match: re.Match[str], text: str) -> dict[str, object] | None:
    fields: dict[str, object] = {"part": match["season"].lower().replace("autumn", "fall")}
    if match["year"]:
        fields["year"] = int(match["year"])
    return fields


_BEFORE_MONTH = word_set(
    "in since last next until till by of early late mid this from every each during to between and before "
    "after for through on mid- a"
)
_NOT_COUNTED = word_set(
    "was has is as its his this elections olympics games us championships finals sanctions does"
)
_CENTURIES = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)
_FEASTS = (
    "Christmas(?: Eve| Day)?|Easter|Thanksgiving|Halloween|New Year['’]?s? (?:Eve|Day)|Ramadan|Eid|Passover|Hanukkah"
    "|Diwali|Valentine['’]s Day|Memorial Day|Labor Day|Independence Day|Boxing Day|Good Friday"
)
_PATTERNS = (
    (re.compile(rf"\b{_YEAR}-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b"), _iso),
    (re.compile(rf"\b(?:{_WEEKDAY},? )?{_MONTH} {_DAY}(?!\d|:)(?:,? {_YEAR}\b)?"), _full),
    (re.compile(rf"\b(?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR}\b)?"), _full),
    (re.compile(rf"\b{_MONTH},? (?:of )?{_YEAR}\b"), _full),
    (
        re.compile(rf"\b{_WHICH} {_UNIT}\b(?!s)"),
        _shift,
    ),
    (
        re.compile(rf"\b{_COUNT} {_UNIT}s? (?P<way>ago|earlier|later|from now|previously)\b", re.IGNORECASE),
        _ago,
    ),
    (
        re.compile(
            r"\b(?P<unit>day|week|month|year|decade)s (?P<way>ago|earlier|later|previously)\b", re.IGNORECASE
        ),
        lambda m, t: {"shift": (m["unit"].lower(), VAGUE if m["way"].lower() == "later" else -VAGUE)},
    ),
    (
        re.compile(r"\b(?P<century>\d{1,2})(?:st|nd|rd|th)[ -]century\b"),
        lambda m, t: {"century": int(m["century"])},
    ),
    (
        re.compile(rf"\b(?P<century>{'|'.join(_CENTURIES)})[ -]century\b", re.IGNORECASE),
        lambda m, t: {"century": _CENTURIES.index(m["century"].lower()) + 1},
    ),
    (
        re.compile(rf"\b(?P<feast>{_FEASTS})\b"),
        lambda m, t: {"feast": m["feast"].removesuffix(" Day").lower()},
    ),
    (re.compile(r"(?<=['’])(?P<two>[2-9]0)s\b"), lambda m, t: {"decade": 1900 + int(m["two"])}),
    (
        re.compile(rf"\b(?:a )?(?P<off>{_OFF}) (?P<to>past|to) (?P<hour>{_HOURS}){_WHEN}?\b", re.IGNORECASE),
        _spoken,
    ),
    (
        re.compile(rf"\b(?P<hour>{_HOURS})(?={_AS_HOUR})(?: o['’]clock)?{_WHEN}?", re.IGNORECASE),
        _spoken,
    ),
    (re.compile(r"(?<!\w)['’](?P<two>\d\d)\b(?!['’]?s\b)"), _short_year),
    (re.compile(r"\b(?:yesterday|today|tonight|tomorrow)\b", re.IGNORECASE), _today),
    (re.compile(rf"\b{_WEEKDAY}\b"), _full),
    (re.compile(rf"\b{_MONTH}\b"), _lone_month),
    (
        re.compile(r"\b(?P<decade>1[4-9]\d0|20\d0)'?s\b"),
        _decade,
    ),
    (re.compile(rf"\b{_YEAR}\b(?![,.:]\d)"), _lone_year),
    (
        re.compile(
            rf"\b(?P<noon>noon|midnight|midday)\b|\b{_HOUR}|\b(?P<h2>\d{{1,2}}):(?P<m2>\d\d|0)\b",
            re.IGNORECASE,
        ),
        lambda m, t: (
            _clock(m, t)
            if m["noon"] or m["half"]
            else {"clock": int(m["h2"]) * 60 + int(m["m2"])}
            if int(m["h2"]) < 25
            else None
        ),
    ),
    (
        re.compile(
            r"\b(?P<season>spring|summer|autumn|winter)\b(?: (?:of )?(?P<year>\d{4}))?", re.IGNORECASE
        ),
        _season,
    ),
    (
        re.compile(
            r"\b(?:in the |on |every |each |the )?(?P<part>morning|afternoon|evening)\b", re.IGNORECASE
        ),
        lambda m, t: {"part": m["part"].lower()},
    ),
)


def _stripped(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    if match.re is _PATTERNS[-1][0]:
        start = match.start("part")
    return start, end
