"""The floors that a checker has to beat."""

from __future__ import annotations

import pytest

from pipeline.evaluation.baselines import FLOORS, common_subsequence, names_and_numbers, word_overlap

SOURCE = "Ana Ruiz, the mayor, resigned on 3 May after 12 years."


def test_word_overlap_is_the_share_of_words_that_the_source_holds() -> None:
    assert word_overlap("The mayor resigned yesterday", SOURCE) == pytest.approx(3 / 4)


def test_the_common_subsequence_minds_the_order() -> None:
    assert common_subsequence("the mayor resigned", SOURCE) == 1.0
    assert common_subsequence("resigned the mayor", SOURCE) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("claim", "score"), [("Ruiz left on 3 May.", 1.0), ("Ruiz left on 4 May.", 0.0)])
def test_every_name_and_number_must_be_there(claim: str, score: float) -> None:
    assert names_and_numbers(claim, SOURCE) == score


@pytest.mark.parametrize("name", FLOORS)
def test_no_floor_minds_empty_texts(name: str) -> None:
    assert 0 <= FLOORS[name].score("", "") <= 1
    assert 0 <= FLOORS[name].score("A claim.", "") <= 1
