"""What may be, is wanted or must be done, told as done or certain, in whatever order the words stand.

The verb that a hedge of the source turns is sought in the claim, in a clause that shares what else it speaks of. It is
told as done where it stands in the perfect or the past with no hedge of its own, and as certain after "will".
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Unit
from pipeline.checks.clauses import head, is_adverb, is_same
from pipeline.checks.cues import Cue, CueKind
from pipeline.checks.listed import word_set
from pipeline.checks.sentence import Sentence

_K = CueKind
_OPEN = (_K.POSSIBLE, _K.INTENT, _K.WISH, _K.NECESSITY, _K.FUTURE)
_UNSETTLED = (_K.POSSIBLE, _K.WISH)  # what "will" makes surer
_HEDGES = (*_OPEN, _K.HEARSAY, _K.UNCLEAR, _K.CONDITION)
_HELD = 0.6  # coverage from which a rewording is surely of the same matter
_OBJECTS = 3  # words of what two verbs go with that make them one
_PERFECT = word_set("has have had 've having")
_PAST_PASSIVE = word_set("was were been")
_NO_SUBJECT = word_set(
    "to be being is are am by of for in with and or as than not no the a an its their his her"
)


def attained(unit: Unit) -> Iterator[tuple[int, Cue]]:
    """Claim words that are told as done or certain, each with the hedge of `best` that they lost."""
    if unit.coverage < _HELD:
        return
    yield from _made_sure(unit)
    theirs = unit.best.denied
    for cue in unit.best.cues:
        j = head(unit.best, cue) if cue.kind in _OPEN else None
        i = unit.back.get(j) if j is not None else None
        if i is None or j is None or cue.at in theirs or j in theirs or not is_same(unit, i, j):
            continue
        if _is_open_in_claim(unit.claim, i) or _is_settled_elsewhere(unit, j):
            continue
        is_told_done = is_done(unit.claim, i) and not is_done(unit.best, j)
        if is_told_done or (cue.kind in _UNSETTLED and _is_sure(unit.claim, i)):
            yield i, cue


def _made_sure(unit: Unit) -> Iterator[tuple[int, Cue]]:
    """ "will withdraw from the talks" for "may stop taking part in the talks": other verbs with the same object."""
    may = [(cue, head(unit.best, cue)) for cue in unit.best.cues if cue.kind is _K.POSSIBLE]
    for mine in unit.claim.cues:
        i = head(unit.claim, mine) if _is_future(unit.claim, mine) else None
        if i is None or i in unit.claim.denied or unit.has_close(i):
            continue
        objects = {unit.partner[t] for t in mine.targets if t in unit.partner and unit.has_close(t)}
        for cue, j in may:
            if (
                j is not None
                and len(objects & set(cue.targets)) >= _OBJECTS
                and not _is_open_in_claim(unit.claim, i)
            ):
                yield i, cue


def is_done(sentence: Sentence, at: int) -> bool:
    """Whether word `at` is a verb in the perfect or the past: "has filled", "were filled", "filled"."""
    norm = sentence.words[at].norm
    if norm.endswith(("ing", "s")) or (lexicon.lemma(norm) == norm and not norm.endswith("ed")):
        return False
    before = [word for word in sentence.words[max(0, at - 4) : at] if not is_adverb(word.norm)]
    if not before:
        return False
    nearest = before[-1]
    if nearest.norm in _PERFECT | _PAST_PASSIVE:
        return not any(word.norm in ("to", "would", "be") for word in before)
    return (
        nearest.norm not in _NO_SUBJECT
        and not nearest.norm.endswith(("ly", "ing"))
        and (
            nearest.is_capital
            or nearest.norm in ("it", "he", "she", "they", "who", "we", "i")
            or nearest.is_content
        )
    )


def _is_sure(sentence: Sentence, at: int) -> bool:
    """Whether "will" or "is going to" governs the verb at word `at`."""
    return any(_is_future(sentence, cue) and head(sentence, cue) == at for cue in sentence.cues)


def _is_future(sentence: Sentence, cue: Cue) -> bool:
    return cue.kind is _K.FUTURE or cue.text(sentence).endswith("going to")


def _is_open_in_claim(sentence: Sentence, at: int) -> bool:
    """Whether a hedge of the claim governs word `at`, or the claim denies it."""
    return at in sentence.denied or any(
        cue.kind in _HEDGES and not _is_future(sentence, cue) and at in cue.targets and cue.at < at
        for cue in sentence.cues
    )


def _is_settled_elsewhere(unit: Unit, j: int) -> bool:
    """Whether a passage tells the same verb as done."""
    base = lexicon.lemma(unit.best.words[j].norm)
    return any(
        lexicon.lemma(word.norm) == base and is_done(sentence, k)
        for sentence in unit.passages
        for k, word in enumerate(sentence.words)
    )
