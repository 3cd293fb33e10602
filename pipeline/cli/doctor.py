"""`pipeline doctor`: what an endpoint really does, and what a run will do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from textwrap import wrap
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.cli.options import MODEL, with_settings
from pipeline.errors import InputError
from pipeline.llm.connect import reached
from pipeline.llm.diagnose import Trait, diagnose
from pipeline.settings import Settings


@with_settings(*(key for key in MODEL if key != "prompts"))
def doctor(
    settings: Settings,
    context: Annotated[
        int, typer.Option(help="The longest prompt that is tried, in tokens.", metavar="N", min=1000)
    ] = 8000,
) -> None:
    """Ask an endpoint what it can do, and print what a run will do about it.

    Some twenty short requests and a few long ones; nothing of yours is sent.
    """
    terminal.result(_table(asyncio.run(_traits(settings, context))))


async def _traits(settings: Settings, longest: int) -> list[Trait]:
    async with reached(settings, terminal.message) as found:
        if found is None:
            raise InputError("There is no endpoint to look at: name one with --base-url or --preset.")
        return await diagnose(await found.started(), longest, terminal.message)


_WIDTHS = (18, 44, 46)


def _table(traits: Sequence[Trait]) -> str:
    lines = []
    for row in (("", "found", "what a run does"), *((t.subject, t.found, t.done) for t in traits)):
        columns = [wrap(cell, width) or [""] for cell, width in zip(row, _WIDTHS, strict=True)]
        for at in range(max(map(len, columns))):
            cells = [column[at] if at < len(column) else "" for column in columns]
            lines.append(
                "  ".join(f"{cell:{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()
            )
    return "\n".join(lines)
