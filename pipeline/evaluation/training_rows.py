"""What the judge's adapter is trained on: `python -m pipeline.evaluation.training_rows FILE ... --write ROWS`.

Labelled claims in, questions of the judge with their answers out, one a line. A label is of a whole claim, but the
judge is asked sentence by sentence; so a claim of several sentences gives a row only where it is known which of them
the label speaks of: any one of a supported claim, and the one that an edit changed where all others stand in supported
claims on the same source. To them come drifts that `pipeline.evaluation.mutations` plants, of the kinds that no string
comparison settles, each with the clean sentence beside it. Held-out sources are never touched, nor are the datasets
named by --without.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline import prompts
from pipeline.checks.align import align
from pipeline.checks.index import SourceIndex
from pipeline.checks.judge import Question, questions
from pipeline.evaluation import mutations
from pipeline.evaluation.datasets import Dataset, Row, digest, document, held_out, read_all
from pipeline.prompts import Message
from pipeline.records import FlagKind, Record

PLANTED = (
    FlagKind.QUOTE,
    FlagKind.ATTRIBUTION,
    FlagKind.MODALITY,
    FlagKind.POLARITY,
    FlagKind.SCOPE,
    FlagKind.RELATION,
    FlagKind.INTENSITY,
)
"""The kinds of drift that are planted: those about meaning."""


class Example(Record):
    """One question of the judge and the right answer to it. `origin` is the dataset, or the kind that was planted."""

    origin: str
    messages: tuple[Message, ...]
    label: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the rows, in an order that is always the same."""
    options = _options().parse_args(arguments)
    datasets = [
        held_out(one, wanted=False) for one in read_all(options.files) if one.name not in options.without
    ]
    found = [example for dataset in datasets for example in labelled(dataset, options.per_label)]
    found += planted([dataset for dataset in datasets if dataset.name in options.plant], options.planted)
    random.Random(_SEED).shuffle(found)  # noqa: S311
    lines = (json.dumps(example.model_dump(mode="json"), ensure_ascii=False) + "\n" for example in found)
    options.write.write_text("".join(lines), encoding="utf-8", newline="\n")


def labelled(dataset: Dataset, per_label: int) -> list[Example]:
    """Up to `per_label` questions with each answer, on claims of `dataset` drawn by a digest of their ids."""
    rng = random.Random(_SEED)  # noqa: S311
    known = _sentences_by_source(dataset)
    missing = Counter({True: per_label, False: per_label})
    found = []
    for row in sorted(dataset.rows, key=lambda row: digest(f"train:{row.id}")):
        if missing[row.label]:
            question = _question(row, known[row.source], rng)
            if question is not None and question.passages:
                missing[row.label] -= 1
                found.append(_example(dataset.name, question, row.label))
    return found


def planted(datasets: Sequence[Dataset], count: int) -> list[Example]:
    """`count` questions on sentences of the datasets' sources: each drift, and beside it what it was planted in."""
    rng = random.Random(_SEED)  # noqa: S311
    sources = {row.source for dataset in datasets for row in dataset.rows}
    found: list[Example] = []
    tally: Counter[FlagKind] = Counter()
    for source in sorted(sources, key=lambda source: digest(f"plant:{source}")):
        if len(found) >= count:
            break
        kind = min(PLANTED, key=lambda kind: tally[kind])
        pair = list(_pair(source, kind, rng))
        tally[kind] += bool(pair)
        found += pair
    return found


_SEED = 7
_FEWEST_SENTENCES = 4
_SENTENCE = (60, 260)  # code points of a sentence that a drift is planted in
_REWORDED = 0.6  # how often it is first put into other words
_LONGEST = 2500  # code points of passages


def _sentences_by_source(dataset: Dataset) -> dict[str, set[str]]:
    """For each source the sentences of its supported claims."""
    known: dict[str, set[str]] = {row.source: set() for row in dataset.rows}
    for row in dataset.rows:
        if row.label:
            known[row.source].update(_split(row.claim))
    return known


def _question(row: Row, known: set[str], rng: random.Random) -> Question | None:
    """The question about the sentence that the label of `row` speaks of; None where that is not known."""
    asked = questions(align(row.claim, SourceIndex([document(row.source)])))
    if len(asked) < 2:
        return asked[0] if asked else None
    if row.label:
        return rng.choice(asked)
    changed = [one for one in asked if not any(one.claim in other or other in one.claim for other in known)]
    return changed[0] if known and len(changed) == 1 else None


def _pair(source: str, kind: FlagKind, rng: random.Random) -> Iterator[Example]:
    """A drift of `kind` and its clean sentence; nothing where `source` offers no place for it."""
    shortest, longest = _SENTENCE
    sentences = [one for one in _split(source) if shortest < len(one) < longest]
    if len(sentences) < _FEWEST_SENTENCES:
        return
    rng.shuffle(sentences)
    index = SourceIndex([document(source)])
    for sentence in sentences:
        reworded = mutations.paraphrase(sentence, source, rng)
        clean = reworded.text if reworded and rng.random() < _REWORDED else sentence
        drift = mutations.plant(clean, source, kind, rng)
        if drift is not None:
            for text, label in ((drift.text, False), (clean, True)):
                asked = questions(align(text, index))
                if len(asked) == 1:
                    yield _example(f"planted_{kind}", asked[0], label)
            return


def _example(origin: str, question: Question, label: bool) -> Example:
    prompt = prompts.load("judge_claim")
    messages = prompt.render(evidence=question.passages[:_LONGEST], claim=question.claim)
    return Example(origin=origin, messages=tuple(messages), label=label)


def _split(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluation.training_rows", description=__doc__)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="labelled claims, .jsonl or .jsonl.gz"
    )
    parser.add_argument(
        "--per-label", type=int, default=110, help="rows of each label that a dataset gives at most"
    )
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="NAME", help="datasets to leave out altogether"
    )
    parser.add_argument(
        "--plant", nargs="*", default=[], metavar="NAME", help="datasets whose sources are planted in"
    )
    parser.add_argument(
        "--planted", type=int, default=380, help="rows with planted drift, the clean ones counted"
    )
    parser.add_argument("--write", type=Path, required=True, help="file to write")
    return parser


if __name__ == "__main__":
    main()
