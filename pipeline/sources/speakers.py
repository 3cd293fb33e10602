"""Words that the articles give to different people: one says that Bakken said it, another that Vik did.

Of two sentences that say the same, each with one speaker, the speakers are set against each other when both are people
and neither sentence knows the other's. A spokesman for a firm and the firm are one voice, and so are a government
and its capital: what is no person's name is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks import naming
from pipeline.checks.listed import word_set
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.checks.speech import Speech
from pipeline.records import Conflict, FlagKind, Passage
from pipeline.sources.pairs import Pair
from pipeline.sources.prints import Prints
from pipeline.sources.traits import content
from pipeline.text.markup import one_line

_NEAR = 0.45
"""Weighted share of its words that the original accounts for, from which on a sentence is looked at."""

_ALIKE = 0.5
"""Share of the words of the shorter statement from which on two statements of a rewrite say the same."""

_SURE = 0.7
"""The same for independent articles."""

_COMMON = 4
"""Two statements that say the same have at least so many telling words in common."""

_BODIES = word_set(
    "agency alliance army association authority bank board bureau business cabinet center centre church city club "
    "college commission committee company conference congress corporation council county court department district "
    "federation firm force forces foundation fund government group hospital house inc institute ltd league ministry "
    "network news office organisation organization parliament party police post press school senate service society "
    "state states street times trust tribune union united university journal guard team limited plc gmbh"
)
"""A name with such a word is no person's."""


@dataclass(frozen=True)
class _Statement:
    """A sentence in which one person says something; `said` are the stems of what is said."""

    name: Name
    speaker: Passage
    said: frozenset[str]
    sentence: Sentence


def changed_speakers(pairs: Iterable[Pair]) -> Iterator[Conflict]:
    """A row for each statement of an original that another article gives to another person."""
    rows: dict[Passage, list[tuple[_Statement, _Statement]]] = {}
    for pair in pairs:
        for found in _changes(pair):
            rows.setdefault(found[0].speaker, []).append(found)
    return (_conflict(found) for found in rows.values())


def speaker_of(prints: Prints, number: int) -> str | None:
    """The name of the one person whom a sentence of an article has say something, None where there is none."""
    statement = _statement(prints, number)
    return statement.name.text if statement else None


def _changes(pair: Pair) -> Iterator[tuple[_Statement, _Statement]]:
    """Statements of the original, each with the same one in another's mouth."""
    for match in pair.matches:
        if match.share < _NEAR:
            continue
        told = _statement(pair.told, match.left)
        if told is None or _is_outlet(told.name, pair):
            continue
        window = range(match.right, min(match.right + 2, len(pair.known.sentences)))
        for known in (_statement(pair.known, number) for number in window):
            if known is not None and _is_opposed(known, told, is_rewrite=pair.is_rewrite):
                yield known, told


def _statement(prints: Prints, number: int) -> _Statement | None:
    """What a sentence has a person say; None where it has nobody speak, or more than one."""
    sentence = Sentence(prints.traits.document.text, prints.sentences[number].span, prints.traits.document.id)
    speeches = sentence.speeches
    people = [name for name in sentence.names if _is_person(name) and _speaks(name, speeches, sentence)]
    if len(speeches) != 1 or len(people) != 1:
        return None
    (name,) = people
    first = min(speeches[0].first, name.first) if name.first < speeches[0].last else name.first
    speaker = sentence.passage(sentence.words[first].start, name.end)
    return _Statement(name, speaker, content(sentence.text) - content(name.text), sentence)


def _is_person(name: Name) -> bool:
    """Whether it has a first and a last name, or a title, and is not called a body."""
    return not any(part in _BODIES for part in name.parts) and (len(name.parts) > 1 or bool(name.titles))


def _speaks(name: Name, speeches: Sequence[Speech], sentence: Sentence) -> bool:
    """Whether a name stands among the words of a speaker, or beside them with a comma between."""
    return any(
        (speech.first <= name.first and name.last <= speech.last)
        or (name.first == speech.last and _is_comma(sentence, name.first))
        or (name.last == speech.first and _is_comma(sentence, speech.first))
        for speech in speeches
    )


def _is_comma(sentence: Sentence, at: int) -> bool:
    """Whether a comma and nothing else stands before word `at`."""
    return sentence.text[sentence.words[at - 1].end : sentence.words[at].start].strip() == ","


def _is_opposed(known: _Statement, told: _Statement, *, is_rewrite: bool) -> bool:
    """Whether two statements are one, and their speakers two."""
    least, share = (_COMMON, _ALIKE) if is_rewrite else (_COMMON + 1, _SURE)
    common = len(known.said & told.said)
    if common < max(least, share * min(len(known.said), len(told.said))):
        return False
    is_one = naming.same(known.name, told.name)
    return not (is_one or _knows(known.sentence, told.name) or _knows(told.sentence, known.name))


def _knows(sentence: Sentence, name: Name) -> bool:
    return any(part in sentence.norms for part in name.parts)


def _is_outlet(name: Name, pair: Pair) -> bool:
    """Whether it is the paper that tells the story, rather than somebody in it."""
    outlets = {
        word
        for p in (pair.known, pair.told)
        for o in (*p.traits.outlets, *p.traits.credits)
        for word in o.split()
    }
    return any(part in outlets for part in name.parts)


def _conflict(found: Sequence[tuple[_Statement, _Statement]]) -> Conflict:
    first = found[0][0]
    speakers = dict.fromkeys([first.speaker, *(told.speaker for _, told in found)])
    return Conflict.of(FlagKind.ATTRIBUTION, one_line(first.sentence.passage().text), speakers)
