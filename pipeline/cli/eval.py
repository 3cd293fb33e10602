"""`pipeline eval`: how well the checker does on labelled claims."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import progress, terminal
from pipeline.cli.exits import ExitCode
from pipeline.cli.options import CHECKING, Record, Replay, one_cassette, one_of, with_settings
from pipeline.errors import InputError
from pipeline.settings import Settings, Tier

if TYPE_CHECKING:
    from pipeline.checks.judge import Judge
    from pipeline.evaluation.datasets import Dataset
    from pipeline.evaluation.evaluate import Evaluation, FloorFigures
    from pipeline.progress import Progress

_SETTINGS = tuple(key for key in CHECKING if key not in ("fail_on", "workers", "cache"))
Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE",
        help="Labelled claims, .jsonl or .jsonl.gz: rows with id, source, claim, label (0 or 1).",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Check N rows a file, drawn by a digest of the id."),
]
HeldOut = Annotated[
    bool, typer.Option("--held-out", help="Check only the quarter of all sources that nothing was fitted on.")
]
Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE", help="Write a reliability diagram here, as SVG.")
]


Planted = Annotated[
    bool,
    typer.Option(
        "--planted",
        help="Instead: plant drifts of known kinds in articles (the FILEs, or the project's own), and count "
        "how many the rules find and name.",
    ),
]


@with_settings(*_SETTINGS)
def evaluate(
    settings: Settings,
    files: Files = None,
    format: Annotated[
        str, typer.Option("--format", metavar="text|json", help="What to print on stdout.")
    ] = "text",
    limit: Limit = None,
    held_out: HeldOut = False,
    plot: Plot = None,
    planted: Planted = False,
    record: Record = None,
    replay: Replay = None,
) -> None:
    """Check labelled claims, and compare the verdicts with the labels, beside the trivial floors.

    Balanced accuracy at the one shipped threshold with a 95% interval (bootstrap over sources), AUROC of the
    score, F1 of finding what is not supported, calibration error, all in percent. Undetermined counts as not
    supported.
    """
    from pipeline.evaluation import datasets as datasets_of

    render = one_of(_FORMATS, format, "--format")
    one_cassette(record, replay)
    if planted:
        terminal.result(_planted(files or [], format))
        return
    if not files:
        raise InputError("There is nothing to check: name a file of labelled claims, or say --planted.")
    datasets = datasets_of.read_all(files)
    if held_out:
        datasets = [one for one in map(datasets_of.held_out, datasets) if one.rows]
    if limit is not None:
        datasets = [datasets_of.draw(dataset, limit) for dataset in datasets]
    from pipeline.llm.cassette import taped

    with progress.shown() as shown, taped(record, replay, None, shown.note):
        found = asyncio.run(_evaluate(datasets, settings, replay, shown))
    if plot is not None:
        _write_plot(found, plot)
    terminal.result(render(found))
    raise typer.Exit(ExitCode.UNDETERMINED if found.mean.undetermined else ExitCode.CLEAN)


async def _evaluate(
    datasets: Sequence[Dataset], settings: Settings, replay: Path | None, shown: Progress
) -> Evaluation:
    from pipeline.evaluation.evaluate import evaluate as run_evaluation
    from pipeline.records import Usage

    async with _judge(settings, replay, shown) as judge:
        shown.stage("check", sum(len(dataset.rows) for dataset in datasets))
        return await run_evaluation(datasets, judge, settings.concurrency, lambda _: shown.step(Usage()))


@asynccontextmanager
async def _judge(settings: Settings, replay: Path | None, shown: Progress) -> AsyncIterator[Judge | None]:
    """The judge that the settings ask for; None for tier rules, and for auto where no model is named."""
    from pipeline import prompts
    from pipeline.checks.judge import Judge
    from pipeline.llm.connect import connect

    names_model = settings.base_url or settings.gguf or settings.preset or replay
    if settings.tier is Tier.RULES or (settings.tier is Tier.AUTO and not names_model):
        yield None
        return
    async with connect(settings, replay, shown.note) as connection:
        if connection.model is None:
            raise InputError(
                "The judge needs a model: name an endpoint with --base-url, or take --tier rules."
            )
        yield Judge(
            model=connection.model,
            prompt=prompts.load("judge_claim", settings.prompts),
            cited=prompts.load("judge_cited", settings.prompts),
            votes=settings.votes,
            logprobs=connection.logprobs,
        )


def _write_plot(found: Evaluation, path: Path) -> None:
    from pipeline.evaluation.plot import reliability_svg

    title = f"Reliability, tier {found.tiers[-1]}, {found.mean.n} claims"
    try:
        path.write_text(reliability_svg(found.reliability, title, found.mean.threshold), encoding="utf-8")
    except OSError as error:
        raise InputError(f"The plot cannot be written to {str(path)!r}: {error.strerror}.") from error


def _planted(files: Sequence[Path], format: str) -> str:
    from pipeline.evaluation import planted

    try:
        articles = planted.read_articles(files) if files else planted.own_articles()
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"The articles cannot be read: {error}.") from error
    outcomes = planted.measure(articles)
    if format == "text":
        return planted.table(outcomes)
    counts = {
        kind: {"n": one.n, "flagged": one.recall, "kind_accuracy": one.accuracy}
        for kind, one in outcomes.items()
    }
    return json.dumps({"planted": counts}, indent=2)


def _json(found: Evaluation) -> str:
    return found.model_dump_json(indent=2)


def _text(found: Evaluation) -> str:
    """A table: one line a dataset, the mean, and the floors below it."""
    how = f"{found.model}, {', '.join(found.prompts.values())}" if found.model else "no model"
    lines = [
        f"tier {found.tiers[-1]} ({how}); percent; supported from score {found.mean.threshold:g}",
        f"{'':<28}{'n':>6}{'pos':>6}{'bal.acc':>9}{'95% interval':>16}{'AUROC':>7}{'F1 uns.':>9}"
        f"{'calib.err':>11}{'undet.':>8}{'s/claim':>9}",
    ]
    for one in found.datasets:
        interval = f"{one.ci95[0]:.1f} to {one.ci95[1]:.1f}" if one.ci95 else "–"
        lines.append(
            f"{one.name[:27]:<28}{one.n:>6}{one.positives:>6}{_shown(one.balanced_accuracy):>9}{interval:>16}"
            f"{_shown(one.auroc):>7}{_shown(one.f1_unsupported):>9}{one.calibration_error:>11.1f}"
            f"{one.undetermined:>8.1f}{one.seconds_per_claim:>9.3f}"
        )
    mean = found.mean
    lines.append(
        f"{'mean':<28}{mean.n:>6}{'':>6}{_shown(mean.balanced_accuracy):>9}{'':>16}{_shown(mean.auroc):>7}"
        f"{_shown(mean.f1_unsupported):>9}{mean.calibration_error:>11.1f}{mean.undetermined:>8.1f}"
        f"{mean.seconds_per_claim:>9.3f}"
    )
    lines += [_floor_line(name, floor) for name, floor in mean.floors.items()]
    return "\n".join(lines)


def _floor_line(name: str, floor: FloorFigures) -> str:
    start = f"  floor: {name}"
    return f"{start:<40}{_shown(floor.balanced_accuracy):>9}{'':>16}{_shown(floor.auroc):>7}"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


_FORMATS = {"text": _text, "json": _json}
