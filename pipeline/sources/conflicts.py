"""Where the articles part: values and quotations that differ between them, each with every version."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Conflict, Document, Lineage
from pipeline.sources.quoted import altered_quotations


def conflicts(documents: Sequence[Document], lineage: Lineage) -> tuple[Conflict, ...]:
    """One row for each thing that the articles do not agree on, with every version, its article and its place.

    The version of the likely original comes first. Rows stand in the order of their first place.
    """
    return tuple(altered_quotations(documents, lineage))
