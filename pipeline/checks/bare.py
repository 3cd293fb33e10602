"""What someone says, thinks or complains of, told as a fact with nobody to answer for it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import lexicon
from pipeline.checks.acts import is_cut
from pipeline.checks.align import Unit, flag
from pipeline.checks.cues import CueKind
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.sentence import Sentence
from pipeline.checks.speech import Speech
from pipeline.records import Flag, FlagKind

_COPIED = 0.8  # closeness from which whatever is reported needs its speaker
_LOOSE = 0.5  # closeness from which what a single nameless one says needs its speaker
_COVERED = 0.6  # coverage from which a claim and a report say the same
_OPEN = (CueKind.POSSIBLE, CueKind.CONDITION, CueKind.HEARSAY, CueKind.UNCLEAR)
_STRONG = (None, Kin.FORM, Kin.DERIVED, Kin.SYNONYM, Kin.ANTONYM)
AUTHORITIES = word_set(
    "police officer authority official sheriff law court document record figure data prosecutor coroner firefighter "
    "department agency service report statement ministry office hospital investigator filing survey census spokesman "
    "spokeswoman spokesperson league club organization organisation commission council government military army "
    "university magazine newspaper post website broadcaster network affiliate"
)


def told_bare(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """The source gives it to someone, the claim to nobody.

    In a near copy that is whatever is reported but what authorities say; in any wording an opinion, and what one side
    alone holds ("complained that").
    """
    if any(cue.kind in _OPEN for cue in unit.claim.cues):
        return  # what may be, or would be under a condition, is told as no fact
    if unit.claim.speeches:
        return
    speech = _dropped(unit)
    if speech is not None:
        last = unit.claim.words[-1].end
        first, final = sorted((speech.verb, speech.first))[0], max(speech.verb, speech.last - 1)
        source = (unit.best.words[first].start, unit.best.words[final].end)
        reason = f"The source gives this to “{speech.speaker(unit.best)}”; the claim tells it as a fact."
        yield flag(FlagKind.ATTRIBUTION, reason, unit, (unit.claim.words[0].start, last), unit.best, source)
    elif not any(lexicon.lemma(word.norm) in _OWNED for word in unit.claim.words):
        yield from _opinion(unit, index)


def _dropped(unit: Unit) -> Speech | None:
    """The report of the best sentence that the claim leaves out though it should not."""
    if not unit.best.speeches:
        return None
    speech = unit.best.speeches[-1]
    if speech.last <= speech.first or (speech.is_pronoun and unit.best.words[speech.verb].norm != "said"):
        return None
    if _is_aside(speech, unit):
        return None
    if _is_one_sided(unit) or _is_one_source(speech, unit) or _is_forecast(speech, unit):
        return speech
    if unit.closeness < _COPIED or _is_authority(speech, unit):
        return None
    if any(j in unit.back for j in speech.heads(unit.best)) or speech.verb in unit.back:
        return None
    end = max(speech.verb + 1, speech.last)
    joint = unit.best.words[end].norm if end < len(unit.best.words) else ""
    is_another = joint in ("and", "but") and all(j >= end for j in unit.back)
    return None if is_another else speech  # another clause is what the source says itself


def _is_aside(speech: Speech, unit: Unit) -> bool:
    """Whether the report stands in a clause behind what the claim tells: "was held after guests complained that"."""
    words = unit.best.words
    joint = words[speech.first - 1].norm if speech.first else ""
    told = [j for j in unit.back if words[j].is_content]
    return (
        joint in _BEHIND
        and speech.verb > speech.first
        and sum(j < speech.first for j in told) > len(told) / 2
    )


def _is_one_sided(unit: Unit) -> bool:
    """Whether the source only has somebody complain of it, accuse of it, or argue it."""
    speech = unit.best.speeches[-1]
    if lexicon.lemma(unit.best.words[speech.verb].norm) not in _SIDED or unit.coverage < _COVERED:
        return False
    is_aside = unit.best.words[speech.verb - 1].norm in ("who", "which")
    if is_aside or any(lexicon.lemma(word.norm) in _OWNED for word in unit.claim.words):
        return False
    last = next((k for k in range(speech.verb + 1, len(unit.best.words)) if _ends_report(unit.best, k)), None)
    linked = [j for j in unit.back if unit.best.words[j].is_content]
    inside = [j for j in linked if speech.verb < j < (last or len(unit.best.words))]
    return speech.verb not in unit.back and len(inside) > len(linked) / 2


def _ends_report(sentence: Sentence, at: int) -> bool:
    """Whether what is said may end before word `at`, and the source go on in its own words."""
    return sentence.words[at].norm in ("but", "and", "while") and is_cut(sentence, at)


def _is_forecast(speech: Speech, unit: Unit) -> bool:
    """Whether the claim says that something "will" be where the source has somebody say that it "would"."""
    if unit.coverage < _COVERED or _is_authority(speech, unit) or speech.verb in unit.back:
        return False
    said = {cue.targets[0] for cue in unit.claim.cues if cue.kind is CueKind.FUTURE and cue.targets}
    return any(
        unit.best.words[j - 1].norm == "would"
        for i, j in unit.partner.items()
        if i in said and j > 0 and not any(k in unit.back for k in speech.heads(unit.best))
    )


def _is_one_source(speech: Speech, unit: Unit) -> bool:
    """Whether the source rests it on a single one without a name: "one official said"."""
    if unit.best.words[speech.first].norm != "one" or unit.closeness < _LOOSE or unit.coverage < _COVERED:
        return False
    return speech.verb not in unit.back and not any(j in unit.back for j in speech.heads(unit.best))


def _is_authority(speech: Speech, unit: Unit) -> bool:
    """Whether the speaker is one whose word on events is commonly taken as it stands, and the claim is no opinion."""
    heads = {lexicon.lemma(unit.best.words[j].norm) for j in speech.heads(unit.best)}
    if not heads & AUTHORITIES:
        return False
    return not any(w.norm in lexicon.word_list("opinion") for w in unit.claim.words)


def _opinion(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """A word of praise or blame that the sources only have in somebody's mouth."""
    if unit.coverage < _COVERED:
        return
    for i, link in enumerate(unit.links):
        if link is None or link.kin not in _STRONG or link.sentence not in unit.passages:
            continue
        word = unit.claim.words[i]
        if (
            word.is_capital
            or _is_quoted(unit.claim, i)
            or not _judges(word.norm)
            or not _judges(link.token.norm)
        ):
            continue
        places = [index.sentences[number] for number in index.places(link.token.norm)]
        if all(_is_owned(sentence, link.token.norm) for sentence in places if not sentence.is_clutter):
            reason = (
                f"“{word.text}” is what somebody thinks of it in the source; the claim tells it as a fact."
            )
            source = (link.token.start, link.token.end)
            yield flag(FlagKind.ATTRIBUTION, reason, unit, (word.start, word.end), link.sentence, source)
            return


