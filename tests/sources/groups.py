"""Labelled groups of articles: for each event originals, rewrites of them, and reports by others.

Each file in `groups/` is one event; `split` says whether its pairs may be tuned on. `from` names the
article that an article was made from, null where its writer had it first hand. All events, people and
places are invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from pipeline.records import Document

FOLDER = Path(__file__).parent / "groups"


@dataclass(frozen=True)
class Labelled:
    """One article of an event; `source` is the first-hand article that it goes back to, perhaps itself."""

    event: str
    split: str
    source: str
    document: Document


@dataclass(frozen=True)
class Pair:
    """Two articles of one split, and whether they have one source."""

    left: Labelled
    right: Labelled

    @property
    def is_dependent(self) -> bool:
        return self.is_same_event and self.left.source == self.right.source

    @property
    def is_same_event(self) -> bool:
        return self.left.event == self.right.event


def articles(split: str) -> list[Labelled]:
    """All articles of a split, in order of their events."""
    return [
        labelled
        for path in sorted(FOLDER.glob("*.yaml"))
        for labelled in _read(path)
        if labelled.split == split
    ]


def pairs(labelled: list[Labelled]) -> list[Pair]:
    """Every two of `labelled`."""
    return [Pair(left, right) for left, right in combinations(labelled, 2)]


def document(name: str, text: str, **fields: object) -> Document:
    """A document of `text` without clutter."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(id=name, path=name, text=text, sha256=digest, **fields)


def _read(path: Path) -> Iterator[Labelled]:
    event = yaml.safe_load(path.read_text("utf-8"))
    told = event["articles"]
    for name, article in told.items():
        source = name
        while told[source]["from"]:
            source = told[source]["from"]
        yield Labelled(path.stem, event["split"], source, document(f"{path.stem}-{name}", article["text"]))
