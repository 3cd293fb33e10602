"""A key stands in no file that the program writes, wherever an endpoint, an address or the environment puts it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_endpoint import Answer, Behaviour, Call, completion, error, loopback, obliging, serving
from tests.hard import articles, program
from tests.llm.test_secrets import SHAPES, A

OWN = "Correct Horse Battery 7"
"""A key in use that looks like none."""


def _leaks(*places: Path) -> list[str]:
    """The files below `places` that hold a planted secret."""
    planted = (A.encode(), OWN.encode(), b"Battery 7", b"ABCDEFGH12345678")
    files = [file for place in places for file in place.rglob("*") if file.is_file()]
    assert files
    return [str(file) for file in files if any(secret in file.read_bytes() for secret in planted)]


def _in_headers(call: Call) -> Answer:
    headers = {f"x-planted-{number}": " ".join(shape.split()) for number, shape in enumerate(SHAPES)}
    return replace(obliging(call), headers={**headers, "set-cookie": f"session={A}{A}"})


def _in_bodies(call: Call) -> Answer:
    """Each claim of the reply ends in a secret, or the whole reply is one; other fields and the id hold some too."""
    answer = obliging(call)
    assert isinstance(answer.body, dict)
    message = answer.body["choices"][0]["message"]
    message["content"] = message["content"].replace('."', f'. {_shape(call)} {OWN}"')
    message["reasoning_content"] = " ".join([*SHAPES, OWN])
    return replace(answer, body={**answer.body, "id": SHAPES[0], "system_fingerprint": f"Bearer {A}{A}"})


def _in_errors(call: Call) -> Answer:
    if "article" not in call.prompt:
        return obliging(call)
    number = len(call.prompt) % len(SHAPES)
    return error((400, 401, 403, 404, 500)[number % 5], f"bad key {SHAPES[number]} or {OWN}", x_key=OWN)


def _in_refusals(call: Call) -> Answer:
    if "article" not in call.prompt:
        return obliging(call)
    answer = completion(None)
    assert isinstance(answer.body, dict)
    answer.body["choices"][0]["message"]["refusal"] = f"I know {_shape(call)} and {OWN}"
    return answer


def _in_garbage(call: Call) -> Answer:
    return Answer(f"<html>{_shape(call)} {OWN}</html>") if "article" in call.prompt else obliging(call)


def _shape(call: Call) -> str:
    return json.dumps(SHAPES[len(call.prompt) % len(SHAPES)])[1:-1]


@loopback
@pytest.mark.parametrize("behaviour", [_in_headers, _in_bodies, _in_errors, _in_refusals, _in_garbage])
def test_no_secret_survives_into_a_file(behaviour: Behaviour, tmp_path: Path) -> None:
    folder = articles.write(tmp_path / "articles", 8, sentences=4)
    variables = {f"PLANTED_{number}": shape for number, shape in enumerate(SHAPES)}
    with serving(behaviour) as endpoint:
        address = endpoint.base_url.replace("/v1", f"/sk-{A}{A}/v1?api_key={A}{A}")
        where = ("--base-url", address, "--model", "fake", "--attempts", "1")
        said = []
        for asked in (
            ("run", folder, "--out", tmp_path / "out"),
            ("run", folder, "--out", tmp_path / "again", "--record", tmp_path / "tape"),
            ("compare", folder),
            ("explain", "The harbour was sold in 1999.", "--against", folder),
        ):
            command = (*asked, *where)
            variables["PIPELINE_CACHE_DIR"] = str(tmp_path / "cache")
            said.append(
                program.ended(*command, place=tmp_path, OPENAI_API_KEY=OWN, PIPELINE_DEBUG="1", **variables)
            )

    assert {code for code, _ in said} <= {0, 1, 3, 4}
    assert not any(A in text or OWN in text for _, text in said)
    places = (tmp_path / name for name in ("out", "again", "tape", "cache"))
    written = [place for place in places if place.exists()]
    assert _leaks(*written) == []


@loopback
def test_an_article_that_holds_something_like_a_key_is_quoted_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "leak.txt").write_text(f"The paper printed the password: {A}{A} on its first page on Monday.\n")
    with serving() as endpoint:
        where = ("--base-url", endpoint.base_url, "--model", "fake", "--out", tmp_path / "out")
        code, said = program.ended("run", folder, *where, "--record", tmp_path / "tape", place=tmp_path)

    assert code in (0, 1, 3), said
    assert A in (tmp_path / "out" / "report.json").read_text()
    assert _leaks(tmp_path / "tape") == []
