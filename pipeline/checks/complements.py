"""The same noun with another complement: a minister of another matter, a meeting in another town, another deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.checks import lexicon
from pipeline.checks.acts import is_cut
from pipeline.checks.align import Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.listed import word_set
from pipeline.checks.sentence import Sentence
from pipeline.records import Flag, FlagKind

_COVERED = 0.6  # coverage from which a noun of the claim is the one of the sentence it rests on
_WIDEST = 4  # words of a complement
_OF = word_set("of for")
_OFFICES = word_set(
    "minister secretary director president chairman chairwoman chair head chief commissioner ambassador governor "
    "manager officer professor editor inspector coordinator spokesman spokeswoman spokesperson envoy undersecretary"
)
_WHERE = word_set("in at")
_ENDS = word_set(
    "and or but who which that to by with from on after before as is was are were has have said says"
)


def other_complements(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """People of another matter or house, and events in another place, than the source's under the same noun."""
    if unit.coverage < _COVERED:
        return
    for i, j in _same_nouns(unit):
        for read in (_matter, _place):
            mine, theirs = read(unit.claim, i), read(unit.best, j)
            if not mine or not theirs or _meet(unit.claim, mine, unit.best, theirs, index):
                continue
            if any(_meet(unit.claim, mine, s, read(s, k), index) for s, k in _elsewhere(unit, j, index)):
                continue
            words, others = unit.claim.words, unit.best.words
            place = (words[mine[0]].start, words[mine[-1]].end)
            source = (others[theirs[0]].start, others[theirs[-1]].end)
            said, other = unit.claim.text[slice(*place)], unit.best.text[slice(*source)]
            reason = f"The claim has “{words[i].text}” go with “{said}”, the source with “{other}”."
            yield flag(FlagKind.ENTITY, reason, unit, place, unit.best, source)
            return


def _same_nouns(unit: Unit) -> Iterator[tuple[int, int]]:
    """Pairs of words of the claim and of `best` that are forms of one noun."""
    for i, word in enumerate(unit.claim.words):
        if word.is_content and lexicon.noun_class(word.norm):
            yield from ((i, j) for j in unit.by_lemma.get(lexicon.lemma(word.norm), ()))


def _elsewhere(unit: Unit, noun: int, index: SourceIndex) -> Iterator[tuple[Sentence, int]]:
    """The other places of the body where the noun of `best` stands."""
    norm = unit.best.words[noun].norm
    for number in index.places(norm):
        sentence = index.sentences[number]
        yield from ((sentence, k) for k, word in enumerate(sentence.words) if word.norm == norm)


def _matter(sentence: Sentence, noun: int) -> tuple[int, ...]:
    """What one person is in charge of: "trade" in "minister of trade" and in "trade minister"."""
    word = sentence.words[noun].norm
    if word not in _OFFICES:
        return ()
    after = _complement(sentence, noun, _OF)
    before = sentence.words[noun - 1].norm if noun and not is_cut(sentence, noun) else ""
    if (
        after
        or not before
        or sentence.words[noun - 1].is_function
        or lexicon.noun_class(before) not in ("thing", "group")
        or lexicon.is_proper(before)
        or before == "prime"
    ):
        return after
    name = next((name for name in sentence.names if name.first < noun == name.last), None)
    return (noun - 1,) if name is None else tuple(range(name.first, noun))


def _place(sentence: Sentence, noun: int) -> tuple[int, ...]:
    """Where an event or a thing is: "Harford" in "a meeting in Harford"."""
    if (
        lexicon.noun_class(sentence.words[noun].norm) not in ("thing", "group")
        or sentence.words[noun].is_capital
    ):
        return ()
    places = _complement(sentence, noun, _WHERE)
    is_named = any(name.first <= places[0] < name.last for name in sentence.names) if places else False
    return places if is_named else ()


def _complement(sentence: Sentence, noun: int, prepositions: Iterable[str]) -> tuple[int, ...]:
    """The content words of the phrase that one of the `prepositions` ties to the noun at word `noun`."""
    first = noun + 2
    if first >= len(sentence.words) or sentence.words[noun + 1].norm not in prepositions:
        return ()
    if any(is_cut(sentence, k) for k in (noun + 1, first)):
        return ()
    last = first
    while last < min(first + _WIDEST, len(sentence.words)) and sentence.words[last].norm not in _ENDS:
        if last > first and (
            is_cut(sentence, last) or sentence.words[last].norm in ("in", "at", "of", "for")
        ):
            break
        last += 1
    return tuple(k for k in range(first, last) if sentence.words[k].is_content and k not in sentence.figures)


def _meet(
    claim: Sentence, mine: Sequence[int], source: Sentence, theirs: Sequence[int], index: SourceIndex
) -> bool:
    """Whether two phrases have a word in common, in whatever form."""
    others = {source.words[k].norm for k in theirs}
    return any(not others.isdisjoint(index.kindred(claim.words[i].norm)) for i in mine)
