"""Fit the coefficients of `pipeline/data/lineage.json` on the dev split, and say how they do on both splits.

    python -m tests.sources.fit_lineage            prints
    python -m tests.sources.fit_lineage --write    prints and writes the file

Ridge regression towards `PRIOR` rather than towards zero: an explicit credit and a shared quotation are too
rare among the dev pairs to be weighed by them, and an editor would not call them worth nothing. A pair of
different events counts a tenth of a pair of one event, for they are many and easy.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from pipeline.sources.lineage import DEPENDENT, probability
from pipeline.sources.prints import fingerprints
from pipeline.sources.resemblance import resemblance
from tests.sources.groups import Pair, articles, pairs

PRIOR = {
    "shingles": 3.0,
    "accounted": 4.0,
    "likeness": 3.0,
    "own facts": -4.0,
    "quotations": 1.0,
    "own quotations": -0.5,
    "credit": 1.5,
}
STRENGTH = 1.0
FILE = Path(__file__).parents[2] / "pipeline/data/lineage.json"


def signals(split: str) -> list[tuple[Pair, dict[str, float]]]:
    """Every pair of a split with its signals."""
    labelled = articles(split)
    prints = dict(
        zip((a.document.id for a in labelled), fingerprints([a.document for a in labelled]), strict=True)
    )
    return [
        (pair, resemblance(prints[pair.left.document.id], prints[pair.right.document.id]).signals)
        for pair in pairs(labelled)
    ]


def fit(rows: list[tuple[Pair, dict[str, float]]]) -> dict[str, object]:
    """The table of coefficients, by Newton's method."""
    names = list(PRIOR)
    values = np.array([[found[name] for name in names] for _, found in rows])
    labels = np.array([pair.is_dependent for pair, _ in rows], float)
    counts = np.array([1.0 if pair.is_same_event else 0.1 for pair, _ in rows])
    table = np.c_[np.ones(len(values)), values]
    ridge = np.diag([0.0] + [STRENGTH * float(s) ** 2 for s in values.std(axis=0)])
    prior = np.array([0.0, *PRIOR.values()])
    found = prior.copy()
    for _ in range(100):
        chance = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (counts * (chance - labels)) + ridge @ (found - prior)
        bend = table.T @ (table * (counts * chance * (1 - chance))[:, None]) + ridge
        found = found - np.linalg.solve(bend + 1e-9 * np.eye(len(found)), slope)
    weights = {name: round(float(value), 2) for name, value in zip(names, found[1:], strict=True)}
    return {"bias": round(float(found[0]), 2), "weights": weights}


def score(rows: list[tuple[Pair, dict[str, float]]], table: dict) -> dict[str, float]:
    """Pairwise precision, recall and F1 of dependence."""
    told = [(pair, probability(found, table)) for pair, found in rows]
    right = sum(pair.is_dependent and chance >= DEPENDENT for pair, chance in told)
    called = sum(chance >= DEPENDENT for _, chance in told)
    true = sum(pair.is_dependent for pair, _ in told)
    for pair, chance in told:
        if (chance >= DEPENDENT) != pair.is_dependent:
            print("  wrong:", pair.left.document.id, pair.right.document.id, round(chance, 2))
    return {
        "dependent": true,
        "same event": sum(pair.is_same_event and not pair.is_dependent for pair, _ in told),
        "other event": sum(not pair.is_same_event for pair, _ in told),
        "precision": round(right / max(1, called), 3),
        "recall": round(right / true, 3),
        "f1": round(2 * right / (called + true), 3),
    }


if __name__ == "__main__":
    dev = signals("dev")
    table = fit(dev)
    print(json.dumps(table))
    for split in ("dev", *(("test",) if "--test" in sys.argv or "--write" in sys.argv else ())):
        print(split, score(dev if split == "dev" else signals(split), table))
    if "--write" in sys.argv:
        FILE.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
