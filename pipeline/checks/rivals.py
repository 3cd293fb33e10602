"""A name that stands where the source has another one."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.naming import Name
from pipeline.checks.words import Token
from pipeline.records import Flag, FlagKind

_COPY = 0.6  # closeness from which a different name in the same place is a swap and no rewording
_LONGEST_PUT = 4  # words of a name put in the place of another
_LETTERS = 4  # that two forms of one name begin with: "Ukraine" and "Ukrainian"


def rival_of(name: Name, unit: Unit) -> Name | None:
    """Another name that `best` has in the very place of this one."""
    slot = unit.slot(name.first, name.last)
    if slot is None:
        return None
    inside = [n for n in unit.best.names if n.first < slot[1] and n.last > slot[0]]
    if any(naming.same(n, name) for n in inside):
        return None
    return inside[0] if inside else None


def is_swap(name: Name, rival: Name, unit: Unit, index: SourceIndex) -> bool:
    """Whether the claim puts `name` where the source has `rival`, and does not only order its words otherwise."""
    if any(naming.same(o, rival) and not _stands_apart(o, rival, unit) for o in unit.claim.names):
        return False
    if not _is_clean_slot(name, unit):
        return False
    rest = len(unit.claim.words) - (name.last - name.first)
    closeness = unit.closeness * len(unit.claim.words) / max(1, rest)
    if naming.mentions(unit.best, name, index.names) and closeness < 0.85:
        return False
    others = [s for s in unit.passages[1:] if naming.mentions(s, name, index.names)]
    return closeness >= (_COPY if not others else 0.75)


def is_speaker_moved(name: Name, rival: Name, unit: Unit) -> bool:
    """Whether the name says who speaks and the rival does not: speakers are compared with speakers."""
    speaks = any(s.first <= name.first < s.last for s in unit.claim.speeches)
    return speaks and not any(s.first <= rival.first < s.last for s in unit.best.speeches)


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


def put_in_place(unit: Unit) -> Iterable[Flag]:
    """Capitalised words of a near copy that stand where the source has other ones: "Billy Saints" for "Billy King".

    Whatever else of the source has such a name: here it has another.
    """
    if not unit.is_copy:
        return
    claim, best = unit.claim.words, unit.best.words
    for edit in unit.edits:
        mine, theirs = claim[edit.start : edit.end], best[edit.from_ : edit.to]
        if not edit.start or not mine or not theirs or max(len(mine), len(theirs)) > _LONGEST_PUT:
            continue
        if all(word.is_capital and len(word.norm) > 1 for word in (*mine, *theirs)) and not any(
            _may_be_same(a, b) for a in mine for b in theirs
        ):
            own = unit.claim.text[mine[0].start : mine[-1].end]
            other = unit.best.text[theirs[0].start : theirs[-1].end]
            reason = f"The claim says “{own}” where the source says “{other}”."
            places = (mine[0].start, mine[-1].end), (theirs[0].start, theirs[-1].end)
            yield flag(FlagKind.ENTITY, reason, unit, places[0], unit.best, places[1])


def _may_be_same(a: Token, b: Token) -> bool:
    """Whether two words may be forms of one name, or short for it."""
    short, long = sorted((a.norm.strip("."), b.norm.strip(".")), key=len)
    kin = lexicon.kin(a.norm, b.norm)
    return (
        long.startswith(short[:_LETTERS])
        or kin in (Kin.FORM, Kin.SYNONYM, Kin.DERIVED)
        or b.norm in naming.aliases(a.norm)
        or a.norm in naming.aliases(b.norm)
    )
