"""The way from evened-out text back to the raw text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Span
from pipeline.text import markup
from pipeline.text.normalise import normalise

TRICKY = st.sampled_from(
    [
        "a", "Z", "e\u0301", "é", "\u0301", "ﬁ", "½", "²", "5", " ", "\u00a0", "\t", "\r\n", "\n", "\ufeff", "\u00ad", "\u200b", "\u200d",
        "“", "”", "‘", "’", '"', "'", "«", "–", "—", "-", "…", "...", ". . .", ".", ",", "漢", "字", "。", "각", "각", "👨\u200d👩\u200d👧", "❤\ufe0f",
        "<b>", "</p>", "<p class='x'>", "&amp;", "&#8217;", "&", "<", "**", "[x](https://e.org)", "ŉ", "İ", "ß", "\u0345", "ก", "ำ", "ㅎ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(TRICKY, max_size=30).map("".join))


@given(TEXTS, st.booleans(), st.data())
def test_every_stretch_comes_from_a_stretch_of_the_raw_text(
    text: str, fold: bool, data: st.DataObject
) -> None:
    mapped = normalise(text, fold=fold)
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))

    span = mapped.raw_span(start, end)

    assert 0 <= span.start <= span.end <= len(text)
    assert (len(span) > 0) == (end > start)


@given(TEXTS)
def test_the_offsets_rise_and_every_code_point_has_a_place(text: str) -> None:
    mapped = normalise(text)

    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert list(mapped.starts) == sorted(mapped.starts)
    assert list(mapped.ends) == sorted(mapped.ends)
    assert all(start < end for start, end in zip(mapped.starts, mapped.ends, strict=True))


@given(TEXTS.filter(lambda text: markup.readable(text) == text))
def test_the_whole_comes_from_the_whole_but_for_what_shows_as_nothing(text: str) -> None:
    mapped = normalise(text)
    whole = mapped.raw_span(0, len(mapped.text))

    if mapped.text:
        assert normalise(text[: whole.start]).text.strip() == ""
        assert normalise(whole.of(text)).text.strip() == mapped.text.strip()


@given(st.text(alphabet=st.characters(exclude_characters="<>&*[]"), max_size=40))
def test_composed_and_decomposed_forms_are_the_same(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert normalise(composed).text == normalise(decomposed).text


@given(st.text(alphabet="abc äö-–—'\"“”…. \n", max_size=40))
def test_plain_words_stay_as_they_are(text: str) -> None:
    letters = "".join(char for char in text if char.isalpha())

    assert "".join(char for char in normalise(text).text if char.isalpha()) == letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the bloc’s “main opponent”", 'the bloc\'s "main opponent"'),
        ("whole life…but our", "whole life... but our"),
        ("Russia – the bloc – and", "Russia—the bloc—and"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("co\u00adope\u200bration", "cooperation"),
        ("ﬁve", "five"),
        ("line one\r\nline two", "line one line two"),
        ("AT&amp;T&#8217;s <b>plan</b>", "AT&T's plan"),
        ("the [tight deadline](https://example.org/x) was **firm**", "the tight deadline was firm"),
        ("the u.s. , which", "the u.s., which"),
        ("Acme™", "Acme"),
        ("CO₂", "CO2"),
    ],
)
def test_two_ways_to_write_one_thing_are_the_same(one: str, other: str) -> None:
    assert normalise(one).text == normalise(other).text


@pytest.mark.parametrize(
    ("one", "other"), [("10²", "102"), ("5½", "51/2"), ("a < b", "a b"), ("Trump", "trump")]
)
def test_two_different_things_stay_different(one: str, other: str) -> None:
    assert normalise(one).text != normalise(other).text


def test_case_is_folded_on_demand() -> None:
    assert normalise("Straße", fold=True).text == "strasse"


def test_an_entity_comes_from_all_of_its_letters() -> None:
    mapped = normalise("AT&amp;T pays")

    assert mapped.text == "AT&T pays"
    assert mapped.raw_span(0, 3) == Span.at(0, 7)


def test_thousands_of_combining_marks_take_no_quadratic_time() -> None:
    assert len(normalise("e" + "\u0301\u0323" * 50_000).text) > 0
