"""What markup shows as."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.markup import blanked, mapped, readable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain text & more < than that", "plain text & more < than that"),
        ("a <b>bold</b> word", "a bold word"),
        ("AT&amp;T&#8217;s &nosuch; plan", "AT&T’s &nosuch; plan"),
        ("if a <b and c> d", "if a <b and c> d"),
        ('one<br/>two <a href="x>y">link</a>', "one\n\ntwo link"),
        ("<p hidden>shown</p>", "\n\nshown\n\n"),
        ("see [the report](https://example.org/a_b) and [2]", "see the report and [2]"),
        ("**bold** and *thin*, 5 * 3", "bold and thin, 5 * 3"),
        ("<!-- gone -->here", "here"),
        ("<notatag>stays", "<notatag>stays"),
    ],
)
def test_a_text_is_read_as_it_would_be_shown(raw: str, shown: str) -> None:
    assert readable(raw) == shown


@given(st.text(alphabet="ab <>/&;#1pP\"'=[]()*!-x\n", max_size=60))
def test_what_is_shown_comes_from_the_text(text: str) -> None:
    result = mapped(text)

    assert result.text == readable(text)
    assert len(result.starts) == len(result.text)


@pytest.mark.parametrize(
    "text",
    [
        '<a "' * 20_000,
        "<!--" * 20_000,
        "<a " * 20_000,
        "&" * 50_000,
        "[](" * 20_000,
        "<" * 50_000,
        "[" * 50_000,
    ],
)
def test_hostile_markup_takes_no_quadratic_time(text: str) -> None:
    begin = time.perf_counter()

    readable(text)

    assert time.perf_counter() - begin < 5


@given(st.text(alphabet='ab <>&;/*[](="\n“”p#3x:', max_size=60))
def test_blanked_text_is_as_long_as_the_raw_text(text: str) -> None:
    assert len(blanked(text)) == len(text)


def test_words_of_blanked_text_stand_where_they_stand_in_the_raw_text() -> None:
    text = "<p>Fish &amp; <b>chips</b>&nbsp;for [two](https://example.com/a_b)</p>"

    level = blanked(text)

    assert level.split() == ["Fish", "&", "chips", "for", "two"]
    for word in ("Fish", "chips", "for", "two"):
        assert level.index(word) == text.index(word)
