"""Headings are told from sentences by their shape."""

import pytest

from pipeline.text.headings import is_heading


@pytest.mark.parametrize(
    "line",
    [
        "A Shifting Landscape",
        "NO CLARITY ON HOW COSTS WOULD BE MET",
        "Europe’s Gaps Are a Major Hurdle",
        "The Bloc’s Future in Doubt",
    ],
)
def test_a_line_in_capitals_without_a_stop_is_a_heading(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Long waiting times for sophisticated American systems",
        "The pier closes in 2031.",
        "“We Are Ready,” said Maria Costa.",
        "Elin",
        "",
    ],
)
def test_sentences_bullets_and_single_words_are_not(line: str) -> None:
    assert not is_heading(line)
