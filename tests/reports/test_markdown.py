from __future__ import annotations

from pipeline.records import Provenance, Report
from pipeline.reports import markdown


def test_every_sentence_names_its_articles_and_how_many_sources_it_has(report: Report) -> None:
    first = markdown.render(report).splitlines()[4]

    assert first.startswith("- The United States wants Europe to take over most of NATO’s conventional")
    assert first.endswith("[1][2][3][4] *(one source)*")


def test_what_was_held_back_is_told_with_claim_words_and_source_words(report: Report) -> None:
    text = markdown.render(report)

    assert text.index("## Held back") > text.index("[5] *(one source)*")
    assert "  - *modality*: The source says “may”; the claim says it as a fact." in text
    assert "    - claim: Failure to meet the target **will lead** Washington" in text
    assert "    - source [3]: Failure to meet this target **may lead** Washington" in text
    assert "    - source: no article has these words" in text


def test_a_conflict_shows_every_wording_with_the_differing_words_marked(report: Report) -> None:
    text = markdown.render(report)

    assert "- Christopher Landau’s words on X (*quote*)" in text
    assert "  - [1] “Successive **U.S.** administrations have been saying this in **some** form" in text
    assert "  - [3] “**European allies taking responsibility" in text


def test_the_foot_names_mode_model_prompts_checks_and_version(report: Report) -> None:
    foot = markdown.render(report).split("## How this was made")[1]

    for words in (
        "embedded model",
        "qwen2.5-coder-1.5b",
        "judge_claim@91ab03c4d5e6",
        "rules, judge",
        "0.1.0",
        "75",
    ):
        assert words in foot


def test_what_could_not_be_handled_is_told(report: Report) -> None:
    assert "- extract, 004_2c7141c88ff338bf.txt" in markdown.render(report).split("## Not handled")[1]


def test_a_summary_of_nothing_says_so() -> None:
    empty = Report(
        documents=(), summary=(), claims=(), provenance=Provenance(version="1", mode="m", model="n")
    )

    assert "No sentence could be vetted." in markdown.render(empty)


def test_checked_claims_are_told_in_their_order_with_counts(report: Report) -> None:
    claims = [vetted.claim for vetted in report.claims]

    text = markdown.check(claims, report.documents, ["rules"])

    assert (
        "16 claims: 8 supported, 3 drifted, 2 contradicted, 2 unsupported, 1 undetermined. Checks: rules."
        in text
    )
    assert text.index("**supported**") < text.index("**drifted**") < text.index("## Sources")


def test_the_words_that_a_sentence_rests_on_stand_under_it(report: Report) -> None:
    text = markdown.render(report)

    for sentence in report.summary:
        claim = next(v.claim for v in report.claims if v.claim.id == sentence.claims[0])
        assert markdown.escape(claim.evidence[0].text) in text


def test_the_overview_says_which_articles_derive_from_which(report: Report) -> None:
    assert "derive from [2], and count with it as one source." in markdown.render(report).split("\n\n")[1]


def test_a_supported_claim_that_the_summary_leaves_out_is_listed(report: Report) -> None:
    short = report.model_copy(update={"summary": report.summary[:1]})

    left_out = markdown.render(short).split("## Supported, but not in the summary")[1]

    assert markdown.escape(report.summary[1].text) in left_out
