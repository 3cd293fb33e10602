from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks import rules
from pipeline.checks.verdict import decide
from pipeline.records import CheckedClaim, Comparison, Document, FlagKind, Lineage, Verdict
from pipeline.sources.comparison import compare, distance, originals
from pipeline.sources.lineage import lineage
from pipeline.sources.statements import claims_of
from tests.sources.groups import articles, document
from tests.sources.read_seeds import counts, outcomes


def compared(documents: Sequence[Document], primary: str | None = None) -> Comparison:
    origins = lineage(documents, primary)
    against = originals(documents, origins, primary)
    by_id = {each.id: each for each in documents}
    checked = {}
    for name, original in against.items():
        claims = claims_of(by_id[name])
        found = rules(claims, [by_id[original]])
        checked[name] = [decide(claim, findings) for claim, findings in zip(claims, found, strict=True)]
    return compare(documents, origins, against, checked)


def claim(verdict: Verdict, words: int) -> CheckedClaim:
    return CheckedClaim(
        id="c",
        text=" ".join(["word"] * words),
        verdict=verdict,
        score=0.5,
        reason="",
        signals={"coverage": 0.9},
    )


# --- distance --------------------------------------------------------------------------------------------


def test_a_copy_has_no_distance() -> None:
    assert distance([claim(Verdict.SUPPORTED, 5), claim(Verdict.SUPPORTED, 9)]) == 0


def test_an_article_that_keeps_nothing_has_distance_one() -> None:
    assert distance([claim(Verdict.UNSUPPORTED, 5), claim(Verdict.CONTRADICTED, 9)]) == 1


def test_a_longer_claim_weighs_more() -> None:
    assert distance([claim(Verdict.SUPPORTED, 30), claim(Verdict.DRIFTED, 10)]) == 0.125


def test_what_is_undetermined_does_not_count() -> None:
    assert distance([claim(Verdict.SUPPORTED, 10), claim(Verdict.UNDETERMINED, 50)]) == 0


@given(st.lists(st.builds(claim, st.sampled_from(Verdict), st.integers(1, 40))))
def test_distance_lies_between_nothing_and_one(claims: list[CheckedClaim]) -> None:
    assert 0 <= distance(claims) <= 1


# --- claims and originals --------------------------------------------------------------------------------


def test_the_sentences_of_a_body_are_its_claims() -> None:
    text = "A Title In Capitals Like Those\nThe bridge was opened on Monday.\n\nwith tangible results.\n\nNO CLARITY AT ALL\nIt cost 12 million."

    found = claims_of(document("a", text))

    assert [each.text for each in found] == ["The bridge was opened on Monday.", "It cost 12 million."]
    assert all(text[e.start : e.end] == e.text for each in found for e in each.evidence)


def test_a_rewrite_is_held_against_the_original_of_its_cluster() -> None:
    documents = [document(name, "Text.") for name in ("a", "b", "c")]
    origins = Lineage(clusters=(("b", "a"), ("c",)), primary="b")

    assert originals(documents, origins) == {"a": "b"}


def test_a_chosen_article_without_rewrites_is_held_against_all_others() -> None:
    documents = [document(name, "Text.") for name in ("a", "b", "c")]
    origins = Lineage(clusters=(("a",), ("b",), ("c",)), primary="b")

    assert originals(documents, origins, primary="b") == {"a": "b", "c": "b"}


# --- whole comparisons -----------------------------------------------------------------------------------


def test_every_sentence_of_a_rewrite_is_told_with_its_place() -> None:
    documents = [a.document for a in articles("dev") if a.document.id in ("ferry-a", "ferry-a1")]

    found = compared(documents)

    rewrite = documents[1]
    assert {row.document for row in found.drift} == {"ferry-a1"}
    assert {row.against for row in found.drift} == {"ferry-a"}
    assert [row.claim.text for row in found.drift] == [each.text for each in claims_of(rewrite)]
    assert all(rewrite.text[row.place.start : row.place.end] == row.place.text for row in found.drift)


