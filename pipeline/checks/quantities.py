"""Read the quantities of a sentence: value, unit, kind and what limits it ("at least", "about")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.checks import lexicon
from pipeline.checks.listed import listed, word_set

if TYPE_CHECKING:
    from pipeline.checks.sentence import Sentence
    from pipeline.checks.words import Token


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in words or digits. `first` and `last` (exclusive) count in `sentence.words`.

    `kind` is cardinal, ordinal, percent, points, money, fraction, times or vague ("dozens"). `unit` is a currency sign
    or "%"; `counted` holds the stems of the words after it, among them what is counted. `limit` is min, max, near, or
    "" for an exact figure. `measure` is the unit that it counts ("mile"), `per` the period of a rate ("day" in
    "$2 a day").
    """

    value: float
    kind: str
    unit: str
    limit: str
    first: int
    last: int
    start: int
    end: int
    text: str
    counted: tuple[str, ...] = ()
    is_article: bool = False
    measure: str = ""
    per: str = ""

    def equals(self, other: Quantity) -> bool:
        """Same value and no clash of kind, currency, unit of measure or period; units are converted."""
        if self.per and other.per and self.per != other.per:
            return False
        if self.measure and other.measure and self.measure != other.measure:
            return self._converts(other)
        if abs(self.value - other.value) > 1e-9 * max(abs(self.value), abs(other.value), 1e-9):
            return False
        if self.kind == other.kind:
            return self.kind != "money" or not (self.unit and other.unit) or self.unit == other.unit
        kinds = {self.kind, other.kind}
        if kinds == {"percent", "points"}:
            return False
        return kinds <= {"cardinal", "times", "fraction"} or (
            kinds <= {"cardinal", "money", "percent"} and "" in (self.unit, other.unit)
        )

    def _converts(self, other: Quantity) -> bool:
        """Whether two units measure the same sort of thing, and the values are equal but for rounding."""
        sort, factor = MEASURES[self.measure]
        other_sort, other_factor = MEASURES[other.measure]
        if sort != other_sort:
            return False
        mine, theirs = self.value * factor, other.value * other_factor
        return abs(mine - theirs) <= _CONVERTED * max(mine, theirs)


def quantities(sentence: Sentence) -> tuple[Quantity, ...]:
    """The quantities of a sentence in order; years, days of a month and times of day are left to `moments`."""
    words = sentence.words
    taken = {i for moment in sentence.moments for i in range(moment.first, moment.last)}
    found: list[Quantity] = []
    i = 0
    while i < len(words):
        read = None if i in taken else _read(sentence, i, taken)
        if read is None:
            i += 1
        else:
            found.append(read)
            i = max(read.last, i + 1)
    return tuple(_limited(sentence, q) for q in found)


def _read(sentence: Sentence, i: int, taken: set[int]) -> Quantity | None:
    words = sentence.words
    word = words[i]
    if word.norm in _VAGUE:
        return _make(sentence, i, i + 1, _VAGUE[word.norm], "vague")
    if word.norm in _TIMES:
        return _make(sentence, i, i + 1, _TIMES[word.norm], "times")
    if word.norm == "half" and _measure(sentence, i + 2) and words[i + 1].norm in ("a", "an"):
        return _make(sentence, i, i + 2, 0.5, "cardinal")
    if word.norm in ("half", "halves", "quarter", "quarters") and not _is_after_number(words, i):
        if word.norm == "quarter" and (i == 0 or words[i - 1].norm not in ("a", "one")):
            return None
        return _make(sentence, i, i + 1, 0.5 if word.norm[0] == "h" else 0.25, "fraction")
    if word.norm in _SCALES and i and _is_vague(words, i):
        return _make(sentence, i, i + 1, _SCALES[word.norm], "vague")
    start = _start_value(words, i)
    if start is None:
        return None
    value, kind, at = start
    if kind == "cardinal" and [w.norm for w in words[at : at + 3]] == ["and", "a", "half"]:
        value, at = value + 0.5, at + 3
    elif kind == "cardinal" and at < len(words) and words[at].norm in ("point", "dot"):
        digits = [str(_SMALL[w.norm]) for w in takewhile(lambda w: w.norm in _SMALL, words[at + 1 :])]
        if digits:
            value, at = value + float("0." + "".join(digits)), at + 1 + len(digits)
    return _finish(sentence, i, at, value, kind, taken)


def _is_vague(words: Sequence[Token], i: int) -> bool:
    """Whether a word such as "dozen" stands for some of them: "several dozen", "by the dozen"."""
    before = [word.norm for word in words[max(0, i - 2) : i]]
    return before[-1] in ("several", "few", "many", "some", "couple") or before == ["by", "the"]


