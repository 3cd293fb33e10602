"""Fit the score: `python -m pipeline.evaluation.fit FILE.jsonl.gz ... [--limit N] [--judged N --base-url
URL]`.

Labelled claims in, pipeline/data/score.json out. Every file counts alike, and in each file both labels count
alike, so that the threshold 0.5 is the one that maximises mean balanced accuracy. A quarter of the source
texts (chosen by a digest) is never looked at. What is printed is measured with each file left out in turn:
the figure to expect on data of another kind. The logits that a file gets from the others' fit also set the
scale of the final one (Platt 1999), so that the score is calibrated on files that it was not fitted on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipeline import prompts
from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.judge import Judge
from pipeline.checks.score import Signal, Tier, shipped
from pipeline.checks.verdict import has_veto, signals_of
from pipeline.evaluation import judgements, logistic, metrics
from pipeline.evaluation.datasets import Dataset, Row, document, draw, held_out, read_all
from pipeline.evaluation.metrics import Bools, Floats
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.records import Finding


@dataclass(frozen=True)
class Term:
    """A signal that may enter the sum: its range, and the sign that its meaning demands."""

    low: float
    high: float
    sign: int


RULES = {
    "coverage_mean": Term(0, 1, 1),
    "verbatim": Term(0, 1, 1),
    "pairs": Term(0, 1, 1),
    "named": Term(0, 1, 1),
    "numbers_held": Term(0, 1, 1),
    "unopposed": Term(0.8, 1, 1),
    "flag_entity": Term(0, 2, -1),
}
JUDGE = {"judge_weakest": Term(-3, 3, 1), "judge_average": Term(-3, 3, 1)}
_RIDGE = 10.0
_RIDGE_ON_TOP = 1.0  # for the few terms that are added to a tier that is fitted already
_WEIGHT_OF_A_SET = 100.0
_NOTHING = 1e-6  # weights smaller than this are left out


@dataclass(frozen=True)
class Figure:
    """What one set gets from a fit on the others, in percent."""

    n: int
    auroc: float
    balanced_accuracy: float
    calibration_error: float


@dataclass(frozen=True)
class Sample:
    """One labelled claim with what the checks say of it."""

    id: str
    label: bool
    found: tuple[Finding, ...]
    signals: dict[str, float]


Samples = Mapping[str, Sequence[Sample]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit both tiers as far as there is data, print what to expect, and write the file with --write."""
    options = _options().parse_args(arguments)
    whole = read_all(options.files)
    datasets = [held_out(dataset, wanted=False) for dataset in whole]
    unseen = [held_out(dataset) for dataset in whole]
    rules, rules_figures = fit_tier(_rules_samples(datasets, options.limit), RULES)
    print(_shown(f"rules, {_LEFT_OUT}", rules_figures))  # noqa: T201
    print(_shown(f"rules, {_UNSEEN}", figures(_rules_samples(unseen, options.limit), rules)))  # noqa: T201
    tiers = {**shipped().tiers, "rules": rules}
    if options.judged:
        asyncio.run(_judge(datasets, options))
    if options.judgements:
        known = judgements.read(options.judgements)
        fitted, judge_figures = fit_tier(with_judgements(datasets, known), JUDGE, rules)
        tiers["judge"] = fitted.model_copy(update={"clears_at": tiers["judge"].clears_at})
        print(_shown(f"judge, {_LEFT_OUT}", judge_figures))  # noqa: T201
        unseen_figures = figures(with_judgements(unseen, known), tiers["judge"])
        print(_shown(f"judge, {_UNSEEN}", unseen_figures))  # noqa: T201
    if options.write:
        model = shipped().model_copy(update={"tiers": tiers})
        content = {**model.model_dump(mode="json"), "vetoes": sorted(model.vetoes)}
        options.write.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")


_LEFT_OUT = "each set scored by a fit on the others"
_UNSEEN = "sources that nothing was fitted on"


def _rules_samples(datasets: Sequence[Dataset], limit: int) -> dict[str, list[Sample]]:
    samples = {dataset.name: sample_rules(draw(dataset, limit)) for dataset in datasets}
    return {name: rows for name, rows in samples.items() if {one.label for one in rows} == {True, False}}


