"""What lies between the articles of a run, found out by workers while a model is asked about each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache

from pipeline.checks.reading import Sources
from pipeline.records import CheckedClaim, Conflict, Lineage, MatrixRow
from pipeline.sources.conflicts import conflicts
from pipeline.sources.corroboration import Articles
from pipeline.sources.lineage import lineage
from pipeline.sources.prints import fingerprints
from pipeline.workers import Workers


class Between:
    """Work on the articles begins when this is made: `found` is awaited, `matrix` is asked for.

    `found` is who derives from whom, and where the articles part.
    """

    def __init__(self, workers: Workers[Sources], primary: str | None) -> None:
        self._workers = workers
        self._expected = 0
        self._waiting: list[CheckedClaim] = []
        self._held: list[tuple[list[CheckedClaim], asyncio.Future[tuple[MatrixRow, ...]]]] = []
        self.found = workers.start(_found, primary)

    def expect(self, count: int) -> None:
        """So many claims will be given to `hold`."""
        self._expected = count

    def hold(self, claim: CheckedClaim) -> None:
        """Let `claim` be held against the articles: `matrix` may ask for it.

        One worker at a time is given a share of the claims that are still to come, so ever fewer, and little is left to
        do at the end (guided self-scheduling, Polychronopoulos and Kuck 1987). Many at a time are cheaper: each article
        is read once for all of them. The other workers are free for what a judge waits for.
        """
        self._expected -= 1
        self._waiting.append(claim)
        is_free = not self._held or self._held[-1][1].done()
        if self._workers.count and is_free and len(self._waiting) >= max(_FEWEST, self._expected // _SHARE):
            self._start()

    async def matrix(self, claims: Sequence[CheckedClaim]) -> tuple[MatrixRow, ...]:
        """A row for each of `claims`, all of which have been given to `hold`, in their order."""
        size = max(_FEWEST, -(-len(self._waiting) // self._workers.count)) if self._workers.count else None
        while self._waiting:
            self._start(size)
        rows: dict[int, MatrixRow] = {}
        for held, found in self._held:
            rows.update(zip(map(id, held), await found, strict=True))
        return tuple(rows[id(claim)] for claim in claims)

    def _start(self, size: int | None = None) -> None:
        """Let a worker hold as many of the claims that wait, or all, against the articles."""
        batch, self._waiting = self._waiting[:size], self._waiting[size:] if size else []
        self._held.append((batch, self._workers.start(_matrix, batch, self.found.result()[0])))


_SHARE = 3
"""The part of the claims to come that a worker is given at a time is one in so many."""

_FEWEST = 20
"""Claims that are worth a worker's going over the articles."""


def _found(sources: Sources, primary: str | None) -> tuple[Lineage, tuple[Conflict, ...]]:
    prints = fingerprints(sources.documents)
    origins = lineage(sources.documents, primary, prints)
    return origins, conflicts(sources.documents, origins, prints)


def _matrix(sources: Sources, claims: Sequence[CheckedClaim], origins: Lineage) -> tuple[MatrixRow, ...]:
    return _articles(sources).matrix(claims, origins)


@lru_cache(maxsize=1)
def _articles(sources: Sources) -> Articles:
    """Kept, for a worker is asked again and again."""
    return Articles(sources.documents, sources.index)
