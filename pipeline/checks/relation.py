"""Who does what to whom, and why: swapped roles, other predicates, cause and concession."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, Edit, Unit, flag
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.names import rival_of
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.6
_CHANGES = 2  # places changed from which a sentence counts as reworded
_ALONE = 0.8  # closeness from which the word is the only change that matters
_RARE = 0.85  # weight of words too rare for their vectors to tell what they mean
_UNLIKE = 0.3  # similarity up to which two words without kinship mean different things
_CAUSAL = word_set(
    "because since as due for so therefore thus hence cause caused causes led lead leads result resulted "
    "reason reasons owing thanks blame blamed over after amid from why that's following given prompted"
)
_CONNECTIVES = {
    "because": "cause", "due": "cause", "owing": "cause", "thanks": "cause",
    "despite": "concession", "although": "concession", "though": "concession", "spite": "concession",
    "regardless": "concession", "notwithstanding": "concession",
}  # fmt: skip


_FORWARD = re.compile(
    r"\b(?:led to|leads to|resulted in|results in|gave rise to|brought about)\b", re.IGNORECASE
)
_BACKWARD = re.compile(
    r"\b(?:resulted from|results from|caused by|stemmed from|stems from|arose from|followed from)\b",
    re.IGNORECASE,
)


def check(alignment: Alignment) -> Finding:
    """Flags two names that changed places, another predicate in the same place, and turned causes."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit)]
    return Finding(check="relation", flags=tuple(flags), signals={"relation": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    yield from _new_cause(unit)
    if unit.closeness < 0.5:
        return
    yield from _predicates(unit)
    if unit.closeness < _COPY:
        return
    swapped = list(_swapped(unit)) or list(_crossed(unit))
    yield from swapped
    yield from _connectives(unit)
    yield from _turned_causes(unit)


def _swapped(unit: Unit) -> Iterator[Flag]:
    """Two names of the claim that each stand in the other's place."""
    for a, b in combinations(unit.claim.names, 2):
        if naming.same(a, b):
            continue
        pair = _each_in_place(a, b, unit) or _turned_round(a, b, unit)
        if pair is None:
            continue
        first, second = pair
        reason = f"The source has “{first.text}” and “{second.text}” the other way round."
        place = (min(first.start, second.start), max(first.end, second.end))
        yield flag(FlagKind.RELATION, reason, unit, (a.start, b.end), unit.best, place)
        return


def _crossed(unit: Unit) -> Iterator[Flag]:
    """Two words or phrases that each stand in the other's place, with more than an "and" between them."""
    edits = [
        (edit, _content(unit.claim, edit.start, edit.end), _content(unit.best, edit.from_, edit.to))
        for edit in unit.edits
    ]
    for (a, mine, theirs), (b, later, others) in combinations(edits, 2):
        if not (mine and later and mine <= others and later <= theirs):
            continue
        between = unit.claim.words[a.end : b.start]
        if not any(word.is_content for word in between):
            continue
        place = (unit.claim.words[a.start].start, unit.claim.words[b.end - 1].end)
        source = (unit.best.words[a.from_].start, unit.best.words[b.to - 1].end)
        reason = "Two things have changed places against the source."
        yield flag(FlagKind.RELATION, reason, unit, place, unit.best, source)


def _content(sentence: Sentence, first: int, last: int) -> set[str]:
    return {word.norm for word in sentence.words[first:last] if word.is_content}


def _each_in_place(a: Name, b: Name, unit: Unit) -> tuple[Name, Name] | None:
    """The names of `best` in the places of `a` and `b`, when they are `b` and `a`."""
    first, second = rival_of(a, unit), rival_of(b, unit)
    if first and second and naming.same(first, b) and naming.same(second, a):
        return first, second
    return None


def _turned_round(a: Name, b: Name, unit: Unit) -> tuple[Name, Name] | None:
    """The two names of `best` that stand in the other order around the same words, in the same voice."""
    first, second = _one(a, unit), _one(b, unit)
    if first is None or second is None or first.first < second.first:
        return None
    mine, theirs = unit.claim.words[a.last : b.first], unit.best.words[second.last : first.first]
    if any(w.norm == "by" for w in mine) != any(w.norm == "by" for w in theirs):
        return None
    return (second, first) if _stays_between(unit, a, b, second, first) else None


def _one(name: Name, unit: Unit) -> Name | None:
    found = [n for n in unit.best.names if naming.same(n, name)]
    return found[0] if len(found) == 1 else None


def _stays_between(unit: Unit, a: Name, b: Name, first: Name, last: Name) -> bool:
    """Whether what stands between the two names is the same in both, and no mere "and"."""
    mine, theirs = unit.claim.text[a.end : b.start], unit.best.text[first.end : last.start]
    if mine.strip(" ,").lower() in (
        "and",
        "or",
        "with",
        "&",
        "",
        "v",
        "vs",
        "versus",
        "against",
        "-",
        "/",
        "as well as",
    ):
        return False
    if mine == theirs:
        return True
    inside = [unit.partner.get(i) for i in range(a.last, b.first) if unit.claim.words[i].is_content]
    held = [j for j in inside if j is not None and first.last <= j < last.first]
    return bool(held) and len(held) >= 0.6 * len(inside)


def _connectives(unit: Unit) -> Iterator[Flag]:
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


def _is_framed(unit: Unit, edit: Edit) -> bool:
    """Whether an edit of one word for one has the same telling words right before and after it."""
    if edit.end - edit.start != 1 or edit.to - edit.from_ != 1:
        return False
    pairs = ((edit.start - 1, edit.from_ - 1), (edit.end, edit.to))
    return all(unit.partner.get(i) == j and _is_same(unit, i) for i, j in pairs)


def _is_same(unit: Unit, i: int) -> bool:
    link = unit.links[i]
    return link is not None and link.kin in (None, Kin.FORM) and unit.claim.words[i].is_content


def _new_cause(unit: Unit) -> Iterator[Flag]:
    """A "because" of the claim's own, where no passage gives a cause."""
    if unit.closeness < 0.5 or any(w.norm in _CAUSAL for s in unit.passages for w in s.words):
        return
    for i, word in enumerate(unit.claim.words):
        if word.norm == "because" and 0 < i < len(unit.claim.words) - 1:
            reason = "The claim gives a cause; the source gives none."
            yield flag(FlagKind.RELATION, reason, unit, (word.start, word.end), unit.best)


def _turned_causes(unit: Unit) -> Iterator[Flag]:
    """ "led to" in the place of "resulted from": cause and effect changed places."""
    for mine, theirs in ((_FORWARD, _BACKWARD), (_BACKWARD, _FORWARD)):
        found, other = mine.search(unit.claim.text), theirs.search(unit.best.text)
        if not found or not other or theirs.search(unit.claim.text) or mine.search(unit.best.text):
            continue
        i, j = unit.claim.word_at(found.start()), unit.best.word_at(other.start())
        slot = unit.slot(i, i + len(found.group().split()))
        if slot and slot[0] <= j <= slot[1]:
            reason = f"The claim says “{found.group()}” where the source says “{other.group()}”."
            yield flag(FlagKind.RELATION, reason, unit, found.span(), unit.best, other.span())


def _predicates(unit: Unit) -> Iterator[Flag]:
    """One content word in the place of another that it has nothing to do with, where little else was changed."""
    reworded = sum(1 for i, _ in unit.anchors if (link := unit.links[i]) and link.kin not in (None, Kin.FORM))
    changes = reworded + sum(1 for edit in unit.edits if edit.end > edit.start and edit.to > edit.from_)
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if unit.claim.words[i].is_content]
        theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].is_content]
        if len(mine) != 1 or len(theirs) != 1 or unit.links[mine[0]] or theirs[0] in unit.back:
            continue
        word, other = unit.claim.words[mine[0]], unit.best.words[theirs[0]]
        if word.is_capital or other.is_capital or word.is_number or other.is_number:
            continue
        if lexicon.similarity(word.norm, other.norm) > _UNLIKE:
            continue
        if (unit.closeness < _ALONE or changes > _CHANGES) and not _is_framed(unit, edit):
            continue
        if (
            min(word.weight, other.weight) < 0.5
            or max(word.weight, other.weight) > _RARE
            or not (lexicon.is_known(word.norm) and lexicon.is_known(other.norm))
        ):
            continue
        if word.norm.endswith("ly") or {lexicon.noun_class(word.norm), lexicon.noun_class(other.norm)} <= {
            "person",
            "place",
            "group",
        }:
            continue
        reason = f"The claim says “{word.text}” where the source says “{other.text}”."
        place = (word.start, word.end)
        yield flag(FlagKind.RELATION, reason, unit, place, unit.best, (other.start, other.end))
