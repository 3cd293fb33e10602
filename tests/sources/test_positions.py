"""Who said it and who holds what, where the articles give it otherwise."""

from __future__ import annotations

import pytest

from pipeline.records import Conflict, Document, FlagKind
from pipeline.sources.conflicts import conflicts
from pipeline.sources.lineage import lineage
from tests.sources.groups import articles, document

STORY = (
    "KALVIK, March 3 (Nordlys) – The council of Kalvik will decide in April on a bridge to the island of Storoy. "
    "Harbour master Tor Bakken said the old ferry would not last another winter with its worn hydraulic hoses. "
    "Mayor Siri Lund supports the bridge to Storoy. The seamen's union opposes the bridge, which would cost forty jobs. "
    "“A bridge brings noise, and noise scares the birds,” biologist Emil Dahl wrote in a letter to the council. "
    "Builder Per Aas denied paying for the flight of two council members."
)


def found(first: str, second: str, *, is_rewrite: bool = True) -> list[Conflict]:
    documents = [document("a", first), document("b", second)]
    derived = lineage(documents, primary="a")
    assert (len(derived.clusters) == 1) is is_rewrite
    return [row for row in conflicts(documents, derived) if row.kind is not FlagKind.QUOTE]


def versions(row: Conflict) -> list[tuple[str, str]]:
    return [(version.passage.document, version.value) for version in row.versions]


@pytest.mark.parametrize(
    ("was", "now", "row"),
    [
        ("master Tor Bakken", "master Arne Vik", ["Harbour master Tor Bakken", "Harbour master Arne Vik"]),
        (
            "Harbour master Tor Bakken",
            "Engineer Grete Nilsen",
            ["Harbour master Tor Bakken", "Engineer Grete Nilsen"],
        ),
        (
            "biologist Emil Dahl wrote",
            "teacher Jonas Eide wrote",
            ["biologist Emil Dahl", "teacher Jonas Eide"],
        ),
    ],
)
def test_words_given_to_another_person_are_one_row(was: str, now: str, row: list[str]) -> None:
    (told,) = found(STORY, STORY.replace(was, now))

    assert told.kind is FlagKind.ATTRIBUTION
    assert versions(told) == list(zip("ab", row, strict=True))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Siri Lund supports the bridge", "Siri Lund opposes the bridge"),
        ("Siri Lund supports the bridge", "Siri Lund does not support the bridge"),
        ("Siri Lund supports the bridge", "Siri Lund has not decided whether to support the bridge"),
        ("Siri Lund supports the bridge", "Siri Lund is undecided on the bridge"),
        ("Siri Lund supports the bridge", "Siri Lund is opposed to the bridge"),
        ("seamen's union opposes the bridge", "seamen's union backs the bridge"),
        ("Per Aas denied paying", "Per Aas admitted paying"),
        ("Per Aas denied paying", "Per Aas declined to deny paying"),
    ],
)
def test_a_position_that_cannot_be_true_in_both_is_one_row(was: str, now: str) -> None:
    (row,) = found(STORY, STORY.replace(was, now))

    assert row.kind is FlagKind.POLARITY
    assert [name for name, _ in versions(row)] == ["a", "b"]
    assert now.split()[-3] in row.versions[1].value


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("supports the bridge", "backs the bridge"),
        ("supports the bridge", "said she favours the bridge"),
        ("supports the bridge", "would oppose a tunnel"),
        ("The seamen's union opposes the bridge", "The seamen's union does not support the bridge"),
        ("The seamen's union opposes the bridge", "The bridge is opposed by the seamen's union"),
        ("said the old ferry", "told Nordlys the old ferry"),
        ("Harbour master Tor Bakken said", "Bakken, the harbour master, said"),
        ("Harbour master Tor Bakken said", "The harbour authority said"),
        ("Harbour master Tor Bakken said the", "According to Tor Bakken the"),
    ],
)
def test_other_words_for_one_position_make_no_row(was: str, now: str) -> None:
    assert found(STORY, STORY.replace(was, now)) == []


def test_who_changes_sides_in_an_article_is_no_conflict_with_one_that_tells_of_the_end() -> None:
    told = STORY.replace(
        "supports the bridge", "opposed the bridge for years, but Siri Lund supports the bridge"
    )

    assert found(STORY, told) == []


def test_independent_articles_conflict_on_a_named_holder_and_thing() -> None:
    first = (
        "DORRAN (Interpress) – Minister Judith Kranz supports the northern wolf cull after nine attacks on flocks. "
        "Shepherds met her in Lauterbach on Tuesday with photographs of torn fences and of dogs that came too late."
    )
    second = (
        "Hunters wait for the cabinet. Reporters of the Lantern saw a letter in which the office of Judith Kranz lists "
        "costs. Judith Kranz opposes the northern wolf cull. A vote is due before the summer recess, says the whip."
    )

    (row,) = found(first, second, is_rewrite=False)

    assert [value.split("Kranz ")[1].split()[0] for _, value in versions(row)] == ["supports", "opposes"]


def test_versions_of_a_position_lie_where_they_say() -> None:
    texts = {
        "a": STORY,
        "b": STORY.replace("Lund supports", "Lund opposes").replace("Tor Bakken", "Arne Vik"),
    }

    for row in found(*texts.values()):
        for version in row.versions:
            place = version.passage
            assert texts[place.document][place.start : place.end] == version.value


def test_no_position_is_invented_in_the_labelled_articles(seeds: dict[str, Document]) -> None:
    for documents in ([a.document for a in articles("dev") + articles("test")], list(seeds.values())):
        rows = conflicts(documents, lineage(documents))

        assert [row for row in rows if row.kind in (FlagKind.ATTRIBUTION, FlagKind.POLARITY)] == []
