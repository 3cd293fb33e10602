"""Measure whether the rules find and name planted drift.

    python -m pipeline.evaluation.planted [FILE ...]

Each FILE is an article as plain text, or `.jsonl`/`.jsonl.gz` with a `source` in each row; without any, the
project's own invented articles are used.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.evaluation.mutations import CLUTTER, Mutation, paraphrase, plant
from pipeline.records import Clutter, Document, Flag, FlagKind, Span
from pipeline.text.sentences import sentences


@dataclass
class Outcome:
    """Counts for one kind of drift, or one kind of control."""

    n: int = 0
    caught: int = 0
    named: int = 0
    missed: list[Mutation] = field(default_factory=list)
    alarms: list[tuple[Mutation, tuple[Flag, ...]]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share that was flagged at all; for controls, the share of false alarms."""
        return self.caught / self.n if self.n else 0.0

    @property
    def accuracy(self) -> float:
        """The share of the flagged that carry the planted kind."""
        return self.named / self.caught if self.caught else 0.0


def measure(articles: Iterable[str], per_kind: int = 3, seed: int = 7) -> dict[str, Outcome]:
    """Plant up to `per_kind` drifts of each kind in each article, check all by the rules, and count.

    The controls are under `verbatim` and `paraphrase`. The same articles and seed give the same counts.
    """
    outcomes: dict[str, Outcome] = defaultdict(Outcome)
    for number, article in enumerate(articles):
        rng = random.Random(f"{seed}-{number}")  # noqa: S311  (a repeatable draw, no secret)
        index, mutations = _prepare(article, per_kind, rng)
        for mutation in mutations:
            flags = tuple(flag for finding in findings(mutation.text, index) for flag in finding.flags)
            _count(outcomes[_label(mutation)], mutation, flags)
    return dict(outcomes)


def _prepare(article: str, per_kind: int, rng: random.Random) -> tuple[SourceIndex, list[Mutation]]:
    text = article + "\n\n" + CLUTTER
    clutter = (Clutter(span=Span.at(len(article), len(text)), reason="navigation"),)
    document = Document(id="article", path="article", text=text, sha256="", clutter=clutter)
    clean = clean_sentences(article)
    mutations: list[Mutation] = []
    for kind in FlagKind:
        rng.shuffle(clean)
        planted = [m for s in clean if (m := plant(s, article, kind, rng))]
        mutations += planted[:per_kind]
    rng.shuffle(clean)
    mutations += [Mutation(None, s, s, "verbatim") for s in clean[: 2 * per_kind]]
    mutations += [m for s in clean if (m := paraphrase(s, article, rng))][: 3 * per_kind]
    return SourceIndex([document]), mutations


def clean_sentences(article: str) -> list[str]:
    """The sentences of an article that stand alone well enough to be claims."""
    found = [span.of(article).replace("\n", " ") for span in sentences(article)]
    return [
        s
        for s in found
        if 8 <= len(s.split()) <= 45 and (s[0].isupper() or s[0] in '"“') and s[-1] in '.!?"”'
    ]


def _count(outcome: Outcome, mutation: Mutation, flags: tuple[Flag, ...]) -> None:
    outcome.n += 1
    if flags:
        outcome.caught += 1
        outcome.named += any(flag.kind is mutation.kind for flag in flags)
        if not any(flag.kind is mutation.kind for flag in flags):
            outcome.alarms.append((mutation, flags))
    elif mutation.kind:
        outcome.missed.append(mutation)


def _label(mutation: Mutation) -> str:
    if mutation.kind:
        return mutation.kind.value
    return "verbatim" if mutation.how == "verbatim" else "paraphrase"


def own_articles() -> list[str]:
    """The project's own invented articles."""
    packed = (resources.files("pipeline") / "data" / "articles.json").read_text(encoding="utf-8")
    found: list[str] = json.loads(packed)
    return found


def read_articles(paths: Sequence[Path]) -> list[str]:
    """The articles in `paths`, each text once, in order."""
    texts: dict[str, None] = {}
    for path in paths:
        if path.name.endswith((".jsonl", ".jsonl.gz")):
            raw = path.read_bytes()
            lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode().splitlines()
            texts.update((json.loads(line)["source"], None) for line in lines)
        else:
            texts[path.read_text(encoding="utf-8")] = None
    return list(texts)


def table(outcomes: dict[str, Outcome]) -> str:
    """The counts as lines: kind, n, recall or false alarms, kind accuracy."""
    rows = [f"{'kind':12} {'n':>5} {'flagged':>8} {'named':>6}"]
    rows += [f"{kind:12} {o.n:5} {o.recall:8.3f} {o.accuracy:6.3f}" for kind, o in outcomes.items()]
    return "\n".join(rows)


def main() -> None:
    """Print the table for the articles named on the command line."""
    paths = [Path(argument) for argument in sys.argv[1:]]
    articles = read_articles(paths) if paths else own_articles()
    sys.stdout.write(table(measure(articles)) + "\n")


if __name__ == "__main__":
    main()
