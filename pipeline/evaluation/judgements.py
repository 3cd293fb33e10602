"""What a judge said of labelled claims, kept in a file of JSON lines: asked once, fitted on as often as need be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.checks.index import SourceIndex
from pipeline.checks.judge import Judge, judge_claim
from pipeline.errors import InputError
from pipeline.evaluation.datasets import Dataset, document
from pipeline.records import Record


class Judgement(Record):
    """The judge's signals for one row of one dataset."""

    dataset: str
    id: str
    signals: dict[str, float]


def read(path: Path) -> dict[tuple[str, str], dict[str, float]]:
    """The signals by dataset and id; empty where there is no file yet. Raises InputError on a line that is none."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        found = [_LINE.validate_json(line) for line in lines]
    except ValidationError as error:
        raise InputError(f"{str(path)!r} must hold one judgement a line: {error}") from error
    return {(one.dataset, one.id): one.signals for one in found}


async def add(datasets: Sequence[Dataset], judge: Judge, path: Path) -> None:
    """Ask `judge` about every row that `path` does not hold yet, and write each answer down as it comes."""
    known = read(path)
    for dataset in datasets:
        for source, rows in dataset.by_source().items():
            index = SourceIndex([document(source)])
            for row in rows:
                if (dataset.name, row.id) in known:
                    continue
                finding = await judge_claim(row.as_claim(), index, judge)
                if finding.undetermined is None:
                    _append(Judgement(dataset=dataset.name, id=row.id, signals=finding.signals), path)


_LINE = TypeAdapter(Judgement)


def _append(judgement: Judgement, path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(judgement.model_dump(mode="json"), ensure_ascii=False) + "\n")
