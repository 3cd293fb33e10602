"""What the index finds by value or by word is what reading all of its sentences finds."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.records import Clutter, Document, Span
from pipeline.stages.ingest import ingest

SEEDS = Path(__file__).parents[2] / "seeds"

TEXT = (
    "The harbour closes for 14 weeks. About 70 people work there. It cost 43 million in 2019.\n\n"
    "The mayor opened the harbour in 2019. Fourteen ships were there.\n\n"
    "The harbour is 14 metres deep."
)
MENU = Clutter(span=Span.at(TEXT.index("The harbour is"), len(TEXT)), reason="navigation")
INDEX = SourceIndex(
    [
        Document(id="a", path="a", text=TEXT, sha256="0", clutter=(MENU,)),
        Document(id="b", path="b", text="It opened in 2019.", sha256="1", published=dt.date(2020, 1, 2)),
    ]
)


def test_figures_are_those_of_the_body_in_the_range() -> None:
    for low, high in ((14, 14), (10, 80), (0, 1e9), (15, 16)):
        expected = [q.value for sentence in INDEX.body for q in sentence.quantities if low <= q.value <= high]

        assert [q.value for _, q in INDEX.figures(low, high)] == sorted(expected)
    assert len(list(INDEX.figures(14, 14))) == 2


def test_each_date_stands_once_for_each_day_of_publication() -> None:
    assert [(m.year, day) for m, day in INDEX.moments] == [(2019, None), (2019, dt.date(2020, 1, 2))]


def test_sentences_share_as_many_words_as_asked_for() -> None:
    telling = {"harbour", "weeks", "mayor", "deep"}
    for least in (1, 2, 3):
        assert INDEX.sharing(telling, least) == [s for s in INDEX.body if len(telling & s.norms) >= least]
    assert len(INDEX.sharing(telling, 2)) == 2


def test_the_index_of_one_of_many_articles_is_its_index_alone() -> None:
    names = ("000_7e9bd8cab8cd929b", "001_d1a2afb279564811", "002_b581e4138c5e206d")
    paths = [SEEDS / f"{name}.txt" for name in names]
    documents = ingest(paths, sys.stdin).documents
    whole = SourceIndex(documents)
    claims = [sentence.text for sentence in whole.body][::4]
    findings_before = [findings(claim, whole) for claim in claims]

    for document in documents:
        alone, among = SourceIndex([document]), SourceIndex([document], whole)
        assert [s.text for s in among.sentences] == [s.text for s in alone.sentences]
        assert [findings(claim, among) for claim in claims] == [findings(claim, alone) for claim in claims]
    assert [findings(claim, whole) for claim in claims] == findings_before
