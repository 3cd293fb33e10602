"""How well scores and verdicts agree with labels. Every rate is in [0, 1]; NaN where it is undefined."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.records import Record

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Bin(Record):
    """Claims whose scores lie together: how many, their mean score, the share of them that is supported."""

    count: int
    score: float
    supported: float


def balanced_accuracy(labels: Bools, predicted: Bools) -> float:
    """Mean of the recall of both classes; NaN with one class alone."""
    one_draw = np.ones((1, len(labels)))
    return float(_mean_recall(one_draw, _each(labels, predicted))[0])


def auroc(labels: Bools, scores: Floats) -> float:
    """Probability that a supported claim scores above an unsupported one; ties count half."""
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if not positives or not negatives:
        return math.nan
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def f1_unsupported(labels: Bools, predicted: Bools) -> float:
    """F1 of finding the claims that are not supported; 0 when none is found."""
    found = int((~predicted & ~labels).sum())
    total = int((~predicted).sum()) + int((~labels).sum())
    return 2 * found / total if total else math.nan


def interval(
    labels: Bools, predicted: Bools, clusters: Sequence[str], draws: int = 2000
) -> tuple[float, float]:
    """95% interval of the balanced accuracy: percentile bootstrap over whole `clusters` (the source texts).

    Claims on one source are not independent of each other, so sources are drawn and not claims. The draws
    are seeded.
    """
    _, member = np.unique(np.array(clusters, dtype=object).astype(str), return_inverse=True)
    size = int(member.max()) + 1
    sums = [
        np.bincount(member, weights=x, minlength=size).astype(np.float64) for x in _each(labels, predicted)
    ]
    drawn = np.random.default_rng(0).multinomial(size, np.full(size, 1 / size), size=draws)
    values = _mean_recall(drawn.astype(np.float64), sums)
    values = values[~np.isnan(values)]
    if not values.size:
        return math.nan, math.nan
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def reliability(
    labels: Bools, scores: Floats, bins: int = 10, weights: Floats | None = None
) -> tuple[Bin, ...]:
    """Equal-width bins of the score that hold a claim. `weights` make the classes or sets count alike."""
    weight = np.ones(len(scores)) if weights is None else weights
    place = np.minimum((scores * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        inside = place == number
        if inside.any():
            total = weight[inside].sum()
            found.append(
                Bin(
                    count=int(inside.sum()),
                    score=float((weight[inside] * scores[inside]).sum() / total),
                    supported=float((weight[inside] * labels[inside]).sum() / total),
                )
            )
    return tuple(found)


def calibration_error(labels: Bools, scores: Floats, bins: int = 10, weights: Floats | None = None) -> float:
    """Mean distance of score and share supported over equal-width bins (Naeini et al. 2015)."""
    weight = np.ones(len(scores)) if weights is None else weights
    place = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = np.bincount(place, weights=weight * (scores - labels), minlength=bins)
    return float(np.abs(gaps).sum() / weight.sum())


def class_weights(labels: Bools) -> Floats:
    """Weights under which both classes count alike and that sum up to 1; equal ones with one class alone."""
    positives = max(int(labels.sum()), 0)
    if positives in (0, len(labels)):
        return np.full(len(labels), 1 / len(labels))
    return np.where(labels, 0.5 / positives, 0.5 / (len(labels) - positives))


def _each(labels: Bools, predicted: Bools) -> list[Floats]:
    """One figure a claim: supported and found so, supported, not supported and found so, not supported."""
    parts = (labels & predicted, labels, ~labels & ~predicted, ~labels)
    return [part.astype(np.float64) for part in parts]


def _mean_recall(drawn: Floats, sums: Sequence[Floats]) -> Floats:
    """The balanced accuracy of each row of `drawn`, which says how often each entry of `sums` was drawn."""
    right, positives, rejected, negatives = (np.asarray(drawn @ one, dtype=np.float64) for one in sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((right / positives + rejected / negatives) / 2, dtype=np.float64)
