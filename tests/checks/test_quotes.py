"""What stands between quotation marks, in the claim and in the source."""

from __future__ import annotations

import pytest

from pipeline.checks import quotes
from pipeline.checks.align import align
from pipeline.checks.index import SourceIndex
from pipeline.records import Document, Finding
from pipeline.stages.ingest import document

SAID = "We are not happy with this delay at all"
CLAIM = f"“{SAID},” the chair of the board said."


def page(before: str, after: str) -> str:
    """A page in one line, whose tags hold quotation marks too."""
    return (
        "<!DOCTYPE html><html><body><article>"
        '<p class="first">Repairs to the "old" dam will not begin before October, the board said on Thursday.</p>'
        f'<p title="dam">{before}{SAID},{after} the chair of the board said. It had promised to start in June.</p>'
        "</article></body></html>"
    )


def finding(html: str) -> Finding:
    source = document("dam.html", "dam.html", html, html.encode())
    assert isinstance(source, Document)
    return quotes.check(align(CLAIM, SourceIndex([source])))


MARKS = [
    ("&ldquo;", "&rdquo;"),
    ("&#8220;", "&#x201D;"),
    ("&quot;", "&quot;"),
    ("<q>&laquo;", "&raquo;</q>"),
    ("“", "”"),
]


@pytest.mark.parametrize(("before", "after"), MARKS)
def test_marks_that_a_page_writes_as_entities_are_quotation_marks(before: str, after: str) -> None:
    html = page(before, after)

    found = finding(html)

    assert found.flags == ()
    assert [one.text for one in found.evidence] == [f"{SAID},"]
    assert [html[one.start : one.end] for one in found.evidence] == [f"{SAID},"]


def test_the_marks_of_a_tag_are_none() -> None:
    (flag,) = finding(page('<a href="/x">', "</a>")).flags

    assert flag.reason == "The source has these words, but not as a quotation."
