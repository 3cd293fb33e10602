"""How loud: loaded words in the place of plain ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.6
_LOOSE = 0.4
_WIDE = 5  # words between two anchors, from which it cannot be said which one a word stands for


def check(alignment: Alignment) -> Finding:
    """Flags words that are stronger or weaker than the source's in the same place, and loaded words that are new."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit)]
    return Finding(check="intensity", flags=tuple(flags), signals={"intensity": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    for i, word in enumerate(unit.claim.words):
        if not word.is_content or (word.norm in unit.best.norms and i in unit.partner):
            continue
        slot = unit.slot(i, i + 1)
        if slot is None:
            continue
        places = range(slot[0], min(slot[1], len(unit.best.words)))
        partner = unit.partner.get(i)
        if partner is None and (unit.closeness < _LOOSE or len(places) > _WIDE):
            continue
        if word.norm == "order" and "to" in (w.norm for w in unit.claim.words[i + 1 : i + 2]):
            continue
        for j in [partner] if partner is not None else places:
            other = unit.best.words[j]
            if unit.back.get(j, i) == i and differ(word.norm, other.norm, is_copy=unit.is_copy):
                reason = f"“{word.text}” is not what the source says: “{other.text}”."
                place = (word.start, word.end)
                yield flag(FlagKind.INTENSITY, reason, unit, place, unit.best, (other.start, other.end))
                break
        else:
            if (
                unit.closeness >= _COPY
                and unit.links[i] is None
                and word.norm in lexicon.word_list("loaded_modifiers")
            ):
                reason = f"“{word.text}” is the claim's own word; the source says it without."
                yield flag(FlagKind.INTENSITY, reason, unit, (word.start, word.end), unit.best)


def differ(a: str, b: str, is_copy: bool = True) -> bool:
    """Whether the lower-case word `a` is the loaded form of `b`; in a copy also the other way about."""
    first, second = lexicon.lemma(a), lexicon.lemma(b)
    loud, quiet = lexicon.word_list("loaded_reporting"), lexicon.word_list("neutral_reporting")
    if (first in loud and second in quiet - loud) or (is_copy and second in loud and first in quiet - loud):
        return True
    for plain, loaded in _scales():
        if (a in loaded or first in loaded) and (b in plain or second in plain):
            return not ((a in plain or first in plain) and first != a)
        if is_copy and (a in plain or first in plain) and (b in loaded or second in loaded):
            return True
    return False


@cache
def _scales() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    found = []
    for words in lexicon.groups("scales"):
        cut = words.index("|")
        found.append((frozenset(words[:cut]), frozenset(words[cut + 1 :])))
    return tuple(found)
