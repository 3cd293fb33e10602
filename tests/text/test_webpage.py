"""Where the article lies in the source of a web page. The page is invented."""

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks.index import SourceIndex
from pipeline.records import Document
from pipeline.text.find import find
from pipeline.text.markup import readable
from pipeline.text.sentences import sentences
from pipeline.text.webpage import UNREAD, is_webpage, read

PAGE = """<!DOCTYPE html>
<html><head><title>Dam repairs delayed | Valley Courier</title>
<meta property="og:site_name" content="Valley Courier">
<meta property="article:published_time" content="2024-03-07T09:00:00Z">
<meta name="author" content="Ina Holm">
<script>var a = "<p>This is not text, it is a script.</p>";</script><style>p{color:red}</style></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<header><h1>Dam repairs delayed until autumn</h1><p class="byline">By Ina Holm</p></header>
<article>
<p>KESTREL VALLEY, March 7 &#8211; Repairs to the Alder Dam will not begin before October, the water board said on Thursday,
because a <a href="/turbines">replacement turbine</a> is stuck at a foreign port.</p>
<p>&ldquo;We&#8217;re <b>not</b> happy,&rdquo; said board chair Lena Ortiz. It had promised to start in June &amp; finish by winter.</p>
<figure><img src="dam.jpg" alt="x"><figcaption>The dam in spring. Photo: Valley Courier</figcaption></figure>
<h2>Costs are rising</h2>
<p>The bill has grown to $4.2 million, up from $3.1&nbsp;million, according to a report that the board published in February.</p>
<script>ad();</script>
<div class="ad">Advertisement</div>
<p>Engineers say that the dam is safe. They inspect it every week, and the reservoir is kept two metres below its usual level.</p>
<p>(Reporting by Ina Holm; Editing by Tom Beck)</p>
</article>
<aside><h3>Related stories</h3><ul><li><a href="/1">Mayor opens new swimming pool in the old town</a></li></ul></aside>
<section id="comments"><h3>Comments</h3><p>I always knew that this board would fail us again, said a neighbour of mine.</p></section>
<footer><p>© 2024 Valley Courier. All rights reserved.</p></footer>
</body></html>
"""  # fmt: skip


def document(text: str) -> Document:
    return Document(id="x", path="x.html", text=text, sha256="", clutter=read(text)[0])


def shown(text: str) -> list[str]:
    page = document(text)
    return [" ".join(readable(span.of(text)).split()) for part in page.body for span in sentences(text, part)]


def test_the_sentences_of_a_page_are_those_of_its_article() -> None:
    assert shown(PAGE) == [
        "Repairs to the Alder Dam will not begin before October, the water board said on Thursday, because a "
        "replacement turbine is stuck at a foreign port.",
        "“We’re not happy,” said board chair Lena Ortiz.",
        "It had promised to start in June & finish by winter.",
        "Costs are rising",
        "The bill has grown to $4.2 million, up from $3.1 million, according to a report that the board published in February.",
        "Engineers say that the dam is safe.",
        "They inspect it every week, and the reservoir is kept two metres below its usual level.",
    ]


def test_a_page_says_its_title_date_byline_and_publisher() -> None:
    told = read(PAGE)[1]

    assert told.title == "Dam repairs delayed until autumn"
    assert told.published == dt.date(2024, 3, 7)
    assert told.byline == "Ina Holm"
    assert told.publisher == "Valley Courier"


@pytest.mark.parametrize(
    ("quote", "raw"),
    [
        ("We're not happy", "We&#8217;re <b>not</b> happy"),
        ("start in June & finish", "start in June &amp; finish"),
        ("a replacement turbine is stuck", 'a <a href="/turbines">replacement turbine</a> is stuck'),
    ],
)
def test_a_quotation_is_found_in_the_source_of_the_page(quote: str, raw: str) -> None:
    found = find(quote, PAGE)

    assert found is not None
    assert found.span.of(PAGE) == raw
    assert any(part.holds(found.span) for part in document(PAGE).body)


def test_a_page_without_a_main_text_gives_what_is_visible_outside_its_margins() -> None:
    page = (
        "<html><body><nav>Menu of things</nav>"
        + "<div>" * 3000
        + "The lake rose by two metres."
        + "</div>" * 3000
        + "</body></html>"
    )

    assert shown(page) == ["The lake rose by two metres."]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<!doctype html><p>x", True),
        ("\ufeff<html>", True),
        ("\n<!-- x --><HTML>", True),
        ("<b>bold</b> claim", False),
        ("plain", False),
    ],
)
def test_a_web_page_is_known_by_how_it_begins(text: str, answer: bool) -> None:
    assert is_webpage(text) is answer


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PAGE.splitlines(), "<div>", "</p>", "<script>", "<!--", "-->", "<p", "&amp;", "<svg>", "\ufeff", "plain words here."]),
        max_size=25,
    ).map("\n".join)
)  # fmt: skip
def test_no_page_however_broken_fails(text: str) -> None:
    page = document(text)

    assert all(one.span.end <= other.span.start for one, other in pairwise(page.clutter))
    assert all(span.end <= len(text) for span in page.body)


LONG = {
    "picture": '<img src="data:image/png;base64,' + "QUJD" * 100_000 + '">',
    "state": "<div data-state='" + '{"name": "Lena > Ortiz"}, ' * 20_000 + "'>",
    "attributes": "<div " + 'sold="yes" ' * 20_000 + ">",
    "script": "<script>" + 'var board = "The dam fell down.";' * 20_000 + "</script>",
}


@pytest.mark.parametrize("long", LONG.values(), ids=LONG)
def test_a_tag_is_no_text_however_long_it_is(long: str) -> None:
    one, other = "Engineers say that the dam is safe.", "They inspect it every week, and nobody is worried."
    text = f"<html><body><article><p>{one}</p>{long}<p>{other}</p></article></body></html>"

    page = document(text)

    assert shown(text) == [one, other]
    assert [long in c.span.of(text) for c in page.clutter if c.reason == UNREAD] == [True]
    assert [s.span.of(text) for s in SourceIndex([page]).sentences] == [one, other]


@pytest.mark.parametrize(
    "text",
    [
        *("<div>" * 50_000, "<svg>" * 20_000, "<p>word " * 20_000, "<!--" * 20_000, '<a "' * 20_000),
        *(
            "<a '\"' " * 20_000,
            "<a \"'\" '" * 20_000,
            '"<a ' * 20_000,
            "'<a \"'" * 20_000,
            "<a b=c " * 20_000,
        ),
    ],
)
def test_a_hostile_page_takes_no_quadratic_time(text: str) -> None:
    begin = time.perf_counter()

    read(f"<html><body>{text}")

    assert time.perf_counter() - begin < 20
