"""Read a claim against the documents: all that can be told of it without a model.

A `Reading` is made in a worker (`pipeline.workers`) and sent back: it holds no part of the index.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from pipeline.checks import findings_of
from pipeline.checks.align import align
from pipeline.checks.index import SourceIndex
from pipeline.checks.judge import Question, questions
from pipeline.records import Document, Finding


class Sources:
    """Documents that claims are held against. Their index is built where it is first needed, and stays there."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)

    def __reduce__(self) -> tuple[type[Sources], tuple[tuple[Document, ...]]]:
        return Sources, (self.documents,)

    @cached_property
    def index(self) -> SourceIndex:
        """The sentences of all documents, and where their words stand."""
        return SourceIndex(self.documents)


class Reading(NamedTuple):
    """What the rules find in a claim, without the findings that say nothing, and what a judge would be asked of it."""

    findings: tuple[Finding, ...]
    asked: tuple[Question, ...]


def read(sources: Sources, text: str) -> Reading:
    """The reading of the claim `text`."""
    alignment = align(text, sources.index)
    found = findings_of(alignment)
    if any(finding.undetermined for finding in found):
        return Reading(found, ())
    return Reading(tuple(filter(_says_something, found)), questions(alignment))


class Packed(NamedTuple):
    """A reading as a worker sends it: until it is wanted it takes a tenth of the room."""

    pickled: bytes

    def unpacked(self) -> Reading:
        """The reading itself."""
        reading: Reading = pickle.loads(self.pickled)  # noqa: S301 -- from our own process
        return reading


def read_early(sources: Sources, text: str) -> Packed:
    """The reading of the claim `text`, for later."""
    return Packed(pickle.dumps(read(sources, text), pickle.HIGHEST_PROTOCOL))


def _says_something(finding: Finding) -> bool:
    return bool(finding.flags or finding.evidence or finding.signals)
