"""Where the articles part: values and quotations that differ between them, with every version."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Conflict, Document, FlagKind, Lineage
from pipeline.sources.pairs import pairs
from pipeline.sources.positions import opposed_positions
from pipeline.sources.prints import Prints, fingerprints
from pipeline.sources.quoted import altered_quotations
from pipeline.sources.roles import changed_roles
from pipeline.sources.speakers import changed_speakers
from pipeline.sources.values import differing_values


def conflicts(
    documents: Sequence[Document], lineage: Lineage, prints: Sequence[Prints] | None = None
) -> tuple[Conflict, ...]:
    """One row for each thing on which the articles differ, with every version, its article and its place.

    The version of the likely original comes first. Quotations come first, then values, then who said it, then
    who holds what, then people and bodies, each in the order of their places. What two readings find is one row.
    `prints` are the fingerprints of `documents`, where they are known.
    """
    prints = fingerprints(documents) if prints is None else prints
    held = list(pairs(prints, lineage))
    rows = list(altered_quotations([p.traits for p in prints], lineage))
    for found in (
        differing_values(held),
        changed_speakers(held),
        opposed_positions(held),
        changed_roles(prints, lineage),
    ):
        known = [row for row in rows if row.kind is not FlagKind.QUOTE]
        rows += [row for row in found if not any(_is_same(row, other) for other in known)]
    return tuple(rows)


def _is_same(row: Conflict, known: Conflict) -> bool:
    first, other = row.versions[0].passage, known.versions[0].passage
    return first.document == other.document and first.start < other.end and other.start < first.end
