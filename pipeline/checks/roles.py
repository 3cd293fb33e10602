"""People, groups and places named by an ordinary word: "doctor" where the source has "nurse"."""

from __future__ import annotations

from pipeline.checks import lexicon
from pipeline.checks.align import Unit, flag
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.words import Token
from pipeline.records import Flag, FlagKind

_GENERIC = word_set(
    "man woman men women person people individual individuals someone guy boy girl group groups team side "
    "member members parents others place area site home house location one child children baby kid kids "
    "family friend friends victim suspect resident residents local locals figure figures party body unit "
    "organization organisation"
)
_COPY = 0.6  # closeness from which another word in the same place is no rewording


def other_roles(unit: Unit) -> list[Flag]:
    """People and places named by an ordinary word: "doctor" where the source has "nurse"."""
    if unit.closeness < _COPY:
        return []
    flags = []
    for i, word in enumerate(unit.claim.words):
        other = role_instead(i, unit)
        if other is None:
            continue
        token = unit.best.words[other]
        reason = f"The claim says “{word.text}” where the source says “{token.text}”."
        place = (word.start, word.end)
        flags.append(flag(FlagKind.ENTITY, reason, unit, place, unit.best, (token.start, token.end)))
    return flags


def role_instead(i: int, unit: Unit) -> int | None:
    """The word of `best` for another person, place or group in the very place of claim word `i`."""
    word, link = unit.claim.words[i], unit.links[i]
    if not word.is_content or _sort(word.norm) not in ("person", "place", "group"):
        return None
    if word.norm in _GENERIC:
        return None
    is_elsewhere = link is not None and link.sentence is not unit.best
    if (
        link
        and (link.kin not in (Kin.SIMILAR, Kin.ANTONYM) or is_elsewhere)
        and not (is_elsewhere and unit.closeness >= _COPY)
    ):
        return None
    slot = unit.slot(i, i + 1)
    if slot is None:
        return None
    for j in range(slot[0], min(slot[1] + (slot[0] == slot[1]), slot[0] + 3, len(unit.best.words))):
        other = unit.best.words[j]
        is_free = j not in unit.back or unit.back[j] == i
        if is_free and other.norm not in unit.claim.norms and _is_other(word, other):
            return j
    return None


def _is_other(word: Token, other: Token) -> bool:
    if word.is_capital and other.is_capital and word.norm not in lexicon.word_list("titles"):
        return False
    if other.norm in _GENERIC or not other.is_content:
        return False
    same_class = _sort(word.norm) == _sort(other.norm) or {_sort(word.norm), _sort(other.norm)} == {
        "place",
        "group",
    }
    return same_class and lexicon.kin(word.norm, other.norm) in (None, Kin.SIMILAR, Kin.ANTONYM)


def _sort(norm: str) -> str:
    """The class of a noun, buildings and bodies of land or water counting as places."""
    return "place" if lexicon.lemma(norm) in lexicon.word_list("venues") else lexicon.noun_class(norm)
