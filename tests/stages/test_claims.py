"""Which claims a file gives: sentences and bullets of a text, rows of JSON Lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.records import Claim
from pipeline.stages.claims import read_claims


def texts(text: str, suffix: str) -> list[str]:
    return [claim.text for claim in read_claims(text, suffix)]


def test_a_sentence_of_a_text_is_a_claim() -> None:
    assert texts("Mr. Smith paid $3.5 million. He left.\n", ".txt") == [
        "Mr. Smith paid $3.5 million.",
        "He left.",
    ]


def test_bullets_and_numbers_before_a_claim_are_no_part_of_it() -> None:
    text = "- One fell.\n* Two rose.\n• Three stayed.\n1. Four came.\n  2) Five went.\n"

    assert texts(text, ".txt") == ["One fell.", "Two rose.", "Three stayed.", "Four came.", "Five went."]


def test_references_are_no_part_of_a_claim() -> None:
    text = "Oil rose [1][3]. Gas fell.[2] Coal stayed [1, 2]. Wood burnt[^4]."

    assert texts(text, ".md") == ["Oil rose.", "Gas fell.", "Coal stayed.", "Wood burnt."]


def test_a_word_in_brackets_stays() -> None:
    assert texts('"He [Trump] asked [sic]," she said.', ".md") == ['"He [Trump] asked [sic]," she said.']


def test_headings_rules_and_comments_give_no_claims() -> None:
    text = "---\ntitle: x\n---\n# Title\n\nFirst.\n\nUnderlined\n==========\n\n***\n\n## Second ##\n<!-- Not\nthis. -->\nLast.\n"

    assert texts(text, ".md") == ["First.", "Last."]


def test_marks_of_markdown_are_no_part_of_a_claim() -> None:
    text = "**Oil** *rose* to `$90` at [Brent](http://x.org/a_b), said __Smith__ &amp; A\\*B in snake_case_name.\n"

    assert texts(text, ".md") == ["Oil rose to $90 at Brent, said Smith & A*B in snake_case_name."]


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "A paragraph of text that some program broke at a width of sixty\n"
        "or so characters, as Mr. Smith of the Navy told the members of\n"
        "Congress.\n"
    )

    assert len(texts(text, ".txt")) == len(texts(text, ".md")) == 1


def test_lines_without_full_stops_that_nobody_wrapped_stay_apart() -> None:
    text = "The navy left the strait\nFive allied states answered the request on Tuesday\nNobody came\n"

    assert texts(text, ".txt") == text.splitlines()


def test_a_short_line_that_leads_to_a_list_is_no_claim() -> None:
    assert texts("The main points are:\n\n- Oil rose.\n", ".md") == ["Oil rose."]


def test_a_summary_of_this_program_gives_its_sentences_alone() -> None:
    text = (
        "# Vetted summary\n\n1 sentence from 2 articles (1 independent source); 1 claim held back.\n\n"
        "- The U.S. asked \\[NATO\\] for ships. [1][2] *(one source)*\n  - [1] “They want \\[NATO\\] ships.”\n\n## Held back\n\n- **drifted**: It was sent.\n"
    )

    assert texts(text, ".md") == ["The U.S. asked [NATO] for ships."]


def test_a_sentence_that_comes_twice_gives_two_ids() -> None:
    first, second = read_claims("Oil rose.\n\nOil rose.\n", ".txt")

    assert (first.text, second.id) == (second.text, f"{first.id}-2")


@pytest.mark.parametrize("suffix", [".jsonl", ""])
def test_a_row_is_one_claim_as_it_stands_with_its_id(suffix: str) -> None:
    rows = '{"id": "a", "claim": "# One. Two [1].", "label": 1}\n\n{"id": 7, "claim": "Three."}\n'

    assert read_claims(rows, suffix) == [Claim(id="a", text="# One. Two [1]."), Claim(id="7", text="Three.")]


def test_a_row_without_an_id_gets_one_of_its_text() -> None:
    assert read_claims('{"claim": "Oil rose."}', ".jsonl") == [Claim.of("Oil rose.")]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("Oil rose.", "Line 1 must be a JSON object"),
        ('{"claim": "x"}\n{"claim": " "}', 'Line 2 must have a "claim" with text in it'),
        ("[1]", 'Line 1 must have a "claim"'),
        ('{"id": true, "claim": "x"}', 'Line 1 must have an "id" that is text or a whole number, got True'),
        ('{"id": "1", "claim": "x"}\n{"id": 1, "claim": "y"}', "Line 2 repeats the id '1' of line 1"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_line(rows: str, wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        read_claims(rows, ".jsonl")

    assert wrong in str(caught.value)


@pytest.mark.parametrize("suffix", [".md", ".txt", ".jsonl", ""])
@pytest.mark.parametrize("text", ["", "\n \n", "\r\n"])
def test_nothing_gives_no_claims(text: str, suffix: str) -> None:
    assert read_claims(text, suffix) == []


@given(st.text(), st.sampled_from([".md", ".txt"]))
def test_any_text_gives_claims_with_words_and_with_ids_of_their_own(text: str, suffix: str) -> None:
    claims = read_claims(text, suffix)

    assert all(any(character.isalnum() for character in claim.text) for claim in claims)
    assert len({claim.id for claim in claims}) == len(claims)


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=5))
def test_rows_are_read_as_they_were_written(claims: list[str]) -> None:
    rows = "\n".join(json.dumps({"id": str(n), "claim": claim}) for n, claim in enumerate(claims))

    assert [claim.text for claim in read_claims(rows, ".jsonl")] == claims
