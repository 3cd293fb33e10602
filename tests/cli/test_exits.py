"""Which exit code a result earns."""

import pytest

from pipeline.cli.exits import MEANINGS, ExitCode, of_check, of_run
from pipeline.errors import BudgetExceeded, EndpointError, InputError
from pipeline.records import CheckedClaim, Decision, Failure, Provenance, Report, Verdict, VettedClaim
from pipeline.settings import Threshold

ANY = Threshold(least=1)
NEVER = Threshold(least=None)


def claim(verdict: Verdict) -> CheckedClaim:
    return CheckedClaim(id=verdict, text="Oil rose.", verdict=verdict, score=None, reason="")


def report(*claims: tuple[Verdict, Decision], failures: tuple[Failure, ...] = ()) -> Report:
    vetted = tuple(VettedClaim(claim=claim(verdict), decision=decision) for verdict, decision in claims)
    provenance = Provenance(version="0", mode="extractive", model="none")
    return Report(documents=(), summary=(), claims=vetted, failures=failures, provenance=provenance)


KEPT = (Verdict.SUPPORTED, Decision.KEPT)
REPAIRED = (Verdict.SUPPORTED, Decision.REPAIRED)
HELD_BACK = (Verdict.DRIFTED, Decision.HELD_BACK)
UNDECIDED = (Verdict.UNDETERMINED, Decision.HELD_BACK)


def test_a_run_whose_claims_all_held_is_clean() -> None:
    assert of_run(report(KEPT, REPAIRED), ANY) is ExitCode.CLEAN


def test_a_run_that_held_back_enough_claims_says_so() -> None:
    assert of_run(report(KEPT, HELD_BACK), ANY) is ExitCode.FOUND
    assert of_run(report(KEPT, HELD_BACK), NEVER) is ExitCode.CLEAN
    assert of_run(report(KEPT, HELD_BACK), Threshold.parse("60%")) is ExitCode.CLEAN


@pytest.mark.parametrize(
    "incomplete",
    [
        report(),
        report(KEPT, UNDECIDED),
        report(KEPT, failures=(Failure(stage="extract", subject="a.txt", reason="cut"),)),
    ],
)
def test_a_run_that_lost_or_left_open_anything_is_never_clean(incomplete: Report) -> None:
    assert of_run(incomplete, NEVER) is ExitCode.UNDETERMINED


@pytest.mark.parametrize("verdict", [Verdict.DRIFTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED])
def test_a_claim_that_is_not_supported_is_found(verdict: Verdict) -> None:
    assert of_check([claim(Verdict.SUPPORTED), claim(verdict)], [], ANY) is ExitCode.FOUND


def test_claims_that_are_all_supported_are_clean() -> None:
    assert of_check([claim(Verdict.SUPPORTED)], [], ANY) is ExitCode.CLEAN


@pytest.mark.parametrize(
    "claims", [[], [claim(Verdict.UNDETERMINED)], [claim(Verdict.DRIFTED), claim(Verdict.UNDETERMINED)]]
)
def test_nothing_checked_is_never_clean(claims: list[CheckedClaim]) -> None:
    assert of_check(claims, [], NEVER) is ExitCode.UNDETERMINED


def test_claims_checked_without_one_of_the_sources_are_never_clean() -> None:
    missing = Failure(stage="ingest", subject="b.txt", reason="is no text")

    assert of_check([claim(Verdict.SUPPORTED)], [missing], NEVER) is ExitCode.UNDETERMINED


def test_every_error_has_an_exit_code_that_is_explained() -> None:
    codes = {error.exit_code for error in (InputError, EndpointError, BudgetExceeded)}

    assert codes == {ExitCode.USAGE, ExitCode.ENDPOINT, ExitCode.BUDGET}
    assert set(ExitCode) == set(MEANINGS)
