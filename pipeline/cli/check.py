"""`pipeline check`: the claims of any text against its sources."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import progress, terminal
from pipeline.cli.exits import of_check
from pipeline.cli.options import CHECKING, Record, Replay, one_cassette, one_of, with_settings
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
Format = Annotated[str, typer.Option("--format", metavar="|".join(CHECKS), help="What to print on stdout.")]


@with_settings(*CHECKING)
def check(
    claims: Annotated[
        str,
        typer.Argument(
            metavar="CLAIMS",
            help="Claims: .md or .txt (a sentence each), .jsonl (rows with id and claim), - for stdin.",
        ),
    ],
    against: Against,
    settings: Settings,
    format: Format = "text",
    record: Record = None,
    replay: Replay = None,
) -> None:
    """Say of every claim whether the sources hold it, and if not exactly, what drifted, with both places."""
    if claims == "-" and "-" in against:
        raise InputError("stdin can hold the claims or a source, not both: give a file for one of them.")
    verify(_read(claims), against, settings, format, record, replay)


def verify(
    claims: Sequence[Claim],
    against: Sequence[str],
    settings: Settings,
    format: str,
    record: Path | None,
    replay: Path | None,
) -> None:
    """Check `claims`, print the outcome, and end with the exit code that it earns."""
    render = one_of(CHECKS, format, "--format")
    one_cassette(record, replay)
    from pipeline.api import check as run_check

    with progress.shown() as shown:
        checked = run_check(claims, against, settings, record=record, replay=replay, progress=shown)
    terminal.result(render(checked.claims, checked.documents, checked.tiers), format)
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
