"""The score: a sum that can be read, bounded, and never moved the wrong way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.score import Signal, Tier, shipped

FINITE = st.floats(-50, 50)


def test_a_signal_is_clipped_scaled_and_weighted() -> None:
    signal = Signal(weight=2.0, low=0.5, high=1.0)

    assert [signal.term(value) for value in (0.0, 0.5, 0.75, 1.0, 9.0)] == [0.0, 0.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_signal_without_a_value_counts_as_missing(value: float | None) -> None:
    signal = Signal(weight=2.0, missing=0.5)

    assert signal.term(value) == 1.0


def test_a_tier_adds_up_its_terms() -> None:
    tier = Tier(threshold=0.5, intercept=-1.0, signals={"coverage": Signal(weight=2.0)})

    assert tier.probability({"coverage": 0.5, "unknown": 7.0}) == 0.5


def test_the_judge_tier_is_taken_where_a_judge_was_asked() -> None:
    model = shipped()

    assert model.tier_of({"coverage": 1.0}) is model.tiers["rules"]
    assert model.tier_of({"coverage": 1.0, "judge_support": 0.0}) is model.tiers["judge"]


@given(st.dictionaries(st.sampled_from(sorted(shipped().tiers["judge"].signals)), FINITE))
def test_every_score_is_a_probability(signals: dict[str, float]) -> None:
    for tier in shipped().tiers.values():
        assert 0 <= tier.probability(signals) <= 1


def test_no_flag_raises_a_score_and_no_support_lowers_it() -> None:
    for tier in shipped().tiers.values():
        for name, signal in tier.signals.items():
            assert (signal.weight < 0) == name.startswith("flag_"), name
