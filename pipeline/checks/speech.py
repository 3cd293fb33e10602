"""Who says what in a sentence: reporting verbs, "according to", and their speakers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.checks import lexicon
from pipeline.checks.listed import word_set

if TYPE_CHECKING:
    from pipeline.checks.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Speech:
    """A reporting verb (or "according to") at word `verb` and its speaker, words `[first, last)`; empty when not found.

    `is_pronoun` says that the speaker is "he", "they" or the like.
    """

    verb: int
    first: int
    last: int
    is_pronoun: bool

    def speaker(self, sentence: Sentence) -> str:
        """The words of the speaker."""
        if self.first >= self.last:
            return ""
        return sentence.text[sentence.words[self.first].start : sentence.words[self.last - 1].end]

    def heads(self, sentence: Sentence) -> tuple[int, ...]:
        """The content words of the speaker."""
        return tuple(i for i in range(self.first, self.last) if sentence.words[i].is_content)


def speeches(sentence: Sentence) -> tuple[Speech, ...]:
    """The reports in a sentence, in order."""
    found = []
    for at, word in enumerate(sentence.words):
        if word.norm == "according" and _norm(sentence, at + 1) == "to":
            found.append(_made(sentence, at, *_noun_phrase(sentence, at + 2)))
        elif _is_reporting(sentence, at):
            found.append(_by_verb(sentence, at))
    return tuple(speech for speech in found if speech is not None)


def listeners(sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """The words `[first, last)` that say to whom something is told: "reporters" in "told reporters that"."""
    found = []
    for at, word in enumerate(sentence.words):
        if word.norm in _TELLING and _norm(sentence, at - 1) not in _PASSIVE:
            first, last = _noun_phrase(sentence, at + 1)
            found.append((first, min(last, first + 5)))
    return tuple(found)


def report(sentence: Sentence) -> tuple[int, int] | None:
    """The stretch of words at the beginning or the end of a sentence that only says who says it."""
    count = len(sentence.words)
    for speech in sentence.speeches:
        first, last = min(speech.verb, speech.first), max(speech.verb + 1, speech.last)
        if first == 0 and last < count / 2:
            return 0, last + (_norm(sentence, last) == "that")
        if first > count / 2 and (last == count or last > speech.verb):
            return first, count
    return None


def _by_verb(sentence: Sentence, at: int) -> Speech | None:
    """The speaker stands after the verb where a quotation or a whole clause ends right before it, else before it."""
    gap = sentence.gap(at)
    if at == 0 or re.search(r"[,?!\"']\s*$|^\s*-+\s*$", gap):
        first, last = _noun_phrase(sentence, at + 1)
        is_quoted = at == 0 or '"' in gap or "'" in gap
        if (
            sentence.words[at].norm in _INVERTED
            and last > first
            and (is_quoted or _is_phrase(sentence, first, last))
            and (is_quoted or _norm(sentence, at) in _PLAIN or _norm(sentence, first) not in _POSSESSIVES)
            and _norm(sentence, first) not in _DAYS
        ):
            return _made(sentence, at, first, last)
    end = at
    while end > 0 and _norm(sentence, end - 1) in _AUXILIARIES:
        end -= 1
    if _norm(sentence, end - 1) == "and":
        return _made(sentence, at, *_opening(sentence, end - 1))
    if "," in sentence.gap(end) and '"' not in sentence.gap(end):
        aside = _back(sentence, end, skip_first=True)
        relative = [k for k in range(1, end) if _norm(sentence, k) in _RELATIVE and "," in sentence.gap(k)]
        aside = relative[-1] if relative else aside
        if "," in sentence.gap(aside) and aside > 0:
            return _made(sentence, at, _back(sentence, aside, skip_first=True), aside)
        return _made(sentence, at, aside, end)
    first = _back(sentence, end)
    if _norm(sentence, first - 1) == "what":
        return None  # "what he said" tells of his words, not what they are
    return _made(sentence, at, first, end)


def _opening(sentence: Sentence, end: int) -> tuple[int, int]:
    """The subject of a sentence whose second verb follows the "and" at word `end`: "It" of "It has met and said"."""
    first = 0
    if _norm(sentence, 0) in _PHRASE_END:
        first = next((i for i in range(1, end) if _ends(sentence, i)), 0)
    last = next((i for i in range(first + 1, end) if _norm(sentence, i) in _VERBAL), min(first + 4, end))
    if first < end and sentence.words[first].is_capital and sentence.words[first].is_content:
        last = next((i for i in range(first + 1, last) if _is_after_name(sentence, i)), last)
    return first, min(last, first + _WIDEST)


def _is_after_name(sentence: Sentence, at: int) -> bool:
    """Whether a verb may follow the name before word `at`: "found" of "Ann Lee found it weak and said so"."""
    word = sentence.words[at]
    return (
        word.is_content and not word.is_capital and word.norm.endswith(("ed", "found", "saw", "took", "gave"))
    )


def _is_phrase(sentence: Sentence, first: int, last: int) -> bool:
    """Whether words `[first, last)` are a noun phrase that ends at a mark, with no verb in it."""
    if any(_norm(sentence, i) in _VERBAL for i in range(first, last)):
        return False
    return (
        last == len(sentence.words)
        or bool(_BOUNDARY.search(sentence.gap(last)))
        or _norm(sentence, last) in ("on", "in", "at", "after", "during", "who", "of")
    )


def _back(sentence: Sentence, end: int, skip_first: bool = False) -> int:
    """The first word of the phrase that ends before word `end`."""
    first = end
    while first > 0 and end - first < 12:
        if _ends(sentence, first) and not (skip_first and first == end):
            break
        if _norm(sentence, first - 1) in _STOPPERS:
            break
        first -= 1
    return first


def _ends(sentence: Sentence, at: int) -> bool:
    """Whether a phrase ends before word `at`; the stop of an initial does not end it."""
    gap = sentence.gap(at)
    is_initial = at > 0 and len(sentence.words[at - 1].text) <= 2 and gap == ". "
    return bool(_BOUNDARY.search(gap)) and not is_initial


def _noun_phrase(sentence: Sentence, start: int) -> tuple[int, int]:
    last = start
    while last < len(sentence.words) and last - start < 9:
        if last > start and _ends(sentence, last):
            break
        if sentence.words[last].norm in _PHRASE_END and last > start:
            break
        last += 1
    return start, last


def _made(sentence: Sentence, verb: int, first: int, last: int) -> Speech | None:
    while last > first and (
        sentence.words[last - 1].norm.endswith("ly") or _norm(sentence, last - 1) == "also"
    ):
        last -= 1
    words = sentence.words[first:last]
    pronouns = lexicon.word_list("pronouns")
    content = [w for w in words if w.is_content]
    if not content and not any(w.norm in pronouns for w in words):
        return None
    return Speech(verb, first, last, not content)


def _is_reporting(sentence: Sentence, at: int) -> bool:
    norm = sentence.words[at].norm
    if norm in _PLAIN:
        return _norm(sentence, at - 1) not in _PASSIVE
    if norm in _FINITE:
        return _norm(sentence, at - 1) not in _PASSIVE and (
            _norm(sentence, at + 1) in _CLAUSE_START
            or (at + 1 < len(sentence.words) and sentence.words[at + 1].is_capital)
            or at + 1 == len(sentence.words)
            or bool(re.search(r"[\",:.]", sentence.gap(at + 1)))
        )
    if norm in _AMBIGUOUS:
        return _norm(sentence, at + 1) in ("that", "the", "it", "he", "she", "they", "there") or bool(
            re.search(r"[\"]", sentence.gap(at + 1))
        )
    if norm not in _BASE or at == 0:
        return False
    before = sentence.words[at - 1].norm
    return (
        before.endswith("s") or before in ("police", "people", "who") or (before in _PLURAL and norm == "say")
    )


def _norm(sentence: Sentence, at: int) -> str:
    return sentence.words[at].norm if 0 <= at < len(sentence.words) else ""


_TELLING = word_set("told tells informed assured warned")
_VERBAL = word_set(
    "is are was were has have had will would can could may might must should did does do be been being "
    "that it he she they we there"
)
_BOUNDARY = re.compile(r"[,;:!?()\[\]\"]|--| - |\. $")
_WIDEST = 8  # words of a subject
_STOPPERS = word_set(
    "that what but because although though while whereas if when after before as since which"
)
_PHRASE_END = word_set(
    "that who which in on at during after before when as while to and but by if is was has"
)
_AUXILIARIES = word_set(
    "has have had also later then previously earlier recently repeatedly publicly reportedly once again "
    "not did does do would will could"
)  # fmt: skip
_INVERTED = word_set(
    "said says added wrote tweeted explained asked noted replied warned recalled remarked insisted "
    "stated argued commented claimed announced declared admitted concluded confirmed"
)  # fmt: skip
_FINITE = word_set(
    "said says told tells added adds announced stated noted argued argues claimed insisted insists "
    "declared warned warns acknowledged admitted admits revealed wrote writes commented testified "
    "alleges asserted maintained stressed emphasized emphasised remarked suggested believes thinks alleged "
    "contended denied denies recalled replied tweeted posted concluded predicted predicts complained "
    "conceded disclosed mentioned observed reiterated confirmed explained explains reported accused "
    "blasted slammed condemned criticized criticised thundered boasted fumed joked vowed claims cautioned "
    "urged described called questioned"
)
_PLAIN = word_set(
    "said says told tells added stated argued argues insisted insists wrote writes tweeted accused accuses"
)
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday today yesterday")
_POSSESSIVES = word_set("his her its their my our")  # after "announced" they begin what is announced
_RELATIVE = word_set("which who whose where")
_PLURAL = word_set("they we some many others several most critics media men women")
_PASSIVE = word_set("been was were is are be being being get got")
_CLAUSE_START = word_set("that it he she they there his her their we i")
_AMBIGUOUS = word_set("notes reports states suggests estimates maintains warns fears hopes estimated")
_BASE = word_set(
    "say tell believe think argue warn claim insist fear maintain contend predict note acknowledge"
)
