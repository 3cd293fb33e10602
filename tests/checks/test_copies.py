"""Near copies: each pair is a source sentence and what someone made of it, in two lists, drifted and faithful."""

import pytest

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.records import Document


def kinds(claim: str, source: str) -> set[str]:
    index = SourceIndex([Document(id="d", path="d", text=source, sha256="")])
    return {flag.kind.value for finding in findings(claim, index) for flag in finding.flags}


TOWN = "The town lies 70 miles from the coast, and as many as 30% of its people live on less than $2 a day."
FIRM = "The firm has a strong case and agreed to pay at least eleven workers, its chief executive said on Tuesday."
BOOK = "In early 1972 the novel of the 17th century sold 1,500 copies over the Easter weekend."
MATCH = "Ms Rose saw the 2-1 win over Cardiff, and every student of the school got a small prize."
TALKS = "Some of the talks would resume in spring because the director of the agency believes a deal is near."
GUARD = "The armed guard attacked the driver, a witness told reporters, and the group was often seen near the lake."

DRIFTED = [
    ("number", TOWN, TOWN.replace("miles", "kilometres")),
    ("number", TOWN, TOWN.replace("30%", "30 percentage points")),
    ("number", TOWN, TOWN.replace("a day", "a week")),
    ("number", FIRM, FIRM.replace("eleven", "ten")),
    ("number", MATCH, MATCH.replace("2-1", "3-1")),
    ("number", MATCH, MATCH.replace("2-1", "1-1")),
    ("date", BOOK, BOOK.replace("early", "late")),
    ("date", BOOK, BOOK.replace("17th", "16th")),
    ("date", BOOK, BOOK.replace("Easter", "Christmas")),
    ("date", FIRM, FIRM.replace("on Tuesday", "last year")),
    ("entity", MATCH, MATCH.replace("Ms Rose", "Mr Rose")),
    ("entity", MATCH, MATCH.replace("school", "hospital")),
    ("entity", TALKS, TALKS.replace("director", "deputy director")),
    ("polarity", FIRM, FIRM.replace("has a", "lacks a")),
    ("polarity", FIRM, FIRM.replace("agreed", "failed")),
    ("polarity", GUARD, GUARD.replace("armed", "unarmed")),
    ("modality", TALKS, TALKS.replace("believes", "knows")),
    ("modality", TALKS, TALKS.replace("would resume", "resumed")),
    ("modality", TALKS, TALKS.replace("would resume", "would definitely resume")),
    ("scope", TALKS, TALKS.replace("Some of the talks", "The talks")),
    ("scope", MATCH, MATCH.replace("every student", "almost every student")),
    ("scope", MATCH, MATCH.replace("every student", "one student")),
    ("scope", GUARD, GUARD.replace("often ", "")),
    ("attribution", GUARD, GUARD.replace("told reporters", "told parliament")),
    ("attribution", TOWN, TOWN.replace("a day.", "a day, the bishop said.")),
    ("intensity", GUARD, GUARD.replace("group", "gang")),
    ("intensity", MATCH, MATCH.replace("win", "miraculous win")),
    ("relation", GUARD, GUARD.replace("attacked", "was attacked by")),
    ("relation", TALKS, TALKS.replace("because", "before")),
    ("relation", GUARD, GUARD.replace("driver", "budget")),
    ("addition", MATCH, MATCH.replace("small prize", "small prize at a lavish ceremony")),
]


@pytest.mark.parametrize(("kind", "source", "claim"), DRIFTED)
def test_a_word_changed_in_a_near_copy_is_flagged_with_its_kind(kind: str, source: str, claim: str) -> None:
    assert claim != source
    assert kind in kinds(claim, source)


FAITHFUL = [
    (TOWN, TOWN.replace("70 miles", "113 km")),
    (TOWN, TOWN.replace("30%", "30 per cent")),
    (TOWN, TOWN.replace("a day", "per day")),
    (BOOK, BOOK.replace("1,500", "1500")),
    (BOOK, BOOK.replace("17th", "seventeenth")),
    (BOOK, BOOK.replace("early ", "")),
    (
        FIRM,
        "On Tuesday the firm's chief executive said it has a strong case and agreed to pay at least eleven workers.",
    ),
    (FIRM, FIRM.replace("workers", "employees")),
    (MATCH, MATCH.replace("Ms Rose", "Rose")),
    (MATCH, MATCH.replace("win", "victory")),
    (GUARD, GUARD.replace("attacked", "assaulted")),
    (
        GUARD,
        GUARD.replace("The armed guard attacked the driver", "The driver was attacked by the armed guard"),
    ),
    ("Timothy Roth plays the lead.", "Tim Roth plays the lead."),
    ("The shop is in Goleta, CA.", "The shop is in Goleta, California."),
    ("It opens at 17:0 and closes at 22:0.", "It opens at 5 PM and closes at 10 PM."),
    ("Tammy and Amy Slaton fought.", "Tammy Slaton fought."),
    ("The concert was cancelled on Sunday.", "The concert was called off on Sunday."),
    (
        '"Those people who do not believe it will in the end have to pay a price for it," he said.',
        'He said: "Those people who do not believe it ... have to pay a price for it."',
    ),
    ("It was popular in the 1950s.", "It was popular in the '50s."),
    ("Prices are worrying if the harvest fails.", "Prices are worrying in case the harvest fails."),
]


@pytest.mark.parametrize(("source", "claim"), FAITHFUL)
def test_a_near_copy_that_says_the_same_is_not_flagged(source: str, claim: str) -> None:
    assert claim != source
    assert kinds(claim, source) == set()


def test_an_elision_that_swallows_a_denial_is_flagged() -> None:
    source = '"Those people who do not believe it are not going to lay down and die," he said.'

    assert "polarity" in kinds('He said: "Those people who do not believe it ... lay down and die."', source)


@pytest.mark.parametrize(
    ("new", "is_flagged"),
    [("King", False), ("Saints", True), ("Riversport", True), ("Kings", False)],
)
def test_a_name_in_the_place_of_another_is_a_drift_though_the_source_has_it_elsewhere(
    new: str, is_flagged: bool
) -> None:
    shot = "A shot of Billy {} from outside the box went high over the goal on Saturday afternoon."
    source = f"{shot.format('King')} The Saints came from Riversport with a new keeper."

    assert ("entity" in kinds(shot.format(new), source)) is is_flagged
