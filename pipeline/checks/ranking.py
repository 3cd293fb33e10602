"""Rank the sentences of some documents by how much of a claim their words cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.checks.index import SourceIndex
from pipeline.checks.sentence import Sentence

_FEW = 250
"""Up to so many sentences the scores are added up one by one; of more, whole columns of them at once."""


def rank(
    claim: Sentence, index: SourceIndex, among: Sequence[Sentence], most: int
) -> list[tuple[float, Sentence]]:
    """The sentences `among` that share something with the claim, with the weighted share they cover.

    Best first, of equal ones the earlier first, and at most `most`. The share is soft: a kindred word counts in
    part. The ranking is exact however many sentences there are.
    """
    weights: dict[str, float] = defaultdict(float)
    for word in claim.words:
        weights[word.norm] = max(weights[word.norm], word.weight * index.rarity(word.norm))
    best = _by_ones if len(index.sentences) <= _FEW else _by_columns
    return best(weights, index, among, most)


def _by_ones(
    weights: Mapping[str, float], index: SourceIndex, among: Sequence[Sentence], most: int
) -> list[tuple[float, Sentence]]:
    total = sum(weights.values())
    allowed = {sentence.number for sentence in among}
    scores: dict[int, float] = defaultdict(float)
    for norm, weight in weights.items():
        for number, worth in index.worths(norm).items():
            if number in allowed:
                scores[number] += weight * worth
    ranked = sorted((-score / total, number) for number, score in scores.items())
    return [(-share, index.sentences[number]) for share, number in ranked[:most]]


def _by_columns(
    weights: Mapping[str, float], index: SourceIndex, among: Sequence[Sentence], most: int
) -> list[tuple[float, Sentence]]:
    scores = np.zeros(len(index.sentences))
    for norm, weight in weights.items():
        numbers, worths = index.column(norm)
        scores[numbers] += weight * worths
    scores *= index.mask(among)
    scores /= sum(weights.values())
    least = np.partition(scores, -most)[-most]
    near = np.flatnonzero(scores >= least if least > 0 else scores)
    order = np.argsort(-scores[near], kind="stable")[:most]
    return [(float(scores[number]), index.sentences[number]) for number in near[order]]