def _is_quoted(sentence: Sentence, at: int) -> bool:
    """Whether word `at` stands between quotation marks, and so is somebody's."""
    before = sentence.text[: sentence.words[at].start].count('"')
    return before % 2 == 1 and '"' in sentence.text[sentence.words[at].end :]


def _judges(norm: str) -> bool:
    return norm in lexicon.word_list("judging") or lexicon.lemma(norm) in lexicon.word_list("judging")


def _is_owned(sentence: Sentence, norm: str) -> bool:
    """Whether the word stands in what somebody says, or after what it struck somebody as."""
    places = [i for i, word in enumerate(sentence.words) if word.norm == norm]
    return all(
        any(not speech.first <= i < speech.last for speech in sentence.speeches)
        or any(lexicon.lemma(word.norm) in _DEEMING for word in sentence.words[max(0, i - _REACH) : i])
        for i in places
    )


_BEHIND = word_set("after when before because since until while")
_REACH = 6  # words between "struck" and what it struck somebody as
_DEEMING = word_set(
    "strike call consider regard view see describe find deem think feel look seem criticize criticise dismiss "
    "denounce condemn brand label hail praise slam reject"
)
_SIDED = word_set("blame complain accuse allege argue claim contend fear insist believe lament grumble")
_OWNED = _DEEMING | _SIDED | lexicon.word_list("owned")
