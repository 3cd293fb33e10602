from __future__ import annotations

import pytest

from pipeline.records import (
    CheckedClaim,
    Derivation,
    Document,
    Evidence,
    FlagKind,
    Lineage,
    MatrixRow,
    Stance,
    Verdict,
)
from pipeline.sources.corroboration import corroborate, independent
from pipeline.sources.lineage import lineage
from tests.sources.groups import articles, document

CHAIN = Lineage(
    edges=(
        Derivation(parent="a", child="a1", confidence=0.9, reasons=("copy",)),
        Derivation(parent="a1", child="a2", confidence=0.9, reasons=("copy",)),
        Derivation(parent="a", child="mixed", confidence=0.9, reasons=("copy",)),
        Derivation(parent="b", child="mixed", confidence=0.9, reasons=("copy",)),
    ),
    clusters=(("a", "a1", "a2", "mixed"), ("b", "mixed"), ("c",)),
)


def supported(text: str, held: Document) -> CheckedClaim:
    start = held.text.find(text)
    evidence = Evidence(document=held.id, start=start, end=start + len(text), text=text)
    return CheckedClaim(
        id="c1", text=text, verdict=Verdict.SUPPORTED, score=1.0, reason="", evidence=(evidence,)
    )


def stances(row: MatrixRow) -> list[Stance]:
    return [cell.stance for cell in row.cells]


# --- counting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("supporters", "sources"),
    [
        ([], 0),
        (["a"], 1),
        (["a", "a1", "a2"], 1),
        (["a2"], 1),
        (["a1", "mixed"], 1),
        (["a", "b"], 2),
        (["a", "b", "mixed"], 2),
        (["a1", "c"], 2),
        (["a", "b", "c"], 3),
    ],
)
def test_files_that_repeat_their_source_count_nothing(supporters: list[str], sources: int) -> None:
    assert independent(supporters, CHAIN) == sources


def test_two_rewrites_that_share_what_their_original_lacks_count_once() -> None:
    assert independent(["a1", "mixed"], CHAIN) == 1


def test_an_article_outside_the_lineage_counts_for_itself() -> None:
    assert independent(["a", "other"], CHAIN) == 2


# --- the matrix ------------------------------------------------------------------------------------------


def test_a_claim_has_a_cell_for_each_article_with_its_place() -> None:
    first = document("a", "The bridge was opened on Monday by mayor Ella Stone. It cost 12 million euros.")
    other = document("b", "Wolves have been seen in the northern woods, foresters told a newspaper.")
    claim = supported("It cost 12 million euros.", first)

    (row,) = corroborate([claim], [first, other], Lineage(clusters=(("a",), ("b",))))

    assert row.claim == "c1"
    assert stances(row) == [Stance.SUPPORTS, Stance.SILENT]
    assert row.corroboration == 1
    place = row.cells[0].source
    assert place is not None
    assert first.text[place.start : place.end] == place.text
    assert "12 million" in place.text


def test_an_article_with_another_figure_drifts() -> None:
    first = document("a", "The new bridge over the Sarn cost 12 million euros, the city said.")
    other = document("b", "The new bridge over the Sarn cost 15 million euros, the city said.")

    (row,) = corroborate([supported(first.text, first)], [first, other], Lineage(clusters=(("a",), ("b",))))

    assert stances(row) == [Stance.SUPPORTS, Stance.DRIFTS]
    assert row.cells[1].kinds[0] is FlagKind.NUMBER
    assert row.corroboration == 1


def test_two_independent_articles_that_say_the_same_are_two_sources() -> None:
    first = document("a", "A ferry with 214 people on board ran aground outside Kalvik harbour on Monday.")
    other = document("b", "On Monday a ferry with 214 people on board ran aground outside Kalvik harbour.")

    (row,) = corroborate([supported(first.text, first)], [first, other], Lineage(clusters=(("a",), ("b",))))

    assert row.corroboration == 2


def test_the_central_claim_of_the_seeds_has_one_source(seeds: dict[str, Document]) -> None:
    documents = list(seeds.values())
    text = (
        "The United States wants Europe to take over the majority of NATO’s conventional defense capabilities"
    )

    (row,) = corroborate([supported(text, seeds["001"])], documents, lineage(documents))

    assert sum(stance is Stance.SUPPORTS for stance in stances(row)) >= 3
    assert row.corroboration == 1


def test_the_norfolk_command_is_a_matter_of_its_own(seeds: dict[str, Document]) -> None:
    documents = list(seeds.values())
    text = (
        "The command will oversee the Arctic, Denmark, Finland, Greenland, Iceland, Norway, Sweden, "
        "and the United Kingdom."
    )

    (row,) = corroborate([supported(text, seeds["004"])], documents, lineage(documents))

    holders = [cell.document for cell in row.cells if cell.stance is not Stance.SILENT]
    assert holders == [seeds["004"].id]
    assert row.corroboration == 1


def test_many_articles_are_not_all_read_for_each_claim() -> None:
    many = [labelled.document for labelled in articles("dev")]
    text = "Nobody was badly hurt, but eleven passengers were treated for bruises"

    (row,) = corroborate([supported(text, many[0])], many, lineage(many))

    assert len(many) > 12
    assert {cell.document.split("-")[0] for cell in row.cells} == {"ferry"}
    assert all(cell.stance is not Stance.SILENT for cell in row.cells)
