"""Who does what to whom, and why: swapped roles, other predicates, cause and concession."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.naming import Name
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.6
_CONNECTIVES = {
    "because": "cause", "due": "cause", "owing": "cause", "thanks": "cause",
    "despite": "concession", "although": "concession", "though": "concession", "spite": "concession",
    "regardless": "concession", "notwithstanding": "concession",
}  # fmt: skip


def check(alignment: Alignment) -> Finding:
    """Flags two names that changed places, another predicate in the same place, and turned causes."""
    flags = [raised for unit in alignment.units if unit.best for raised in _of(unit)]
    return Finding(check="relation", flags=tuple(flags), signals={"relation": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    if unit.closeness < _COPY:
        return
    yield from _swapped(unit)
    yield from _connectives(unit)
    yield from _predicates(unit)


def _swapped(unit: Unit) -> Iterator[Flag]:
    assert unit.best is not None
    mine = [n for n in unit.claim.names if sum(naming.same(n, o) for o in unit.claim.names) == 1]
    for a, b in combinations(mine, 2):
        first, second = _one(a, unit), _one(b, unit)
        if first is None or second is None or first.first < second.first:
            continue
        if _voice(unit, a, b) != _voice_source(unit, second, first) or not _stays_between(unit, a, b, second, first):
            continue
        reason = f"The source has “{second.text}” and “{first.text}” the other way round."
        yield flag(FlagKind.RELATION, reason, unit, (a.start, b.end), unit.best, (second.start, first.end))
        return


def _one(name: Name, unit: Unit) -> Name | None:
    assert unit.best is not None
    found = [n for n in unit.best.names if naming.same(n, name)]
    return found[0] if len(found) == 1 else None


def _stays_between(unit: Unit, a: Name, b: Name, first: Name, last: Name) -> bool:
    """Whether what stands between the two names is the same in both."""
    inside = [unit.partner.get(i) for i in range(a.last, b.first) if unit.claim.words[i].is_content]
    held = [j for j in inside if j is not None and first.last <= j < last.first]
    return bool(held) and len(held) >= 0.6 * len(inside)


def _voice(unit: Unit, a: Name, b: Name) -> bool:
    return any(w.norm == "by" for w in unit.claim.words[a.last : b.first])


def _voice_source(unit: Unit, a: Name, b: Name) -> bool:
    assert unit.best is not None
    return any(w.norm == "by" for w in unit.best.words[a.last : b.first])


def _connectives(unit: Unit) -> Iterator[Flag]:
    assert unit.best is not None
    for i, word in enumerate(unit.claim.words):
        sort = _CONNECTIVES.get(word.norm)
        if sort is None or i in unit.partner:
            continue
        slot = unit.slot(i, i + 1)
        if slot is None:
            continue
        for j in range(max(0, slot[0] - 1), min(slot[1] + 1, len(unit.best.words))):
            other = unit.best.words[j]
            if _CONNECTIVES.get(other.norm, sort) != sort:
                reason = f"The claim says “{word.text}” where the source says “{other.text}”."
                place = (word.start, word.end)
                yield flag(FlagKind.RELATION, reason, unit, place, unit.best, (other.start, other.end))


def _predicates(unit: Unit) -> Iterator[Flag]:
    """One content word in the place of another that it has nothing to do with."""
    assert unit.best is not None
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if unit.claim.words[i].is_content]
        theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].is_content]
        if len(mine) != 1 or len(theirs) != 1 or unit.links[mine[0]] or theirs[0] in unit.back:
            continue
        word, other = unit.claim.words[mine[0]], unit.best.words[theirs[0]]
        if word.is_capital or other.is_capital or word.is_number or other.is_number:
            continue
        if unit.closeness < 0.8 or lexicon.similarity(word.norm, other.norm) > 0.25:
            continue
        if min(word.weight, other.weight) < 0.5 or not (lexicon.is_known(word.norm) and lexicon.is_known(other.norm)):
            continue
        if word.norm.endswith("ly") or {lexicon.noun_class(word.norm), lexicon.noun_class(other.norm)} <= {"person", "place", "group"}:
            continue
        reason = f"The claim says “{word.text}” where the source says “{other.text}”."
        place = (word.start, word.end)
        yield flag(FlagKind.RELATION, reason, unit, place, unit.best, (other.start, other.end))
