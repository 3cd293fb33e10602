"""Reports that every format is tried on."""

from __future__ import annotations

import pytest

from pipeline.records import Report
from tests.reports.build import seeds_report


@pytest.fixture(scope="session")
def report() -> Report:
    """A report over seeds/."""
    return seeds_report()
