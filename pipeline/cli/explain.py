"""`pipeline explain`: one claim, beside the words of its source."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.check import Asked, verify
from pipeline.cli.options import CHECKING, Tape, with_settings
from pipeline.errors import InputError
from pipeline.records import Claim
from pipeline.settings import Settings


@with_settings(*CHECKING)
def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim, in quotation marks.")],
    asked: Asked,
    tape: Tape,
    settings: Settings,
) -> None:
    """Check one claim, and show it like an editor's note: verdict, reason, and the words that differ."""
    if not claim.strip():
        raise InputError("The claim is empty: give a sentence in quotation marks.")
    verify([Claim.of(claim.strip())], asked, tape, settings)
