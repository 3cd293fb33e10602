"""Navigation, other headlines and comments are no source: a claim that only they hold is flagged."""

from __future__ import annotations

from pipeline.checks.align import Alignment, Unit, align_sentence, flag
from pipeline.checks.index import SourceIndex
from pipeline.records import Finding, Flag, FlagKind

_LEAD = 0.15  # how much better the clutter must cover a claim than the article does


def check(alignment: Alignment) -> Finding:
    """Flags sentences that rest on clutter alone."""
    flags = [raised for unit in alignment.units if (raised := _judge(unit, alignment.index))]
    return Finding(check="boilerplate", flags=tuple(flags), signals={"boilerplate": float(len(flags))})


def _judge(unit: Unit, index: SourceIndex) -> Flag | None:
    if not index.clutter or unit.coverage > 0.85:
        return None
    other = align_sentence(unit.claim, index, index.clutter)
    if not other.is_found or other.coverage < 0.6 or other.coverage < unit.coverage + _LEAD:
        return None
    reason = "Only navigation, other headlines or comments of the document hold this, not the article."
    return flag(FlagKind.BOILERPLATE, reason, unit, (0, len(unit.claim.text)), other.best)
