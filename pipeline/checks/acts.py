"""Who does it and to whom it is done, for the verbs of a sentence that can be read without doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.checks import lexicon
from pipeline.checks.listed import word_set

if TYPE_CHECKING:
    from pipeline.checks.sentence import Sentence
    from pipeline.checks.words import Token


@dataclass(frozen=True, slots=True)
class Act:
    """The content words that name who does it and to whom it is done; each empty where that cannot be said."""

    agent: tuple[int, ...]
    patient: tuple[int, ...]


def act(sentence: Sentence, verb: int) -> Act:
    """What the word `verb` tells: "was warned by the board" and "the board's warning" are acts of the board."""
    owner = _owner(sentence, verb)
    if owner:
        return Act(owner, ())
    is_passive, subject = _subject(sentence, verb)
    if not is_passive:
        return Act(subject, _phrase(sentence, verb + 1))
    near = range(verb + 1, min(verb + _NEAR, len(sentence.words)))
    by = next((k for k in near if sentence.words[k].norm == "by"), None)
    return Act(() if by is None else _phrase(sentence, by + 1), subject)


def _owner(sentence: Sentence, noun: int) -> tuple[int, ...]:
    """Whose it is: "Trump" in "Trump's demand"."""
    if not noun or not sentence.words[noun - 1].text.endswith(("'s", "s'")):
        return ()
    first = noun - 1
    while first > 0 and sentence.words[first - 1].is_capital and not is_cut(sentence, first):
        first -= 1
    return _content(sentence, first, noun)


def _subject(sentence: Sentence, verb: int) -> tuple[bool, tuple[int, ...]]:
    """Whether the verb is passive, and the content words of its subject up to the first preposition.

    There are none where the words before the verb are no plain phrase: a clause, or the second of two joined by "and".
    """
    last, is_passive = verb, False
    while last > 0 and not is_cut(sentence, last) and _is_helping(sentence, last - 1):
        last -= 1
        is_passive = is_passive or sentence.words[last].norm in _PASSIVE
    first = last
    while first > 0 and not is_cut(sentence, first) and sentence.words[first - 1].norm not in _CLAUSES:
        first -= 1
    first = _after_date(sentence, first, last)
    head = next((i for i in range(first, last) if sentence.words[i].norm in _PREPOSITIONS), last)
    is_plain = head > first and last - first <= _LONGEST and not _is_open(sentence, last)
    if not is_plain or any(_is_verbal(sentence.words[i]) for i in range(first, last)):
        return is_passive, ()
    if first > 0 and sentence.words[first - 1].norm in _SHARED:
        return is_passive, ()
    return is_passive and not sentence.words[verb].norm.endswith("ing"), _content(sentence, first, head)


def _after_date(sentence: Sentence, first: int, last: int) -> int:
    """The word from which a subject begins: after "In 2019"."""
    start = first
    while start < last and (
        start in sentence.figures or (start == first and sentence.words[start].norm in _PREPOSITIONS)
    ):
        start += 1
    return start if start > first + 1 else first


def _is_open(sentence: Sentence, end: int) -> bool:
    """Whether the phrase before word `end` goes on: it ends in "the", "of", a number or a possessive."""
    word = sentence.words[end - 1]
    return word.norm in _OPENING or word.is_number or word.text.endswith(("'s", "’s"))


def _is_verbal(word: Token) -> bool:
    """Whether a word has the form of a verb in the past, or is one that joins a clause."""
    base = lexicon.lemma(word.norm)
    is_past = base != word.norm and not word.is_capital and not word.norm.endswith(("s", "ing"))
    return word.norm in _FINITE or (is_past and lexicon.noun_class(base) != "person")


def _is_helping(sentence: Sentence, i: int) -> bool:
    norm = sentence.words[i].norm
    return norm in _HELPING or (norm.endswith("ly") and not sentence.words[i].is_capital)


def _phrase(sentence: Sentence, first: int) -> tuple[int, ...]:
    """The content words of the noun phrase that begins at word `first`."""
    last = first
    while last < min(first + _LONGEST, len(sentence.words)) and not is_cut(sentence, last):
        if sentence.words[last].norm in _PHRASE_ENDS:
            break
        last += 1
    return _content(sentence, first, last)


def _content(sentence: Sentence, first: int, last: int) -> tuple[int, ...]:
    return tuple(i for i in range(first, last) if sentence.words[i].is_content and i not in sentence.figures)


def is_cut(sentence: Sentence, i: int) -> bool:
    """Whether a mark stands right before word `i`."""
    return i > 0 and bool(_MARK.search(sentence.gap(i)))


_LONGEST = 8  # words of a noun phrase
_NEAR = 6  # words after a passive verb within which its "by" stands
_MARK = re.compile(r"[,;:!?()\[\]\"]|--| - |\. ")
_PASSIVE = word_set("was were is are been being be got")
_HELPING = _PASSIVE | word_set(
    "has have had having do does did not never will would shall should can could may might must to also later then "
    "now still again once already just even first soon often always ever"
)
_FINITE = word_set(
    "is are was were has have had do does did will would can could may might must should said says told that who "
    "which where when to"
)
_CLAUSES = word_set(
    "that if whether because although though while when whenever unless until since before after as but who "
    "which whom whose where what how why than so yet whereas said says told"
)
_SHARED = word_set("but who which whom whose where what how why than")
_PREPOSITIONS = word_set(
    "of in on at for from with by to about against into over under between among through during without within near "
    "toward towards across behind beyond despite amid after before since until according as like off up out down"
)
_OPENING = _PREPOSITIONS | word_set(
    "a an the this that these those its his her their our my your some several many most all both each every any no "
    "few and or"
)
_PHRASE_ENDS = (
    _PREPOSITIONS | _FINITE | _CLAUSES | word_set("and or not be being been there it he she they we you i")
)
