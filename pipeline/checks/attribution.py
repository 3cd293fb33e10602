"""Who says it: the speaker that the claim names must be the source's, and what someone says is not yet a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.checks import lexicon, naming
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.cues import CueKind
from pipeline.checks.index import SourceIndex
from pipeline.checks.listed import word_set
from pipeline.checks.names import role_instead
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.checks.speech import Speech, listeners
from pipeline.records import Finding, Flag, FlagKind

_COPIED = 0.7  # closeness from which a speaker or hearer without a name must be the source's
_OPEN = (CueKind.POSSIBLE, CueKind.CONDITION, CueKind.HEARSAY)
_GENERIC = word_set(
    "article report story author text document passage news reuters cnn bbc analysis statement"
)


_AUTHORITIES = word_set(
    "police officer authority official sheriff law court document record figure data prosecutor coroner firefighter "
    "department agency service report statement ministry office hospital investigator filing survey census spokesman "
    "spokeswoman spokesperson league club organization organisation commission council government military army "
    "university magazine newspaper post"
)
_OPINION = word_set(
    "should must better worse best worst good bad great terrible wrong right unfair fair important "
    "unlikely likely may might could would believe think feel hope fear never always failed failure "
    "success successful dangerous irresponsible unacceptable disgrace shame proud disappointed obvious "
    "clearly"
)


def check(alignment: Alignment) -> Finding:
    """Flags other speakers than the source's, and reports told as facts."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit, alignment.index)]
    return Finding(check="attribution", flags=tuple(flags), signals={"attribution": float(len(flags))})


