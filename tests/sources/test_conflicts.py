from __future__ import annotations

import pytest

from pipeline.records import Conflict, Document, FlagKind
from pipeline.sources.conflicts import conflicts
from pipeline.sources.lineage import lineage
from tests.sources.groups import articles, document

STORY = (
    "KALVIK, March 3 (Nordlys) – A passenger ferry with 214 people on board ran aground outside Kalvik harbour on "
    "Monday evening after its steering failed, the coast guard said. Eleven passengers were treated for bruises after "
    "waiting on the open deck for nearly three hours. “The captain did the only sensible thing and dropped anchor, but "
    "the current was stronger than the chain,” said harbour master Tor Bakken. The ferry line promised to refund all "
    "tickets by the end of the week."
)


def found(first: str, second: str) -> tuple[Conflict, ...]:
    documents = [document("a", first), document("b", second)]
    return conflicts(documents, lineage(documents, primary="a"))


def values(conflict: Conflict) -> list[str]:
    return [version.value for version in conflict.versions]


def test_copies_have_no_conflict() -> None:
    assert found(STORY, STORY) == ()


@pytest.mark.parametrize(
    ("was", "now", "kind", "versions"),
    [
        ("214 people", "241 people", FlagKind.NUMBER, ["214", "241"]),
        ("Monday evening", "Sunday evening", FlagKind.DATE, ["Monday", "Sunday"]),
        ("Tor Bakken", "Tom Bakken", FlagKind.ENTITY, ["Tor Bakken", "Tom Bakken"]),
    ],
)
def test_a_changed_value_is_one_row_with_both_versions(
    was: str, now: str, kind: FlagKind, versions: list[str]
) -> None:
    (row,) = found(STORY, STORY.replace(was, now))

    assert row.kind is kind
    assert values(row) == versions
    assert [version.passage.document for version in row.versions] == ["a", "b"]


def test_versions_lie_where_they_say() -> None:
    documents = {"a": STORY, "b": STORY.replace("214", "241")}

    (row,) = found(*documents.values())

    for version in row.versions:
        place = version.passage
        assert documents[place.document][place.start : place.end] == version.value


def test_an_altered_quotation_is_one_row() -> None:
    altered = STORY.replace(
        "did the only sensible thing and dropped anchor", "acted sensibly when he dropped anchor"
    )

    (row,) = found(STORY, altered)

    assert row.kind is FlagKind.QUOTE
    assert row.subject == "words of Tor Bakken"
    assert len(row.versions) == 2


@pytest.mark.parametrize(
    "version",
    [
        STORY.replace("“", '"').replace("”", '"'),
        STORY.replace("The captain did the only", "“The captain did the only").replace("““", "“"),
        STORY.replace(
            "“The captain did the only sensible thing and dropped anchor, but",
            "The captain dropped anchor, but “",
        ),
        STORY.replace("214 people", "about 210 people"),
        STORY.replace("harbour", "harbor"),
        STORY.replace("KALVIK, March 3 (Nordlys) – ", ""),
    ],
    ids=[
        "straight quotes",
        "same quotes",
        "a part quoted",
        "a rounded figure",
        "American spelling",
        "no dateline",
    ],
)
def test_what_is_no_disagreement_makes_no_row(version: str) -> None:
    assert found(STORY, version) == ()


def test_the_labelled_rewrites_make_hardly_a_row() -> None:
    labelled = [a.document for a in articles("dev") + articles("test")]

    rows = conflicts(labelled, lineage(labelled))

    assert len([row for row in rows if row.kind is not FlagKind.QUOTE]) <= 2


def test_landaus_words_are_one_row_with_three_wordings(seeds: dict[str, Document]) -> None:
    documents = list(seeds.values())

    rows = [row for row in conflicts(documents, lineage(documents)) if row.kind is FlagKind.QUOTE]

    assert [row.subject for row in rows] == ["words of Christopher Landau"]
    assert [version.passage.document[:3] for version in rows[0].versions] == ["001", "000", "002"]
    assert [version.value.split()[0] for version in rows[0].versions] == [
        "Successive",
        "Successive",
        "European",
    ]


def test_one_article_cannot_disagree() -> None:
    documents = [document("a", STORY)]

    assert conflicts(documents, lineage(documents)) == ()


def test_who_is_aware_of_the_message_is_one_row(seeds: dict[str, Document]) -> None:
    documents = list(seeds.values())

    (row,) = [row for row in conflicts(documents, lineage(documents)) if row.kind is FlagKind.ENTITY]

    assert row.subject.startswith("Some officials on Capitol Hill are aware")
    assert "congressional leaders" in values(row)


def test_markup_hides_no_conflict_and_gets_into_no_value() -> None:
    page = "<p>" + STORY.replace("“", "&ldquo;").replace("”", "&rdquo;").replace(
        "214 people", "<b>214</b>&nbsp;people"
    )
    page = page.replace("only sensible thing", "<em>only</em> sensible thing") + "</p>"
    told = STORY.replace("214", "**241**").replace("only sensible thing", "most *foolish* of things")

    quotation, number = found(page, told)

    assert values(number) == ["214", "241"]
    assert [value.split()[0] for value in values(quotation)] == ["The", "The"]
    assert [value.split()[-1] for value in values(quotation)] == ["chain,", "chain,"]
    assert "<b>" not in number.subject
    assert "&nbsp;" not in number.subject
