"""Every name of the claim must be one of the source's, and stand where the source has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.complements import other_complements
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.checks.words import Token
from pipeline.records import Finding, Flag, FlagKind, Span

_GENERIC = word_set(
    "man woman men women person people individual individuals someone guy boy girl group groups team side "
    "member members parents others place area site home house location one child children baby kid kids "
    "family friend friends victim suspect resident residents local locals figure figures party body unit "
    "organization organisation"
)
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
        marked = [one.claim_span for one in flags if one.claim_span]
        flags.extend(one for one in _put_in_place(unit) if not _is_marked(one, marked))
        flags.extend(_other_roles(unit))
        flags.extend(_other_ranks(unit))
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
    if rival and not _is_speaker_moved(name, rival, unit) and _is_swap(name, rival, unit, index):
        return _flag(name, unit, best, rival), False
    raised = _other_title(name, unit, index)
    if raised:
        return raised, False
    near = [*unit.passages, *index.neighbours(best)]
    return None, any(naming.mentions(sentence, name, index.names) for sentence in near)


def _put_in_place(unit: Unit) -> Iterable[Flag]:
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


_LONGEST_PUT = 4  # words
_LETTERS = 4  # that two forms of one name begin with: "Ukraine" and "Ukrainian"


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


def _is_marked(raised: Flag, marked: Sequence[Span]) -> bool:
    place = raised.claim_span
    return place is not None and any(place.overlaps(one) for one in marked)


def _other_title(name: Name, unit: Unit, index: SourceIndex) -> Flag | None:
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


def _is_speaker_moved(name: Name, rival: Name, unit: Unit) -> bool:
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


def _other_ranks(unit: Unit) -> list[Flag]:
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
