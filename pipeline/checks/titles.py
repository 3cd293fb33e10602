"""A person by another title or rank than the source's: "Mrs" for "Mr", "deputy director" for "director"."""

from __future__ import annotations

from pipeline.checks.align import Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.listed import word_set
from pipeline.checks.naming import Name
from pipeline.records import Flag, FlagKind

_LONG = {
    "sen": "senator", "rep": "representative", "gov": "governor", "prof": "professor", "gen": "general",
    "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "maj": "major", "adm": "admiral",
    "rev": "reverend", "dr": "doctor", "advisor": "adviser",
}  # fmt: skip
_MALE = word_set("mr sir lord king prince duke")
_FEMALE = word_set("mrs ms miss lady dame queen princess duchess")
_ADDRESS = _MALE | _FEMALE | word_set("doctor professor former reverend")
_LOWER = word_set("vice deputy")
_RANKS = word_set("vice deputy assistant acting interim associate junior honorary former ex retired trainee")
_COPY = 0.6  # closeness from which another word in the same place is no rewording


def other_title(name: Name, unit: Unit, index: SourceIndex) -> Flag | None:
    """The flag for a title that the source does not give the person: "Mrs" for "Mr", "Senator" for "President".

    A title where the source sentence has none is left alone, unless it is of the other sex than all the source's.
    """
    if not name.titles:
        return None
    same = index.names.titled(name)
    here = [(s, n) for s, n in same if s is unit.best]
    for _, other in here or same:
        if _fits(name.titles, other.titles) or (not here and not _is_other_sex(name.titles, other.titles)):
            return None
    if not same:
        return None
    sentence, other = (here or same)[0]
    first = other.first - len(other.titles)
    mine, theirs = " ".join(name.titles).title(), " ".join(other.titles).title()
    reason = f"The claim calls {name.text} “{mine}”, the source “{theirs}”."
    start = unit.claim.words[max(0, name.first - len(name.titles))].start
    source = (sentence.words[max(0, first)].start, other.end)
    return flag(FlagKind.ENTITY, reason, unit, (start, name.end), sentence, source)


def _fits(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two titles can belong to one person: one is in the other, or one is a mere form of address."""
    a, b = (frozenset(_LONG.get(t, t) for t in titles) for titles in (mine, theirs))
    if _is_other_sex(mine, theirs):
        return False
    if (a | b) & _LOWER and (a & _LOWER) != (b & _LOWER):
        return bool((a - _LOWER) - b and (b - _LOWER) - a)
    return bool(a & b) or not (a - _ADDRESS) or not (b - _ADDRESS)


def _is_other_sex(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(set(mine) & a and set(theirs) & b for a, b in ((_MALE, _FEMALE), (_FEMALE, _MALE)))


def other_ranks(unit: Unit) -> list[Flag]:
    """ "deputy director" where the source has "director", or the other way about."""
    if unit.closeness < _COPY:
        return []
    flags = []
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if unit.claim.words[i].norm in _RANKS]
        theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].norm in _RANKS]
        if bool(mine) == bool(theirs) or edit.end - edit.start + edit.to - edit.from_ != 1:
            continue
        i = mine[0] if mine else min(edit.start, len(unit.claim.words) - 1)
        j = theirs[0] if theirs else min(edit.from_, len(unit.best.words) - 1)
        if unit.claim.words[i].is_capital or unit.best.words[j].is_capital:
            continue  # titles before a name are compared with the name
        word, other = unit.claim.words[i], unit.best.words[j]
        reason = f"“{(word if mine else other).text}” makes it another rank than the source's."
        place, source = (word.start, word.end), (other.start, other.end)
        flags.append(flag(FlagKind.ENTITY, reason, unit, place, unit.best, source))
    return flags
