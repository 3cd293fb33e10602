"""JSON: report.json, what `pipeline check` and `pipeline compare` print, and the JSON Schema of each (draft 2020-12).

The bytes are a function of the report alone: keys stand in the order of the published models, mappings are
sorted, nothing is read from a clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from pipeline.records import CheckedClaim, Comparison, Document, Report
from pipeline.reports.published import (
    SCHEMA_VERSION,
    PublishedCheck,
    PublishedReport,
    published_check,
    published_report,
)
from pipeline.reports.published_comparison import PublishedComparison, published_comparison


def render(report: Report) -> str:
    """report.json."""
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """report.json, piece by piece."""
    return _pieces(published_report(report))


def check(claims: Sequence[CheckedClaim], documents: Sequence[Document], tiers: Sequence[str]) -> str:
    """The JSON of `pipeline check`; the documents are named by the claims and not repeated."""
    return _dumps(published_check(claims, tiers))


def compare(comparison: Comparison) -> str:
    """The JSON of `pipeline compare`."""
    return _dumps(published_comparison(comparison))


def schema() -> dict[str, Any]:
    """The JSON Schema of report.json."""
    return _schema(PublishedReport, "report")


def check_schema() -> dict[str, Any]:
    """The JSON Schema of what `check` gives."""
    return _schema(PublishedCheck, "check")


def comparison_schema() -> dict[str, Any]:
    """The JSON Schema of what `compare` gives."""
    return _schema(PublishedComparison, "comparison")


def _dumps(published: BaseModel) -> str:
    return "".join(_pieces(published))


def _pieces(published: BaseModel) -> Iterator[str]:
    """The JSON of `published`, with two spaces for each step in."""
    encoder = json.JSONEncoder(ensure_ascii=False, indent=2)
    yield from encoder.iterencode(published.model_dump(mode="json", by_alias=True))
    yield "\n"


def _schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:pipeline:{name}:{SCHEMA_VERSION}",
        **model.model_json_schema(mode="serialization", by_alias=True),
    }
