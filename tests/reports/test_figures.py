from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from pipeline.records import Derivation, Lineage, Provenance, Report
from pipeline.reports import lineage, matrix
from tests.reports.build import document, large_report

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> Element:
    return ElementTree.fromstring(text)


def cards(figure: Element) -> list[tuple[float, float, float, float]]:
    found = [rect for rect in figure.iter(f"{SVG}rect") if rect.get("class") == "fig-card"]
    return [tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height")) for rect in found]  # type: ignore[misc]


def of(edges: list[tuple[int, int, float]], count: int) -> Report:
    names = [f"{number}.txt" for number in range(count)]
    return Report(
        documents=tuple(document(name, name) for name in names),
        summary=(),
        claims=(),
        lineage=Lineage(
            edges=tuple(
                Derivation(
                    parent=names[parent], child=names[child], confidence=confidence, reasons=("words",)
                )
                for parent, child, confidence in edges
            ),
            clusters=(tuple(names),),
        ),
        provenance=Provenance(version="1", mode="m", model="n"),
    )


@pytest.mark.parametrize("articles", [1, 2, 5, 50, 200])
def test_no_card_lies_on_another_or_outside_whatever_the_number_of_articles(articles: int) -> None:
    figure = drawn(lineage.render(large_report(1, articles, paragraphs=1)))
    found = cards(figure)

    assert len(found) == articles
    for x, y, width, height in found:
        assert x + width <= float(figure.attrib["width"])
        assert y + height <= float(figure.attrib["height"])
    columns: dict[float, list[float]] = {}
    for x, y, _, _ in found:
        columns.setdefault(x, []).append(y)
    for column in columns.values():
        assert all(below - above >= found[0][3] for above, below in pairwise(sorted(column)))


@pytest.mark.parametrize("articles", [1, 2, 50, 200])
def test_articles_that_have_nothing_to_do_with_each_other_stand_apart(articles: int) -> None:
    report = large_report(1, articles, paragraphs=1).model_copy(update={"lineage": Lineage()})

    found = cards(drawn(lineage.render(report)))

    assert len(set(found)) == articles


def test_a_chain_of_two_hundred_rewrites_is_drawn() -> None:
    figure = drawn(lineage.render(of([(at, at + 1, 0.9) for at in range(199)], 200)))

    assert len({x for x, *_ in cards(figure)}) == 200


def test_edges_in_a_circle_leave_one_original() -> None:
    assert lineage.tree(of([(0, 1, 0.9), (1, 2, 0.8), (2, 0, 0.7)], 3)) == {
        "1.txt": "0.txt",
        "2.txt": "1.txt",
    }


def test_of_two_parents_the_surer_is_the_one_in_the_tree() -> None:
    assert lineage.tree(of([(0, 2, 0.6), (1, 2, 0.9)], 3)) == {"2.txt": "1.txt"}


def test_an_edge_to_an_article_that_is_not_in_the_report_is_left_out() -> None:
    report = of([(0, 1, 0.9)], 2)
    alone = report.model_copy(update={"documents": report.documents[:1]})

    assert lineage.tree(alone) == {}
    assert len(cards(drawn(lineage.render(alone)))) == 1


def test_a_figure_says_in_words_what_it_shows(report: Report) -> None:
    figure = drawn(lineage.render(report))

    assert figure.findtext(f"{SVG}title") == "Lineage of 5 articles"
    assert "Article 1 was made from article 2 (confidence 96%)." in (figure.findtext(f"{SVG}desc") or "")


def test_the_matrix_has_a_row_for_each_claim_and_its_row_in_words(report: Report) -> None:
    rows = [
        group for group in drawn(matrix.render(report)).iter(f"{SVG}g") if group.get("class") == "fig-row"
    ]
    numbers = {each.id: number for number, each in enumerate(report.documents, start=1)}

    assert [row.get("data-c") for row in rows] == [str(index) for index in range(16)]
    assert matrix.said(report.matrix[0], numbers) == "supports [1] [2] [3] [4]"
    assert matrix.said(report.matrix[9], numbers) == "drifts [2] (scope) [3] (modality)"
    assert matrix.said(report.matrix[14], numbers) == "all articles are silent"


def test_two_hundred_articles_fit_into_the_matrix() -> None:
    figure = drawn(matrix.render(large_report(20, 200, paragraphs=2)))
    heads = [
        float(text.attrib["x"]) for text in figure.iter(f"{SVG}text") if text.get("text-anchor") == "middle"
    ]

    assert max(heads) < float(figure.attrib["width"])