def sample_rules(dataset: Dataset) -> list[Sample]:
    """What the rules say of each row that they can say something of."""
    samples = []
    for source, rows in dataset.by_source().items():
        index = SourceIndex([document(source)])
        samples += [_sample(row, findings(row.claim, index)) for row in rows]
    return [sample for sample in samples if not any(one.undetermined for one in sample.found)]


def with_judgements(
    datasets: Sequence[Dataset], known: Mapping[tuple[str, str], dict[str, float]]
) -> dict[str, list[Sample]]:
    """What the rules and the judge say of each row that was judged, by dataset; datasets without any are left out."""
    found = {}
    for dataset in datasets:
        rows = tuple(row for row in dataset.rows if (dataset.name, row.id) in known)
        samples = sample_rules(dataset.model_copy(update={"rows": rows}))
        found[dataset.name] = [
            replace(sample, signals={**sample.signals, **known[dataset.name, sample.id]})
            for sample in samples
        ]
    return {
        name: samples for name, samples in found.items() if {one.label for one in samples} == {True, False}
    }


def fit_tier(
    samples: Samples, terms: Mapping[str, Term], below: Tier | None = None
) -> tuple[Tier, dict[str, Figure]]:
    """A tier fitted on all `samples`, and what each set gets from a fit on the others.

    With `below`, the logit of that tier is one term of the new one: its weights are scaled, not fitted
    again, so that few samples are enough.
    """
    x = {name: _matrix(rows, terms, below) for name, rows in samples.items()}
    signs = np.array([float(term.sign) for term in terms.values()] + [1.0] * (below is not None))
    ridge = _RIDGE if below is None else _RIDGE_ON_TOP
    left_out = {}
    for name in samples:
        others = [other for other in samples if other != name]
        coefficients, intercept = _fit(x, samples, others, signs, ridge)
        left_out[name] = x[name] @ coefficients + intercept
    slope, shift = _platt(left_out, samples)
    coefficients, intercept = _fit(x, samples, list(samples), signs, ridge)
    weights = dict(zip(terms, slope * coefficients, strict=False))
    signals = {
        name: Signal(weight=_rounded(weight), low=terms[name].low, high=terms[name].high)
        for name, weight in weights.items()
        if abs(weight) > _NOTHING
    }
    intercept = slope * intercept + shift
    if below is not None:
        share = slope * float(coefficients[-1])
        intercept += share * below.intercept
        scaled = {
            name: signal.model_copy(update={"weight": _rounded(share * signal.weight)})
            for name, signal in below.signals.items()
        }
        signals = {**scaled, **signals}
    chances = {name: logistic.probability(slope * logits + shift) for name, logits in left_out.items()}
    factor = _veto_factor(samples, chances)
    tier = Tier(threshold=0.5, veto_factor=factor, intercept=_rounded(intercept), signals=signals)
    return tier, {name: _figure(samples[name], chances[name], factor) for name in samples}


def _matrix(samples: Sequence[Sample], terms: Mapping[str, Term], below: Tier | None) -> Floats:
    """One row a sample, one column a term, scaled as in the score; last the logit of the tier below."""
    scales = {name: Signal(weight=1, low=term.low, high=term.high) for name, term in terms.items()}
    rows = []
    for sample in samples:
        row = [scale.term(sample.signals.get(name)) for name, scale in scales.items()]
        rows.append([*row, below.logit(sample.signals)] if below else row)
    return np.array(rows, dtype=np.float64)


def _fit(
    x: Mapping[str, Floats], samples: Samples, names: Sequence[str], signs: Floats, ridge: float
) -> tuple[Floats, float]:
    labels = [_labels(samples[name]) for name in names]
    weights = [_WEIGHT_OF_A_SET * metrics.class_weights(one) for one in labels]
    stacked = np.concatenate([x[name] for name in names])
    return logistic.fit(stacked, np.concatenate(labels), np.concatenate(weights), ridge, signs)


