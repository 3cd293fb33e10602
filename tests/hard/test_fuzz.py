"""Whatever a file, a reply or a cassette holds: an error that is meant, or a result, and soon.

`HARD=full` looks fifty times longer. What was found by it stands in CORPUS.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, PipelineError, ReplyError
from pipeline.llm import recordings
from pipeline.llm.ask import ask
from pipeline.llm.replies import json_objects
from pipeline.llm.scripted import Scripted
from pipeline.llm.upkeep import Today
from pipeline.llm.wire import chat_reply
from pipeline.prompts import Message
from pipeline.stages.extract import ClaimDrafts
from pipeline.stages.ingest import ingest
from pipeline.text.find import find, nearest

FULL = os.environ.get("HARD") == "full"
LONGEST = 5.0
"""Seconds that one small input may take on a slow machine."""

bounded = settings(
    max_examples=3000 if FULL else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

CORPUS = {
    "file": [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"\xfe\xff\xd8\x00",
        b"\xef\xbb\xbf",
        b"<" * 3000,
        b"<div>" * 2000,
        b"<!--" * 2000,
        b'<html><p>One dog.</p><img src="' + b"QUJD" * 50_000 + b'"><p>Two dogs.</p>',
        b"<html><p>One dog.</p><p " + b"a='<' " * 30_000,
        b"---\n" * 500,
        b"[" * 3000,
        "\u202e\u200b\ufeff\u2028".encode() * 50,
        ("a\u0301" * 3000).encode(),
        b"PK\x03\x04" + b"\x00" * 100,
    ],
    "reply": [
        "",
        "{",
        "{" * 5000,
        "[" * 100_000,
        '{"a":' * 5000,
        "<think>" * 1000,
        "```json\n" * 500,
        '{"claims": [{"quote": "\\ud800", "claim": "a b c d"}]}',
        '{"claims": [{"quote": 1e999, "claim": "a b c d"}]}',
        '{"claims": NaN}',
        '{"claims": [' + '{"quote": "q", "claim": "one two three four"},' * 500,
    ],
    "cassette": [
        "",
        "null",
        "interactions: 3",
        "interactions:\n- 1",
        "- - - -",
        "&a [*a]",
        "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]",
        "!!python/object/apply:os.system ['true']",
        "interactions: !!python/name:os.system",
        "{" * 500,
        "version: 1\ninteractions: []",
        "\x00",
        "? ? ? ?",
    ],
}

TODAY = Today(None, {})

words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400)
marked = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<script>", "<!--", "-->", "&amp;", "&#x;", "<a href='", "# ", "---\n", "“", "”"]
    )
    | st.text(max_size=20),
    max_size=60,
).map("".join)
jsonish = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
)


@contextmanager
def soon() -> Iterator[None]:
    """Fail when the block takes long."""
    began = time.process_time()
    yield
    assert time.process_time() - began < LONGEST


def examples(kind: str):  # type: ignore[no-untyped-def]
    """The cases of CORPUS as examples of a test."""

    def decorate(test):  # type: ignore[no-untyped-def]
        for case in CORPUS[kind]:
            test = example(case)(test)
        return test

    return decorate


@bounded
@given(st.binary(max_size=2000) | marked.map(str.encode) | words.map(str.encode))
@examples("file")
def test_any_file_is_read_or_named(tmp_path: Path, raw: bytes) -> None:
    for name in ("any.txt", "any.md", "any.html"):
        (tmp_path / name).write_bytes(raw)
        with soon():
            try:
                found = ingest([tmp_path / name])
            except InputError:
                continue
        assert len(found.documents) + len(found.failures) == 1
        for document in found.documents:
            assert all(0 <= one.span.start <= one.span.end <= len(document.text) for one in document.clutter)


@bounded
@given(words | marked, words | marked, st.integers(0, 400), st.integers(0, 400))
def test_any_quote_is_found_where_it_stands_or_not_at_all(
    quote: str, text: str, start: int, length: int
) -> None:
    planted = text[start : start + length]
    with soon():
        for wanted in (quote, planted):
            found, near = find(wanted, text), nearest(wanted, text)
            for place in (found, near):
                assert place is None or 0 <= place.span.start <= place.span.end <= len(text)
    if planted.strip() and planted[0].isalnum() and planted[-1].isalnum():
        found = find(planted, text)
        assert found is None or found.span.of(text)


@bounded
@given(words | marked | jsonish.map(json.dumps) | jsonish.map(lambda one: f"Here: {json.dumps(one)} so."))
@examples("reply")
def test_any_reply_is_read_or_refused(reply: str) -> None:
    with soon():
        assert all(isinstance(json.loads(one), dict) for one in json_objects(reply))
        with suppress(ReplyError):
            asyncio.run(ask(Scripted([reply, reply]), [Message(role="user", content="?")], ClaimDrafts, 9))
        with suppress(ReplyError):
            chat_reply(reply)


@bounded
@given(words | marked | jsonish.map(json.dumps))
@examples("cassette")
def test_any_cassette_is_read_or_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "calls.yaml").write_text(text, encoding="utf-8")

    with soon(), suppress(PipelineError):
        recordings.recordings(tmp_path)
        recordings.recorded_model(tmp_path)


@bounded
@given(body=jsonish.map(json.dumps) | st.text(), reply=jsonish.map(json.dumps) | st.text())
@example(body="[" * 100_000, reply='{"a":' * 100_000)
@example(body='{"messages": [1], "response_format": []}', reply='{"choices": [{"message": 0}]}')
def test_any_recorded_call_is_shown_and_held_against_the_prompts(body: str, reply: str) -> None:
    call = recordings.Recorded(
        file="calls.yaml", method="POST", path="/v1/chat/completions", body=body, status=200, reply=reply
    )

    with soon():
        recordings.shown(call)
        recordings.shown(call, full=True)
        TODAY.why_stale(call)


def test_a_cassette_of_aliases_that_would_fill_the_memory_is_refused_soon(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (tmp_path / "calls.yaml").write_text("\n".join(lines), encoding="utf-8")

    with soon(), pytest.raises(InputError):
        recordings.recordings(tmp_path)
