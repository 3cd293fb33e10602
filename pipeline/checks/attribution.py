"""Who says it: the speaker that the claim names must be the source's, and what someone says is not yet a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checks import lexicon, naming, speakers
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.bare import AUTHORITIES, told_bare
from pipeline.checks.index import SourceIndex
from pipeline.checks.listed import word_set
from pipeline.checks.roles import role_instead
from pipeline.checks.sentence import Sentence
from pipeline.checks.speech import Speech, listeners
from pipeline.checks.words import Token
from pipeline.records import Finding, Flag, FlagKind

_COPIED = 0.7  # closeness from which a speaker or hearer without a name must be the source's
_LOOSE = 0.5  # closeness from which a speaker with a name must be the source's
_HELD = 0.8  # share of what is said that one sentence must hold to be the one that tells it
_COVERED = 0.6  # coverage from which what two speakers say is the same
_BEFORE = 3  # sentences back to which "the French-born singer" may point
_CLAIMED = word_set("alleged claimed said argued stated reported announced")
_SHOWING = word_set("show indicate suggest reveal find detail list record")
_GENERIC = word_set(
    "article report story author text document passage news reuters cnn bbc analysis statement message email e-mail "
    "letter listing page website transcript review recipe"
)


def check(alignment: Alignment) -> Finding:
    """Flags other speakers than the source's, and reports told as facts."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit, alignment.index)]
    return Finding(check="attribution", flags=tuple(flags), signals={"attribution": float(len(flags))})


