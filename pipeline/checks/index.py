"""Read the documents once: their sentences, and where each word of them stands."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.checks import lexicon, naming, words
from pipeline.checks.lexicon import CLOSE_KIN, Kin
from pipeline.checks.listed import listed
from pipeline.checks.moments import Moment
from pipeline.checks.quantities import Quantity
from pipeline.checks.sentence import Sentence
from pipeline.records import Document
from pipeline.text import webpage
from pipeline.text.find import Near
from pipeline.text.sentences import sentences
from pipeline.text.shelf import Shelf

_CREDITS = ("byline", "dateline", "credits")
_OPPOSITE = 0.3  # what the opposite of a word is worth for finding the sentence that speaks of the same

Numbers = npt.NDArray[np.int32]
Worths = npt.NDArray[np.float64] | float


class SourceIndex:
    """The sentences of some documents and where their words stand. Built once, used for every claim.

    Where the documents are some of those of another index, `whole`, nothing is read that this one has read.
    """

    def __init__(self, documents: Sequence[Document], whole: SourceIndex | None = None) -> None:
        self.documents = {document.id: document for document in documents}
        self._whole = whole
        self.sentences: list[Sentence] = []
        for document in documents:
            if whole is None:
                self._read(document)
            else:
                self.sentences += [
                    s.again(n) for n, s in enumerate(whole.of(document.id), len(self.sentences))
                ]
        self.body = [s for s in self.sentences if not s.is_clutter]
        self.clutter = [s for s in self.sentences if s.is_clutter]
        self.proper = naming.proper_words(self.sentences)
        for sentence in self.sentences:
            sentence.proper = self.proper
        self._places: dict[str, list[int]] = defaultdict(list)
        for sentence in self.sentences:
            for norm in sentence.norms:
                self._places[norm].append(sentence.number)
        self._related: dict[str, dict[str, tuple[float, Kin | None]]] = {}
        self._columns: dict[str, tuple[Numbers, Worths]] = {}

    def _read(self, document: Document) -> None:
        spans = [(span, False) for part in document.body for span in sentences(document.text, part)]
        around = (c.span for c in document.clutter if c.reason != webpage.UNREAD)
        spans += [(span, True) for part in around for span in sentences(document.text, part)]
        for span, is_clutter in sorted(spans, key=lambda pair: pair[0].start):
            sentence = Sentence(document.text, span, document.id, len(self.sentences), is_clutter)
            if sentence.words:
                self.sentences.append(sentence)

    def of(self, document: str) -> list[Sentence]:
        """The sentences of the document of this id."""
        return self._by_document.get(document, [])

    @cached_property
    def _by_document(self) -> dict[str, list[Sentence]]:
        found: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in self.sentences:
            found[sentence.document].append(sentence)
        return dict(found)

    @cached_property
    def credits(self) -> frozenset[str]:
        """The words of bylines, datelines and credits, in lower case: who tells the story may be named."""
        spans = [(d.text, c.span) for d in self.documents.values() for c in d.clutter if c.reason in _CREDITS]
        found = {word.norm for text, span in spans for word in words.tokens(span.of(text)) if word.is_capital}
        return frozenset(
            found | {part.lower() for d in self.documents.values() for part in listed(d.publisher or "")}
        )

    @cached_property
    def names(self) -> naming.Inventory:
        """The names of all body sentences."""
        return naming.Inventory(self.body)

    @cached_property
    def _vocabulary(self) -> lexicon.Vocabulary:
        return lexicon.Vocabulary(self._content)

    @cached_property
    def _content(self) -> dict[str, None]:
        """The different content words of the documents, in order."""
        norms = {word.norm: None for sentence in self.sentences for word in sentence.words if word.is_content}
        return {norm: None for norm in norms if norm[0].isalpha()}

    def related(self, norm: str) -> dict[str, tuple[float, Kin | None]]:
        """The words of the documents that belong to `norm`, with the strength in (0, 1] and the kinship of each."""
        if norm not in self._related:
            self._related[norm] = (
                self._find_related(norm) if self._whole is None else self._known_related(norm, self._whole)
            )
        return self._related[norm]

    def _known_related(self, norm: str, whole: SourceIndex) -> dict[str, tuple[float, Kin | None]]:
        """The same as `_find_related`, of what the other index has found."""
        known = whole.related(norm)
        return {
            other: known[other]
            for other in known.keys() & self._places.keys()
            if other not in lexicon.word_list("function") or other in self._content or _is_form(norm, other)
        }

    @cached_property
    def _stems(self) -> dict[str, set[str]]:
        """By stem the words of the documents."""
        found: dict[str, set[str]] = defaultdict(set)
        for norm in self._places:
            found[lexicon.stem(norm)].add(norm)
        return dict(found)

    def _find_related(self, norm: str) -> dict[str, tuple[float, Kin | None]]:
        found: dict[str, tuple[float, Kin | None]] = {}
        if norm in self._places:
            found[norm] = (1.0, None)
        for other in self._stems.get(lexicon.stem(norm), ()):
            found.setdefault(other, (lexicon.STRENGTH[Kin.FORM], Kin.FORM))
        for alias in naming.aliases(norm):
            if alias in self._places:
                found.setdefault(alias, (lexicon.STRENGTH[Kin.FORM], Kin.FORM))
        for other in _NUMERALS.get(norm, ()):
            if other in self._places:
                found.setdefault(other, (1.0, Kin.FORM))
        if norm in lexicon.word_list("function") or not norm[0].isalpha() or norm in _NUMERALS:
            return found
        for other, kinship in self._vocabulary.kin_of(norm).items():
            found.setdefault(other, (lexicon.STRENGTH[kinship], kinship))
        return found

    def worths(self, norm: str) -> dict[int, float]:
        """The numbers of the sentences with a word that belongs to `norm`, and in (0, 1] how well the best does."""
        found: dict[int, float] = {}
        for other, worth in self._by_worth(norm):
            found |= dict.fromkeys(self.places(other), worth)
        return found

    def column(self, norm: str) -> tuple[Numbers, Worths]:
        """The same as arrays, kept; where all are worth the same, one figure for all of them."""
        if norm not in self._columns:
            ordered = self._by_worth(norm)
            if len(ordered) == 1:
                ((other, worth),) = ordered
                self._columns[norm] = (np.array(self.places(other), dtype=np.int32), worth)
            else:
                best = np.zeros(len(self.sentences))
                for other, worth in ordered:
                    best[self.places(other)] = worth
                numbers = np.flatnonzero(best)
                self._columns[norm] = (numbers.astype(np.int32), best[numbers])
        return self._columns[norm]

    def _by_worth(self, norm: str) -> list[tuple[str, float]]:
        """The words that belong to `norm`, the one that does best last."""
        ordered = [
            (other, strength if kinship is not Kin.ANTONYM else _OPPOSITE)
            for other, (strength, kinship) in self.related(norm).items()
        ]
        return sorted(ordered, key=lambda pair: pair[1])

    def mask(self, among: Sequence[Sentence]) -> npt.NDArray[np.float64]:
        """1 for each sentence that is `among` these, 0 for the others; kept for the body."""
        if among is self.body:
            return self._body_mask
        mask = np.zeros(len(self.sentences))
        mask[[sentence.number for sentence in among]] = 1.0
        return mask

    @cached_property
    def _body_mask(self) -> npt.NDArray[np.float64]:
        return np.array([not sentence.is_clutter for sentence in self.sentences], dtype=np.float64)

    def has(self, norm: str) -> bool:
        """Whether the word stands somewhere in the documents, clutter included."""
        return norm in self._places

    def places(self, norm: str) -> list[int]:
        """The numbers of the sentences that hold exactly this word."""
        return self._places.get(norm, [])

    def quotable(self, quote: str) -> Iterator[Document]:
        """The documents, in their order, that may hold `quote` word for word; the others do not."""
        documents = list(self.documents.values())
        return (documents[number] for number in self._shelf.holding(quote))

    def nearest(self, quote: str, least: float) -> tuple[Near, Document] | None:
        """The passage of all documents most like `quote`, None where it has a ratio under `least`."""
        found = self._shelf.nearest(quote, least)
        return None if found is None else (found[1], list(self.documents.values())[found[0]])

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf([document.text for document in self.documents.values()])

    def rarity(self, norm: str) -> float:
        """In (0, 1]: 1 for a word that no sentence or only one holds, less the more sentences hold it."""
        if len(self.sentences) < 3:
            return 1.0
        among = max(1, len(self._places.get(norm, ())))
        return 0.4 + 0.6 * (1 - math.log(among) / math.log(len(self.sentences) + 1))

    def sharing(self, norms: Iterable[str], least: int) -> list[Sentence]:
        """The sentences of the body that hold at least so many of these very words."""
        shared = Counter(number for norm in norms for number in self.places(norm))
        found = (self.sentences[number] for number in sorted(shared) if shared[number] >= least)
        return [sentence for sentence in found if not sentence.is_clutter]

    def figures(self, low: float, high: float) -> Iterator[tuple[Sentence, Quantity]]:
        """The quantities of the body whose value lies in `[low, high]`, each with its sentence."""
        first = bisect_left(self._figures, low, key=_value)
        last = bisect_right(self._figures, high, key=_value)
        return ((sentence, quantity) for quantity, sentence in self._figures[first:last])

    @cached_property
    def _figures(self) -> list[tuple[Quantity, Sentence]]:
        return sorted(((q, sentence) for sentence in self.body for q in sentence.quantities), key=_value)

    @cached_property
    def moments(self) -> tuple[tuple[Moment, dt.date | None], ...]:
        """The different dates and times of the body, each with the day on which its article appeared."""
        found: dict[object, tuple[Moment, dt.date | None]] = {}
        for sentence in self.body:
            day = self.documents[sentence.document].published
            for moment in sentence.moments:
                found.setdefault((*moment.fields().items(), day), (moment, day))
        return tuple(found.values())

    def kindred(self, norm: str, kin: Collection[Kin | None] = CLOSE_KIN) -> set[str]:
        """The words of the documents that stand in one of these relations to `norm`."""
        return {other for other, (_, kinship) in self.related(norm).items() if kinship in kin}

    def neighbours(self, sentence: Sentence, reach: int = 2) -> list[Sentence]:
        """The sentences of the same document up to `reach` before and after, nearest first, clutter left out."""
        near = []
        for step in range(1, reach + 1):
            for number in (sentence.number - step, sentence.number + step):
                if 0 <= number < len(self.sentences):
                    other = self.sentences[number]
                    if other.document == sentence.document and other.is_clutter == sentence.is_clutter:
                        near.append(other)
        return near


def _is_form(norm: str, other: str) -> bool:
    """Whether two words belong together whatever else the documents hold."""
    return (
        lexicon.stem(norm) == lexicon.stem(other)
        or other in naming.aliases(norm)
        or other in _NUMERALS.get(norm, ())
    )


def _value(figure: tuple[Quantity, Sentence]) -> float:
    return figure[0].value


_NUMERALS: dict[str, tuple[str, ...]] = {}
for _figure, _word in enumerate(
    listed(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty"
    )
):
    _NUMERALS[_word], _NUMERALS[str(_figure)] = (str(_figure),), (_word,)
