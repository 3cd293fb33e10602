"""Where a sentence ends."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Span
from pipeline.text.sentences import blocks, sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. President met Gen. Mark A. Milley on Dec. 5.", "They talked for 2.5 hours."],
        ["Some officials moved to the U.S.", "The rest stayed."],
        ["It opens at 9 a.m. Friday.", "It closes at 5 p.m.", "Everyone leaves."],
        ["Talks end at 6 p.m. ET on Jan. 3.", "In Feb. they resume."],
        ["“We will pay.”", "She left."],
        ["“We will pay,” he said.", "“We always did.”"],
        ['He asked: "Why now?"', "Nobody answered."],
        ['"Really?" he asked.', "Yahoo! said no."],
        ["Acme Inc. said on Monday that No. 10 agreed.", "Mr. Smith did not."],
        ["J. R. R. Tolkien and George W. Bush met.", "So did I.", "They agreed."],
        ["Costs rose 3.5% to $1.2 billion in 2022.", "Revenue fell."],
        ["It cost e.g. five, i.e. many, vs. few.", "Fine."],
        ["He waited… and waited.", "Then he left...", "She stayed."],
        ["“It is absolutely clear... Our side means it,” he said.", "Good."],
        ["He has a Ph.D. from M.I.T.", "He teaches."],
        ["The result was clear.[1]", "Others disagreed.[2][3]"],
        ["See www.example.com or mail a.b@example.org for more.", "Thanks!"],
        ["Prices rose (by 5 per cent.)", "They fell again."],
    ],
)
def test_sentences_end_where_a_reader_would_say(parts: list[str]) -> None:
    assert cut(" ".join(parts)) == parts


def test_scripts_without_spaces_are_cut_at_their_full_stops() -> None:
    assert cut("今天天气很好。我们去公园吧！好吗？") == ["今天天气很好。", "我们去公园吧！", "好吗？"]


def test_a_missing_space_after_a_full_stop_does_not_join_two_sentences() -> None:
    assert cut("The talks failed.Both sides left the hall.") == [
        "The talks failed.",
        "Both sides left the hall.",
    ]


def test_headings_and_list_items_are_sentences_of_their_own() -> None:
    text = "COSTS ARE RISING\nThe bill grew. It will grow.\n\n- first item\n- second item. With more.\n1. numbered"

    assert cut(text) == [
        "COSTS ARE RISING", "The bill grew.", "It will grow.", "first item", "second item.", "With more.", "1. numbered",
    ]  # fmt: skip


def test_paragraphs_on_lines_of_their_own_are_not_joined() -> None:
    line = "Officials in the region said that the plan was not ready and would need more money than had been expected"

    assert len(cut(f"{line}\n{line}\nShort heading\n{line}")) == 4


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The water board said on Thursday that repairs to the Alder Dam would not\n"
        "begin before October. A replacement turbine is stuck at a port, and the\n"
        "United States has not yet cleared it. Residents have asked for a public\n"
        "hearing.\n"
        "\n"
        "The board will hold one in April."
    )

    assert [part.replace("\n", " ") for part in cut(text)] == [
        "The water board said on Thursday that repairs to the Alder Dam would not begin before October.",
        "A replacement turbine is stuck at a port, and the United States has not yet cleared it.",
        "Residents have asked for a public hearing.",
        "The board will hold one in April.",
    ]


def test_headlines_under_each_other_are_not_joined() -> None:
    text = "Lebanon tells the team it will need a force once the peacekeepers’ term ends\nVoters keep a slim lead in the election as all keep close watch\nEnvoys meet again in Miami on Friday"

    assert cut(text) == text.split("\n")


def test_windows_line_ends_wrap_and_part_alike() -> None:
    text = "The board said on Thursday that repairs would not\r\nbegin before October of the year.\r\n\r\nHeading\r\n\r\nThe end."

    assert cut(text) == [
        "The board said on Thursday that repairs would not\r\nbegin before October of the year.",
        "Heading",
        "The end.",
    ]


def test_rows_of_a_table_stay_apart() -> None:
    assert len(cut("| Country | Share |\n|---|---|\n| Norway | 2% |\n| Poland | 4% |")) == 3


def test_stray_punctuation_before_a_sentence_is_left_out() -> None:
    assert cut("including missile systems,\n\n. Officials said so.") == [
        "including missile systems,",
        "Officials said so.",
    ]


def test_tags_and_entities_are_read_over() -> None:
    page = "<p>First <b>bold</b> one.</p>\n<p>&ldquo;Second&rdquo; one, at AT&amp;T. <i>Third</i> one.</p>"

    assert cut(page) == ["First <b>bold</b> one.", "&ldquo;Second&rdquo; one, at AT&amp;T.", "Third</i> one."]


@given(
    st.lists(
        st.sampled_from(
            [
                "Yes.",
                "U.S.",
                "no",
                "—",
                "\n",
                "\r\n",
                "\n\n",
                " ",
                "“",
                "”",
                "…",
                "5.",
                "3.2",
                "<p>",
                "</p>",
                "&amp;",
                "漢。",
                "- ",
                "\ufeff",
                "A",
            ]
        ),
        max_size=40,
    ).map("".join),
    st.data(),
)
def test_sentences_lie_in_order_inside_their_limits_and_lose_no_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    limits = Span.at(start, data.draw(st.integers(start, len(text))))

    spans = sentences(text, limits)

    assert all(limits.holds(span) and len(span) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    assert all(any(block.holds(span) for block in blocks(text, limits)) for span in spans)


@given(st.text(alphabet='abC .!?"”“\n-…12', max_size=80))
def test_every_letter_of_plain_text_is_in_a_sentence(text: str) -> None:
    covered = "".join(span.of(text) for span in sentences(text))

    assert [char for char in covered if char.isalnum()] == [char for char in text if char.isalnum()]


def test_thousands_of_sentences_take_under_a_second() -> None:
    text = "The U.S. said on Dec. 5 that Gen. Smith would go. “He will,” an official said.\n" * 2000

    begin = time.perf_counter()
    found = sentences(text)

    assert len(found) == 4000
    assert time.perf_counter() - begin < 4


@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000,
        "a " * 50_000,
        "\n" * 50_000,
        " " * 50_000,
        '"' * 50_000,
        "A." * 30_000,
        "<" * 50_000,
        "[x" * 20_000,
        "*a" * 20_000,
    ],
)
def test_hostile_text_takes_no_quadratic_time(text: str) -> None:
    begin = time.perf_counter()

    sentences(text)

    assert time.perf_counter() - begin < 5
