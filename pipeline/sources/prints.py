"""What of an article is compared with every other article: shingles, and a table of sentences and stems."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.records import Document
from pipeline.sources.furniture import without_furniture
from pipeline.sources.traits import Sentence, Traits, traits

SHINGLE = 4
"""Words in a shingle."""

Floats = npt.NDArray[np.float32]


class Prints:
    """What of an article is compared with every other, worked out once; `vocabulary` numbers all stems."""

    def __init__(self, traits: Traits, vocabulary: dict[str, int]) -> None:
        self.traits = traits
        self.sentences = [sentence for sentence in traits.sentences if len(sentence.content) >= 2]
        contents = [
            sorted({vocabulary.setdefault(stem, len(vocabulary)) for stem in sorted(s.content)})
            for s in self.sentences
        ]
        self.columns = np.array(
            sorted({number for content in contents for number in content}), dtype=np.int64
        )
        self.table = np.zeros((len(contents), len(self.columns)), dtype=np.float32)
        for row, content in enumerate(contents):
            self.table[row, np.searchsorted(self.columns, content)] = 1.0
        plain = [
            vocabulary[token.stem] for token in traits.tokens if token.is_plain and token.stem in vocabulary
        ]
        self.is_plain = np.isin(self.columns, plain).astype(np.float32)
        self.facts = [_stated(sentence, traits.text) for sentence in self.sentences]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """All stems of the body in order."""
        return tuple(token.stem for token in self.traits.tokens)

    @cached_property
    def shingles(self) -> dict[tuple[str, ...], list[int]]:
        """Runs of SHINGLE stems of one sentence, outside quotations, with the indexes where they start."""
        found: dict[tuple[str, ...], list[int]] = {}
        at = 0
        for sentence in self.traits.sentences:
            tokens = sentence.tokens
            for index in range(len(tokens) - SHINGLE + 1):
                window = tokens[index : index + SHINGLE]
                if not any(token.is_quoted for token in window):
                    found.setdefault(tuple(token.stem for token in window), []).append(at + index)
            at += len(tokens)
        return found


def fingerprints(documents: Sequence[Document]) -> list[Prints]:
    """The prints of each document."""
    vocabulary: dict[str, int] = {}
    return [
        Prints(read, vocabulary) for read in without_furniture([traits(document) for document in documents])
    ]


def _stated(sentence: Sentence, text: str) -> frozenset[str]:
    """Names, and figures in digits: one spelled out is often the writer's own counting or rounding."""
    return frozenset(
        t.stem for t in sentence.tokens if t.is_name or (t.is_number and text[t.start].isdigit())
    )
