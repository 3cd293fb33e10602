"""A shelf of texts tells what reading each of them tells."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.find import find, find_in_order, nearest
from pipeline.text.shelf import Shelf

PARTS = [
    "the harbour",
    "closes",
    "“for 14 weeks”",
    "5%",
    "5.2",
    "U.S.",
    "naïve",
    "o\u00adn",
    "a — b",
    "<b>x</b>",
    "…",
    "\n",
]
texts = st.lists(st.sampled_from(PARTS), max_size=8).map(" ".join)


@settings(deadline=None)
@given(st.lists(texts, min_size=4, max_size=8), texts)
def test_every_text_in_which_a_quotation_is_found_is_named(shelf: list[str], quote: str) -> None:
    named = list(Shelf(shelf).holding(quote))

    assert named == sorted(named)
    assert {number for number, text in enumerate(shelf) if find(quote, text)} <= set(named)
    assert {number for number, text in enumerate(shelf) if find_in_order(quote, text)} <= set(named)


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=8), texts, st.sampled_from([0.1, 0.5, 0.9]))
def test_the_nearest_passage_is_the_nearest_of_all_texts(shelf: list[str], quote: str, least: float) -> None:
    near = [(number, found) for number, text in enumerate(shelf) if (found := nearest(quote, text))]
    best = max(near, key=lambda pair: pair[1].ratio, default=None)

    found = Shelf(shelf).nearest(quote, least)

    assert found == (best if best is not None and best[1].ratio >= least else None)


def test_texts_that_lack_the_words_are_left_out() -> None:
    shelf = Shelf(["The harbour closes.", "The port opens.", "It is open.", "“The  harbour” closes"])

    assert list(shelf.holding("the harbour")) == []
    assert list(shelf.holding("The harbour")) == [0, 3]
    assert shelf.nearest("a port opens now", 0.9) is None
