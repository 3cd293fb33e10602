from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Flag, FlagKind, Passage, Span
from pipeline.reports.against import against, around, cut, differing, pieces
from pipeline.text.markup import readable
from tests.reports.build import document

texts = st.text(alphabet="ab .,’'\"1é\n", max_size=30)


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [span.of(text) for span in spans]


@pytest.mark.parametrize(
    ("left", "right", "only_left", "only_right"),
    [
        ("may stop some of it", "will stop some of it", ["may"], ["will"]),
        ("80 billion euros", "800 billion euros", ["80"], ["800"]),
        ("it means it", "it means what it says", ["it"], ["what it says"]),
        ("a target of 5%", "a budget of 5%", ["target"], ["budget"]),
        ("U.S. officials said", "US officials said", ["U.S."], ["US"]),
        ("my life... but we", "my life…but we", [], []),
        ("“means it”", '"means it"', ["“", "”"], ['"', '"']),
        ("Our Administration", "our administration", ["Our Administration"], ["our administration"]),
        ("the same", "the same", [], []),
    ],
)
def test_the_words_that_differ_are_named_on_either_side(
    left: str, right: str, only_left: list[str], only_right: list[str]
) -> None:
    ours, theirs = differing(left, right)

    assert (words(left, ours), words(right, theirs)) == (only_left, only_right)


def test_a_little_word_between_two_changes_does_not_part_them() -> None:
    left, _ = differing("one of another kind", "ever in most of it")

    assert len(left) == 1


@given(texts, texts)
def test_marks_lie_in_their_text_in_order(left: str, right: str) -> None:
    for text, spans in zip((left, right), differing(left, right), strict=True):
        ends = [0, *(end for span in spans for end in (span.start, span.end)), len(text)]
        assert ends == sorted(ends)


@given(texts)
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert differing(text, text) == ((), ())


@given(texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_pieces_join_up_to_the_text_whatever_the_marks(text: str, pairs: list[tuple[int, int]]) -> None:
    marks = [Span.at(min(pair), max(pair)) for pair in pairs]

    assert "".join(piece for piece, _ in cut(text, marks)) == text
    assert "".join(piece for piece, _ in pieces(text, marks)) == readable(text)


@given(texts, st.integers(0, 30), st.integers(0, 30), st.integers(1, 20))
def test_the_words_themselves_are_always_in_their_context(text: str, a: int, b: int, reach: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))

    side = around(text, start, end, (Span.at(0, end - start),), reach)

    assert side.marks[0].of(side.text) == text[start:end]
    assert side.text in text


def test_the_source_sentence_stands_beside_the_claim_and_not_its_neighbours() -> None:
    source = document("a.txt", "The first. Officials said the U.S. may stop some of it. The last.")
    at = source.text.index("may")
    flag = Flag(
        kind=FlagKind.MODALITY,
        reason="",
        claim_span=Span.at(9, 13),
        claim_text="will",
        source=Passage(document="a.txt", start=at, end=at + 3, text="may"),
    )

    sides = against(flag, "The U.S. will stop some of it.", {"a.txt": source})

    assert sides.source
    assert sides.source.text == "Officials said the U.S. may stop some of it."
    assert words(sides.source.text, sides.source.marks) == ["may"]
    assert words(sides.claim.text, sides.claim.marks) == ["will"]


def test_a_flag_without_a_source_has_one_side() -> None:
    flag = Flag(kind=FlagKind.ADDITION, reason="", claim_span=Span.at(0, 5), claim_text="Never")

    assert against(flag, "Never said.", {}).source is None


def test_a_source_that_is_not_in_the_report_shows_the_flag_s_own_words() -> None:
    flag = Flag(kind=FlagKind.NUMBER, reason="", source=Passage(document="gone", start=5, end=6, text="7"))

    sides = against(flag, "Eight.", {})

    assert sides.source
    assert sides.source.text == "7"
    assert sides.claim.marks == ()
