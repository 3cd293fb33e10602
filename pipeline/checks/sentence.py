"""One sentence of a source or a claim, with what can be read off it: tokens, quantities, moments, names, speech.

Each reading is made on first use and kept. Places in a sentence count code points of its evened-out `text`;
`raw` leads back to the text as it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pipeline.checks import clauses, cues, moments, naming, quantities, speech, words
from pipeline.checks.cues import Cue
from pipeline.checks.moments import Moment
from pipeline.checks.naming import Name
from pipeline.checks.quantities import Quantity
from pipeline.checks.speech import Speech
from pipeline.checks.words import Token
from pipeline.records import Passage, Span
from pipeline.text.normalise import Normalised, normalise

T = TypeVar("T")


def _lasting(read: Callable[[Sentence], T]) -> cached_property[T]:
    """A reading that does not depend on other sentences: made once, for a sentence and all that are the same again."""

    def once(sentence: Sentence) -> T:
        return read(sentence) if sentence.origin is None else getattr(sentence.origin, read.__name__)

    return cached_property(once)


@dataclass(eq=False)
class Sentence:
    """A stretch of `whole` (a document's text or a claim's), evened out and cut into tokens.

    `number` is its place among the sentences of all documents, -1 in a claim; `is_clutter` says that it is no part of
    the article (navigation, other headlines). `proper` are words that the documents always write with a capital.
    `origin` is the same sentence among other ones.
    """

    whole: str
    span: Span
    document: str = ""
    number: int = -1
    is_clutter: bool = False
    proper: frozenset[str] = frozenset()
    origin: Sentence | None = None

    def again(self, number: int = -1, proper: frozenset[str] = frozenset()) -> Sentence:
        """The same sentence among other ones. What does not depend on them is read once, for both."""
        return Sentence(self.whole, self.span, self.document, number, self.is_clutter, proper, self)

    @_lasting
    def _evened(self) -> Normalised:
        return normalise(self.span.of(self.whole))

    @property
    def text(self) -> str:
        """The words of the sentence, evened out."""
        return self._evened.text

    @_lasting
    def tokens(self) -> tuple[Token, ...]:
        """All tokens, marks too."""
        return words.tokens(self.text)

    @_lasting
    def words(self) -> tuple[Token, ...]:
        """The tokens that are words or numbers."""
        return tuple(token for token in self.tokens if token.is_word)

    def raw(self, start: int, end: int) -> Span:
        """The place in `whole` of `text[start:end]`."""
        span = self._evened.raw_span(start, end)
        return Span.at(self.span.start + span.start, self.span.start + span.end)

    def passage(self, start: int | None = None, end: int | None = None) -> Passage:
        """`text[start:end]`, or all of the sentence, as a place in its document."""
        span = self.span if start is None or end is None else self.raw(start, end)
        return Passage(document=self.document, start=span.start, end=span.end, text=span.of(self.whole))

    @property
    def norms(self) -> frozenset[str]:
        """The different words of the sentence in lower case. Not kept: a set takes more room than the words."""
        return frozenset(word.norm for word in self.words)

    @_lasting
    def word_initials(self) -> str:
        """The first letters of its words, one after the other."""
        return "".join(word.norm[0] for word in self.words)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in it, in order."""
        origin = self.origin
        if origin is not None and all(
            (word.norm in self.proper) == (word.norm in origin.proper) for word in self.words
        ):
            return origin.names
        return naming.names(self)

    @_lasting
    def is_heading(self) -> bool:
        """Whether capitals say nothing about names in it."""
        return naming.is_heading(self)

    def gap(self, at: int) -> str:
        """The text between word `at - 1` and word `at`, or an end of the sentence."""
        start = self.words[at - 1].end if at > 0 else 0
        end = self.words[at].start if at < len(self.words) else len(self.text)
        return self.text[start:end]

    def word_at(self, position: int) -> int:
        """The number of the first word that ends after `position` of `text`; the count of words when none does."""
        return next((i for i, word in enumerate(self.words) if word.end > position), len(self.words))

    @_lasting
    def moments(self) -> tuple[Moment, ...]:
        """The dates and times in it, in order."""
        return moments.moments(self)

    @_lasting
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities in it, in order, without dates."""
        return quantities.quantities(self)

    @_lasting
    def figures(self) -> frozenset[int]:
        """The words that belong to a date or a quantity."""
        dates = (i for moment in self.moments for i in range(moment.first, moment.last))
        return frozenset((*dates, *(i for q in self.quantities for i in range(q.first, q.last))))

    @_lasting
    def report(self) -> tuple[int, int] | None:
        """The words at its beginning or end that say who says it, None when it has none there."""
        return speech.report(self)

    @_lasting
    def cues(self) -> tuple[Cue, ...]:
        """Its negations, hedges, modals and quantifiers, in order."""
        return cues.cues(self)

    @_lasting
    def denied(self) -> dict[int, Cue]:
        """The words that a negation turns, each with the negation."""
        return clauses.denied(self)

    @_lasting
    def speeches(self) -> tuple[Speech, ...]:
        """Who says what in it."""
        return speech.speeches(self)
