"""The figures of an evaluation, on cases that can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation import metrics

LABELS = np.array([True, True, True, True, False, False])
PREDICTED = np.array([True, True, True, False, False, True])
PAIRS = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=2, max_size=40)


def test_balanced_accuracy_is_the_mean_recall_of_both_classes() -> None:
    assert metrics.balanced_accuracy(LABELS, PREDICTED) == pytest.approx((3 / 4 + 1 / 2) / 2)


def test_balanced_accuracy_of_one_class_alone_is_undefined() -> None:
    assert math.isnan(metrics.balanced_accuracy(np.array([True, True]), np.array([True, False])))


def test_f1_is_of_finding_what_is_not_supported() -> None:
    assert metrics.f1_unsupported(LABELS, PREDICTED) == pytest.approx(2 * 1 / (2 + 2))


def test_ties_count_half_in_the_auroc() -> None:
    labels = np.array([True, False, True, False])

    assert metrics.auroc(labels, np.array([0.5, 0.5, 0.5, 0.5])) == 0.5
    assert metrics.auroc(labels, np.array([0.9, 0.1, 0.8, 0.2])) == 1.0
    assert metrics.auroc(labels, np.array([0.9, 0.9, 0.8, 0.2])) == pytest.approx(2.5 / 4)


@given(PAIRS)
def test_the_auroc_does_not_change_when_scores_are_stretched(pairs: list[tuple[bool, float]]) -> None:
    labels = np.array([label for label, _ in pairs])
    scores = np.round([score for _, score in pairs], 3)

    before, after = metrics.auroc(labels, scores), metrics.auroc(labels, scores**3 * 7)

    assert before == pytest.approx(after, nan_ok=True)


@given(PAIRS)
def test_the_interval_holds_the_figure_and_is_the_same_every_time(pairs: list[tuple[bool, float]]) -> None:
    labels = np.array([label for label, _ in pairs])
    predicted = np.array([score > 0.5 for _, score in pairs])
    clusters = [str(number) for number in range(len(pairs))]

    low, high = metrics.interval(labels, predicted, clusters, draws=200)

    if not math.isnan(low):
        assert 0 <= low <= high <= 1
    assert metrics.interval(labels, predicted, clusters, draws=200) == pytest.approx((low, high), nan_ok=True)


def test_claims_on_one_source_widen_the_interval() -> None:
    labels = np.array([True, False] * 40)
    predicted = np.repeat([True, False, False, True], 20)

    apart = metrics.interval(labels, predicted, [str(number) for number in range(80)])
    clustered = metrics.interval(labels, predicted, [str(number // 20) for number in range(80)])

    assert clustered[1] - clustered[0] != apart[1] - apart[0]


def test_a_calibrated_score_has_no_calibration_error() -> None:
    labels = np.array([True] * 3 + [False] * 1 + [True] * 1 + [False] * 3)
    scores = np.array([0.75] * 4 + [0.25] * 4)

    assert metrics.calibration_error(labels, scores) == pytest.approx(0)
    assert metrics.calibration_error(labels, 1 - scores) == pytest.approx(0.5)


def test_a_bin_says_how_many_claims_it_holds_and_how_many_are_supported() -> None:
    labels, scores = np.array([True, False, True]), np.array([0.52, 0.58, 1.0])

    first, last = metrics.reliability(labels, scores)

    assert (first.count, first.supported, last.count, last.supported) == (2, 0.5, 1, 1.0)
    assert first.score == pytest.approx(0.55)


def test_class_weights_make_both_labels_count_alike() -> None:
    weights = metrics.class_weights(LABELS)

    assert weights[LABELS].sum() == pytest.approx(0.5)
    assert weights[~LABELS].sum() == pytest.approx(0.5)
