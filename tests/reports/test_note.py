from __future__ import annotations

from pipeline.records import Report, Verdict
from pipeline.reports import note


def told(report: Report, verdict: Verdict) -> str:
    claim = next(vetted.claim for vetted in report.claims if vetted.claim.verdict is verdict)
    return note.note(claim, {document.id: document for document in report.documents})


def test_a_note_reads_claim_then_source_with_the_differing_words_marked(report: Report) -> None:
    assert told(report, Verdict.CONTRADICTED).splitlines() == [
        "✗ contradicted 0.01  In October, Brussels unveiled its 2030 defence readiness plan, on which it spends 80 billion euros.",
        "  The source has another sum.",
        "  number: 80 billion in the claim, 800 billion in the source.",
        "    claim   In October, Brussels unveiled its 2030 defence readiness plan, on which it spends {+80 billion euros+}.",
        "    source  In October, Brussels unveiled its 2030 defence readiness plan, on which it plans to spend [-800 billion euros-].  (000_7e9bd8cab8cd929b.txt, 1443–1460)",
        "  modality: A plan to spend became spending.",
        "    claim   In October, Brussels unveiled its 2030 defence readiness plan, on which it {+spends+} 80 billion euros.",
        "    source  In October, Brussels unveiled its 2030 defence readiness plan, on which it [-plans to spend-] 800 billion euros.  (000_7e9bd8cab8cd929b.txt, 1428–1442)",
    ]


def test_a_claim_that_holds_names_the_words_it_rests_on(report: Report) -> None:
    assert "    source  The United States is calling for Europe" in told(report, Verdict.SUPPORTED)


def test_a_claim_that_could_not_be_judged_has_no_score(report: Report) -> None:
    assert told(report, Verdict.UNDETERMINED).startswith("? undetermined  Europeans may seek")


def test_no_claims_at_all_are_counted_as_none() -> None:
    assert note.check([], [], []) == "0 claims. Checks: none.\n"


def test_the_last_line_counts_the_verdicts(report: Report) -> None:
    last = note.check(
        [vetted.claim for vetted in report.claims], report.documents, ["rules", "judge"]
    ).splitlines()[-1]

    assert (
        last
        == "16 claims: 8 supported, 3 drifted, 2 contradicted, 2 unsupported, 1 undetermined. Checks: rules, judge."
    )
