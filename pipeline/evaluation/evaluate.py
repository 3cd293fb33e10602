"""Check labelled claims, and say how well the verdicts and the scores agree with the labels."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from pipeline.checks.judge import Judge
from pipeline.checks.score import ScoreModel, shipped
from pipeline.evaluation import metrics
from pipeline.evaluation.baselines import FLOORS
from pipeline.evaluation.datasets import Dataset, Row, document
from pipeline.evaluation.metrics import Bin
from pipeline.records import CheckedClaim, Record, Verdict
from pipeline.stages.check import check_all

Step = Callable[[object], None]


class FloorFigures(Record):
    """What a trivial rule reaches on the same rows, in percent."""

    balanced_accuracy: float | None
    auroc: float | None


class Figures(Record):
    """The figures of one dataset, rates in percent; None where one class alone leaves a figure undefined.

    `balanced_accuracy`, `f1_unsupported` and `ci95` are of the verdicts, and undetermined counts as not
    supported; `auroc` is of the scores, and undetermined counts as 0. `threshold` is a probability.
    `calibration_error` is taken with both classes weighted alike, as the score is fitted.
    """

    name: str
    n: int
    positives: int
    balanced_accuracy: float | None
    auroc: float | None
    f1_unsupported: float | None
    threshold: float
    ci95: tuple[float, float] | None
    undetermined: float
    seconds_per_claim: float
    calibration_error: float
    floors: dict[str, FloorFigures]


class Mean(Record):
    """Means over the datasets, each counting alike; a dataset without a figure is left out of its mean."""

    n: int
    balanced_accuracy: float | None
    auroc: float | None
    f1_unsupported: float | None
    threshold: float
    undetermined: float
    seconds_per_claim: float
    calibration_error: float
    floors: dict[str, FloorFigures]


class Evaluation(Record):
    """The figures of every dataset, and how they came about."""

    tiers: tuple[str, ...]
    model: str | None
    prompts: dict[str, str]
    unit: str = "percent"
    datasets: tuple[Figures, ...]
    mean: Mean
    reliability: tuple[Bin, ...]


async def evaluate(
    datasets: Sequence[Dataset],
    judge: Judge | None = None,
    concurrency: int = 4,
    on_done: Step | None = None,
    model: ScoreModel | None = None,
) -> Evaluation:
    """Check every row of `datasets`, and measure. `on_done` is called as each claim is through."""
    tier = "judge" if judge else "rules"
    threshold = (model or shipped()).tiers[tier].threshold
    figures: list[Figures] = []
    labels: list[metrics.Bools] = []
    scores: list[metrics.Floats] = []
    weights: list[metrics.Floats] = []
    for dataset in datasets:
        start = time.perf_counter()
        checked = await checked_rows(dataset, judge, concurrency, on_done)
        seconds = time.perf_counter() - start
        figures.append(measure(dataset, checked, threshold, seconds))
        labels.append(_labels(dataset.rows))
        scores.append(_scores(checked))
        weights.append(metrics.class_weights(labels[-1]))
    return Evaluation(
        tiers=("rules", "judge") if judge else ("rules",),
        model=judge.model.name if judge else None,
        prompts={prompt.id: prompt.fingerprint for prompt in (judge.prompt, judge.cited)} if judge else {},
        datasets=tuple(figures),
        mean=_mean(figures),
        reliability=metrics.reliability(
            np.concatenate(labels), np.concatenate(scores), weights=np.concatenate(weights)
        ),
    )


async def checked_rows(
    dataset: Dataset, judge: Judge | None, concurrency: int = 4, on_done: Step | None = None
) -> list[CheckedClaim]:
    """Each row of `dataset` checked against its source, in order; rows on one source share its index."""
    found: dict[int, CheckedClaim] = {}
    for source, rows in dataset.by_source().items():
        claims = [row.as_claim() for row in rows]
        checked = await check_all(claims, [document(source)], judge, concurrency, on_done)
        found.update((id(row), one) for row, one in zip(rows, checked, strict=True))
    return [found[id(row)] for row in dataset.rows]


def measure(dataset: Dataset, checked: Sequence[CheckedClaim], threshold: float, seconds: float) -> Figures:
    """The figures of one dataset out of its checked claims, in the order of its rows."""
    labels, scores = _labels(dataset.rows), _scores(checked)
    predicted = np.array([claim.verdict is Verdict.SUPPORTED for claim in checked])
    interval = metrics.interval(labels, predicted, [row.source for row in dataset.rows])
    undetermined = sum(claim.verdict is Verdict.UNDETERMINED for claim in checked)
    return Figures(
        name=dataset.name,
        n=len(labels),
        positives=int(labels.sum()),
        balanced_accuracy=_percent(metrics.balanced_accuracy(labels, predicted)),
        auroc=_percent(metrics.auroc(labels, scores)),
        f1_unsupported=_percent(metrics.f1_unsupported(labels, predicted)),
        threshold=threshold,
        ci95=None if math.isnan(interval[0]) else (round(100 * interval[0], 2), round(100 * interval[1], 2)),
        undetermined=round(100 * undetermined / len(labels), 2),
        seconds_per_claim=round(seconds / len(labels), 4),
        calibration_error=round(
            100 * metrics.calibration_error(labels, scores, weights=metrics.class_weights(labels)), 2
        ),
        floors={name: _floor(name, dataset.rows, labels) for name in FLOORS},
    )


def _floor(name: str, rows: Sequence[Row], labels: metrics.Bools) -> FloorFigures:
    floor = FLOORS[name]
    scores = np.array([floor.score(row.claim, row.source) for row in rows])
    return FloorFigures(
        balanced_accuracy=_percent(metrics.balanced_accuracy(labels, scores >= floor.threshold)),
        auroc=_percent(metrics.auroc(labels, scores)),
    )


def _mean(figures: Sequence[Figures]) -> Mean:
    floors = {
        name: FloorFigures(
            balanced_accuracy=_average([one.floors[name].balanced_accuracy for one in figures]),
            auroc=_average([one.floors[name].auroc for one in figures]),
        )
        for name in FLOORS
    }
    return Mean(
        n=sum(one.n for one in figures),
        balanced_accuracy=_average([one.balanced_accuracy for one in figures]),
        auroc=_average([one.auroc for one in figures]),
        f1_unsupported=_average([one.f1_unsupported for one in figures]),
        threshold=figures[0].threshold,
        undetermined=_average([one.undetermined for one in figures]) or 0.0,
        seconds_per_claim=round(sum(one.seconds_per_claim for one in figures) / len(figures), 4),
        calibration_error=_average([one.calibration_error for one in figures]) or 0.0,
        floors=floors,
    )


def _labels(rows: Sequence[Row]) -> metrics.Bools:
    return np.array([row.label for row in rows], dtype=np.bool_)


def _scores(checked: Sequence[CheckedClaim]) -> metrics.Floats:
    return np.array([claim.score or 0.0 for claim in checked], dtype=np.float64)


def _percent(value: float) -> float | None:
    return None if math.isnan(value) else round(100 * value, 2)


def _average(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 2) if known else None