def test_the_more_is_changed_the_greater_the_distance() -> None:
    documents = [a.document for a in articles("dev") if a.document.id in ("ferry-a", "ferry-a1", "ferry-a2")]

    found = {rewrite.document: rewrite.distance for rewrite in compared(documents).rewrites}

    assert 0 < found["ferry-a1"] < found["ferry-a2"] < 1


def test_unrelated_articles_have_no_drift_but_a_matrix() -> None:
    documents = [a.document for a in articles("dev") if a.document.id in ("ferry-a", "schools-a")]

    found = compared(documents)

    assert found.drift == ()
    assert found.rewrites == ()
    assert {row.corroboration for row in found.matrix} == {1}


def test_one_article_is_compared_with_nothing() -> None:
    found = compared([articles("dev")[0].document])

    assert found.drift == ()
    assert found.conflicts == ()


@pytest.fixture(scope="module")
def of_seeds(seeds: dict[str, Document]) -> Comparison:
    return compared(list(seeds.values()))


def test_a_rewriters_own_matter_is_an_addition(of_seeds: Comparison) -> None:
    (norfolk,) = [row for row in of_seeds.drift if row.claim.text.startswith("The command will oversee")]

    assert norfolk.claim.verdict is Verdict.UNSUPPORTED
    assert [flag.kind for flag in norfolk.claim.flags] == [FlagKind.ADDITION]
    assert norfolk.place in {place for rewrite in of_seeds.rewrites for place in rewrite.own}


def test_a_quotation_altered_beyond_recognition_stands_beside_the_originals(of_seeds: Comparison) -> None:
    (row,) = [r for r in of_seeds.drift if "has no intention of going back" in r.claim.text]

    (flag,) = [flag for flag in row.claim.flags if flag.kind is FlagKind.QUOTE]
    assert row.claim.text.startswith("Deputy Secretary of State Christopher Landau summed up")
    assert flag.source is not None
    assert flag.source.text.startswith("Successive US Administrations")


def test_a_rewrite_leaves_out_what_it_is_silent_on(of_seeds: Comparison) -> None:
    (third,) = [rewrite for rewrite in of_seeds.rewrites if rewrite.document.startswith("003")]

    left_out = [point.text for point in third.left_out]
    assert any("Landau" in text for text in left_out)
    assert not any(text.startswith("The United States wants Europe") for text in left_out)


def test_each_rewrite_of_the_seeds_is_held_against_the_wire_report(of_seeds: Comparison) -> None:
    against = {rewrite.document[:3]: rewrite.against[:3] for rewrite in of_seeds.rewrites}

    assert against == dict.fromkeys(["000", "002", "003", "004"], "001")


def test_the_rewrites_of_the_seeds_stand_in_the_order_of_their_distance(of_seeds: Comparison) -> None:
    found = {rewrite.document[:3]: rewrite.distance for rewrite in of_seeds.rewrites}

    assert 0.2 < found["000"] < found["002"] < found["003"] < 1


@pytest.mark.parametrize(
    ("document", "words", "kind"),
    [
        ("000", "some form my entire life", FlagKind.QUOTE),
        ("000", "many of the most desirable", FlagKind.SCOPE),
        ("002", "has no intention of going back", FlagKind.QUOTE),
        ("002", "raising its defence budgets to 5%", FlagKind.SCOPE),
    ],
)
def test_real_changes_of_the_rewrites_are_named(
    of_seeds: Comparison, document: str, words: str, kind: FlagKind
) -> None:
    (row,) = [r for r in of_seeds.drift if r.document.startswith(document) and words in r.claim.text]

    assert row.claim.verdict is not Verdict.SUPPORTED
    assert kind in {flag.kind for flag in row.claim.flags}


def test_what_a_reader_finds_in_the_rewrites_is_what_the_report_says(of_seeds: Comparison) -> None:
    count = counts(outcomes(of_seeds))

    assert count["right"] + count["unnamed"] >= 0.85 * count.total()
    assert count["missed"] <= 0.1 * count.total()
