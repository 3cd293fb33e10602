"""One figure in two forms: a tenth and 10%, ten years and a decade, the 62nd minute and 62 minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from pipeline.checks.align import Unit
from pipeline.checks.moments import VAGUE
from pipeline.checks.quantities import MEASURES, Quantity
from pipeline.checks.sentence import Sentence

_EXACT = 20  # up to so many, "at least ten" does not stand for "at least eleven"
_ROUNDING = 0.1  # "about", "nearly", "over": how far the figure may lie from the source's
_POINT = 0.7  # percentage points within which a fraction is the percentage: two thirds and 66%
_ORDERED = 12  # above it "the 62nd minute" and "62 minutes" agree by no chance
_WHOLE = 0.5  # how far a count may lie from what was reckoned: to the next whole number
_OF = 6  # words between a share and the whole that it is a share of
_LISTED = re.compile(r"\d{1,3}(?:,\d{1,2})+")
_REWORDED = 0.7  # closeness up to which a figure may have another form


def is_free(unit: Unit) -> bool:
    """Whether the claim is reworded enough for a figure to have another form or another place."""
    return unit.closeness <= _REWORDED


def figures(sentence: Sentence) -> Iterator[Quantity]:
    """The quantities of a sentence, and how long a time its relative dates span: 1 decade for "the past decade"."""
    yield from sentence.quantities
    for moment in sentence.moments:
        unit, count = moment.shift or ("", 0)
        if unit in MEASURES and 0 < abs(count) < VAGUE:
            yield Quantity(
                abs(count), "cardinal", "", "", moment.first, moment.last, moment.start, moment.end, moment.text,
                measure=unit,
            )  # fmt: skip


def holds(source: Quantity, claim: Quantity, is_loose: bool = False) -> bool:
    """Whether the source's quantity bears out the claim's, rounding allowed only where the claim says so.

    `is_loose` lets one figure stand in forms that may mean another thing: "turning 30" for "her 30th birthday".
    """
    if source.equals(claim) or (is_loose and _in_other_form(source, claim)):
        return True
    if {source.kind, claim.kind} == {"percent", "fraction"}:
        return _is_share(source, claim)
    if source.kind != claim.kind or not claim.limit or source.unit != claim.unit or not source.value:
        return False
    if claim.measure != source.measure and claim.measure and source.measure:
        return False
    if claim.limit == source.limit and source.value <= _EXACT:
        return False
    if _digits(claim.value) >= _digits(source.value):
        return False
    return _is_near(source.value, claim.value, claim.limit)


def _is_near(source: float, claim: float, limit: str) -> bool:
    """Whether `claim` is `source`, rounded within the limit that the claim sets."""
    low = 1 - _ROUNDING if limit != "max" else 1
    high = 1 + _ROUNDING if limit != "min" else 1
    return low <= claim / source <= high


def _percent(quantity: Quantity) -> float:
    return quantity.value * 100 if quantity.kind == "fraction" else quantity.value


def _is_share(source: Quantity, claim: Quantity) -> bool:
    """Whether two shares are one; "nearly half" may be 47%, "more than a tenth" is not "almost 10%"."""
    if claim.limit in ("min", "max") and source.limit not in ("", claim.limit):
        return False
    given, told = _percent(source), _percent(claim)
    if abs(given - told) < _POINT:
        return True
    return bool(given and claim.limit and claim.kind == "fraction" and _is_near(given, told, claim.limit))


def _digits(value: float) -> int:
    """How many significant digits a figure has: 2 for 1,200,000."""
    return len(f"{value:.10g}".split("e")[0].replace(".", "").strip("0"))


def _in_other_form(source: Quantity, claim: Quantity) -> bool:
    kinds = {source.kind, claim.kind}
    if kinds == {"ordinal", "cardinal"}:
        return source.value == claim.value > _ORDERED
    if kinds == {"ordinal", "times"}:
        ordinal = source if source.kind == "ordinal" else claim
        return source.value == claim.value and ordinal.counted[:1] == ("time",)
    if kinds == {"percent", "times"}:
        times, percent = (source, claim) if source.kind == "times" else (claim, source)
        return abs(abs(times.value - 1) * 100 - percent.value) < _POINT
    is_list = source.kind == "cardinal" == claim.kind and _LISTED.fullmatch(source.text)
    return bool(is_list) and claim.text in source.text.split(",")


def is_reckoned(share: Quantity, unit: Unit) -> bool:
    """Whether the source's figures make up the share: "17 of the 35" for "just under half of the 35"."""
    if share.kind not in ("fraction", "percent") or share.measure:
        return False
    part = share.value / (100 if share.kind == "percent" else 1)
    wholes = [whole.value for whole in _wholes(unit.claim, share)]
    told = list(chain.from_iterable(s.quantities for s in unit.passages))
    by_claim = ((q, whole) for whole in wholes for q in told if _is_count(q) and not q.is_article)
    by_source = (
        (q, whole.value)
        for s in unit.passages
        for q in s.quantities
        if _is_count(q)
        for whole in _wholes(s, q)
    )
    return any(
        q.value != whole and _makes(q.value, part * whole, share.limit)
        for q, whole in chain(by_claim, by_source)
    )


def _is_count(quantity: Quantity) -> bool:
    return quantity.kind in ("cardinal", "money") and quantity.value > 0


def _makes(source: float, reckoned: float, limit: str) -> bool:
    """Whether a count of the source is what was reckoned, to the next whole number or to what the limit allows."""
    if not reckoned:
        return False
    if limit and _is_near(source, reckoned, limit):
        return True
    return abs(source - reckoned) <= _WHOLE and (limit != "min" or source >= reckoned)


def _wholes(sentence: Sentence, share: Quantity) -> Iterator[Quantity]:
    """The counts that a figure may be a part of: 35 in "half of the 35 goals"."""
    for whole in sentence.quantities:
        is_near = share.last < whole.first <= share.last + _OF
        if is_near and sentence.words[share.last].norm == "of" and _is_count(whole):
            yield whole
