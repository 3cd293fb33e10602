"""Labelled claims are checked and measured; undetermined never counts as supported."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from pipeline import prompts
from pipeline.checks.judge import Judge
from pipeline.cli import app
from pipeline.errors import EndpointError, InputError
from pipeline.evaluation.datasets import Dataset, Row, is_held_out
from pipeline.evaluation.evaluate import evaluate
from pipeline.evaluation.fit import main as fit
from pipeline.evaluation.metrics import Bin
from pipeline.evaluation.plot import reliability_svg
from pipeline.llm.scripted import Scripted

SOURCE = (
    "The council met on Tuesday. Mayor Ana Ruiz resigned after the vote. The budget was passed by 12 votes."
)
ROWS = (
    Row(id="1", source=SOURCE, claim="Mayor Ana Ruiz resigned after the vote.", label=True),
    Row(id="2", source=SOURCE, claim="The budget was passed by 15 votes.", label=False),
    Row(id="3", source=SOURCE, claim="Zebras graze beyond the river.", label=False),
    Row(id="4", source="The sun shone in Ulm.", claim="The sun shone in Ulm.", label=True),
)
FILE = "".join(f"{json.dumps({**row.model_dump(), 'label': int(row.label)})}\n" for row in ROWS)
FIGURES = {
    "name", "n", "positives", "balanced_accuracy", "auroc", "f1_unsupported", "threshold", "ci95", "undetermined",
    "seconds_per_claim",
}  # fmt: skip


def test_right_verdicts_are_a_balanced_accuracy_of_a_hundred() -> None:
    found = asyncio.run(evaluate([Dataset(name="set", rows=ROWS)]))

    assert found.datasets[0].balanced_accuracy == 100
    assert found.mean.auroc == 100
    assert found.mean.floors["say supported"].balanced_accuracy == 50


def test_undetermined_counts_as_not_supported() -> None:
    judge = Judge(
        Scripted(lambda _: EndpointError("late")), prompts.load("judge_claim"), prompts.load("judge_cited")
    )

    found = asyncio.run(evaluate([Dataset(name="set", rows=ROWS)], judge))

    assert found.mean.balanced_accuracy == 50
    assert found.mean.undetermined > 0


def test_the_command_prints_every_promised_figure(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(FILE, encoding="utf-8")
    plot = tmp_path / "plot.svg"

    result = CliRunner().invoke(
        app, ["eval", str(path), "--tier", "rules", "--format", "json", "--plot", str(plot)]
    )

    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert printed["datasets"][0].keys() >= FIGURES
    assert printed["mean"]["balanced_accuracy"] == 100
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")


def test_the_table_names_every_set_and_every_floor(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(FILE, encoding="utf-8")

    result = CliRunner().invoke(app, ["eval", str(path), "--tier", "rules"])

    assert "set" in result.stdout
    assert "floor: word overlap" in result.stdout


def test_without_a_file_there_is_nothing_to_check() -> None:
    result = CliRunner().invoke(app, ["eval", "--tier", "rules"])

    assert isinstance(result.exception, InputError)
    assert "name a file" in str(result.exception)


def test_planted_drift_is_counted_by_kind(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(
        "The harbour council voted on Tuesday to spend 12 million dollars on a new ferry terminal. "
        "Mayor Ana Ruiz said that the work may begin in March if the state agrees to pay half of the cost.",
        encoding="utf-8",
    )

    result = CliRunner().invoke(app, ["eval", "--planted", str(article), "--format", "json"])

    counts = json.loads(result.stdout)["planted"]
    assert counts["number"]["flagged"] == 1.0
    assert counts["verbatim"]["flagged"] == 0.0


def test_only_held_out_sources_are_measured_where_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    rows = [
        {"id": str(n), "source": f"It rained for {n} days.", "claim": f"It rained for {n} days.", "label": 1}
        for n in range(40)
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")

    result = CliRunner().invoke(app, ["eval", str(path), "--tier", "rules", "--held-out", "--format", "json"])

    expected = sum(is_held_out(str(row["source"])) for row in rows)
    assert json.loads(result.stdout)["mean"]["n"] == expected


def test_the_diagram_is_well_formed_whatever_the_title() -> None:
    drawn = reliability_svg([Bin(count=3, score=0.4, supported=0.5)], "a <b> & c", 0.5)

    assert ElementTree.fromstring(drawn).attrib["role"] == "img"


@pytest.mark.filterwarnings("error")
def test_a_fit_writes_a_file_that_can_be_read_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for at, path in enumerate(paths):
        rows = [
            {**row.model_dump(), "label": int(row.label), "source": f"{row.source} Day {day} of year {at}."}
            for row in ROWS
            for day in range(8)
        ]
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    written = tmp_path / "score.json"

    fit([*map(str, paths), "--write", str(written)])

    tiers = json.loads(written.read_text(encoding="utf-8"))["tiers"]
    assert tiers["rules"]["signals"]["coverage_mean"]["weight"] > 0
    assert "mean" in capsys.readouterr().out