def _start_value(words: Sequence[Token], i: int) -> tuple[float, str, int] | None:
    """Value and kind of the number that starts at word `i`, and the number of the word after it."""
    norm = words[i].norm
    digits = _DIGITS.fullmatch(norm)
    if digits and i and words[i - 1].norm in ("passage", "passages", "covid"):
        return None
    if digits:
        suffix = digits["suffix"] or ""
        value = _figure(digits["figure"])
        if value is None:
            return None
        if suffix in ("st", "nd", "rd", "th"):
            return value, "ordinal", i + 1
        if suffix and suffix not in _MAGNITUDES and suffix not in _SUFFIX_UNITS:
            return None
        return value * _MAGNITUDES.get(suffix, 1), "cardinal", i + 1
    if norm == "second" and i > 1 and (words[i - 2].norm, words[i - 1].norm) == ("of", "a"):
        return None  # "three hundredths of a second"
    if norm in _ORDINALS:
        return float(_ORDINALS[norm]), "ordinal", i + 1
    return _spelled(words, i)


def _spelled(words: Sequence[Token], i: int) -> tuple[float, str, int] | None:
    """ "two hundred and fifty thousand" → 250000, and "a dozen" → 12."""
    total, current, at = 0.0, 0.0, i
    seen = False
    if words[i].norm in ("a", "an") and i + 1 < len(words) and words[i + 1].norm in _SCALES:
        current, at, seen = 1.0, i + 1, True
    while at < len(words):
        norm = words[at].norm
        if norm in _SMALL:
            if seen and current % 10 and current < 100:
                break
            if seen and _SMALL[norm] >= 20 and current % 100:
                break
            current += _SMALL[norm]
        elif norm in _SCALES and (seen or norm not in ("million", "billion", "trillion")):
            scale = _SCALES[norm]
            current = max(current, 1.0) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif (
            norm == "and"
            and seen
            and at + 1 < len(words)
            and words[at + 1].norm in _SMALL
            and (words[at - 1].norm in _SCALES)
        ):
            at += 1
            continue
        elif norm in _ORDINALS and seen and words[at - 1].end + 1 == words[at].start and current >= 20:
            return total + current + _ORDINALS[norm], "ordinal", at + 1
        else:
            break
        seen, at = True, at + 1
    return (total + current, "cardinal", at) if seen else None


def _finish(sentence: Sentence, i: int, at: int, value: float, kind: str, taken: set[int]) -> Quantity:
    """Read magnitude words, fractions, currency and percent signs around a value."""
    words, text = sentence.words, sentence.text
    over = re.match(r"/(\d+)\b(?!/)", text[words[at - 1].end :])
    if over and kind == "cardinal" and float(over[1]) and at == i + 1 and at < len(words):
        return _make(sentence, i, at + 1, value / float(over[1]), "fraction")
    while (
        at < len(words)
        and at not in taken
        and words[at].norm in _MAGNITUDES
        and kind == "cardinal"
        and not _is_metre(sentence, i, at)
    ):
        value, at = value * _MAGNITUDES[words[at].norm], at + 1
    after = words[at].norm if at < len(words) else ""
    if kind == "cardinal" and after in _FRACTIONS and value < 20 and words[at - 1].end + 1 == words[at].start:
        return _make(sentence, i, at + 1, value / _FRACTIONS[after], "fraction")
    before = text[max(0, words[i].start - 4) : words[i].start]
    sign = _CURRENCY_BEFORE.search(before)
    if sign:
        return _make(sentence, i, at, value, "money", _CURRENCIES[sign.group(1).lower()])
    if text[words[at - 1].end :].lstrip().startswith("%") or after in ("percent", "percentage", "pct"):
        return _make(sentence, i, at + (after in ("percent", "pct")), value, "percent", "%")
    if after == "per" and at + 1 < len(words) and words[at + 1].norm == "cent":
        return _make(sentence, i, at + 2, value, "percent", "%")
    unit_at = at + (after in ("us", "u.s.", "american", "canadian", "australian", "hong"))
    if unit_at < len(words) and words[unit_at].norm in _CURRENCIES and kind == "cardinal":
        return _make(sentence, i, unit_at + 1, value, "money", _CURRENCIES[words[unit_at].norm])
    is_part = after == "of" or at == len(words) or words[at].is_function
    is_fraction = kind == "ordinal" and is_part and i and words[i - 1].norm in ("a", "one")
    if is_fraction and words[at - 1].norm in _FRACTIONS:
        return _make(sentence, i, at, 1 / value, "fraction")
    return replace(
        _make(sentence, i, at, value, kind), is_article=words[i].norm in ("one", "first", "second")
    )


