"""Whether two speakers can be one: by their names, by what they are, by whom "the official" means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.checks import lexicon, naming
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.checks.speech import Speech

_DEMONYMS = ("ian", "ean", "can", "ese", "ish", "ench", "utch", "eek", "erman")
_BEFORE = 3  # sentences back to which "the official" may point
_UNLIKE = 0.35  # similarity under which two words without kinship are different people
_VAGUE = word_set("official person people source member representative figure individual other one man woman")


def same(mine: Speech, claim: Sentence, theirs: Speech, source: Sentence, index: SourceIndex) -> bool:
    """Whether two speakers can be one: by their names where both have one, else by any telling word."""
    own, other = name_of(mine, claim), name_of(theirs, source)
    if own and other:
        return naming.same(own, other) or _same_words(mine, claim, theirs, source)
    heads = mine.heads(claim) if other is None else _telling(mine.heads(claim), claim)
    others = {source.words[j].norm for j in theirs.heads(source)}
    return any(has(claim.words[i].norm, others, index) for i in heads)


def speaks_in(speech: Speech, claim: Sentence, among: Iterable[Sentence], index: SourceIndex) -> bool:
    """Whether one of the sentences has a speaker who can be the claim's."""
    return any(
        same(speech, claim, other, sentence, index)
        for sentence in among
        for other in sentence.speeches
        if not other.is_pronoun
    )


def meant(theirs: Speech, source: Sentence, index: SourceIndex) -> tuple[Speech, Sentence] | None:
    """Whom "the official" means: the last one before who spoke, is called so, and is told more of."""
    place = role(theirs, source)
    if (
        place is None
        or name_of(theirs, source)
        or source.words[theirs.first].norm not in ("the", "that", "this")
    ):
        return None
    noun = lexicon.lemma(source.words[place].norm)
    for sentence in index.neighbours(source, _BEFORE):
        for speech in sentence.speeches if sentence.number < source.number else ():
            at = role(speech, sentence)
            if at is not None and lexicon.lemma(sentence.words[at].norm) == noun:
                return (speech, sentence) if len(speech.heads(sentence)) > 1 else None
    return None


def role(speech: Speech, sentence: Sentence) -> int | None:
    """The word that says what the speaker is: "leader" in "a union leader speaking for the workers"."""
    heads = speech.heads(sentence)
    end = next((b for a, b in pairwise(heads) if b > a + 1), speech.last)
    named = {i for name in sentence.names for i in range(name.first, name.last)}
    run = [i for i in heads if i < end and i not in named and (i == 0 or not sentence.words[i].is_capital)]
    is_phrase = sentence.words[speech.first].is_function or any(sentence.words[i].is_capital for i in heads)
    return next((i for i in reversed(run) if _is_role(sentence.words[i].norm, is_phrase)), None)


def _is_role(norm: str, is_phrase: bool) -> bool:
    """Whether a word is a noun for people; outside of "the …" one for several, so that "jack white" is left alone."""
    return lexicon.noun_class(norm) in ("person", "group") and (is_phrase or lexicon.lemma(norm) != norm)


def other_role(mine: Speech, claim: Sentence, theirs: Speech, source: Sentence) -> tuple[int, int] | None:
    """The words that make two speakers of one house different people: "bankers" for "growers"; None where none do."""
    i, j = role(mine, claim), role(theirs, source)
    if i is None or j is None:
        return None
    word, other = claim.words[i].norm, source.words[j].norm
    if lexicon.lemma(word) in _VAGUE or {lexicon.noun_class(word), lexicon.noun_class(other)} != {"person"}:
        return None
    is_other = lexicon.kin(word, other) in (None, Kin.ANTONYM) and lexicon.similarity(word, other) < _UNLIKE
    return (i, j) if is_other else None


def name_of(speech: Speech, sentence: Sentence) -> Name | None:
    """The name that the first phrase of the speaker ends in ("EU chief Ann Lee"), else the one nearest to the verb."""
    aside = next((n for n in sentence.names if n.first == speech.last and n.last == speech.verb), None)
    inside = [n for n in sentence.names if speech.first <= n.first and n.last <= speech.last]
    if aside or not inside:
        return aside  # "the tournament's chief arbiter, Ann Lee, said"
    end = _phrase_end(speech, sentence)
    named = next((n for n in inside if n.last == end and n.last - n.first > 1), None)
    return named or nearest(speech, sentence)


def nearest(speech: Speech, sentence: Sentence) -> Name | None:
    """The name in the speaker that stands nearest to the verb."""
    inside = [n for n in sentence.names if speech.first <= n.first and n.last <= speech.last]
    return min(inside, key=lambda n: abs(n.first - speech.verb), default=None)


def _phrase_end(speech: Speech, sentence: Sentence) -> int:
    """The word after the first content words in a row of the speaker, which no mark divides."""
    heads = speech.heads(sentence)
    gaps = (sentence.text[sentence.words[a].end : sentence.words[b].start] for a, b in pairwise(heads))
    parted = (b > a + 1 or "," in gap for (a, b), gap in zip(pairwise(heads), gaps, strict=True))
    last = next((n for n, is_parted in enumerate(parted) if is_parted), len(heads) - 1)
    return heads[last] + 1 if heads else speech.last


def is_described(speech: Speech, sentence: Sentence) -> bool:
    """Whether a name in the speaker is not his own: "the French-born singer", "an EU official", "Eva's brother"."""
    name, last = name_of(speech, sentence), max(speech.heads(sentence), default=-1)
    if name is None or name.last > last or sentence.words[last].is_capital:
        return False
    word, opening = sentence.words[name.last - 1], sentence.words[speech.first].norm
    if lexicon.lemma(sentence.words[last].norm) != sentence.words[last].norm:
        return False
    if opening in ("a", "an") or sentence.text[word.start : word.end + 2].endswith(("'s", "’s")):
        return True
    if opening != "the":
        return False
    return name.last - name.first == 1 and (
        word.norm.endswith(_DEMONYMS) or sentence.text[word.end : word.end + 1] == "-"
    )


def mentions(speech: Speech, claim: Sentence, sentence: Sentence, index: SourceIndex) -> bool:
    """Whether a sentence has a name of the speaker, or the noun for a speaker without one."""
    heads = _telling(speech.heads(claim), claim)
    if name_of(speech, claim) is None:
        heads = _noun(heads)
    return any(has(claim.words[i].norm, sentence.norms, index) for i in heads)


def has(norm: str, others: Iterable[str], index: SourceIndex) -> bool:
    """Whether one of the words `others` of the sources may stand for `norm`."""
    return any(other in others and strength >= 0.6 for other, (strength, _) in index.related(norm).items())


def _same_words(mine: Speech, claim: Sentence, theirs: Speech, source: Sentence) -> bool:
    """Whether all telling words of one speaker are words of the other."""
    first = {claim.words[i].norm for i in mine.heads(claim)}
    second = {source.words[j].norm for j in theirs.heads(source)}
    return bool(first and second) and (first <= second or second <= first)


def _telling(heads: Sequence[int], sentence: Sentence) -> Sequence[int]:
    """The names among the heads where there are any, else the last noun-like words."""
    titles = lexicon.word_list("titles")
    named = [i for i in heads if sentence.words[i].is_capital and sentence.words[i].norm not in titles]
    return named or heads


def _noun(heads: Sequence[int]) -> Sequence[int]:
    """The last of the first words in a row: "adviser" of "a government adviser to the mayor"."""
    last = next((n for n, (a, b) in enumerate(pairwise(heads)) if b > a + 1), len(heads) - 1)
    return heads[last : last + 1]
