"""What no source sentence holds, and the figures of how well the claim is covered."""

from __future__ import annotations

from pipeline.checks.align import Alignment
from pipeline.records import Finding


def check(alignment: Alignment) -> Finding:
    """Flags content that no passage covers. Carries the evidence, and the signals of the alignment."""
    units = alignment.units
    signals = {
        "coverage": alignment.coverage,
        "coverage_mean": sum(unit.coverage for unit in units) / len(units),
        "closeness": min(unit.closeness for unit in units),
        "closeness_mean": sum(unit.closeness for unit in units) / len(units),
    }
    return Finding(check="addition", signals=signals, evidence=alignment.evidence())