def _is_metre(sentence: Sentence, i: int, at: int) -> bool:
    """Whether the "m" at word `at` is no million: it stands apart, and no money is spoken of."""
    before = sentence.text[: sentence.words[i].start]
    is_apart = sentence.words[at].start > sentence.words[at - 1].end
    return sentence.words[at].text == "m" and is_apart and not _CURRENCY_BEFORE.search(before)


def _make(sentence: Sentence, first: int, last: int, value: float, kind: str, unit: str = "") -> Quantity:
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    if kind == "percent" and sentence.text[end : end + 1] == "%":
        end += 1
    if kind == "money" and start and sentence.text[start - 1] in "$€£¥":
        start -= 1
    counted = _counted(sentence, last)
    if kind == "percent" and _is_points(sentence, last):
        kind = "points"
    measure = _measure(sentence, last) if kind in ("cardinal", "fraction", "vague") else ""
    per = _per(sentence, last)
    text = sentence.text[start:end]
    return Quantity(value, kind, unit, "", first, last, start, end, text, counted, measure=measure, per=per)


def _is_points(sentence: Sentence, last: int) -> bool:
    after = [word.norm for word in sentence.words[last : last + 2]]
    return "points" in after[: 1 + ("percentage" in after)] or "point" in after[: 1 + ("percentage" in after)]


def _measure(sentence: Sentence, last: int) -> str:
    """The unit of measure right after a number, in the singular; "" where there is none."""
    if last >= len(sentence.words):
        return ""
    word = sentence.words[last]
    glued = _DIGITS.fullmatch(sentence.words[last - 1].norm)
    if glued and glued["suffix"] in _SHORT and glued["suffix"] != "m":
        return _SHORT[glued["suffix"]]
    if sentence.text[sentence.words[last - 1].end : word.start] not in (" ", "-"):
        return ""
    norm = _SHORT.get(word.norm, lexicon.lemma(word.norm))
    return norm if norm in MEASURES else ""


def _per(sentence: Sentence, last: int) -> str:
    """The period of a rate within the three words after a number: "a day", "per year", "every week"."""
    for i in range(last, min(last + 3, len(sentence.words) - 1)):
        if re.search(r"[,;.()]", sentence.gap(i)):
            return ""
        if sentence.words[i].norm in ("a", "an", "per", "each", "every"):
            norm = lexicon.lemma(sentence.words[i + 1].norm)
            return norm if norm in PERIODS else ""
    return ""


def _counted(sentence: Sentence, at: int) -> tuple[str, ...]:
    """The stems of the content words right after a number that ends before word `at`, at most three."""
    stems = []
    for i in range(at, min(at + 3, len(sentence.words))):
        word = sentence.words[i]
        between = sentence.text[sentence.words[i - 1].end : word.start]
        if (
            word.is_function
            or word.is_number
            or word.norm in lexicon.word_list("stop")
            or between not in (" ", "-")
        ):
            break
        stems.append(lexicon.stem(word.norm))
        if lexicon.lemma(word.norm) != word.norm and word.norm.endswith("s"):
            break
    return tuple(stems)


def _limited(sentence: Sentence, quantity: Quantity) -> Quantity:
    """The quantity with the limit that the words around it set."""
    before = " ".join(w.norm for w in sentence.words[max(0, quantity.first - 4) : quantity.first])
    after = " ".join(w.norm for w in sentence.words[quantity.last : quantity.last + 3])
    before = re.sub(r"\badd(?:s|ed|ing)? up to$", "", before)  # gives a sum, and no limit
    before = re.sub(r"\b(?:hand|turn|take|took|sign|carr|roll)\w* over$", "", before)
    if quantity.kind == "fraction":
        before = re.sub(r" an?$", "", before)  # "over a third"
    for limit, pattern in _LIMITS_BEFORE:
        if pattern.search(before):
            return replace(quantity, limit=limit)
    for limit, pattern in _LIMITS_AFTER:
        if pattern.search(after):
            return replace(quantity, limit=limit)
    return quantity


def _figure(text: str) -> float | None:
    """ "1,234.5" → 1234.5; "800.000" and "3,5" as written on the continent; None for times such as 9:30."""
    if ":" in text:
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", "."))
    parts = text.replace(",", "").split(".")
    return float(".".join(parts[:2])) if len(parts) <= 2 else None


def _is_after_number(words: Sequence[Token], i: int) -> bool:
    return i > 0 and (words[i - 1].norm in _SMALL or words[i - 1].is_number) and words[i].norm[0] == "q"


