"""Summaries that can be trusted: every claim is checked against the raw text of its sources.

`records` has the nouns, `api` the order of the stages, `stages` the stages, `checks` what says whether a claim holds,
`sources` what lies between the articles, `reports` the formats, `llm` the models, `text` what is known of text alone.
docs/architecture.md draws the whole.

>>> import pipeline
>>> report = pipeline.run(["seeds/"], pipeline.Settings(preset="extractive"))  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.api import Checked, check, compare, run
    from pipeline.records import (
        CheckedClaim,
        Claim,
        Comparison,
        Document,
        Evidence,
        Flag,
        Report,
        Verdict,
        VettedClaim,
    )
    from pipeline.settings import Settings

__all__ = [
    "Checked",
    "CheckedClaim",
    "Claim",
    "Comparison",
    "Document",
    "Evidence",
    "Flag",
    "Report",
    "Settings",
    "Verdict",
    "VettedClaim",
    "check",
    "compare",
    "run",
]

_HOMES = {"run": "api", "check": "api", "compare": "api", "Checked": "api", "Settings": "settings"}


def __getattr__(name: str) -> object:
    """Import what is asked for, so that `import pipeline` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(f"pipeline.{_HOMES.get(name, 'records')}"), name)
