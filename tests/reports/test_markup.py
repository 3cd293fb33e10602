"""What an article from the web is told in: words without markup everywhere but in JSON, which keeps the raw text."""

from __future__ import annotations

import json

import pytest

from pipeline.records import (
    CheckedClaim,
    Conflict,
    Decision,
    Evidence,
    Flag,
    FlagKind,
    MatrixCell,
    MatrixRow,
    Passage,
    Provenance,
    Report,
    Span,
    Stance,
    SummarySentence,
    Verdict,
    Version,
    VettedClaim,
)
from pipeline.reports import FORMATS, note
from pipeline.reports.against import around
from tests.reports.build import document

TEXT = (
    "<article><p>The ferry had <b>214&nbsp;people</b> on board, the "
    '<a href="https://example.com/coast?x=1&amp;y=2">coast guard</a> said.</p>\n'
    "<p>&ldquo;We <em>dropped</em> anchor,&rdquo; the captain said.</p></article>"
)
SOURCE = document("page.html", TEXT, title="Ferry &amp; anchor")
READ = "The ferry had 214 people on board, the coast guard said."


def passage(words: str) -> Passage:
    at = TEXT.index(words)
    return Passage(document=SOURCE.id, start=at, end=at + len(words), text=words)


def report() -> Report:
    raw = TEXT[TEXT.index("The ferry") : TEXT.index("</p>")]
    held = Evidence(**passage(raw).model_dump())
    figure = passage("214&nbsp;people")
    flag = Flag(
        kind=FlagKind.NUMBER,
        reason="The claim says “241” where the source says “<b>214&nbsp;people</b>”.",
        claim_span=Span.at(14, 17),
        claim_text="241",
        source=figure,
    )
    kept = CheckedClaim(id="c1", text=raw, verdict=Verdict.SUPPORTED, score=0.9, reason="", evidence=(held,))
    drifted = kept.model_copy(
        update={"id": "c2", "text": "The ferry had 241 people.", "verdict": Verdict.DRIFTED, "flags": (flag,)}
    )
    said = passage("We <em>dropped</em> anchor,")
    other = Version(value="We <i>cut</i> the anchor,", passage=said)
    return Report(
        documents=(SOURCE,),
        summary=(SummarySentence(text=raw, claims=("c1",), references=(1,), corroboration=1),),
        claims=(
            VettedClaim(claim=kept, decision=Decision.KEPT),
            VettedClaim(claim=drifted, decision=Decision.HELD_BACK),
        ),
        matrix=(
            MatrixRow(
                claim="c1", cells=(MatrixCell(document=SOURCE.id, stance=Stance.SUPPORTS),), corroboration=1
            ),
        ),
        conflicts=(
            Conflict(
                kind=FlagKind.QUOTE,
                subject="words of the captain",
                versions=(Version(value=said.text, passage=said), other),
            ),
        ),
        left_out=(said,),
        unsourced=("c1",),
        provenance=Provenance(version="1", mode="m", model="n"),
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("markdown", READ),
        ("html", READ),
        ("junit", READ),
        ("matrix", READ[:40]),
        ("sarif", "where the source says “214 people”"),
    ],
)
def test_every_format_tells_an_article_without_its_markup(name: str, words: str) -> None:
    told = FORMATS[name](report())
    shown = told.split("<aside", 1)[0]  # the page's sources hold the raw text, with the markup out of sight
    if name == "sarif":
        shown = " ".join(result["message"]["text"] for result in json.loads(told)["runs"][0]["results"])

    assert words in shown.replace("\\", "").replace("\xa0", " ")
    for raw in ("&lt;b&gt;", "<b>214", "&amp;nbsp;", "&nbsp;", "<em>", "&lt;em&gt;"):
        assert raw not in shown


def test_json_keeps_the_raw_words_at_their_raw_places() -> None:
    published = json.loads(FORMATS["json"](report()))

    (held,) = published["claims"][0]["evidence"]
    assert "<b>214&nbsp;people</b>" in held["text"]
    for place in (held, published["left_out"][0], published["conflicts"][0]["versions"][0]["passage"]):
        assert TEXT[place["start"] : place["end"]] == place["text"]


def test_a_note_marks_the_words_that_differ_and_no_tag() -> None:
    claim = report().claims[1].claim

    told = note.note(claim, {SOURCE.id: SOURCE}).replace("\xa0", " ")

    assert "source  The ferry had [-214 people-] on board, the coast guard said." in told
    assert "where the source says “214 people”" in told


@pytest.mark.parametrize("reach", range(1, 120, 7))
def test_context_is_never_cut_within_a_tag(reach: int) -> None:
    at = TEXT.index("coast guard")

    side = around(TEXT, at, at + 11, (), reach)

    assert side.text.count("<") == side.text.count(">")
