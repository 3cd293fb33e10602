"""Drift between the seeds, in whatever words: what the rules catch of it, and what they leave alone."""

from __future__ import annotations

import pytest

import pipeline
from tests.evaluation.claims import measured

RULES = pipeline.Settings(tier="rules")


@pytest.mark.parametrize(("name", "caught", "false_alarms"), [("tuned", 0.9, 0.05), ("unseen", 0.75, 0.15)])
def test_most_drift_is_caught_and_few_faithful_claims_are_held_back(
    name: str, caught: float, false_alarms: float
) -> None:
    count = measured(name, RULES)

    assert count.caught / count.drifted >= caught, count
    assert count.false_alarms / count.faithful <= false_alarms, count
    assert count.named / count.caught >= 0.8, count
