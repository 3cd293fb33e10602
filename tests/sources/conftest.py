"""The articles of seeds/, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.records import Document
from pipeline.stages.ingest import ingest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def seeds() -> dict[str, Document]:
    """The articles of seeds/ by the number that their names begin with."""
    return {document.id[:3]: document for document in ingest([SEEDS]).documents}
