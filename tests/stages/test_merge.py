"""Merging joins what says the same, and keeps apart what drifted."""

import pytest

from pipeline.records import Claim, Evidence
from pipeline.stages.merge import merge


def claim(text: str, document: str) -> Claim:
    return Claim.of(text, (Evidence(document=document, start=0, end=len(text), text=text),))


SAID = "Port officials said on Monday that some ferries may stop sailing to Elin by 2031."


@pytest.mark.parametrize(
    "same",
    [
        SAID,
        "Port officials said Monday some ferries may stop sailing to Elin by 2031.",
        "On Monday, port officials said that some ferries may stop sailing to Elin by 2031.",
    ],
)
def test_one_proposition_is_one_claim_with_the_evidence_of_both(same: str) -> None:
    (merged,) = merge([claim(SAID, "a"), claim(same, "b")])

    assert merged.text == SAID
    assert merged.documents == ("a", "b")


@pytest.mark.parametrize(
    "other",
    [
        "Port officials said on Monday that some ferries may stop sailing to Elin by 2035.",
        "Port officials said on Tuesday that some ferries may stop sailing to Elin by 2031.",
        "Port officials said on Monday that some ferries may stop sailing to Varn by 2031.",
        "Port officials said on Monday that some ferries will stop sailing to Elin by 2031.",
        "Port officials said on Monday that all ferries may stop sailing to Elin by 2031.",
        "Port officials said on Monday that some ferries may not stop sailing to Elin by 2031.",
        "Fishermen said on Monday that some ferries may stop sailing to Elin by 2031.",
    ],
)
def test_a_different_number_date_name_hedge_scope_denial_or_speaker_is_another_proposition(
    other: str,
) -> None:
    assert [one.text for one in merge([claim(SAID, "a"), claim(other, "b")])] == [SAID, other]


def test_claims_keep_the_order_in_which_they_first_appear() -> None:
    texts = ["The pier closes in 2031.", "Costa runs the Elin Line.", "The pier closes in 2031."]

    assert [one.text for one in merge([claim(text, str(n)) for n, text in enumerate(texts)])] == texts[:2]


def test_nothing_merges_to_nothing() -> None:
    assert merge([]) == []
