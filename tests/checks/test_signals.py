"""The figures that the score is fitted on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks import signals
from pipeline.checks.align import align
from pipeline.checks.index import SourceIndex
from pipeline.records import Document

TEXT = "Mayor Ana Ruiz resigned on 3 May. The budget rose by 12 percent, and the council was pleased."
INDEX = SourceIndex([Document(id="a", path="a", text=TEXT, sha256="0")])


def measured(claim: str) -> dict[str, float]:
    return signals.check(align(claim, INDEX)).signals


def test_a_copy_of_the_source_has_every_signal_at_one() -> None:
    assert measured("Mayor Ana Ruiz resigned on 3 May.") == {
        "named": 1.0,
        "pairs": 1.0,
        "verbatim": 1.0,
        "unopposed": 1.0,
        "sentences": 1.0,
    }


def test_a_name_that_no_source_holds_is_told() -> None:
    assert measured("Mayor Ana Gomez resigned on 3 May.")["named"] == 0.0


def test_a_number_that_no_source_holds_is_told() -> None:
    assert measured("The budget rose by 14 percent.")["named"] == 0.0


def test_words_in_another_order_break_the_pairs_and_nothing_else() -> None:
    turned = measured("On 3 May resigned Mayor Ana Ruiz.")

    assert turned["pairs"] < 1
    assert (turned["named"], turned["verbatim"]) == (1.0, 1.0)


def test_the_opposite_of_a_word_is_told() -> None:
    assert measured("The budget fell by 12 percent.")["unopposed"] < 1


@given(st.text(max_size=200))
def test_every_signal_lies_between_nought_and_one(claim: str) -> None:
    alignment = align(claim, INDEX)

    if alignment.units:
        found = signals.check(alignment).signals
        assert found.pop("sentences") >= 1
        assert all(0 <= value <= 1 for value in found.values())
