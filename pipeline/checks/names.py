"""Every name of the claim must be one of the source's, and stand where the source has it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.checks.words import Token
from pipeline.records import Finding, Flag, FlagKind

_GENERIC = word_set(
    "man woman men women person people individual individuals someone guy boy girl group groups team side "
    "member members parents others place area site home house location one child children baby kid kids "
    "family friend friends victim suspect resident residents local locals figure figures party body unit "
    "organization organisation"
)
_COPY = 0.6  # closeness from which a different name in the same place is a swap and no rewording


def check(alignment: Alignment) -> Finding:
    """Flags names that no source has, names in another's place, and people of another role."""
    flags: list[Flag] = []
    total = held = 0
    for unit in alignment.units:
        for name in unit.claim.names:
            raised, is_held = _judge(name, unit, alignment.index)
            total += 1
            held += is_held
            if raised:
                flags.append(raised)
        flags.extend(_other_roles(unit))
    signals = {"names": float(total), "names_held": held / total if total else 1.0}
    return Finding(check="names", flags=tuple(flags), signals=signals)


def _judge(name: Name, unit: Unit, index: SourceIndex) -> tuple[Flag | None, bool]:
    best = unit.best
    if not unit.is_found:
        return None, False
    if all(part in index.credits and not index.names.has_part(part) for part in name.parts):
        return None, True
    unknown = _unknown_parts(name, unit, index)
    rival = rival_of(name, unit)
    if unknown and not _is_ordinary(name, unknown, index):
        return _flag(name, unit, best, rival), False
    conflicting = index.names.conflicting(name)
    if conflicting:
        return _flag(name, unit, best, rival or conflicting, is_place=rival is not None), False
    if rival and _is_swap(name, rival, unit, index):
        return _flag(name, unit, best, rival), False
    near = [*unit.passages, *index.neighbours(best)]
    return None, any(naming.mentions(sentence, name, index.names) for sentence in near)


def _unknown_parts(name: Name, unit: Unit, index: SourceIndex) -> list[str]:
    """The parts of a name that no source has. A full name counts as known by its surname."""
    unknown = [part for part in name.parts if not index.names.has_part(part) and part not in index.credits]
    if name.key in index.names.numbers or name.parts[0] in ("passage", "unk"):
        return []
    if len(name.parts) > 1 and name.parts[-1] in index.names.numbers and not lexicon.is_known(name.parts[-1]):
        return []
    opens = {w.norm for w in unit.best.words[:2]}
    if name.first == 0 and unit.best.number == 0 and opens & lexicon.word_list("pronouns"):
        return []  # the text begins with "he" or "it": whom it means stands outside it
    return unknown


def _is_ordinary(name: Name, unknown: list[str], index: SourceIndex) -> bool:
    """Whether the unknown parts are ordinary words that the claim only writes with a capital."""
    return all(
        lexicon.is_known(part) and not lexicon.is_proper(part) and _has_kin(part, index) for part in unknown
    )


def _has_kin(part: str, index: SourceIndex) -> bool:
    return any(strength >= 0.8 for strength, _ in index.related(part).values())


def rival_of(name: Name, unit: Unit) -> Name | None:
    """Another name that `best` has in the very place of this one."""
    slot = unit.slot(name.first, name.last)
    if slot is None:
        return None
    inside = [n for n in unit.best.names if n.first < slot[1] and n.last > slot[0]]
    if any(naming.same(n, name) for n in inside):
        return None
    return inside[0] if inside else None


def _is_swap(name: Name, rival: Name, unit: Unit, index: SourceIndex) -> bool:
    """Whether the claim puts `name` where the source has `rival`, and does not only order its words otherwise."""
    if any(naming.same(o, rival) and not _stands_apart(o, rival, unit) for o in unit.claim.names):
        return False
    if not _is_clean_slot(name, unit):
        return False
    rest = len(unit.claim.words) - (name.last - name.first)
    closeness = unit.closeness * len(unit.claim.words) / max(1, rest)
    if naming.mentions(unit.best, name, index.names) and closeness < 0.8:
        return False
    others = [s for s in unit.passages[1:] if naming.mentions(s, name, index.names)]
    return closeness >= (_COPY if not others else 0.75)


def _stands_apart(other: Name, rival: Name, unit: Unit) -> bool:
    """Whether a name of the claim is linked with another place of `best` than the rival's."""
    places = [unit.partner[i] for i in range(other.first, other.last) if i in unit.partner]
    return bool(places) and not any(rival.first <= j < rival.last for j in places)


def _is_clean_slot(name: Name, unit: Unit) -> bool:
    """Whether the nearest words on both sides of the name are anchored: nothing else was changed there."""
    return _is_settled(unit, range(name.first - 1, -1, -1)) and _is_settled(
        unit, range(name.last, len(unit.claim.words))
    )


def _is_settled(unit: Unit, outwards: Iterable[int]) -> bool:
    """Whether going outwards an anchored word, or the end of the sentence, comes before two that are not."""
    open_ = 0
    for i in outwards:
        if unit.is_anchored(i):
            return True
        open_ += unit.claim.words[i].is_content
        if open_ > 1:
            return False
    return True


def _other_roles(unit: Unit) -> list[Flag]:
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
    if not word.is_content or lexicon.noun_class(word.norm) not in ("person", "place", "group"):
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
    if other.norm in _GENERIC:
        return False
    same_class = lexicon.noun_class(word.norm) == lexicon.noun_class(other.norm)
    return same_class and lexicon.kin(word.norm, other.norm) in (None, Kin.SIMILAR, Kin.ANTONYM)


def _flag(name: Name, unit: Unit, best: Sentence, rival: Name | None, is_place: bool = True) -> Flag:
    place = (name.start, name.end)
    if rival and is_place:
        reason = f"The claim names “{name.text}” where the source has “{rival.text}”."
        return flag(FlagKind.ENTITY, reason, unit, place, best, (rival.start, rival.end))
    if rival:
        return flag(
            FlagKind.ENTITY, f"The sources know “{rival.text}”, not “{name.text}”.", unit, place, best
        )
    return flag(FlagKind.ENTITY, f"No source names “{name.text}”.", unit, place, best)
