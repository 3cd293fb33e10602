"""Logistic regression in numpy: ridge penalty, weights that may not have the wrong sign, Newton's method."""

from __future__ import annotations

import numpy as np

from pipeline.evaluation.metrics import Bools, Floats


def fit(x: Floats, labels: Bools, weights: Floats, ridge: float, signs: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept that minimise the weighted log loss plus `ridge` / 2 times the squared
    coefficients.

    A coefficient whose sign is against its entry of `signs` (1, -1, or 0 for either) is held at zero: terms
    are left out, the worst first, and the rest is fitted again until all agree. The intercept is not
    penalised.
    """
    free = np.ones(x.shape[1], dtype=np.bool_)
    while True:
        coefficients, intercept = _newton(x[:, free], labels, weights, ridge)
        against = coefficients * signs[free]
        if not against.size or against.min() >= 0:
            full = np.zeros(x.shape[1])
            full[free] = coefficients
            return full, intercept
        free[np.flatnonzero(free)[against.argmin()]] = False


def probability(logits: Floats) -> Floats:
    """The logistic function, safe for any logit."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -40, 40))), dtype=np.float64)


def _newton(x: Floats, labels: Bools, weights: Floats, ridge: float) -> tuple[Floats, float]:
    with_one = np.column_stack((x, np.ones(len(x))))
    penalty = np.append(np.full(x.shape[1], ridge), 1e-9)
    b = np.zeros(with_one.shape[1])
    for _ in range(100):
        p = probability(with_one @ b)
        gradient = with_one.T @ (weights * (p - labels)) + penalty * b
        curvature = (with_one.T * (weights * p * (1 - p))) @ with_one + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        b = b - step
        if np.abs(step).max() < 1e-9:
            break
    return b[:-1], float(b[-1])
