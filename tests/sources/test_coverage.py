from __future__ import annotations

from pipeline.records import (
    CheckedClaim,
    Decision,
    Document,
    Evidence,
    Lineage,
    MatrixCell,
    MatrixRow,
    Stance,
    Verdict,
    VettedClaim,
)
from pipeline.sources.corroboration import corroborate
from pipeline.sources.coverage import gaps, left_out, missing, unsourced
from pipeline.sources.lineage import lineage
from tests.sources.groups import document


def point(name: str, text: str, start: int = 0) -> CheckedClaim:
    evidence = Evidence(document="a", start=start, end=start + len(text), text=text)
    return CheckedClaim(
        id=name, text=text, verdict=Verdict.SUPPORTED, score=1.0, reason="", evidence=(evidence,)
    )


def row(claim: str, *stances: Stance) -> MatrixRow:
    cells = tuple(MatrixCell(document=name, stance=held) for name, held in zip("abc", stances, strict=True))
    return MatrixRow(claim=claim, cells=cells, corroboration=1)


POINTS = [point("c1", "First."), point("c2", "Second.", 10), point("c3", "Third.", 20)]
ROWS = {
    "c1": row("c1", Stance.SUPPORTS, Stance.SILENT, Stance.SILENT),
    "c2": row("c2", Stance.SUPPORTS, Stance.SILENT, Stance.SUPPORTS),
    "c3": row("c3", Stance.SUPPORTS, Stance.DRIFTS, Stance.SUPPORTS),
}


def test_points_that_others_keep_come_first_among_what_is_left_out() -> None:
    assert [place.text for place in left_out("b", POINTS, ROWS)] == ["Second.", "First."]


def test_a_summary_misses_the_points_that_it_does_not_make() -> None:
    told = point("c1", "The bridge over the Sarn was opened by mayor Ella Stone on Monday.")
    untold = point("c2", "Wolves killed more than 640 sheep in the southern valleys.", 80)

    gone = missing([told, untold], "On Monday mayor Ella Stone opened the bridge over the Sarn.")

    assert [place.text for place in gone] == [untold.text]


def test_a_summary_that_is_the_article_leaves_nothing_out(seeds: dict[str, Document]) -> None:
    documents = list(seeds.values())

    assert gaps([seeds["001"].text], documents, lineage(documents)) == ()


def test_main_points_that_a_summary_leaves_out_are_told_in_the_order_of_the_article(
    seeds: dict[str, Document],
) -> None:
    documents = list(seeds.values())

    gone = gaps(
        ["Landau wrote on X that the administration means what it says."], documents, lineage(documents)
    )

    assert gone[0].text.startswith("The United States wants Europe")
    assert [place.start for place in gone] == sorted(place.start for place in gone)


def test_without_an_original_nothing_is_left_out() -> None:
    documents = [document("a", "One story of a ferry."), document("b", "Wolves were seen.")]

    assert gaps(["Nothing."], documents, lineage(documents)) == ()


def test_what_a_rewrite_has_from_nowhere_is_named_and_what_its_original_says_is_not() -> None:
    first = document("a", "The bridge over the Sarn was opened by mayor Ella Stone on Monday.")
    told = "Mayor Ella Stone opened the bridge over the Sarn. Critics of steel expect rust to spread within a decade."
    documents = [first, document("b", told), document("c", "Wolves killed more than 640 sheep.")]
    origins = Lineage(clusters=(("a", "b"), ("c",)))
    claims = []
    for home in documents:
        for number, sentence in enumerate(home.text.split(". ")):
            at = home.text.index(sentence)
            evidence = (Evidence(document=home.id, start=at, end=at + len(sentence), text=sentence),)
            claims.append(point(f"{home.id}{number}", sentence).model_copy(update={"evidence": evidence}))
    vetted = [VettedClaim(claim=claim, decision=Decision.KEPT) for claim in claims]

    assert unsourced(vetted, corroborate(claims, documents, origins), documents, origins) == ("b1",)