def _of(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    for speech in unit.claim.speeches:
        if not speech.is_pronoun and not _is_generic(speech, unit.claim) and not _is_in_source(speech, unit):
            yield from _other_speaker(speech, unit, index)
    yield from told_bare(unit, index)
    yield from _other_listener(unit, index)


def _is_generic(speech: Speech, sentence: Sentence) -> bool:
    words = [sentence.words[i] for i in speech.heads(sentence) if not sentence.words[i].is_number]
    return any(lexicon.lemma(w.norm) in _GENERIC and (not w.is_capital or len(words) == 1) for w in words)


def _is_in_source(speech: Speech, unit: Unit) -> bool:
    """Whether `best` has them say it without a reporting verb: "records show that", "as foreseen by Ms Lee"."""
    heads = speech.heads(unit.claim)
    linked = [unit.partner[i] for i in heads if i in unit.partner]
    if linked and heads[-1] in unit.partner and any(w.norm in _CLAIMED for w in _impersonal(unit.best)):
        return True
    if not linked or len(linked) < len(heads):
        return False
    words = unit.best.words
    after = words[max(linked) + 1].norm if max(linked) + 1 < len(words) else ""
    if lexicon.lemma(after) in _SHOWING:
        return True
    verb = unit.partner.get(speech.verb)
    return (
        verb is not None
        and verb + 1 < len(words)
        and min(linked) - verb in (2, 3)
        and words[verb + 1].norm == "by"
    )


def _impersonal(sentence: Sentence) -> list[Token]:
    """The words after "it was" and "it is": what is "alleged" there is the word of someone named beside it."""
    words = sentence.words
    return [
        words[k]
        for k in range(2, len(words))
        if words[k - 2].norm == "it" and words[k - 1].norm in ("was", "is")
    ]


def _other_speaker(speech: Speech, unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    theirs = [s for s in unit.best.speeches if not s.is_pronoun]
    if not theirs:
        if _is_put_in(speech, unit, index):
            reason = f"The source does not give this to “{speech.speaker(unit.claim)}”."
            yield flag(FlagKind.ATTRIBUTION, reason, unit, _place(speech, unit.claim), unit.best)
        return
    same = next((s for s in theirs if _is_same(speech, s, unit, index)), None)
    other = same or _in_place(speech, theirs, unit)
    meant = speakers.meant(same, unit.best, index) if same else None
    if same and (meant is None or speakers.same(speech, unit.claim, *meant, index)):
        yield from _other_role(speech, same, unit, index)
    elif same or not _may_be_elsewhere(speech, theirs, unit, index):
        named = meant[0].speaker(meant[1]) if meant else other.speaker(unit.best)
        reason = f"The claim gives this to “{speech.speaker(unit.claim)}”, the source to “{named}”."
        places = _place(speech, unit.claim), _place(other, unit.best)
        yield flag(FlagKind.ATTRIBUTION, reason, unit, places[0], unit.best, places[1])


def _is_same(speech: Speech, theirs: Speech, unit: Unit, index: SourceIndex) -> bool:
    """Whether two speakers can be one; in what is nearly a copy "Alpha chief Lee" is not "Beta chief Lee"."""
    if not speakers.same(speech, unit.claim, theirs, unit.best, index):
        return False
    own, other = speakers.nearest(speech, unit.claim), speakers.nearest(theirs, unit.best)
    is_other = own is not None and other is not None and not naming.same(own, other)
    return unit.closeness < _COPIED or not is_other


def _may_be_elsewhere(speech: Speech, theirs: Sequence[Speech], unit: Unit, index: SourceIndex) -> bool:
    """Whether a claim that is much reworded may rest on what its speaker says elsewhere, or says unnamed."""
    if unit.closeness < 0.7 and all(speakers.is_described(other, unit.best) for other in theirs):
        near = [s for s in index.neighbours(unit.best, _BEFORE) if s.number < unit.best.number]
        if any(speakers.mentions(speech, unit.claim, sentence, index) for sentence in near):
            return True
    if unit.closeness < 0.7 and speakers.speaks_in(speech, unit.claim, unit.passages[1:], index):
        return True
    if unit.closeness < 0.5 and speakers.speaks_in(
        speech, unit.claim, _near_matter(speech, unit, index), index
    ):
        return True
    if unit.closeness < _COPIED and _has_another(speech, theirs, unit, index):
        return True
    if unit.closeness < 0.7 and speakers.is_described(speech, unit.claim):
        return True
    return unit.coverage < 0.5 or (unit.closeness < 0.5 and not _both_named(speech, unit, theirs))


def _has_another(speech: Speech, theirs: Sequence[Speech], unit: Unit, index: SourceIndex) -> bool:
    """Whether all that `best` has somebody say, another report of the claim gives to the same."""
    others = [s for s in unit.claim.speeches if s is not speech and not s.is_pronoun]
    return all(any(speakers.same(s, unit.claim, t, unit.best, index) for s in others) for t in theirs)


def _is_put_in(speech: Speech, unit: Unit, index: SourceIndex) -> bool:
    """Whether the claim gives to a speaker what the source says itself.

    Someone named only by what he is must speak close by; of a name it is enough that it stands there.
    """
    if not speech.heads(unit.claim) or not _is_told_by(unit):
        return False
    role = speakers.role(speech, unit.claim)
    if role is None or any(s.is_pronoun for s in unit.best.speeches) or _is_bare(speech, unit.claim):
        near = [unit.best, *unit.passages[1:], *index.neighbours(unit.best, 3)]
        is_close = unit.closeness >= (_LOOSE if speakers.name_of(speech, unit.claim) else _COPIED)
        return is_close and not any(
            speakers.mentions(speech, unit.claim, sentence, index) for sentence in near
        )
    before = [s for s in index.neighbours(unit.best, 3) if s.number <= unit.best.number + 1]
    if speakers.speaks_in(speech, unit.claim, before, index):
        return False
    heads = speech.heads(unit.claim)
    return not all(speakers.has(unit.claim.words[i].norm, unit.best.norms, index) for i in heads)


def _is_told_by(unit: Unit) -> bool:
    """Whether the best sentence alone tells what the claim has somebody say."""
    spoken = {i for s in unit.claim.speeches for i in (*range(s.first, s.last), s.verb)}
    told = [i for i, word in enumerate(unit.claim.words) if word.is_content and i not in spoken]
    held = [i for i in told if i in unit.partner]
    return len(held) >= _HELD * len(told) and len(held) > 1


def _is_bare(speech: Speech, sentence: Sentence) -> bool:
    """Whether the speaker is nobody in particular: "police", "officials"."""
    heads = speech.heads(sentence)
    return len(heads) == 1 and lexicon.lemma(sentence.words[heads[0]].norm) in AUTHORITIES


def _other_listener(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """Somebody else is told it: "told parliament" where the source has "told reporters"."""
    if unit.closeness < _COPIED:
        return
    theirs = [range(*place) for place in listeners(unit.best)]
    for first, last in listeners(unit.claim):
        heads = [i for i in range(first, last) if unit.claim.words[i].is_content]
        norms = {unit.best.words[j].norm for place in theirs for j in place if unit.best.words[j].is_content}
        if not heads or not norms or any(speakers.has(unit.claim.words[i].norm, norms, index) for i in heads):
            continue
        if any(i in unit.partner for i in heads):
            continue
        place = (unit.claim.words[first].start, unit.claim.words[last - 1].end)
        source = (unit.best.words[theirs[0].start].start, unit.best.words[theirs[0].stop - 1].end)
        said, other = unit.claim.text[slice(*place)], unit.best.text[slice(*source)]
        reason = f"The claim has this told to “{said}”, the source to “{other}”."
        yield flag(FlagKind.ATTRIBUTION, reason, unit, place, unit.best, source)


def _other_role(speech: Speech, theirs: Speech, unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """The speaker is of the same house but another person: "prosecutors" for "a spokesman"."""
    pairs = [(i, role_instead(i, unit)) for i in speech.heads(unit.claim)]
    found = [(i, j, FlagKind.ATTRIBUTION) for i, j in pairs if j is not None]
    other = speakers.other_role(speech, unit.claim, theirs, unit.best)
    if not found and other and unit.coverage >= _COVERED:
        found = [(*other, FlagKind.ATTRIBUTION), (*other, FlagKind.ENTITY)]
    for i, j, kind in found:
        word, token = unit.claim.words[i], unit.best.words[j]
        reason = f"The claim gives this to “{word.text}”, the source to “{token.text}”."
        place, source = (word.start, word.end), (token.start, token.end)
        yield flag(kind, reason, unit, place, unit.best, source)


def _both_named(speech: Speech, unit: Unit, theirs: Sequence[Speech]) -> bool:
    named = any(
        speakers.name_of(other, unit.best) and not speakers.is_described(other, unit.best) for other in theirs
    )
    own = speakers.name_of(speech, unit.claim)
    return named and own is not None and not speakers.is_described(speech, unit.claim)


def _in_place(speech: Speech, theirs: Sequence[Speech], unit: Unit) -> Speech:
    """The source's report in the place of the claim's: the one whose verb is linked, or else the first."""
    verb = unit.partner.get(speech.verb)
    return next((other for other in theirs if other.verb == verb), theirs[0])


def _place(speech: Speech, sentence: Sentence) -> tuple[int, int]:
    return sentence.words[speech.first].start, sentence.words[speech.last - 1].end


def _near_matter(speech: Speech, unit: Unit, index: SourceIndex) -> list[Sentence]:
    """Sentences that share two telling words with what a claim has somebody say: much reworded, it may mean them."""
    said = (*unit.claim.words[: speech.first], *unit.claim.words[speech.last :])
    telling = {word.norm for word in said if word.is_content and word.weight > 0.4}
    return index.sharing(telling, 2)