def _platt(logits: Mapping[str, Floats], samples: Samples) -> tuple[float, float]:
    """Slope and shift that make the logits of sets left out those of a calibrated probability."""
    column = {name: one[:, None] for name, one in logits.items()}
    slope, shift = _fit(column, samples, list(samples), np.ones(1), _RIDGE_ON_TOP)
    return float(slope[0]), shift


def figures(samples: Samples, tier: Tier) -> dict[str, Figure]:
    """What each set gets from a tier that is fitted."""
    chances = {
        name: np.array([tier.probability(one.signals) for one in rows]) for name, rows in samples.items()
    }
    return {name: _figure(samples[name], chances[name], tier.veto_factor) for name in samples}


def _veto_factor(samples: Samples, chances: Mapping[str, Floats]) -> float:
    """How much less often claims that a flag vetoes are supported than their chances say, at most 1."""
    supported, expected = 0.0, 0.0
    for name, rows in samples.items():
        weights = metrics.class_weights(_labels(rows)) * _vetoed(rows)
        supported += float(weights @ _labels(rows))
        expected += float(weights @ chances[name])
    return _rounded(min(1.0, supported / expected)) if supported else 1.0


def _figure(samples: Sequence[Sample], chances: Floats, veto_factor: float) -> Figure:
    labels = _labels(samples)
    scores = np.where(_vetoed(samples), np.minimum(chances * veto_factor, 0.4999), chances)
    weights = metrics.class_weights(labels)
    return Figure(
        n=len(samples),
        auroc=100 * metrics.auroc(labels, scores),
        balanced_accuracy=100 * metrics.balanced_accuracy(labels, scores >= 0.5),
        calibration_error=100 * metrics.calibration_error(labels, scores, weights=weights),
    )


def _vetoed(samples: Sequence[Sample]) -> Bools:
    held = [has_veto(sample.found, sample.signals, shipped()) for sample in samples]
    return np.array(held, dtype=np.bool_)


def _labels(samples: Sequence[Sample]) -> Bools:
    return np.array([sample.label for sample in samples], dtype=np.bool_)


def _sample(row: Row, found: tuple[Finding, ...]) -> Sample:
    return Sample(id=row.id, label=row.label, found=found, signals=signals_of(found))


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _shown(what: str, figures: Mapping[str, Figure]) -> str:
    if not figures:
        return f"{what}: no set has rows of both labels"
    lines = [f"{what}: rows, AUROC, balanced accuracy, calibration error"]
    lines += [
        f"  {name:<30}{one.n:>6}{one.auroc:>8.1f}{one.balanced_accuracy:>8.1f}{one.calibration_error:>8.1f}"
        for name, one in figures.items()
    ]
    means = [
        float(np.mean([getattr(one, name) for one in figures.values()]))
        for name in ("auroc", "balanced_accuracy", "calibration_error")
    ]
    return "\n".join([*lines, f"  {'mean':<36}{means[0]:>8.1f}{means[1]:>8.1f}{means[2]:>8.1f}"])


async def _judge(datasets: Sequence[Dataset], options: argparse.Namespace) -> None:
    async with OpenAIChat(options.model, options.base_url, timeout=600.0) as chat:
        judge = Judge(chat, prompts.load("judge_claim"), prompts.load("judge_cited"))
        await judgements.add([draw(one, options.judged) for one in datasets], judge, options.judgements)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluation.fit", description=__doc__)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="labelled claims, .jsonl or .jsonl.gz"
    )
    parser.add_argument("--limit", type=int, default=300, help="rows a file for the rules tier")
    parser.add_argument(
        "--judged", type=int, default=0, help="rows a file for the judge tier; 0 leaves it as it is"
    )
    parser.add_argument("--base-url", default="http://127.0.0.1:8080/v1", help="endpoint of the judge")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct", help="the judge")
    parser.add_argument(
        "--judgements",
        type=Path,
        metavar="FILE",
        help="what was judged; without it the judge tier stays as it is",
    )
    parser.add_argument("--write", type=Path, help="file to write: pipeline/data/score.json")
    return parser


if __name__ == "__main__":
    main()
