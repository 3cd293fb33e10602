"""Figures, dates and names that differ between articles where these say the same otherwise.

Of two sentences that say the same, a value that stands nowhere in the one article is set against a value of
the same slot that stands nowhere in the other: the same unit or rank, and common words around it.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Conflict, Document, FlagKind, Passage
from pipeline.sources.pairs import Pair
from pipeline.sources.prints import Prints
from pipeline.sources.traits import Sentence, Token, fold, stem
from pipeline.text.markup import one_line

_ALIKE = 0.25
"""Weighted share of its words that another article accounts for, from which on a sentence is looked at."""

_SURE = 0.5
"""The same for independent articles, where a like sentence is more often about something else."""

_AROUND = 5
"""So many words before and after a value are its surroundings."""

_NEAR = 0.06
"""Two figures that differ by less are one figure, rounded, when one of them has fewer digits that count."""

_SIMILAR = 0.6
"""Ratio of equal letters from which on two names may be spellings of one."""

_DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
_MONTH_NAMES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
"""
_MONTHS = frozenset(_MONTH_NAMES.split())


@dataclass(frozen=True)
class _Value:
    """A value in its sentence. `slot` must be the same in two values that are set against each other."""

    kind: FlagKind
    slot: str
    key: str
    passage: Passage
    around: frozenset[str]
    sentence: Passage


def differing_values(pairs: Iterable[Pair]) -> Iterator[Conflict]:
    """A row for each value of an original that a rewrite, or an independent article, has otherwise."""
    rows: dict[Passage, list[tuple[_Value, _Value]]] = {}
    for pair in pairs:
        for values in _differences(pair):
            rows.setdefault(values[0].passage, []).append(values)
    return (_conflict(found) for found in rows.values())


def _differences(pair: Pair) -> Iterator[tuple[_Value, _Value]]:
    """Values of the original, each with the one of the other article that stands in its place."""
    known, told, is_rewrite = pair.known, pair.told, pair.is_rewrite
    absent_here = _absent(known, told)
    absent_there = _absent(told, known)
    for match in pair.matches:
        if match.share < (_ALIKE if is_rewrite else _SURE):
            continue
        window = known.sentences[match.right : match.right + 2]
        mine = [v for sentence in window for v in _values(sentence, known) if absent_there(v)]
        for value in _values(told.sentences[match.left], told):
            if absent_here(value):
                options = [(_fit(value, other), other) for other in mine if _opposed(value, other)]
                fit, other = max(options, key=lambda option: option[0], default=(0, None))
                if other is not None and fit >= _wanted(value, is_rewrite=is_rewrite):
                    mine.remove(other)
                    yield other, value


def _absent(article: Prints, other: Prints) -> Callable[[_Value], bool]:
    """Whether a value of `other` stands nowhere in `article`."""
    stems = frozenset(article.stems)
    text = frozenset(fold(token) for token in article.traits.text.split())
    return lambda value: not set(value.key.split()) <= stems | text


# --- values ----------------------------------------------------------------------------------------------


def _values(sentence: Sentence, prints: Prints) -> Iterator[_Value]:
    document, text = prints.traits.document, prints.traits.text
    tokens = sentence.tokens
    whole = _passage(document, sentence.span.start, sentence.span.end)
    at = 0
    while at < len(tokens):
        end = at + 1
        kind = _kind(tokens[at], text)
        if kind is FlagKind.ENTITY:
            while end < len(tokens) and _kind(tokens[end], text) is kind and _adjoin(tokens, end, text):
                end += 1
        if kind is not None:
            yield _Value(
                kind=kind,
                slot=_slot(kind, tokens, at, text),
                key=" ".join(token.stem for token in tokens[at:end]),
                passage=_passage(document, tokens[at].start, tokens[end - 1].end),
                around=_surroundings(tokens, at, end),
                sentence=whole,
            )
        at = end


