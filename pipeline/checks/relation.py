"""Who does what to whom, and why: what changed places, other predicates, cause and concession."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checks import intensity, lexicon
from pipeline.checks.align import Alignment, Edit, Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.roles import role_instead
from pipeline.checks.turned import exchanged, turned
from pipeline.checks.wording import changes
from pipeline.checks.words import Token
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.6
_WIDE = 2  # words up to which a change can be set against what it stands for
_AKIN = 0.45  # similarity from which two words without kinship may stand for each other in a copy
_RARE = 0.85  # weight of words too rare for their vectors to tell what they mean
_UNLIKE = 0.3  # similarity up to which two words without kinship mean different things
_LOADED = lexicon.word_list("loaded_words") | lexicon.word_list("loaded_modifiers")
_LOOSE = 0.35
_COVERED = (
    0.8  # coverage from which a sentence that a claim rests on alone must give the cause that the claim gives
)
_FAINT = word_set("for from over as")  # words that seldom give a cause
_CAUSAL = word_set(
    "because since as due for so therefore thus hence cause caused causes led lead leads result resulted "
    "reason reasons owing thanks blame blamed over after amid from why that's following given prompted"
)
_TEMPORAL = word_set("and but while after when before until as then where")
_CONNECTIVES = {
    "because": "cause", "due": "cause", "owing": "cause", "thanks": "cause",
    "despite": "concession", "although": "concession", "though": "concession", "spite": "concession",
    "regardless": "concession", "notwithstanding": "concession",
    "before": "time", "after": "time", "when": "time", "until": "time", "instead": "exclusion",
    "however": "contrast", "nevertheless": "contrast", "nonetheless": "contrast", "therefore": "result",
    "thus": "result", "hence": "result", "consequently": "result", "accordingly": "result",
}  # fmt: skip


_ALIKE = ({"concession", "contrast"}, {"cause", "result"})
_FORWARD = re.compile(
    r"\b(?:led to|leads to|resulted in|results in|gave rise to|brought about|caused|triggered|prompted"
    r"|causes|triggers|prompts)\b",
    re.IGNORECASE,
)
_BACKWARD = re.compile(
    r"\b(?:resulted from|results from|(?:was|were|is|are) (?:caused|triggered|prompted) by|caused by|stemmed from"
    r"|stems from|arose from|followed from)\b",
    re.IGNORECASE,
)


def check(alignment: Alignment) -> Finding:
    """Flags two names that changed places, another predicate in the same place, and turned causes."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit, alignment.index)]
    return Finding(check="relation", flags=tuple(flags), signals={"relation": float(len(flags))})


def _of(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    yield from _new_cause(unit)
    yield from turned(unit, index)
    if unit.closeness < 0.5:
        return
    yield from _predicates(unit, index)
    if unit.closeness < _COPY:
        return
    yield from exchanged(unit)
    yield from _connectives(unit)
    yield from _turned_causes(unit)


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
            if j in unit.back or {sort, _CONNECTIVES.get(other.norm, sort)} in _ALIKE:
                continue
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
    passages = (unit.best,) if unit.coverage >= _COVERED and len(unit.passages) == 1 else unit.passages
    is_causal = any(w.norm in _CAUSAL and w.norm not in _FAINT for s in passages for w in s.words)
    if unit.closeness < _LOOSE or (is_causal and not unit.is_copy):
        return
    for i, word in enumerate(unit.claim.words[:-1]):
        if word.norm == "because":
            if is_causal and (i in unit.partner or _has_cause_in_place(unit, i)):
                continue
            reason = "The claim gives a cause; the source gives none."
            yield flag(FlagKind.RELATION, reason, unit, (word.start, word.end), unit.best)


def _has_cause_in_place(unit: Unit, i: int) -> bool:
    """Whether `best` gives a cause where the claim has its "because"."""
    slot = unit.slot(i, i + 1)
    if slot is None:
        return True
    words = unit.best.words[max(0, slot[0] - 1) : slot[1] + 1]
    return any(word.norm in _CAUSAL and word.norm not in _TEMPORAL for word in words)


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


def _predicates(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """Content words in the place of others that they have nothing to do with, where little else was changed."""
    if not unit.is_copy:
        yield from _framed(unit)
        return
    for change in changes(unit, index):
        if not change.theirs or len(change.mine) > _WIDE or len(change.theirs) > _WIDE:
            continue
        pairs = [(unit.claim.words[i], unit.best.words[j]) for i in change.mine for j in change.theirs]
        if any(_is_near(a, b) or intensity.differ(a.norm, b.norm) for a, b in pairs):
            continue
        if any(a.norm in _LOADED or b.norm in _LOADED for a, b in pairs):
            continue
        if any(role_instead(i, unit) is not None for i in change.mine):
            continue
        yield _other_words(unit, change.mine, change.theirs)


def _is_near(word: Token, other: Token) -> bool:
    return lexicon.similarity(word.norm, other.norm) > _AKIN or lexicon.kin(word.norm, other.norm) is not None


def _framed(unit: Unit) -> Iterator[Flag]:
    """Outside of copies: one word for one, with the same telling words right before and after it."""
    for edit in unit.edits:
        if not _is_framed(unit, edit) or unit.links[edit.start] or edit.from_ in unit.back:
            continue
        word, other = unit.claim.words[edit.start], unit.best.words[edit.from_]
        if not (word.is_content and other.is_content) or word.is_capital or other.is_capital:
            continue
        if word.is_number or other.is_number or lexicon.similarity(word.norm, other.norm) > _UNLIKE:
            continue
        is_vague = min(word.weight, other.weight) < 0.5 or max(word.weight, other.weight) > _RARE
        if is_vague or not (lexicon.is_known(word.norm) and lexicon.is_known(other.norm)):
            continue
        sorts = {lexicon.noun_class(word.norm), lexicon.noun_class(other.norm)}
        if word.norm.endswith("ly") or sorts <= {"person", "place", "group"}:
            continue
        yield _other_words(unit, (edit.start,), (edit.from_,))


def _other_words(unit: Unit, mine: Sequence[int], theirs: Sequence[int]) -> Flag:
    place = (unit.claim.words[mine[0]].start, unit.claim.words[mine[-1]].end)
    source = (unit.best.words[theirs[0]].start, unit.best.words[theirs[-1]].end)
    said, other = unit.claim.text[slice(*place)], unit.best.text[slice(*source)]
    reason = f"The claim says “{said}” where the source says “{other}”."
    return flag(FlagKind.RELATION, reason, unit, place, unit.best, source)
