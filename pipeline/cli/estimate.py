"""`pipeline run --estimate`: what a run would ask, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.cli.wording import counted, duration
from pipeline.estimate import Estimate, estimate
from pipeline.settings import Settings


def told(paths: Sequence[str | Path], settings: Settings) -> str:
    """The estimate for a run over `paths`, in lines."""
    found = estimate(paths, settings, settings.out)
    rows = [("stage", "requests", "tokens sent", "received")]
    for stage, usage in (*found.stages.items(), ("all", found.usage)):
        rows.append(
            (stage, f"{usage.requests:,}", f"{usage.prompt_tokens:,}", f"{usage.completion_tokens:,}")
        )
    table = [f"{name:10}{requests:>12}{sent:>14}{received:>12}" for name, requests, sent, received in rows]
    return "\n".join([*table, "", *_lines(found, settings)])


def _lines(found: Estimate, settings: Settings) -> list[str]:
    lines = [
        f"{counted(found.articles, 'article')} in {counted(found.chunks, 'part')}; "
        f"the journal has {counted(found.known, 'answer')} to it"
    ]
    if found.usage.requests:
        lines.append(f"about {duration(found.seconds)} at a concurrency of {settings.concurrency}")
    else:
        lines.append("nothing is to be asked")
    if found.cost is not None:
        lines.append(f"about {found.cost:.4g} in the currency of the prices")
    return lines
