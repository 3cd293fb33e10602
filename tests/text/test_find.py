"""Finding quotations, and the words in which a passage differs from one."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Match, Span
from pipeline.text.find import Difference, find, find_all, find_in_order, nearest, pieces
from tests.benchmarks.quote_search import ARTICLE, quotes

WIRE = ARTICLE.read_bytes().decode("utf-8")
WORDS = st.sampled_from(
    ["alliance", "naïve", "Europe’s", "“quoted”", "5%", "U.S.", "漢字", "—", "e\u0301té", "👨\u200d👩\u200d👧", "said", "…", "3.5", "&amp;"]
)  # fmt: skip
GAPS = st.sampled_from([" ", "  ", "\n", "\r\n", "\u00a0", " \u200b"])


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text of words, and where a run of them begins and ends; the run may stand in the text more than once."""
    words = draw(st.lists(WORDS, min_size=1, max_size=20))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    text, starts, ends = draw(st.sampled_from(["", "\ufeff", "\n"])), [], []
    for word in words:
        starts.append(len(text))
        text += word
        ends.append(len(text))
        text += draw(GAPS)
    return text, starts[first], ends[last]


@given(planted())
def test_a_planted_quotation_is_found_letter_by_letter(case: tuple[str, int, int]) -> None:
    text, start, end = case

    found = find(text[start:end], text)

    assert found is not None
    assert found.match == Match.EXACT
    assert found.span.of(text) == text[start:end]
    assert any(
        Span.at(start, end) == place.span for place in find_all(text[start:end], text, Span.at(start, end))
    )


@given(planted(), st.sampled_from(["NFC", "NFD", "NFKC"]))
def test_a_quotation_is_found_in_every_unicode_form(case: tuple[str, int, int], form: str) -> None:
    text, start, end = case
    quote = unicodedata.normalize(form, text[start:end]).replace("’", "'").replace("“", '"').replace("—", "-")

    found = find(quote, text)

    if any(char.isalnum() for char in quote):
        assert found is not None
        assert 0 <= found.span.start < found.span.end <= len(text)


@given(planted(), st.data())
def test_no_place_lies_outside_the_limits(case: tuple[str, int, int], data: st.DataObject) -> None:
    text, start, end = case
    lo = data.draw(st.integers(0, len(text)))
    limits = Span.at(lo, data.draw(st.integers(lo, len(text))))

    places = find_all(text[start:end], text, limits)

    assert all(limits.holds(place.span) for place in places)
    assert all(one.span.end <= other.span.start for one, other in pairwise(places))


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_two_strings_can_be_compared(quote: str, text: str) -> None:
    find(quote, text)
    find_in_order(quote, text)
    near = nearest(quote, text)

    if near:
        assert 0 <= near.span.start <= near.span.end <= len(text)
        assert 0 <= near.ratio <= 1
        for one in near.differences:
            assert one.span.of(text) == one.expected
            assert one.quote_span.of(quote) == one.found


@pytest.mark.parametrize(
    ("quote", "raw"),
    [
        ("NATO's conventional defense", "NATO’s conventional defense"),
        ("my whole life... but our Administration", "my whole life…but our Administration"),
        (
            "harder line on Russia—the bloc's main opponent—and",
            "harder line on Russia – the bloc’s main opponent – and",
        ),
        (
            '"Allies have recognized the need to invest more in defense."',
            "Allies have recognized the need to invest more in defense",
        ),
        ("in 2022. The U.S. officials", "in 2022.\nThe U.S. officials"),
    ],
)
def test_a_quotation_written_in_another_way_is_found(quote: str, raw: str) -> None:
    found = find(quote, WIRE)

    assert found is not None
    assert found.match == Match.NORMALISED
    assert found.span.of(WIRE) == raw


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("5%", "up 15% on the year"),
        ("5", "it grew by 5.2 points"),
        ("1,000", "about 1,000,000 people"),
        ("art", "the party of the heart"),
        ("cafe", "the cafe\u0301 closed"),
        ("", "anything"),
        ("...", "no dots here"),
    ],
)
def test_half_a_word_or_number_is_not_found(quote: str, text: str) -> None:
    assert find(quote, text) is None


