"""A shaky endpoint costs time, never a wrong verdict: every chunk is accounted for.

`HARD=full` reads 500 articles at a concurrency of 32; without it, 25 at 8.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from pipeline.api import run
from pipeline.records import Report, Verdict
from pipeline.settings import Settings
from tests.fake_endpoint import Answer, Behaviour, Call, error, flaky, loopback, obliging, serving
from tests.hard import articles

# Connections that a fault has broken off may be closed as late as by garbage collection.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

FULL = os.environ.get("HARD") == "full"
ARTICLES, CONCURRENCY = (500, 32) if FULL else (25, 8)
SHORT = {"timeout": 2.0 if FULL else 1.0, "retry_after_cap": 2.0}
PATIENT = {"timeout": 60.0}
"""Where no call hangs, a machine at work must not make one late."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return articles.write(tmp_path_factory.mktemp("faults") / "articles", ARTICLES, sentences=4)


def _run(folder: Path, behaviour: Behaviour, **settings: object) -> Report:
    with serving(behaviour) as endpoint:
        where = {"base_url": endpoint.base_url, "model": "fake", "concurrency": CONCURRENCY}
        return run([folder], Settings.model_validate({**where, **SHORT, **settings}))


@pytest.fixture(scope="module")
def clean(folder: Path) -> Report:
    report = _run(folder, obliging, **PATIENT)
    assert report.failures == ()
    return report


def _verdicts(report: Report) -> dict[str, Verdict]:
    """By claim as it was extracted, before any repair."""
    checked = [vetted.former or vetted.claim for vetted in report.claims]
    return {claim.id: claim.verdict for claim in checked}


@loopback
@pytest.mark.parametrize("attempts", [5, 1])
def test_a_fifth_of_the_calls_may_fail(attempts: int, clean: Report, folder: Path) -> None:
    shaky = _run(folder, _except_probes(flaky(0.2, seed=attempts)), attempts=attempts)

    lost = {failure.document for failure in shaky.failures}
    read = {piece.document for vetted in shaky.claims for piece in vetted.claim.evidence}
    expected, found = _verdicts(clean), _verdicts(shaky)
    missing = [name for name in _documents(clean) if name not in read | lost]
    turned = {
        (expected[claim], verdict)
        for claim, verdict in found.items()
        if claim in expected and verdict is not expected[claim]
    }
    print(
        f"{attempts} attempts: {len(lost)} articles lost a chunk, {Counter(found.values())}, turned: {turned}"
    )
    assert missing == []
    assert {verdict for _, verdict in turned} <= {Verdict.UNDETERMINED}
    assert {claim for claim, verdict in found.items() if verdict is Verdict.SUPPORTED} <= {
        claim for claim, verdict in expected.items() if verdict is Verdict.SUPPORTED
    }


@loopback
def test_a_judge_that_always_fails_leaves_no_claim_supported(folder: Path, clean: Report) -> None:
    def no_judge(call: Call) -> Answer:
        is_judge = "confirmed by the source" in call.prompt
        return error(500, "out of order") if is_judge else obliging(call)

    report = _run(folder, _except_probes(no_judge), attempts=1, **PATIENT)

    verdicts = Counter(_verdicts(report).values())
    print(verdicts)
    assert verdicts[Verdict.SUPPORTED] == 0
    assert verdicts[Verdict.UNDETERMINED] > 0
    assert _verdicts(report).keys() == _verdicts(clean).keys()


@loopback
def test_replies_that_are_cut_in_the_middle_of_a_word_are_failures(folder: Path) -> None:
    report = _run(folder, _except_probes(lambda call: Answer('{"object": "chat.comple')), attempts=1)

    assert {failure.document for failure in report.failures} == {document.id for document in report.documents}
    assert report.claims == ()


def _documents(report: Report) -> set[str]:
    return {piece.document for vetted in report.claims for piece in vetted.claim.evidence}


def _except_probes(behaviour: Behaviour) -> Behaviour:
    """`behaviour`, once the endpoint has shown what it can do."""
    probes = ("Is ice frozen water?", "Say good morning")
    return lambda call: obliging(call) if call.prompt.startswith(probes) else behaviour(call)
