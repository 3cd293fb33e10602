"""The trivial floors that a checker has to beat: each scores a claim in [0, 1] and has one fixed threshold.

The thresholds are those with the highest mean balanced accuracy over the sets that the score is fitted on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np


class Floor(NamedTuple):
    """A score of (claim, source), and the threshold from which on it says supported."""

    score: Callable[[str, str], float]
    threshold: float


def word_overlap(claim: str, source: str) -> float:
    """Share of the claim's words that the source holds anywhere."""
    words = _words(claim)
    return sum(word in _vocabulary(source) for word in words) / len(words) if words else 0.0


def common_subsequence(claim: str, source: str) -> float:
    """Longest common subsequence of words by the length of the claim (ROUGE-L recall, Lin 2004)."""
    words, others = _words(claim), _words(source)
    if not words:
        return 0.0
    numbers = {word: number for number, word in enumerate(dict.fromkeys(others))}
    column = np.array([numbers[word] for word in others], dtype=np.int64)
    best = np.zeros(len(others) + 1, dtype=np.int64)
    for word in words:
        diagonal = best[:-1] + (column == numbers.get(word, -1))
        best[1:] = np.maximum(best[1:], np.maximum.accumulate(diagonal))
    return float(best[-1]) / len(words)


def names_and_numbers(claim: str, source: str) -> float:
    """1 when the source holds every number and every capitalised word of the claim, else 0."""
    telling = [
        word for word in re.findall(r"\w+(?:[.,]\d+)*", claim) if word[0].isdigit() or word[0].isupper()
    ]
    return float(all(word.lower() in _vocabulary(source) for word in telling))


def say_supported(claim: str, source: str) -> float:
    """Always 1."""
    return 1.0


FLOORS = {
    "word overlap": Floor(word_overlap, 0.74),
    "longest common subsequence": Floor(common_subsequence, 0.62),
    "all names and numbers": Floor(names_and_numbers, 0.5),
    "say supported": Floor(say_supported, 0.5),
}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[.,]\d+)*", text.lower())


@lru_cache(maxsize=64)
def _vocabulary(source: str) -> frozenset[str]:
    return frozenset(_words(source))