def _kind(token: Token, text: str) -> FlagKind | None:
    surface = fold(text[token.start : token.end])
    if token.is_quoted:
        return None
    if surface in _DAYS or (surface in _MONTHS and text[token.start].isupper()):
        return FlagKind.DATE
    if token.is_number:
        is_year = len(surface) == 4 and surface.isdigit() and "1900" <= surface <= "2100"
        return FlagKind.DATE if is_year and text[token.end : token.end + 1] != "%" else FlagKind.NUMBER
    return FlagKind.ENTITY if token.is_name else None


def _adjoin(tokens: Sequence[Token], at: int, text: str) -> bool:
    gap = text[tokens[at - 1].end : tokens[at].start]
    return gap.isspace() and "\n" not in gap


def _slot(kind: FlagKind, tokens: Sequence[Token], at: int, text: str) -> str:
    """What a value must have in common with another: a date its grain, a figure its unit."""
    token = tokens[at]
    surface = fold(text[token.start : token.end])
    if kind is FlagKind.DATE:
        return "day" if surface in _DAYS else "month" if surface in _MONTHS else "year"
    if kind is FlagKind.ENTITY:
        return "name"
    if text[token.start - 1 : token.start] in {"$", "€", "£", "¥"}:
        return text[token.start - 1]
    if text[token.end : token.end + 1] == "%":
        return "percent"
    if not surface[0].isdigit():
        return f"spelled {tokens[at + 1].stem if at + 1 < len(tokens) else ''}"
    following = tokens[at + 1].stem if at + 1 < len(tokens) else ""
    if following == "per" and at + 2 < len(tokens) and tokens[at + 2].stem == "cent":
        return "percent"
    return _UNITS.get(following, following)


_UNITS = {"bn": "billion", "bln": "billion", "mln": "million"} | {
    short: stem(long)
    for short, long in (("m", "metre"), ("km", "kilometre"), ("mm", "millimetre"), ("kg", "kilogram"))
}


def _surroundings(tokens: Sequence[Token], start: int, end: int) -> frozenset[str]:
    near = (*tokens[max(0, start - _AROUND) : start], *tokens[end : end + _AROUND])
    return frozenset(token.stem for token in near if not token.is_stop and not token.is_number)


def _passage(document: Document, start: int, end: int) -> Passage:
    return Passage(document=document.id, start=start, end=end, text=document.text[start:end])


# --- setting against -------------------------------------------------------------------------------------


def _fit(value: _Value, other: _Value) -> int:
    return len(value.around & other.around)


def _wanted(value: _Value, *, is_rewrite: bool) -> int:
    """How many common words around it tell that two values stand in one place."""
    return (2 if value.kind is FlagKind.ENTITY or not value.slot else 1) + (0 if is_rewrite else 1)


def _opposed(value: _Value, other: _Value) -> bool:
    if value.kind is not other.kind or value.slot != other.slot or value.key == other.key:
        return False
    if value.kind is FlagKind.ENTITY:
        return _is_variant(value.key, other.key)
    return value.kind is FlagKind.DATE or not _is_rounding(value, other)


def _is_variant(name: str, other: str) -> bool:
    """Whether two names are nearly the same, or have one of several words in common. Moldovan is Moldova."""
    mine, theirs = name.split(), other.split()
    if name.startswith(other) or other.startswith(name):
        return False
    if len(mine) > 1 and len(theirs) > 1 and set(mine) & set(theirs):
        return True
    return difflib.SequenceMatcher(a=name, b=other, autojunk=False).ratio() >= _SIMILAR


def _is_rounding(value: _Value, other: _Value) -> bool:
    mine, theirs = _number(value.key), _number(other.key)
    if mine is None or theirs is None:
        return True
    is_near = abs(mine - theirs) <= _NEAR * max(abs(mine), abs(theirs))
    return is_near and _digits(value.key) != _digits(other.key)


def _number(key: str) -> float | None:
    try:
        found = float(key)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _digits(key: str) -> int:
    """How many digits of a figure count."""
    return len(key.replace(".", "").strip("0"))


def _conflict(pairs: Sequence[tuple[_Value, _Value]]) -> Conflict:
    first = pairs[0][0]
    passages = [first.passage, *(told.passage for _, told in pairs)]
    return Conflict.of(first.kind, one_line(first.sentence.text), passages)
