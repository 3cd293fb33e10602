"""What a reworded claim has is set only against what it stands for: faithful claims, each with a drifted twin."""

import pytest

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.records import Document

FESTIVAL = """The seventh edition of the choir festival opens in Gorinchem on Friday, with two concerts live on radio.
The organisers signed a contract with Harbour Hall and three other venues after months of talks in the town.
Anneke Blom, a soprano, sang there for the last time on Tuesday.
"After two decades on the road it is a relief to choose my own songs and still teach," the Dutch-born singer wrote.
Ticket sales brought in a total 2.4 million euros, more than a third of it from abroad.
If the free seats aren't claimed by noon, they are sold at the door.
The opening had been awaited since May, because it would have been the first concert of the conductor in the town.
He used a borrowed baton to rehearse with the free choirs.
The conductor's haircut was on every poster. Sorry, conductor. Great voice. Dreadful haircut.
A 52-year-old stagehand was charged with theft by the town's prosecutor the next week.
Singers were held up at the border after guards complained that the list was wrong.
The choirs sang for more than a quarter of an hour to fight the cold.
The town will hand over two rooms to the choirs in May, the council decided last week.
"""

FAITHFUL = [
    "Friday's start of the seventh edition of the choir festival is the first with two concerts live on radio.",
    "After months of talks, the organisers of the choir festival signed a contract with four venues in the town.",
    "Blom called it a relief, after two decades on the road, to choose her own songs and still teach.",
    "Ticket sales for the festival came to 2.4 million euros, over a third of it from abroad.",
    "Ticket sales added up to 2.4 million euros.",
    "Free seats are sold at the door if they are still unclaimed by noon.",
    "The opening would have been the conductor's first concert in the town.",
    "Posters everywhere showed the conductor with a dreadful haircut.",
    "The 52-year-old was charged with theft the next week.",
    "Singers were held up at the border.",
    "Should the free seats not be claimed by noon, they will be sold at the door.",
    "Two rooms for the choirs are to be handed over by the town in May.",
    "The Dutch-born soprano wrote that it was a relief to choose her own songs and still teach.",
]
DRIFTED = [
    "The town is to hand over more than two rooms to the choirs.",
    "The organisers signed a contract with Harbour Hall and four other venues after months of talks.",
    "Friday's start of the third edition of the choir festival brings two concerts live on radio.",
    "After months of talks, the organisers of the choir festival signed a contract with six venues in the town.",
    "Ticket sales for the festival came to 2.4 million euros, less than a third of it from abroad.",
    "Ticket sales brought in up to 2.4 million euros, more than a third of it from abroad.",
    "Free seats that are claimed by noon are sold at the door.",
    "Singers were turned away at the border after guards complained that the list was wrong.",
    "Should the free seats not be claimed by midnight, they will be sold at the door.",
]


@pytest.fixture(scope="module")
def index() -> SourceIndex:
    return SourceIndex([Document(id="d1", path="d1", text=FESTIVAL, sha256="")])


@pytest.mark.parametrize("claim", FAITHFUL)
def test_what_only_looks_like_another_figure_name_or_denial_is_not_flagged(
    claim: str, index: SourceIndex
) -> None:
    flags = [f"{flag.kind}: {flag.reason}" for finding in findings(claim, index) for flag in finding.flags]
    assert not flags


@pytest.mark.parametrize("claim", DRIFTED)
def test_what_does_stand_for_something_else_in_the_source_is_flagged(claim: str, index: SourceIndex) -> None:
    assert any(finding.flags for finding in findings(claim, index))
