"""Servers as they are: whatever one can do, a run gives the same claims, or names the chunk that it lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.api import run
from pipeline.records import Report
from pipeline.settings import Settings
from tests.fake_endpoint import Answer, Behaviour, Call, completion, error, in_turn, loopback, serving
from tests.hard import articles

Wrap = Callable[[str], str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return articles.write(tmp_path_factory.mktemp("servers") / "articles", 3, sentences=6)


def _run(folder: Path, behaviour: Behaviour) -> Report:
    with serving(behaviour) as endpoint:
        settings = {"base_url": endpoint.base_url, "model": "fake", "timeout": 5, "retry_after_cap": 2}
        return run([folder], Settings.model_validate(settings))


def _answers(call: Call, wrap: Wrap = str) -> Answer:
    """The first sentences of the article as claims; Yes to the judge; what the probe wants to see."""
    article = re.search(r"<article>\n(.*?)\n</article>", call.prompt, re.DOTALL)
    if article is not None:
        said = [line.strip() for line in article[1].splitlines() if line.strip().endswith((".", '"'))]
        claims = [{"claim": line, "speaker": None, "certainty": "stated", "quote": line} for line in said]
        return completion(wrap(json.dumps({"claims": claims})))
    if "zq_greeting" in json.dumps(call.body):
        return completion(wrap('{"zq_greeting": "kelp"}'))
    if call.body.get("logprobs"):
        return completion("Yes", "length", logprobs={"Yes": -0.05, "No": -3.0})
    source = re.search(r"<source>\n(.*?)\n</source>", call.prompt, re.DOTALL)
    cited = source[1].splitlines()[0] if source else ""
    return completion(wrap(json.dumps({"words": [cited], "answer": "Yes"})))


def _without(*parameters: str) -> Behaviour:
    """Ignores `parameters`, and writes words around its JSON."""

    def behaviour(call: Call) -> Answer:
        body = {name: value for name, value in call.body.items() if name not in parameters}
        return _answers(
            replace(call, body=body), lambda text: f"Sure! Here it is:\n```json\n{text}\n```\nAnything else?"
        )

    return behaviour


def _refusing_schema(call: Call) -> Answer:
    if call.body.get("response_format", {}).get("type") == "json_schema":
        return error(400, "response_format: 'json_schema' is not supported")
    return _answers(call)


def _refusing_every_format(call: Call) -> Answer:
    if "response_format" in call.body:
        return error(400, "response_format is not supported")
    return _answers(call, lambda text: f"<think>What is asked?</think>\n{text}")


def _first(*answers: Answer) -> Behaviour:
    """Each call first gets `answers`, then what was asked for."""
    return lambda call: in_turn(*answers, _answers(call))(call)


@pytest.fixture(scope="module")
def able(folder: Path) -> Report:
    return _run(folder, _answers)


@loopback
@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(_refusing_schema, id="refuses json_schema"),
        pytest.param(_refusing_every_format, id="refuses every format, and thinks aloud"),
        pytest.param(_without("response_format"), id="text around the JSON"),
        pytest.param(_first(error(429, "slow down", retry_after="1")), id="429 first"),
        pytest.param(_first(error(503, "loading")), id="503 first"),
    ],
)
def test_the_claims_are_the_same_and_no_chunk_is_lost(
    able: Report, folder: Path, behaviour: Behaviour
) -> None:
    report = _run(folder, behaviour)

    assert report.failures == ()
    assert [v.claim.text for v in report.claims] == [v.claim.text for v in able.claims]
    assert [v.claim.verdict for v in report.claims] == [v.claim.verdict for v in able.claims]
    assert report.summary == able.summary
    assert report.summary


@loopback
def test_a_server_without_probabilities_is_asked_for_words(able: Report, folder: Path) -> None:
    report = _run(folder, _without("logprobs", "top_logprobs"))

    assert report.failures == ()
    assert "judge_cited" in report.provenance.prompts
    assert [v.claim.text for v in report.claims] == [v.claim.text for v in able.claims]


@loopback
def test_replies_that_are_always_cut_name_every_chunk(folder: Path) -> None:
    def cut(call: Call) -> Answer:
        return (
            completion('{"claims": [{"claim": "The', "length")
            if "<article>" in call.prompt
            else _answers(call)
        )

    report = _run(folder, cut)

    assert report.claims == ()
    assert {failure.document for failure in report.failures} == {document.id for document in report.documents}
    assert all("cut" in failure.reason and failure.span for failure in report.failures)


@loopback
def test_a_reply_that_is_cut_once_is_had_in_halves(able: Report, folder: Path) -> None:
    def short(call: Call) -> Answer:
        answer = _answers(call)
        article = re.search(r"<article>\n(.*?)\n</article>", call.prompt, re.DOTALL)
        is_long = article is not None and len(article[1].split()) > 60
        return completion('{"claims": [', "length") if is_long else answer

    report = _run(folder, short)

    assert report.failures == ()
    assert {v.claim.text for v in report.claims} == {v.claim.text for v in able.claims}
