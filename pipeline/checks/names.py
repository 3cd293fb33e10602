"""Every name of the claim must be one of the source's, and stand where the source has it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.complements import other_complements
from pipeline.checks.index import SourceIndex
from pipeline.checks.naming import Name
from pipeline.checks.rivals import is_speaker_moved, is_swap, put_in_place, rival_of
from pipeline.checks.roles import other_roles
from pipeline.checks.sentence import Sentence
from pipeline.checks.titles import other_ranks, other_title
from pipeline.records import Finding, Flag, FlagKind, Span


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
        marked = [one.claim_span for one in flags if one.claim_span]
        flags.extend(one for one in put_in_place(unit) if not _is_marked(one, marked))
        flags.extend(other_roles(unit))
        flags.extend(other_ranks(unit))
        flags.extend(other_complements(unit, alignment.index))
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
    if rival and rival.parts[-1] == name.parts[-1] and index.names.shares_surname(name):
        rival = None
    if unknown and not _is_ordinary(name, unknown, index):
        return _flag(name, unit, best, rival), False
    conflicting = index.names.conflicting(name)
    if conflicting:
        return _flag(name, unit, best, rival or conflicting, is_place=rival is not None), False
    if rival and not is_speaker_moved(name, rival, unit) and is_swap(name, rival, unit, index):
        return _flag(name, unit, best, rival), False
    raised = other_title(name, unit, index)
    if raised:
        return raised, False
    near = [*unit.passages, *index.neighbours(best)]
    return None, any(naming.mentions(sentence, name, index.names) for sentence in near)


def _is_marked(raised: Flag, marked: Sequence[Span]) -> bool:
    place = raised.claim_span
    return place is not None and any(place.overlaps(one) for one in marked)


def _unknown_parts(name: Name, unit: Unit, index: SourceIndex) -> list[str]:
    """The parts of a name that no source has. A full name counts as known by its surname."""
    unknown = [part for part in name.parts if not index.names.has_part(part) and part not in index.credits]
    if name.key in index.names.numbers or name.parts[0] in ("passage", "unk"):
        return []
    if len(name.parts) > 1 and index.has("".join(name.parts)):  # "Wi-Fi" and "WiFi"
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
