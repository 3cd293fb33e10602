"""Chunks join up to the body of a document."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Clutter, Document, Span
from pipeline.stages.chunk import chunk
from pipeline.stages.ingest import ingest
from pipeline.text.tokens import count

SEEDS = Path(__file__).parents[2] / "seeds"


def document(text: str, *clutter: tuple[int, int]) -> Document:
    spans = tuple(Clutter(span=Span.at(*span), reason="other") for span in clutter)
    return Document(id="d", path="d.txt", text=text, sha256="", clutter=spans)


PARTS = st.sampled_from(
    ["The U.S. said so. ", "“No,” he said.\n\n", "A HEADING\n", "word ", "x" * 90, "漢字。", "👨\u200d👩\u200d👧 ", "\r\n", "e\u0301", "  ", "- item\n"]
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.lists(PARTS, max_size=40).map("".join))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    return document(text, *zip(places[::2], places[1::2], strict=False))


@given(documents(), st.integers(12, 120))
def test_chunks_are_the_body_in_order_without_gap_or_overlap(doc: Document, size: int) -> None:
    chunks = chunk(doc, size)

    covered = "".join(one.text for one in chunks)
    wanted = "".join(span.of(doc.text) for span in doc.body if span.of(doc.text).strip())
    assert covered == wanted
    assert all(one.text == one.span.of(doc.text) and len(one.span) for one in chunks)
    assert all(one.span.end <= other.span.start for one, other in pairwise(chunks))
    assert not any(doc.clutter_at(one.span) for one in chunks)


@given(documents(), st.integers(12, 120))
def test_no_chunk_is_larger_than_asked(doc: Document, size: int) -> None:
    for one in chunk(doc, size):
        assert one.tokens == count(one.text) <= size


def test_the_seeds_make_a_few_chunks_of_like_size() -> None:
    sizes = {doc.id[:3]: [one.tokens for one in chunk(doc, 700)] for doc in ingest([SEEDS]).documents}

    assert {name: len(tokens) for name, tokens in sizes.items()} == {
        "000": 1,
        "001": 2,
        "002": 3,
        "003": 1,
        "004": 2,
    }


def test_a_chunk_ends_with_a_paragraph_and_never_with_a_heading() -> None:
    paragraph = "The board met on Monday. It agreed on the plan for the dam.\n\n"
    text = (paragraph * 4 + "COSTS ARE RISING\n\n") * 6

    chunks = chunk(document(text), 120)

    assert len(chunks) > 2
    assert all(one.text.endswith("for the dam.\n\n") for one in chunks[:-1])


def test_a_sentence_longer_than_a_chunk_is_cut_between_words() -> None:
    chunks = chunk(document("word " * 1000), 100)

    assert "".join(one.text for one in chunks) == "word " * 1000
    assert all(one.text.endswith("word ") for one in chunks)
    assert len(chunks) < 14


def test_a_word_longer_than_a_chunk_is_cut_between_code_points() -> None:
    text = "a" * 50_000

    begin = time.perf_counter()
    chunks = chunk(document(text), 50)

    assert "".join(one.text for one in chunks) == text
    assert time.perf_counter() - begin < 10


def test_a_document_of_clutter_alone_has_no_chunk() -> None:
    assert chunk(document("Share it", (0, 8)), 100) == []
    assert chunk(document(" \n "), 100) == []


@pytest.mark.parametrize("size", [0, -1])
def test_a_size_without_room_for_a_token_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="at least 1 token"):
        chunk(document("text"), size)