def test_a_word_of_a_script_without_spaces_is_found() -> None:
    found = find("天气很好", "北京今天天气很好。")

    assert found is not None
    assert found.match == Match.EXACT


def test_every_place_of_a_repeated_passage_is_found() -> None:
    text = "It’s over. It's over. It’s  over."

    places = find_all("It's over", text)

    assert [place.span.of(text) for place in places] == ["It’s over", "It's over", "It’s  over"]
    assert [place.match for place in places] == [Match.NORMALISED, Match.EXACT, Match.NORMALISED]


def test_a_quotation_is_found_across_tags_and_entities() -> None:
    page = "<p>&ldquo;We&#8217;re <b>not</b> <a href='/x'>happy</a> with AT&amp;T,&rdquo; she said.</p>"

    found = find("We're not happy with AT&T", page)

    assert found is not None
    assert found.span.of(page) == "We&#8217;re <b>not</b> <a href='/x'>happy</a> with AT&amp;T"


# --- piece by piece --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("a tight deadline ... struck some officials", ["a tight deadline", "struck some officials"]),
        ("a tight deadline […] struck (...) some", ["a tight deadline", "struck", "some"]),
        ("they [the allies] need . . . more", ["they", "need", "more"]),
        ("it is there [sic] problem", ["it is there", "problem"]),
        ("[T]he deadline is firm", ["[T]he deadline is firm"]),
        ("… and then nothing…", ["and then nothing"]),
        ("...", []),
    ],
)
def test_a_quotation_is_cut_where_words_were_left_out_or_put_in(quote: str, verbatim: list[str]) -> None:
    assert [piece.of(quote) for piece in pieces(quote)] == verbatim


def test_the_pieces_must_stand_in_order() -> None:
    assert find_in_order("Allies have recognized … in defense", WIRE) is not None
    assert find_in_order("in defense and shift the burden … Allies have recognized", WIRE) is None


# --- the nearest passage ---------------------------------------------------------------------------------


def test_the_one_swapped_word_is_named_in_every_quotation() -> None:
    planted_quotes = quotes(WIRE, 50)

    named = []
    for quote in planted_quotes:
        assert find(quote.swapped, WIRE) is None
        near = nearest(quote.swapped, WIRE)
        named.append([(one.expected, one.found) for one in near.differences] if near else [])

    assert named == [[(quote.was, quote.now)] for quote in planted_quotes]


def test_a_difference_gives_both_places() -> None:
    text = "The chair said: “We are very unhappy with the plan.”"
    quote = "We are quite unhappy with the plan"

    near = nearest(quote, text)

    assert near is not None
    assert near.span.of(text) == "We are very unhappy with the plan"
    assert near.differences == (
        Difference(expected="very", found="quite", quote_span=Span.at(7, 12), span=Span.at(24, 28)),
    )


def test_words_left_out_and_words_put_in_are_named() -> None:
    text = "Officials said on Monday that the bridge would not be closed for repairs."

    left_out = nearest("Officials said that the bridge would be closed", text)
    put_in = nearest("Officials said on Monday that the old bridge would not be closed", text)

    assert left_out is not None
    assert [(one.expected, one.found) for one in left_out.differences] == [("on Monday", ""), ("not", "")]
    assert put_in is not None
    assert [(one.expected, one.found) for one in put_in.differences] == [("", "old")]


def test_case_punctuation_and_thousands_commas_are_no_difference() -> None:
    near = nearest("the US paid 1000 euros", "…and The U.S. paid, “1,000 euros” in all")

    assert near is not None
    assert near.ratio == 1
    assert near.differences == ()


def test_there_is_no_nearest_passage_without_a_word_in_common() -> None:
    assert nearest("entirely elsewhere", "no such thing") is None
    assert nearest("", "text") is None


def test_a_text_of_a_million_letters_is_searched_in_a_moment() -> None:
    text = WIRE * 200 + "\nThe quick brown fox jumped over the lazy dog."
    nearest("warm up", text)

    begin = time.perf_counter()
    near = nearest("The quick brown cat jumped over the lazy dog", text)
    seconds = time.perf_counter() - begin

    assert near is not None
    assert [(one.expected, one.found) for one in near.differences] == [("fox", "cat")]
    assert seconds < 1
