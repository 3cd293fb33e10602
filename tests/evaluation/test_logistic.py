"""Logistic regression: it finds what made the data, and never a weight against its meaning."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.evaluation import logistic


def drawn(weights: list[float], n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(n, len(weights)))
    return x, generator.random(n) < logistic.probability(x @ np.array(weights) + 0.5)


def test_it_finds_the_weights_that_made_the_data() -> None:
    x, labels = drawn([2.0, -1.0])

    weights, intercept = logistic.fit(x, labels, np.ones(len(x)), 1e-3, np.zeros(2))

    assert weights == pytest.approx([2.0, -1.0], abs=0.2)
    assert intercept == pytest.approx(0.5, abs=0.15)


def test_a_weight_of_the_wrong_sign_is_held_at_zero() -> None:
    x, labels = drawn([2.0, -1.0])

    weights, _ = logistic.fit(x, labels, np.ones(len(x)), 1e-3, np.ones(2))

    assert weights[0] > 1
    assert weights[1] == 0


def test_data_that_can_be_parted_has_finite_weights() -> None:
    x = np.array([[0.0], [1.0]])

    weights, intercept = logistic.fit(x, np.array([False, True]), np.ones(2), 0.1, np.ones(1))

    assert np.isfinite([*weights, intercept]).all()
    assert weights[0] > 0
