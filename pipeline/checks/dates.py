"""Every date of the claim must be one of the source's, relative ones reckoned from the day the article appeared."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.moments import Moment, agrees, days
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.7
_FREE = 0.5  # closeness up to which another date of the sentence may be the claim's
_COVERED = 0.6  # coverage below which the sentence found need not be the one that the claim tells
_DAY_AFTER = re.compile(r"(?:following|next) day", re.IGNORECASE)
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "final": 0}
_COUNTED = {"two": 2, "three": 3, "four": 4, "six": 6}
_LENGTHS = {"quarter": 3, "half": 6}
_STRETCH = re.compile(
    r"\b(?P<place>first|second|third|fourth|last|final) (?:(?P<count>two|three|four|six) months|(?P<unit>quarter|half))"
    r" of (?:the year|last year|this year|\d{4})",
    re.IGNORECASE,
)
_MARGIN = 3  # words from either end of a sentence, where a date may have moved to


def check(alignment: Alignment) -> Finding:
    """Flags dates and times that the source gives otherwise, or not at all."""
    flags: list[Flag] = []
    total = held = 0
    for unit in alignment.units:
        for moment in unit.claim.moments:
            raised, is_held = _judge(moment, unit, alignment.index)
            total += 1
            held += is_held
            if raised:
                flags.append(raised)
                if raised.source and _is_count(moment, raised.source.text, unit, alignment.index):
                    flags.append(raised.model_copy(update={"kind": FlagKind.NUMBER}))
    signals = {"dates": float(total), "dates_held": held / total if total else 1.0}
    return Finding(check="dates", flags=tuple(flags), signals=signals)


def _is_count(moment: Moment, text: str, unit: Unit, index: SourceIndex) -> bool:
    """Whether the two differ in a figure only: "two years ago", "ten years ago"."""
    others = [m for m in unit.best.moments if m.text == text]
    if moment.century is not None:
        return any(other.century is not None for other in others)
    if moment.shift is None or moment.text[:1].lower() in "ltpnc":
        return False
    return any(o.shift and o.shift[0] == moment.shift[0] and moment.text[-3:] == o.text[-3:] for o in others)


def _judge(moment: Moment, unit: Unit, index: SourceIndex) -> tuple[Flag | None, bool]:
    best = unit.best
    if not unit.is_found:
        return None, False
    near = [*unit.passages, *index.neighbours(best)]
    if any(_is_reckoned(moment, unit.claim, sentence) for sentence in near):
        return None, True
    rival = _rival(moment, unit, index)
    if rival and not _is_told_elsewhere(moment, unit, index):
        return _flag(moment, unit, best, rival), False
    if _is_count_of_source(moment, unit):
        return None, True
    if _held(moment, near, index) or any(agrees(moment, m, day, day) is True for m, day in index.moments):
        return None, True
    clashing = [m for m in best.moments if _clash(moment, m, best, index)]
    if clashing:
        return _flag(moment, unit, best, clashing[0]), False
    if moment.shift or moment.part or moment.clock is not None:
        return None, False
    if _is_published(moment, best, index):
        return None, True
    return _flag(moment, unit, best, None), False


def _is_count_of_source(moment: Moment, unit: Unit) -> bool:
    """Whether what reads like a year is a plain number of the source: "1500" for "1,500"."""
    if moment.fields().keys() != {"year"}:
        return False
    return any(q.value == moment.year for sentence in unit.passages for q in sentence.quantities)


def _is_told_elsewhere(moment: Moment, unit: Unit, index: SourceIndex) -> bool:
    """Whether a date in the same place clashes by chance: the wording is another, and the date stands elsewhere."""
    if unit.closeness > _FREE:
        return False
    if _held(moment, [unit.best], index):
        return True
    return unit.coverage < _COVERED and any(agrees(moment, m, day, day) for m, day in index.moments)


def _is_reckoned(moment: Moment, claim: Sentence, source: Sentence) -> bool:
    """Whether the date follows from what the source says: Tuesday from "Monday … the following day", with both told."""
    if moment.fields().keys() == {"weekday"}:
        steps = [m.shift[1] for m in source.moments if m.shift and _DAY_AFTER.fullmatch(m.text)]
        told = {m.weekday for m in claim.moments} & {m.weekday for m in source.moments}
        return any(day is not None and (day + step) % 7 == moment.weekday for day in told for step in steps)
    return moment.fields().keys() <= {"month", "year"} and any(
        moment.month == m for m in _bounds(source.text)
    )


def _bounds(text: str) -> Iterator[int]:
    """The first and last month of the stretches of a year that a text names: "the first three months"."""
    for match in _STRETCH.finditer(text):
        many = _LENGTHS[match["unit"].lower()] if match["unit"] else _COUNTED[match["count"].lower()]
        place = _PLACES[match["place"].lower()]
        first = (place - 1) * many + 1 if place else 13 - many
        yield from (first, first + many - 1)


def _rival(moment: Moment, unit: Unit, index: SourceIndex) -> Moment | None:
    """The clashing date that `best` has in the very place of this one."""
    slot = unit.slot(moment.first, moment.last)
    best = unit.best
    under_same = _under_same_noun(moment, unit, index)
    if under_same or slot is None:
        return under_same
    inside = [m for m in best.moments if m.first < slot[1] and m.last > slot[0]]
    if any(_agrees(moment, m, best, index) for m in inside):
        return None
    is_outside = moment.first < _MARGIN or moment.last > len(unit.claim.words) - _MARGIN
    if is_outside and any(_agrees(moment, m, best, index) for m in best.moments):
        return None  # the date moved to the front or the end of the sentence
    inside = [m for m in inside if not _is_taken(m, unit)]
    clashing = next((m for m in inside if _clash(moment, m, best, index)), None)
    if (
        clashing is None
        and unit.closeness >= _COPY
        and not any(_is_same_day(moment, m, best, index) for m in inside)
    ):
        return next((m for m in inside if _are_apart(moment, m)), None)
    return clashing


def _under_same_noun(moment: Moment, unit: Unit, index: SourceIndex) -> Moment | None:
    """The clashing date before the noun that the claim's date stands before: "the 2027 deadline", in any wording."""
    if any(_agrees(moment, other, unit.best, index) for other in unit.best.moments):
        return None
    noun = unit.claim.words[moment.last].norm if moment.last < len(unit.claim.words) else ""
    for other in unit.best.moments if lexicon.noun_class(noun) in ("thing", "time") else ():
        is_same = other.last < len(unit.best.words) and unit.best.words[other.last].norm == noun
        if is_same and not _is_taken(other, unit) and _clash(moment, other, unit.best, index):
            return other
    return None


