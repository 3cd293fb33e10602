"""Whatever an article, a model or a file name holds stays inert in every format, and every format stays valid."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.records import Report
from pipeline.reports import FORMATS, html, junit, lineage, markdown, matrix, note, sarif
from pipeline.reports import json as json_report
from pipeline.reports.plain import line
from tests.reports.build import HOSTILE, hostile_report

TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
    ),
    *(
        "span",
        "b",
        "i",
        "small",
        "nav",
        "form",
        "button",
        "fieldset",
        "legend",
        "label",
        "input",
        "select",
        "option",
    ),
    *(
        "output",
        "main",
        "section",
        "aside",
        "article",
        "dl",
        "dt",
        "dd",
        "mark",
        "details",
        "summary",
        "q",
        "code",
    ),
    *(
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "dialog",
        "kbd",
        "script",
        "svg",
        "desc",
        "g",
        "path",
        "rect",
        "text",
    ),
    "line",
}
SVG_TAGS = {"svg", "title", "desc", "style", "g", "path", "rect", "line", "text"}

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
hostile = st.lists(st.one_of(texts, st.sampled_from(HOSTILE)), min_size=1, max_size=3).map(tuple)
fragments = st.lists(
    st.sampled_from([*"<>&\"'`*_[]()!#-+=|~\\$.:@ \n1a", "http://", "www.", "&lt;", "\u202e"]), max_size=24
).map("".join)


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and the text of each element's own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_inert_page(page: str) -> None:
    parser = Elements()
    parser.feed(page)

    assert {tag for tag, _ in parser.found} <= TAGS
    assert [tag for tag, _ in parser.found].count("script") == 2
    assert [tag for tag, _ in parser.found].count("style") == 1
    for _, attributes in parser.found:
        assert not [name for name in attributes if name.startswith("on") or name in {"style", "src"}]
        assert (attributes.get("href") or "#").startswith("#")


def assert_inert_svg(figure: str) -> None:
    root = ElementTree.fromstring(figure)

    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in SVG_TAGS
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]


def inline_tokens(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [child for token in parser.parse(text) for child in (token.children or [token])]


def test_the_page_of_a_hostile_report_holds_no_foreign_element() -> None:
    assert_inert_page(html.render(hostile_report()))


@pytest.mark.parametrize("render", [lineage.render, matrix.render])
def test_the_figures_of_a_hostile_report_hold_no_foreign_element(render: object) -> None:
    assert_inert_svg(render(hostile_report()))  # type: ignore[operator]


def test_hostile_markdown_makes_no_link_code_or_html() -> None:
    kinds = {token.type for token in inline_tokens(markdown.render(hostile_report()))}

    assert not kinds & {
        "link_open",
        "image",
        "code_inline",
        "code_block",
        "fence",
        "html_inline",
        "html_block",
        "table_open",
    }


def test_hostile_text_ends_no_line_of_a_note() -> None:
    plain = hostile_report(("harmless",) * len(HOSTILE))
    told = [
        note.check([v.claim for v in r.claims], r.documents, ["rules"]) for r in (plain, hostile_report())
    ]

    assert told[0].count("\n") == told[1].count("\n")
    assert not [sign for sign in told[1] if unicodedata.category(sign) == "Cc" and sign != "\n"]
    assert not set(told[1]) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


def test_the_script_of_the_page_cannot_be_ended_by_the_data_in_it() -> None:
    page = html.render(hostile_report())
    embedded = re.search(r'<script type="application/json" id="places">(.*?)</script>', page, re.DOTALL)

    assert embedded
    assert json.loads(embedded[1])["sentences"]
    assert "<" not in embedded[1]


@given(hostile)
@settings(max_examples=40, deadline=None)
def test_any_text_leaves_every_format_valid(strings: tuple[str, ...]) -> None:
    report = hostile_report(strings)

    jsonschema.validate(json.loads(json_report.render(report)), json_report.schema())
    assert_inert_page(html.render(report))
    assert_inert_svg(lineage.render(report))
    assert_inert_svg(matrix.render(report))
    ElementTree.fromstring(junit.render(report))
    json.loads(sarif.render(report))


@given(hostile)
@settings(max_examples=30, deadline=None)
def test_every_format_can_be_written_as_utf_8(strings: tuple[str, ...]) -> None:
    report = hostile_report(strings)

    for render in FORMATS.values():
        render(report).encode("utf-8")


@given(st.one_of(fragments, texts, st.sampled_from(HOSTILE)))
@settings(max_examples=300, deadline=None)
def test_escaped_markdown_is_shown_as_it_was_written(text: str) -> None:
    tokens = inline_tokens(f"- {markdown.escape(text)} [1]")

    shown = "".join(token.content for token in tokens if token.type in {"text", "text_special"})
    assert shown == (f"{line(text)} [1]" if line(text) else "[1]")
    assert {token.type for token in tokens} <= {
        *("bullet_list_open", "list_item_open", "paragraph_open", "text", "text_special"),
        *("paragraph_close", "list_item_close", "bullet_list_close"),
    }


@given(texts)
def test_json_keeps_a_text_as_it_is(text: str) -> None:
    report = hostile_report((text,))

    published = json.loads(json_report.render(report))

    assert published["documents"][0]["title"] == text
    assert published["claims"][0]["evidence"][0]["text"] == text


def test_a_report_of_nothing_is_valid_in_every_format(report: Report) -> None:
    empty = Report(documents=(), summary=(), claims=(), provenance=report.provenance)

    for render in FORMATS.values():
        assert render(empty)
    assert_inert_page(html.render(empty))
    assert_inert_svg(lineage.render(empty))
    assert_inert_svg(matrix.render(empty))
