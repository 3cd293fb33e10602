"""A sentence that leans on the one before it is told by how it begins."""

import pytest

from pipeline.text.standing import stands_alone


@pytest.mark.parametrize(
    "sentence",
    [
        "Maria Costa runs the Elin Line.",
        "It is not clear whether the council agreed.",
        "It was also not clear if the council agreed.",
        "This week, officials met in Elin.",
        "The plan of the council is rushed.",
        "“We need four years,” said Maria Costa.",
        "Some companies called the plan rushed.",
        "Officials met on that day.",
        "Officials told diplomats this week that the pier closes.",
        "Costa spoke of those who left.",
        "Costa said that companies need time.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He runs the Elin Line.",
        "Their plan is rushed.",
        "It was rushed by the council.",
        "This was rushed.",
        "The move was rushed.",
        "“They need four years,” said Maria Costa.",
        "But the council has not agreed.",
        "These threats include cyberattacks.",
        "Analysts said even that deadline is ambitious.",
        "Officials were cut out of those talks.",
        "While many have promised more,",
        "Officials conveyed this request to diplomats.",
        "It is not known whether this is an official position.",
        "The aim is to shift responsibilities.",
        "that there is no agreement in Elin.",
    ],
)
def test_a_sentence_that_begins_with_a_reference_does_not(sentence: str) -> None:
    assert not stands_alone(sentence)
