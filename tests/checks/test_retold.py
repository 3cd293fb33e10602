"""Claims that tell an article in quite other words: each drift is caught and named, and no rewording is."""

import json
from pathlib import Path

import pytest

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.verdict import decide
from pipeline.records import Claim, Document, Verdict

ARTICLES = [
    json.loads(line) for line in (Path(__file__).parent / "retold.jsonl").read_text("utf-8").splitlines()
]
DRIFTS = [(a["article"], c["kind"], c["claim"]) for a in ARTICLES for c in a["claims"] if c["kind"]]
REWORDINGS = [(a["article"], c["claim"]) for a in ARTICLES for c in a["claims"] if not c["kind"]]


@pytest.mark.parametrize(("article", "kind", "claim"), DRIFTS)
def test_a_drift_told_in_other_words_is_caught_and_named(article: str, kind: str, claim: str) -> None:
    found = findings(claim, index_of(article))

    assert decide(Claim.of(claim), found).verdict is not Verdict.SUPPORTED
    assert kind in {flag.kind.value for finding in found for flag in finding.flags}


@pytest.mark.parametrize(("article", "claim"), REWORDINGS)
def test_what_an_article_says_passes_in_other_words(article: str, claim: str) -> None:
    found = findings(claim, index_of(article))

    assert decide(Claim.of(claim), found).verdict is Verdict.SUPPORTED


def index_of(article: str) -> SourceIndex:
    return SourceIndex([Document(id="d", path="d", text=article, sha256="")])


@pytest.mark.parametrize(
    "sentence",
    [
        "Burke won voters in the towns, while Walker won voters with higher incomes in the villages.",
        "The harbour raised its fees in May and the airport raised its fees in June.",
    ],
)
def test_a_sentence_in_which_two_do_the_same_is_no_drift_of_itself(sentence: str) -> None:
    assert decide(Claim.of(sentence), findings(sentence, index_of(sentence))).verdict is Verdict.SUPPORTED
