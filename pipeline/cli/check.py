"""`pipeline check`: the claims of any text against its sources."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from pipeline.cli import progress, terminal
from pipeline.cli.exits import of_check
from pipeline.cli.options import CHECKING, Tape, format_of, one_of, with_settings
from pipeline.errors import InputError
from pipeline.records import Claim
from pipeline.reports import CHECKS
from pipeline.settings import Settings

Against = Annotated[
    list[str],
    typer.Option(
        "--against",
        metavar="PATH",
        help="A source: a file, a folder, or - for stdin. May be given several times.",
    ),
]


class Asked(NamedTuple):
    """What a check is held against, and how its outcome is told."""

    against: Against
    format: Annotated[str, format_of(CHECKS)] = "text"


@with_settings(*CHECKING)
def check(
    claims: Annotated[
        str,
        typer.Argument(
            metavar="CLAIMS",
            help="Claims: .md or .txt (a sentence each), .jsonl (rows with id and claim), - for stdin.",
        ),
    ],
    asked: Asked,
    tape: Tape,
    settings: Settings,
) -> None:
    """Say of every claim whether the sources hold it, and if not exactly, what drifted, with both places."""
    if claims == "-" and "-" in asked.against:
        raise InputError("stdin can hold the claims or a source, not both: give a file for one of them.")
    verify(_read(claims), asked, tape, settings)


def verify(claims: Sequence[Claim], asked: Asked, tape: Tape, settings: Settings) -> None:
    """Check `claims`, print the outcome, and end with the exit code that it earns."""
    render = one_of(CHECKS, asked.format, "--format")
    tape = tape.checked()
    from pipeline.api import check as run_check
    from pipeline.journal import of_checks

    with progress.shown() as shown:
        checked = run_check(
            claims, asked.against, settings, **tape._asdict(), cache=of_checks(), progress=shown
        )
    terminal.result(render(checked.claims, checked.documents, checked.tiers), asked.format)
    for failure in checked.failures:
        terminal.message(f"not handled: {failure.subject}: {failure.reason}")
    raise typer.Exit(of_check(checked.claims, checked.failures, settings.fail_on))


def _read(path: str) -> list[Claim]:
    """The claims of a file or of stdin. No claims at all is said, and left to the exit code."""
    from pipeline.stages.claims import read_claims

    where = "stdin" if path == "-" else repr(path)
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        claims = read_claims(raw.decode("utf-8-sig"), "" if path == "-" else Path(path).suffix.lower())
    except OSError as error:
        raise InputError(f"The claims in {where} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"The claims in {where} must be UTF-8 text: {error}.") from error
    except InputError as error:
        raise InputError(f"The claims in {where} cannot be used. {error}") from error
    if not claims:
        terminal.message(f"There is no claim in {where}, so nothing can be said.")
    return claims
