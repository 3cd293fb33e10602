"""The exit codes, and which of them a result earns."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import CheckedClaim, Comparison, Failure, Report
    from pipeline.settings import Threshold


class ExitCode(IntEnum):
    """What the caller of the program learns without reading its output."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    UNDETERMINED = 3
    ENDPOINT = 4
    BUDGET = 5
    INTERNAL = 70
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS = {
    ExitCode.CLEAN: "clean",
    ExitCode.FOUND: "claims were held back or flagged, as many as --fail-on says or more",
    ExitCode.USAGE: "wrong usage or unusable input",
    ExitCode.UNDETERMINED: "undetermined or incomplete: something could not be checked",
    ExitCode.ENDPOINT: "the model or the road to it failed",
    ExitCode.BUDGET: "stopped at --max-requests, --max-tokens or --max-cost",
    ExitCode.INTERNAL: "a fault in this program",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.TERMINATED: "terminated",
}


def of_run(report: Report, fail_on: Threshold) -> ExitCode:
    """UNDETERMINED if anything was lost or left undecided, else FOUND if enough claims were held back."""
    from pipeline.records import Decision, Verdict

    if (
        report.failures
        or not report.claims
        or any(c.claim.verdict is Verdict.UNDETERMINED for c in report.claims)
    ):
        return ExitCode.UNDETERMINED
    held_back = sum(vetted.decision is Decision.HELD_BACK for vetted in report.claims)
    return ExitCode.FOUND if fail_on.reached(held_back, len(report.claims)) else ExitCode.CLEAN


def of_check(claims: Sequence[CheckedClaim], failures: Sequence[Failure], fail_on: Threshold) -> ExitCode:
    """UNDETERMINED if anything is undetermined or missing, else FOUND if enough claims are not supported."""
    from pipeline.records import Verdict

    if not claims or failures or any(claim.verdict is Verdict.UNDETERMINED for claim in claims):
        return ExitCode.UNDETERMINED
    bad = sum(claim.verdict is not Verdict.SUPPORTED for claim in claims)
    return ExitCode.FOUND if fail_on.reached(bad, len(claims)) else ExitCode.CLEAN


def of_comparison(comparison: Comparison, fail_on: Threshold) -> ExitCode:
    """As of checked claims, but no rewrite means nothing to find fault with."""
    from pipeline.records import Verdict

    verdicts = [row.claim.verdict for row in comparison.drift]
    if comparison.failures or Verdict.UNDETERMINED in verdicts:
        return ExitCode.UNDETERMINED
    bad = sum(verdict is not Verdict.SUPPORTED for verdict in verdicts)
    return ExitCode.FOUND if verdicts and fail_on.reached(bad, len(verdicts)) else ExitCode.CLEAN
