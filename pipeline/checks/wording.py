"""Words of a near copy that its source has not: put in between, or in the place of others.

What the other checks read by their meaning (names, figures, hedges, quantifiers, negations) is left to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.checks import lexicon
from pipeline.checks.align import Edit, Unit
from pipeline.checks.cues import CueKind
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import CLOSE_KIN
from pipeline.checks.sentence import Sentence
from pipeline.checks.speech import listeners

_TELLING = 0.4  # weight below which a word is too common to be missed or put in
_PLAIN = lexicon.word_list("plain")


@dataclass(frozen=True, slots=True)
class Change:
    """The claim's own content words `mine` where `best` has the content words `theirs`; each may be empty."""

    edit: Edit
    mine: tuple[int, ...]
    theirs: tuple[int, ...]


def changes(unit: Unit, index: SourceIndex) -> Iterator[Change]:
    """What a near copy changed, without names, figures, cues and words that the passages nearby have too."""
    skipped = _spoken_for(unit.claim)
    others = _spoken_for(unit.best)
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if unit.claim.words[i].is_content]
        theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].is_content]
        if any(j in others for j in theirs) or (theirs and any(i in skipped for i in mine)):
            continue
        mine = [i for i in mine if i not in skipped]
        lost = tuple(j for j in theirs if j not in unit.back)
        near = [unit.best] if lost else [unit.best, *index.neighbours(unit.best, 1)]
        own = tuple(i for i in mine if _is_own(i, unit, index, near))
        if own and not _is_same_phrase(unit, edit) and not _are_reports(unit, own, lost):
            yield Change(edit, own, lost)


def _are_reports(unit: Unit, own: tuple[int, ...], lost: tuple[int, ...]) -> bool:
    """Whether one verb of saying stands for another; how loud and how sure they are is for other checks."""
    reporting = lexicon.word_list("reporting") | lexicon.word_list("proven") | lexicon.word_list("certain")
    return (
        bool(lost)
        and all(lexicon.lemma(unit.claim.words[i].norm) in reporting for i in own)
        and all(lexicon.lemma(unit.best.words[j].norm) in reporting for j in lost)
    )


def _is_same_phrase(unit: Unit, edit: Edit) -> bool:
    """Whether a phrase stands for a word: "called off" for "cancelled"."""
    mine = [lexicon.lemma(w.norm) for w in unit.claim.words[max(0, edit.start - 1) : edit.end + 1]]
    theirs = [lexicon.lemma(w.norm) for w in unit.best.words[max(0, edit.from_ - 1) : edit.to + 1]]
    return any(
        (_holds(mine, phrase) and words & set(theirs)) or (_holds(theirs, phrase) and words & set(mine))
        for phrase, words in _phrases()
    )


def _holds(lemmas: list[str], phrase: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand among `lemmas` in this order."""
    rest = iter(lemmas)
    return all(word in rest for word in phrase)


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    found = []
    for group in lexicon.groups("phrases"):
        cut = group.index("|")
        found.append((group[:cut], frozenset(group[cut + 1 :])))
    return tuple(found)


def _is_own(i: int, unit: Unit, index: SourceIndex, near: Sequence[Sentence]) -> bool:
    """Whether none of the sentences `near` has claim word `i` in any form."""
    word = unit.claim.words[i]
    if not any(other.is_capital for other in unit.claim.words[1:]) and lexicon.is_proper(word.norm):
        return False  # "aaron hernandez" in small letters
    if (
        word.weight < _TELLING
        or word.norm in _PLAIN
        or lexicon.lemma(word.norm) in _PLAIN
        or word.is_capital
        or word.is_number
    ):
        return False
    kin = {norm for norm, (_, kinship) in index.related(word.norm).items() if kinship in CLOSE_KIN}
    return not any(kin & sentence.norms for sentence in near)


def _spoken_for(sentence: Sentence) -> frozenset[int]:
    """The words of a sentence that are names, dates, figures, speakers, hearers or cues."""
    found = set(sentence.figures)
    for name in sentence.names:
        found.update(range(name.first - len(name.titles), name.last))
    for speech in sentence.speeches:
        found.update(range(speech.first, speech.last))
    for first, last in listeners(sentence):
        found.update(range(first, last))
    for cue in sentence.cues:
        if cue.kind is not CueKind.SOFT_NEGATION:
            found.update(range(cue.at, cue.last + 1))
    return frozenset(found)
