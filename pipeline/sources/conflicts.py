"""Where the articles part: values and quotations that differ between them, with every version."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Conflict, Document, Lineage
from pipeline.sources.quoted import altered_quotations
from pipeline.sources.values import differing_values


def conflicts(documents: Sequence[Document], lineage: Lineage) -> tuple[Conflict, ...]:
    """One row for each thing on which the articles differ, with every version, its article and its place.

    The version of the likely original comes first. Quotations come before values, each in the order of their
    places.
    """
    return (*altered_quotations(documents, lineage), *differing_values(documents, lineage))
