"""Where the articles part: values and quotations that differ between them, with every version."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Conflict, Document, Lineage
from pipeline.sources.pairs import pairs
from pipeline.sources.prints import fingerprints
from pipeline.sources.quoted import altered_quotations
from pipeline.sources.roles import changed_roles
from pipeline.sources.values import differing_values


def conflicts(documents: Sequence[Document], lineage: Lineage) -> tuple[Conflict, ...]:
    """One row for each thing on which the articles differ, with every version, its article and its place.

    The version of the likely original comes first. Quotations come first, then values, then people and bodies, each
    in the order of their places.
    """
    prints = fingerprints(documents)
    quotations = tuple(altered_quotations([p.traits for p in prints], lineage))
    values = tuple(differing_values(pairs(prints, lineage)))
    roles = changed_roles(prints, lineage)
    return (
        *quotations,
        *values,
        *(row for row in roles if not any(_is_same(row, known) for known in values)),
    )


def _is_same(row: Conflict, known: Conflict) -> bool:
    first, other = row.versions[0].passage, known.versions[0].passage
    return first.document == other.document and first.start < other.end and other.start < first.end