def _are_apart(moment: Moment, other: Moment) -> bool:
    """Whether two dates are of different sorts, so that a copy cannot have one in the place of the other by chance."""
    sorts = ({"weekday"}, {"shift"}, {"month"}, {"year"}, {"feast"})
    mine, theirs = moment.fields().keys(), other.fields().keys()
    return mine in sorts and theirs in sorts and mine != theirs


def _is_same_day(moment: Moment, other: Moment, sentence: Sentence, index: SourceIndex) -> bool:
    day = _published(sentence, index)
    mine, theirs = days(moment, day), days(other, day)
    return mine is not None and theirs is not None and mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _is_taken(moment: Moment, unit: Unit) -> bool:
    return any(m.fields() == moment.fields() for m in unit.claim.moments) and unit.closeness < 0.85


def _held(moment: Moment, among: Iterable[Sentence], index: SourceIndex) -> bool:
    return any(_agrees(moment, m, sentence, index) for sentence in among for m in sentence.moments)


def _agrees(moment: Moment, other: Moment, sentence: Sentence, index: SourceIndex) -> bool:
    day = _published(sentence, index)
    return agrees(moment, other, day, day) is True


def _clash(moment: Moment, other: Moment, sentence: Sentence, index: SourceIndex) -> bool:
    """Whether the two are of one sort and differ."""
    day = _published(sentence, index)
    if agrees(moment, other, day, day) is not False:
        return bool(moment.shift and other.shift and moment.shift != other.shift)
    return True


def _is_published(moment: Moment, sentence: Sentence, index: SourceIndex) -> bool:
    """Whether the date is the day, month or year in which the article appeared."""
    day = _published(sentence, index)
    if day is None:
        return False
    given = {"year": day.year, "month": day.month, "day": day.day, "weekday": day.weekday()}
    return all(given.get(name) == value for name, value in moment.fields().items())


def _published(sentence: Sentence, index: SourceIndex) -> dt.date | None:
    return index.documents[sentence.document].published


def _flag(moment: Moment, unit: Unit, best: Sentence, rival: Moment | None) -> Flag:
    place = (moment.start, moment.end)
    if rival:
        reason = f"The claim says “{moment.text}” where the source says “{rival.text}”."
        return flag(FlagKind.DATE, reason, unit, place, best, (rival.start, rival.end))
    return flag(FlagKind.DATE, f"No source gives the date “{moment.text}” for this.", unit, place, best)
