"""The ranking of source sentences is exact, however it is made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks import ranking
from pipeline.checks.index import SourceIndex
from pipeline.checks.listed import listed
from pipeline.checks.sentence import Sentence
from pipeline.records import Clutter, Document, Span

WORDS = listed(
    "the a of harbour harbours port closes closed opens shuts 14 fourteen Brack holm said big large"
)
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)


def index(sentences: list[str], clutter: int = 0) -> SourceIndex:
    """One document, a sentence a paragraph; so many at its end are clutter."""
    text = "\n\n".join(f"{one}." for one in sentences)
    at = len("\n\n".join(f"{one}." for one in sentences[: len(sentences) - clutter]))
    marked = (Clutter(span=Span.at(at, len(text)), reason="navigation"),) if clutter else ()
    return SourceIndex([Document(id="a", path="a", text=text, sha256="0", clutter=marked)])


def claim(text: str) -> Sentence:
    return Sentence(text, Span.at(0, len(text)))


@settings(deadline=None)
@given(st.lists(lines, min_size=8, max_size=30), lines, st.integers(0, 4), st.integers(1, 6))
def test_added_up_one_by_one_or_by_columns_the_ranking_is_the_same(
    sentences: list[str], words: str, clutter: int, most: int
) -> None:
    source = index(sentences, clutter)
    for among in (source.body, source.clutter):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ranking, "_FEW", 10_000)
            one_by_one = ranking.rank(claim(words), source, among, most)
            patched.setattr(ranking, "_FEW", most)
            by_columns = ranking.rank(claim(words), source, among, most)

        assert by_columns == one_by_one
        assert {sentence.number for _, sentence in by_columns} <= {sentence.number for sentence in among}


def test_of_equal_sentences_the_first_comes_first() -> None:
    source = index([*["The harbour closes"] * 300, "The harbour of Brack closes"])

    ranked = ranking.rank(claim("The harbour of Brack closes"), source, source.body, 4)

    assert [sentence.number for _, sentence in ranked] == [300, 0, 1, 2]
