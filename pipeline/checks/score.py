"""One calibrated probability out of the signals of all checks: a logistic regression that can be read.

Each signal is clipped to its range and scaled to 0..1, multiplied by its weight, and summed; the logistic
function makes it a probability. Two tiers are fitted apart: `rules` (no model asked) and `judge`. The
weights lie in pipeline/data/score.json, with the command that fits them again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import Field

from pipeline.records import FlagKind, Record


class Signal(Record):
    """One term: `weight * (clip(value, low, high) - low) / (high - low)`; without a value, of `missing`."""

    weight: float
    low: float = 0.0
    high: float = 1.0
    missing: float = 0.0

    def term(self, value: float | None) -> float:
        """What this signal adds to the logit."""
        known = self.missing if value is None or math.isnan(value) else value
        return self.weight * (min(max(known, self.low), self.high) - self.low) / (self.high - self.low)


class Tier(Record):
    """One fitted model. A claim scores at least `threshold` or it is not supported.

    The probability of a claim that a flag vetoes is multiplied by `veto_factor`, and kept below the
    threshold. A judge that is at least as sure as `clears_at` overrules flags about meaning.
    """

    threshold: float = Field(gt=0, lt=1)
    clears_at: float = Field(1.0, gt=0, le=1)
    veto_factor: float = Field(1.0, gt=0, le=1)
    intercept: float
    signals: dict[str, Signal]

    def logit(self, signals: Mapping[str, float]) -> float:
        """Log odds that the claim is wholly supported."""
        return self.intercept + sum(signal.term(signals.get(name)) for name, signal in self.signals.items())

    def probability(self, signals: Mapping[str, float]) -> float:
        """Calibrated probability that the claim is wholly supported."""
        return 1 / (1 + math.exp(-min(max(self.logit(signals), -40.0), 40.0)))


class ScoreModel(Record):
    """All that score.json holds.

    `vetoes` are the kinds of flag that no model overrules: a string comparison settled them. Flags of other kinds
    veto where the signal `closeness` is at least `trusted_closeness`, or `bond` (the same in any order) at least
    `trusted_bond`, and there are at least `flags_per_sentence` of them, unless the judge's own probability (signal
    `judge_support`) is at least the tier's `clears_at`.
    """

    command: str
    tiers: dict[str, Tier]
    vetoes: frozenset[FlagKind]
    trusted_closeness: float = Field(ge=0, le=1)
    trusted_bond: float = Field(ge=0, le=1)
    flags_per_sentence: float = Field(ge=0)

    def tier_of(self, signals: Mapping[str, float]) -> Tier:
        """The tier that fits the signals at hand: `judge` where a judge was asked, else `rules`."""
        return self.tiers["judge" if "judge_support" in signals else "rules"]


@cache
def shipped() -> ScoreModel:
    """The fitted model that the package carries."""
    return ScoreModel.model_validate(
        json.loads((resources.files("pipeline") / "data" / "score.json").read_text("utf-8"))
    )