_CONVERTED = 0.03  # what rounding may make of a converted measure
MEASURES: dict[str, tuple[str, float]] = {
    "second": ("time", 1), "minute": ("time", 60), "hour": ("time", 3600), "day": ("time", 86400),
    "week": ("time", 604800), "fortnight": ("time", 1209600), "month": ("time", 2629800),
    "year": ("time", 31557600), "decade": ("time", 315576000), "century": ("time", 3155760000),
    "mile": ("length", 1609.34), "kilometer": ("length", 1000), "meter": ("length", 1), "yard": ("length", 0.9144),
    "foot": ("length", 0.3048), "inch": ("length", 0.0254), "centimeter": ("length", 0.01),
    "millimeter": ("length", 0.001), "kilogram": ("mass", 1), "gram": ("mass", 0.001), "ton": ("mass", 1000),
    "ounce": ("mass", 0.02835), "stone": ("mass", 6.35), "acre": ("area", 4047), "hectare": ("area", 10000),
    "liter": ("volume", 1), "gallon": ("volume", 3.785), "pint": ("volume", 0.5), "mph": ("speed", 1.609),
    "kph": ("speed", 1), "celsius": ("heat", 1), "fahrenheit": ("heat", 1),
}  # fmt: skip
_SHORT = {
    "km": "kilometer", "kilometre": "kilometer", "kilometres": "kilometer", "metre": "meter", "metres": "meter",
    "cm": "centimeter", "mm": "millimeter", "ft": "foot", "feet": "foot", "kg": "kilogram", "kilo": "kilogram",
    "kilos": "kilogram", "tonne": "ton", "tonnes": "ton", "litre": "liter", "litres": "liter", "kmh": "kph",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "yr": "year", "yrs": "year",
    "centimetres": "centimeter", "millimetres": "millimeter", "inches": "inch", "m": "meter",
}  # fmt: skip
PERIODS = word_set("second minute hour day night week fortnight month quarter year decade")
_DIGITS = re.compile(r"(?P<figure>\d+(?:[.,:]\d+)*)(?P<suffix>[a-z]+)?")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
_SCALES = {
    "hundred": 100, "dozen": 12, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_MAGNITUDES = {
    **_SCALES, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12, "k": 1000,
}  # fmt: skip
_SUFFIX_UNITS = word_set("km kg mph kph cm mm ft lb lbs kmh mg g s p c f h min mw gw kw")
_ORDINALS = {
    word: number
    for number, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
}
_FRACTIONS = {
    "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5,
    "tenth": 10, "tenths": 10, "sixth": 6, "eighth": 8, "eighths": 8,
}  # fmt: skip
_VAGUE = {"dozens": 12.0, "scores": 20.0, "hundreds": 100.0, "thousands": 1000.0, "millions": 1e6, "billions": 1e9,
          "trillions": 1e12}  # fmt: skip
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "triple": 3.0, "tripled": 3.0,
          "tripling": 3.0, "thrice": 3.0, "quadruple": 4.0, "quadrupled": 4.0, "halved": 0.5}  # fmt: skip
_CURRENCIES = {
    "$": "$", "us$": "$", "dollar": "$", "dollars": "$", "usd": "$", "€": "€", "euro": "€", "euros": "€", "eur": "€",
    "£": "£", "pound": "£", "pounds": "£", "gbp": "£", "sterling": "£", "¥": "¥", "yen": "¥", "yuan": "yuan",
    "renminbi": "yuan", "rupees": "rupee", "rupee": "rupee", "rubles": "rouble", "roubles": "rouble", "ruble": "rouble",
    "rouble": "rouble", "francs": "franc", "pesos": "peso", "won": "won", "cents": "cent", "pence": "pence",
}  # fmt: skip
_CURRENCY_BEFORE = re.compile(r"(\$|€|£|¥|(?i:usd|eur|gbp))\s?$")
_LIMITS_BEFORE = (
    ("max", re.compile(r"(?:no|not) (?:more|greater|higher) than$|(?:up|as much|as many) (?:to|as)(?: \S+)?$")),
    ("min", re.compile(r"(?:no|not) (?:less|fewer) than$|at least(?: \S+)?$|minimum of$|upwards of$|upward of$")),
    ("max", re.compile(r"(?:less|fewer|lower) than(?: \S+)?$|at most$|under$|below$|maximum of$")),
    ("near", re.compile(r"(?:nearly|almost|close to|just under|approaching)(?: \S)?$")),
    ("near", re.compile(r"(?:about|around|roughly|approximately|some|circa|an? estimated|estimated)(?: an?)?$")),
    ("min", re.compile(r"(?:more|greater|higher|larger|longer|better) than(?: \S+)?$")),
    ("min", re.compile(r"\b(?:over|above|exceeding|beyond|surpassing)$")),
)  # fmt: skip
_LIMITS_AFTER = (
    ("near", re.compile(r"^or so\b")),
    ("min", re.compile(r"^(?:\S+ )?or more\b|^plus\b")),
    ("max", re.compile(r"^(?:\S+ )?or (?:less|fewer)\b")),
)
