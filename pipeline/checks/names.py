"""Every name of the claim must be one of the source's, and stand where the source has it."""

from __future__ import annotations

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, SourceIndex, Unit, flag
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

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
    if best is None:
        return None, False
    unknown = [part for part in name.parts if not index.names.has_part(part)]
    rival = _rival(name, unit)
    if unknown and not _is_ordinary(name, unknown, index):
        return _flag(name, unit, best, rival), False
    conflicting = index.names.conflicting(name)
    if conflicting:
        return _flag(name, unit, best, rival or conflicting, is_place=rival is not None), False
    if rival and _is_swap(name, rival, unit, index):
        return _flag(name, unit, best, rival), False
    near = [*unit.passages, *index.neighbours(best)]
    return None, any(naming.mentions(sentence, name, index.names) for sentence in near)


def _is_ordinary(name: Name, unknown: list[str], index: SourceIndex) -> bool:
    """Whether the unknown parts are ordinary words that the claim only writes with a capital."""
    return all(
        lexicon.is_known(part) and not lexicon.is_proper(part) and _has_kin(part, index)
        for part in unknown
    )


def _has_kin(part: str, index: SourceIndex) -> bool:
    return any(strength >= 0.8 for strength, _ in index.related(part).values())


def _rival(name: Name, unit: Unit) -> Name | None:
    """Another name that `best` has in the very place of this one."""
    slot = unit.slot(name.first, name.last)
    if slot is None or unit.best is None:
        return None
    inside = [n for n in unit.best.names if n.first < slot[1] and n.last > slot[0]]
    if any(naming.same(n, name) for n in inside):
        return None
    return inside[0] if inside else None


def _is_swap(name: Name, rival: Name, unit: Unit, index: SourceIndex) -> bool:
    """Whether the claim puts `name` where the source has `rival`, and does not only order its words otherwise."""
    if any(naming.same(other, rival) for other in unit.claim.names) or unit.best is None:
        return False
    if not _is_clean_slot(name, unit):
        return False
    if naming.mentions(unit.best, name, index.names) and unit.closeness < 0.8:
        return False
    others = [s for s in unit.passages[1:] if naming.mentions(s, name, index.names)]
    return unit.closeness >= (_COPY if not others else 0.75)


def _is_clean_slot(name: Name, unit: Unit) -> bool:
    """Whether the words on both sides of the name are anchored: nothing else was changed there."""
    before, after = name.first - 1, name.last
    sides = [
        before < 0 or unit.is_anchored(before) or (before > 0 and unit.is_anchored(before - 1)),
        after >= len(unit.claim.words) or unit.is_anchored(after) or unit.is_anchored(after + 1),
    ]
    return all(sides)


def _other_roles(unit: Unit) -> list[Flag]:
    """People and places named by an ordinary word: "doctor" where the source has "nurse"."""
    if unit.best is None or unit.closeness < _COPY:
        return []
    flags = []
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if unit.claim.words[i].is_content]
        theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].is_content]
        if len(mine) != 1 or not 1 <= len(theirs) <= 2:
            continue
        word, other = unit.claim.words[mine[0]], unit.best.words[theirs[-1]]
        if unit.links[mine[0]] or word.is_capital or other.is_capital:
            continue
        classes = {lexicon.noun_class(word.norm), lexicon.noun_class(other.norm)}
        if len(classes) == 1 and classes <= {"person", "place", "group"}:
            reason = f"The claim says “{word.text}” where the source says “{other.text}”."
            flags.append(
                flag(FlagKind.ENTITY, reason, unit, (word.start, word.end), unit.best, (other.start, other.end))
            )
    return flags


def _flag(name: Name, unit: Unit, best: Sentence, rival: Name | None, is_place: bool = True) -> Flag:
    place = (name.start, name.end)
    if rival and is_place:
        reason = f"The claim names “{name.text}” where the source has “{rival.text}”."
        return flag(FlagKind.ENTITY, reason, unit, place, best, (rival.start, rival.end))
    if rival:
        return flag(FlagKind.ENTITY, f"The sources know “{rival.text}”, not “{name.text}”.", unit, place, best)
    return flag(FlagKind.ENTITY, f"No source names “{name.text}”.", unit, place, best)