def _of(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    if unit.claim.speeches:
        for speech in unit.claim.speeches:
            if not speech.is_pronoun and not _is_generic(speech, unit.claim):
                yield from _other_speaker(speech, unit, index)
    elif unit.best.speeches:
        yield from _told_as_fact(unit)
    yield from _other_listener(unit, index)


def _is_generic(speech: Speech, sentence: Sentence) -> bool:
    words = [sentence.words[i] for i in speech.heads(sentence) if not sentence.words[i].is_number]
    return any(lexicon.lemma(w.norm) in _GENERIC and (not w.is_capital or len(words) == 1) for w in words)


def _other_speaker(speech: Speech, unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    place = (unit.claim.words[speech.first].start, unit.claim.words[speech.last - 1].end)
    theirs = [s for s in unit.best.speeches if not s.is_pronoun]
    if theirs:
        if any(_same_speaker(speech, unit.claim, other, unit.best, index) for other in theirs):
            yield from _other_role(speech, unit)
            return
        if unit.closeness < 0.7 and _speaks_in(speech, unit.claim, unit.passages[1:], index):
            return
        if unit.closeness < 0.5 and _speaks_in(speech, unit.claim, _near_matter(unit, index), index):
            return
        if unit.coverage < 0.5 or (unit.closeness < 0.5 and not _both_named(speech, unit, theirs)):
            return
        other = _in_place(speech, theirs, unit)
        source = (unit.best.words[other.first].start, unit.best.words[other.last - 1].end)
        reason = f"The claim gives this to “{speech.speaker(unit.claim)}”, the source to “{other.speaker(unit.best)}”."
        yield flag(FlagKind.ATTRIBUTION, reason, unit, place, unit.best, source)
        return
    near = [unit.best, *unit.passages[1:], *index.neighbours(unit.best, 3)]
    if unit.closeness < (0.5 if _speaker_name(speech, unit.claim) else _COPIED) or not speech.heads(
        unit.claim
    ):
        return
    if not any(_mentions(speech, unit.claim, sentence, index) for sentence in near):
        reason = f"The source does not give this to “{speech.speaker(unit.claim)}”."
        yield flag(FlagKind.ATTRIBUTION, reason, unit, place, unit.best)


def _other_listener(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """Somebody else is told it: "told parliament" where the source has "told reporters"."""
    if unit.closeness < _COPIED:
        return
    theirs = [range(*place) for place in listeners(unit.best)]
    for first, last in listeners(unit.claim):
        heads = [i for i in range(first, last) if unit.claim.words[i].is_content]
        norms = {unit.best.words[j].norm for place in theirs for j in place if unit.best.words[j].is_content}
        if not heads or not norms or any(_has(unit.claim.words[i].norm, norms, index) for i in heads):
            continue
        if any(i in unit.partner for i in heads):
            continue
        place = (unit.claim.words[first].start, unit.claim.words[last - 1].end)
        source = (unit.best.words[theirs[0].start].start, unit.best.words[theirs[0].stop - 1].end)
        said, other = unit.claim.text[slice(*place)], unit.best.text[slice(*source)]
        reason = f"The claim has this told to “{said}”, the source to “{other}”."
        yield flag(FlagKind.ATTRIBUTION, reason, unit, place, unit.best, source)


def _other_role(speech: Speech, unit: Unit) -> Iterator[Flag]:
    """The speaker is of the same house but another person: "prosecutors" for "a spokesman"."""
    for i in speech.heads(unit.claim):
        other = role_instead(i, unit)
        if other is not None:
            word, token = unit.claim.words[i], unit.best.words[other]
            reason = f"The claim gives this to “{word.text}”, the source to “{token.text}”."
            place, source = (word.start, word.end), (token.start, token.end)
            yield flag(FlagKind.ATTRIBUTION, reason, unit, place, unit.best, source)


def _both_named(speech: Speech, unit: Unit, theirs: Sequence[Speech]) -> bool:
    named = any(_speaker_name(other, unit.best) for other in theirs)
    return named and _speaker_name(speech, unit.claim) is not None


def _in_place(speech: Speech, theirs: Sequence[Speech], unit: Unit) -> Speech:
    """The source's report in the place of the claim's: the one whose verb is linked, or else the first."""
    verb = unit.partner.get(speech.verb)
    return next((other for other in theirs if other.verb == verb), theirs[0])


def _same_speaker(
    mine: Speech, claim: Sentence, theirs: Speech, source: Sentence, index: SourceIndex
) -> bool:
    """Whether two speakers can be one: by their names where both have one, else by any telling word."""
    own, other = _speaker_name(mine, claim), _speaker_name(theirs, source)
    if own and other:
        return naming.same(own, other) or _same_words(mine, claim, theirs, source)
    heads = mine.heads(claim) if other is None else _telling(mine.heads(claim), claim)
    others = {source.words[j].norm for j in theirs.heads(source)}
    return any(_has(claim.words[i].norm, others, index) for i in heads)


def _same_words(mine: Speech, claim: Sentence, theirs: Speech, source: Sentence) -> bool:
    """Whether all telling words of one speaker are words of the other."""
    first = {claim.words[i].norm for i in mine.heads(claim)}
    second = {source.words[j].norm for j in theirs.heads(source)}
    return bool(first and second) and (first <= second or second <= first)


def _speaker_name(speech: Speech, sentence: Sentence) -> Name | None:
    """The name in the speaker that stands nearest to the verb."""
    inside = [n for n in sentence.names if speech.first <= n.first and n.last <= speech.last]
    return min(inside, key=lambda n: abs(n.first - speech.verb), default=None)


def _telling(heads: Sequence[int], sentence: Sentence) -> Sequence[int]:
    """The names among the heads where there are any, else the last noun-like words."""
    named = [i for i in heads if sentence.words[i].is_capital and not _is_title(sentence.words[i].norm)]
    return named or heads


def _is_title(norm: str) -> bool:
    return norm in lexicon.word_list("titles")


def _has(norm: str, others: set[str], index: SourceIndex) -> bool:
    return any(other in others and strength >= 0.6 for other, (strength, _) in index.related(norm).items())


def _mentions(speech: Speech, claim: Sentence, sentence: Sentence, index: SourceIndex) -> bool:
    norms = set(sentence.norms)
    heads = _telling(speech.heads(claim), claim)
    if _speaker_name(speech, claim) is None:
        heads = _noun(heads)
    return any(_has(claim.words[i].norm, norms, index) for i in heads)


def _noun(heads: Sequence[int]) -> Sequence[int]:
    """The last of the first words in a row: "adviser" of "a government adviser to the mayor"."""
    last = next((n for n, (a, b) in enumerate(pairwise(heads)) if b > a + 1), len(heads) - 1)
    return heads[last : last + 1]


def _speaks_in(speech: Speech, claim: Sentence, among: Sequence[Sentence], index: SourceIndex) -> bool:
    return any(
        _same_speaker(speech, claim, other, sentence, index)
        for sentence in among
        for other in sentence.speeches
        if not other.is_pronoun
    )


def _is_authority(speech: Speech, unit: Unit) -> bool:
    """Whether the speaker is one whose word on events is commonly taken as it stands, and the claim is no opinion."""
    heads = {lexicon.lemma(unit.best.words[j].norm) for j in speech.heads(unit.best)}
    if not heads & _AUTHORITIES:
        return False
    return not any(w.norm in _OPINION for w in unit.claim.words)


def _near_matter(unit: Unit, index: SourceIndex) -> list[Sentence]:
    """Sentences that share two telling words with a claim: one that is much reworded may mean any of them."""
    telling = {word.norm for word in unit.claim.words if word.is_content and word.weight > 0.4}
    return index.sharing(telling, 2)


def _told_as_fact(unit: Unit) -> Iterator[Flag]:
    """The source gives this to someone; the claim, close to its words, to nobody."""
    if unit.closeness < 0.8 or any(cue.kind in _OPEN for cue in unit.claim.cues):
        return  # what may be, or would be under a condition, is told as no fact
    speech = unit.best.speeches[-1]
    if any(j in unit.back for j in speech.heads(unit.best)) or speech.verb in unit.back:
        return
    end = max(speech.verb + 1, speech.last)
    joint = unit.best.words[end].norm if end < len(unit.best.words) else ""
    if joint in ("and", "but") and all(j >= end for j in unit.back):
        return  # another clause, which the source says itself
    last = unit.claim.words[-1]
    if speech.last <= speech.first or _is_authority(speech, unit):
        return
    if speech.is_pronoun and unit.best.words[speech.verb].norm != "said":
        return
    first, final = sorted((speech.verb, speech.first))[0], max(speech.verb, speech.last - 1)
    source = (unit.best.words[first].start, unit.best.words[final].end)
    reason = f"The source gives this to “{speech.speaker(unit.best)}”; the claim tells it as a fact."
    yield flag(FlagKind.ATTRIBUTION, reason, unit, (unit.claim.words[0].start, last.end), unit.best, source)
