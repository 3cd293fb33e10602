from __future__ import annotations

from pipeline.records import CheckedClaim, Evidence, MatrixCell, MatrixRow, Stance, Verdict
from pipeline.sources.coverage import left_out, main_points, missing


def point(name: str, text: str, start: int = 0) -> CheckedClaim:
    evidence = Evidence(document="a", start=start, end=start + len(text), text=text)
    return CheckedClaim(
        id=name, text=text, verdict=Verdict.SUPPORTED, score=1.0, reason="", evidence=(evidence,)
    )


def row(name: str, *stances: Stance) -> MatrixRow:
    cells = tuple(
        MatrixCell(document=document, stance=held) for document, held in zip("abc", stances, strict=True)
    )
    return MatrixRow(claim=name, cells=cells, corroboration=1)


POINTS = [point("c1", "First."), point("c2", "Second.", 10), point("c3", "Third.", 20)]
ROWS = {
    "c1": row("c1", Stance.SUPPORTS, Stance.SILENT, Stance.SILENT),
    "c2": row("c2", Stance.SUPPORTS, Stance.SILENT, Stance.SUPPORTS),
    "c3": row("c3", Stance.SUPPORTS, Stance.DRIFTS, Stance.SUPPORTS),
}


def test_points_that_others_keep_come_first_among_what_is_left_out() -> None:
    assert [place.text for place in left_out("b", POINTS, ROWS)] == ["Second.", "First."]


def test_what_most_articles_keep_are_the_main_points() -> None:
    assert [main.text for main in main_points(POINTS, ROWS, most=2)] == ["Second.", "Third."]


def test_a_summary_misses_the_points_that_it_does_not_make() -> None:
    told = point("c1", "The bridge over the Sarn was opened by mayor Ella Stone on Monday.")
    untold = point("c2", "Wolves killed more than 640 sheep in the southern valleys.", 80)

    gone = missing([told, untold], "On Monday mayor Ella Stone opened the bridge over the Sarn.")

    assert [place.text for place in gone] == [untold.text]
