"""What independent articles do not agree on is told as somebody's version, or is left out of the summary."""

from __future__ import annotations

import pytest

from pipeline.records import (
    CheckedClaim,
    Claim,
    Decision,
    Document,
    Evidence,
    FlagKind,
    Lineage,
    Verdict,
    VettedClaim,
)
from pipeline.sources.conflicts import conflicts
from pipeline.sources.disputes import without_disputed
from pipeline.sources.lineage import lineage
from tests.sources.groups import document

FIRST = document(
    "first.txt",
    "KALVIK, March 3 (Nordlys) – A passenger ferry with 214 people on board ran aground outside Kalvik harbour on "
    "Monday evening. Eleven passengers were treated for bruises after waiting on the open deck for nearly three hours. "
    "“The captain did the only sensible thing, but the current was stronger than the anchor chain,” said harbour master "
    "Tor Bakken. Minister Judith Kranz supports the northern bridge to the island. The drowned sailor Emil Vestergaard "
    "Dahl came from Storoy. Biologist Nora Ziegler said the spilled diesel oil would kill eider ducks in Saddle bay.",
)
SECOND = document(
    "second.txt",
    "Kystradio reporters were at the quay when the rescue boats came in. A passenger ferry with 241 people on board ran "
    "aground outside Kalvik harbour on Sunday evening. Medics had set up a tent between the fish boxes of the market, "
    "and children were handed blankets. “The captain did a very foolish thing, but the current was stronger than the "
    "anchor chain,” said harbour master Tor Bakken. In the capital nobody slept. Minister Judith Kranz opposes the "
    "northern bridge to the island. The drowned sailor Emil Lindqvist Dahl came from Storoy, his aunt wept. "
    "Fisherman Per Aas said the spilled diesel oil would kill eider ducks in Saddle bay. A crane comes on Wednesday.",
)
BARE = {
    FlagKind.NUMBER: (
        "A passenger ferry with 214 people on board ran aground.",
        "A passenger ferry with 214 people",
    ),
    FlagKind.DATE: (
        "The ferry ran aground on Monday evening.",
        "ran aground outside Kalvik harbour on Monday evening",
    ),
    FlagKind.ENTITY: (
        "The drowned sailor was Emil Vestergaard Dahl.",
        "The drowned sailor Emil Vestergaard Dahl came",
    ),
    FlagKind.QUOTE: (
        "“The captain did the only sensible thing,” said harbour master Tor Bakken.",
        "The captain did the only sensible thing",
    ),
    FlagKind.POLARITY: (
        "Judith Kranz supports the northern bridge.",
        "Judith Kranz supports the northern bridge to the island",
    ),
    FlagKind.ATTRIBUTION: (
        "Nora Ziegler said the oil would kill eider ducks.",
        "Biologist Nora Ziegler said the spilled diesel oil would kill eider ducks",
    ),
}


INDEPENDENT = Lineage(clusters=(("first.txt",), ("second.txt",)))


def decided(text: str, words: str, documents: list[Document], derived: Lineage = INDEPENDENT) -> VettedClaim:
    """What becomes of a kept claim that rests on `words` of the first document."""
    at = documents[0].text.index(words)
    evidence = (Evidence(document=documents[0].id, start=at, end=at + len(words), text=words),)
    claim = CheckedClaim(
        id=Claim.of(text, evidence).id,
        text=text,
        verdict=Verdict.SUPPORTED,
        score=0.9,
        reason="",
        evidence=evidence,
    )
    vetted = [VettedClaim(claim=claim, decision=Decision.KEPT)]
    (found,) = without_disputed(vetted, conflicts(documents, derived), documents, derived)
    return found


@pytest.mark.parametrize("kind", BARE)
def test_a_claim_that_asserts_one_version_bare_is_held_back_with_both(kind: FlagKind) -> None:
    vetted = decided(*BARE[kind], [FIRST, SECOND])

    assert vetted.decision is Decision.HELD_BACK
    assert vetted.claim.verdict in (Verdict.DRIFTED, Verdict.CONTRADICTED)
    (flag,) = vetted.claim.flags
    assert (flag.kind, flag.source and flag.source.document) == (kind, "second.txt")
    assert flag.claim_span
    assert flag.claim_span.of(vetted.claim.text) == flag.claim_text
    assert "first.txt has" in flag.reason
    assert "second.txt has" in flag.reason


@pytest.mark.parametrize("kind", BARE)
def test_a_claim_that_says_whose_version_it_is_stands(kind: FlagKind) -> None:
    text, words = BARE[kind]

    for told in (f"According to Nordlys, {text}", f"{text[:-1]}, Nordlys reported."):
        assert decided(told, words, [FIRST, SECOND]).decision is Decision.KEPT


@pytest.mark.parametrize("kind", [FlagKind.NUMBER, FlagKind.DATE])
def test_a_figure_or_a_date_with_a_speaker_is_the_speakers(kind: FlagKind) -> None:
    text, words = BARE[kind]

    assert decided(f"{text[:-1]}, the coast guard said.", words, [FIRST, SECOND]).decision is Decision.KEPT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Eleven passengers were treated for bruises.", "Eleven passengers were treated for bruises"),
        (
            "A passenger ferry ran aground outside Kalvik.",
            "A passenger ferry with 214 people on board ran aground",
        ),
        ("The ferry had 214 or 241 people on board.", "A passenger ferry with 214 people"),
    ],
)
def test_a_claim_that_takes_no_side_stands(text: str, words: str) -> None:
    assert decided(text, words, [FIRST, SECOND]).decision is Decision.KEPT


@pytest.mark.parametrize("kind", BARE)
def test_what_only_a_rewrite_has_otherwise_disputes_nothing(kind: FlagKind) -> None:
    told = FIRST.text.replace("214", "241").replace("Monday", "Sunday").replace("supports", "opposes")
    told = told.replace("only sensible", "rather foolish").replace("Vestergaard Dahl", "Vestergaard Dahlberg")
    rewrite = document("second.txt", told.replace("Biologist Nora Ziegler", "Fisherman Per Aas"))

    assert decided(*BARE[kind], [FIRST, rewrite], lineage([FIRST, rewrite])).decision is Decision.KEPT
