"""What is recorded can be played again, anywhere and in any order, and holds nothing of the recording machine."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from pipeline.errors import CassetteMiss, EndpointError, InputError
from pipeline.llm import cassette, recordings, scrub
from pipeline.llm.cassette import recording, replaying, without_waiting
from pipeline.llm.model import Reply, Request
from pipeline.llm.openai_chat import OpenAIChat
from pipeline.llm.together import together
from pipeline.prompts import Message
from tests.fake_endpoint import Answer, completion, error, in_turn, loopback, obliging, serving


def says(text: str) -> Request:
    return Request(messages=(Message(role="user", content=text),), max_tokens=5)


def ask(base_url: str, texts: Sequence[str], limit: int = 1, key: str = "", model: str = "fake") -> list[str]:
    async def work() -> list[str]:
        async with OpenAIChat(model, base_url, key, sleep=without_waiting) as chat:
            replies = await together((chat.complete(says(text)) for text in texts), limit)
        return [one.text if isinstance(one, Reply) else f"{type(one).__name__}: {one}" for one in replies]

    return asyncio.run(work())


def echo(call: object) -> Answer:
    return completion(f"You said {call.prompt!r}.")  # type: ignore[attr-defined]


def ask_and_fail(base_url: str, folder: Path) -> None:
    with recording(folder):
        ask(base_url, ["second"])
        raise ZeroDivisionError


TEXTS = [f"Number {n}" for n in range(30)]


@loopback
@pytest.mark.parametrize("limit", [1, 32])
def test_a_recorded_run_is_played_back_at_any_concurrency(tmp_path: Path, limit: int) -> None:
    with serving(echo, latency=0.01) as endpoint, recording(tmp_path):
        recorded = ask(endpoint.base_url, TEXTS, limit)

    for again in (1, 32):
        with replaying(tmp_path) as replay:
            assert ask(scrub.ENDPOINT, TEXTS, again) == recorded
        assert replay.unused() == []


@loopback
def test_a_recording_is_the_same_file_at_any_concurrency(tmp_path: Path) -> None:
    for name, limit in (("one", 1), ("many", 32)):
        with serving(echo, latency=0.01) as endpoint, recording(tmp_path / name):
            ask(endpoint.base_url, TEXTS, limit)

    assert (tmp_path / "one" / cassette.FILE).read_bytes() == (tmp_path / "many" / cassette.FILE).read_bytes()


@loopback
def test_an_equal_request_is_kept_once_and_can_be_played_often(tmp_path: Path) -> None:
    with serving(echo) as endpoint, recording(tmp_path):
        ask(endpoint.base_url, ["same", "same", "other"])

    assert len(recordings.recordings(tmp_path)) == 2
    with replaying(tmp_path):
        assert len(set(ask(scrub.ENDPOINT, ["same"] * 5))) == 1


@loopback
def test_an_answer_that_a_retry_replaced_is_not_kept(tmp_path: Path) -> None:
    with (
        serving(in_turn(error(503, "busy"), error(429, "slow"), completion("Now."))) as endpoint,
        recording(tmp_path),
    ):
        assert ask(endpoint.base_url, ["When?"]) == ["Now."]

    assert [call.status for call in recordings.recordings(tmp_path)] == [200]


@loopback
def test_a_lasting_refusal_is_kept(tmp_path: Path) -> None:
    with serving(lambda call: error(400, "context length exceeded")) as endpoint, recording(tmp_path):
        (recorded,) = ask(endpoint.base_url, ["Long."])

    with replaying(tmp_path):
        (replayed,) = ask(scrub.ENDPOINT, ["Long."])
    assert recorded.split(" answered ")[1] == replayed.split(" answered ")[1]


@loopback
def test_a_block_that_raises_leaves_an_older_recording_alone(tmp_path: Path) -> None:
    with serving(echo) as endpoint:
        with recording(tmp_path):
            ask(endpoint.base_url, ["first"])
        before = (tmp_path / cassette.FILE).read_bytes()
        with pytest.raises(ZeroDivisionError):
            ask_and_fail(endpoint.base_url, tmp_path)

    assert (tmp_path / cassette.FILE).read_bytes() == before


@loopback
def test_a_miss_says_what_was_asked_and_how_the_nearest_differs(tmp_path: Path) -> None:
    texts = ["Article one.\nClaim: it rains.", "Article two.\nClaim: it snows.", "Wholly different."]
    with serving(echo) as endpoint, recording(tmp_path):
        ask(endpoint.base_url, texts)

    with replaying(tmp_path) as replay:
        (told,) = ask(scrub.ENDPOINT, ["Article two.\nClaim: it hails."])
    assert told.startswith("CassetteMiss: No call recorded in")
    assert "user: Article two. Claim: it hails." in told
    assert "-Claim: it snows.\n+Claim: it hails." in told
    assert "Article one" not in told
    assert len(replay.unused()) == 3


@loopback
def test_calls_that_nobody_makes_any_more_are_found(tmp_path: Path) -> None:
    with serving(echo) as endpoint, recording(tmp_path):
        ask(endpoint.base_url, ["kept", "dropped"])

    with replaying(tmp_path) as replay:
        ask(scrub.ENDPOINT, ["kept"])
    assert [call.reply for call in replay.unused() if "dropped" in call.body and "kept" not in call.reply]
    assert len(replay.unused()) == 1


@loopback
def test_nothing_of_the_machine_or_the_account_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, organisation = "sk-proj-a1B2c3D4e5F6g7H8i9", "org-Z9y8X7w6V5u4T3s2R1"
    monkeypatch.setenv("OPENAI_ORG_ID", organisation)

    def telling(call: object) -> Answer:
        answer = completion(f"Your key is {secret}.")
        assert isinstance(answer.body, dict)
        extra = {"id": "chatcmpl-123", "created": 5, "system_fingerprint": "fp_1", "timings": {"ms": 7}}
        body = {**answer.body, **extra, "model": "/home/ann/models/small.gguf"}
        return Answer(
            body, headers={"set-cookie": "s=1", "openai-organization": organisation, "x-request-id": "r"}
        )

    with serving(telling) as endpoint, recording(tmp_path):
        ask(endpoint.base_url, ["Hello."], key=secret, model="/home/ann/models/small.gguf")

    text = (tmp_path / cassette.FILE).read_text(encoding="utf-8")
    private = [
        secret,
        organisation,
        "/home/ann",
        "127.0.0.1",
        "chatcmpl",
        "created",
        "fp_1",
        "timings",
        "cookie",
    ]
    assert [one for one in [*private, "authorization", "stainless", os.uname().nodename] if one in text] == []
    assert list(recordings.leaks(tmp_path, private)) == []
    assert recordings.recorded_model(tmp_path) == "small.gguf"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8080/v1/chat/completions",
        "https://user:secret@api.example.org/openai/deployments/x/chat/completions?api-version=7&key=secret",
        f"{scrub.ENDPOINT}/chat/completions",
    ],
)
def test_nothing_of_an_address_is_kept_but_what_is_asked_there(address: str) -> None:
    assert scrub.uri(address) == "http://endpoint.invalid/v1/chat/completions"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ann/models/small.gguf", "small.gguf"),
        ("C:\\Users\\ann\\small.gguf", "small.gguf"),
        ("~/small.gguf", "small.gguf"),
        ("./models/small.gguf", "small.gguf"),
        ("Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B"),
        ("gpt-5.1", "gpt-5.1"),
    ],
)
def test_a_model_is_known_by_its_name_not_by_its_place(path: str, name: str) -> None:
    assert f'"model": "{name}"' in scrub.request_body(json.dumps({"model": path}))


def test_an_error_is_kept_without_paths() -> None:
    told = scrub.reply_body(
        json.dumps({"error": {"message": "cannot open /home/ann/models/x.gguf now", "id": 1}})
    )

    assert told == '{"error": {"message": "cannot open [path] now"}}'


def test_a_leak_is_found(tmp_path: Path) -> None:
    (tmp_path / "calls.yaml").write_text("version: 1\ninteractions: []\n# sk-a1B2c3D4e5F6g7H8i9 /home/ann\n")

    assert list(recordings.leaks(tmp_path, ["/home/ann"])) == [
        f"{tmp_path / 'calls.yaml'}: looks like a key: sk-a1B2c…",
        f"{tmp_path / 'calls.yaml'}: holds '/home/ann'",
        f"{tmp_path / 'calls.yaml'}: names a home folder: '/home/ann'",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("# /home/ann/work", "names a home folder: '/home/ann'"),
        (r'# "C:\\Users\\ann\\x"', r"names a home folder: 'C:\\\\Users\\\\ann'"),
        ("# /Users/ann", "names a home folder: '/Users/ann'"),
        ("    uri: http://10.0.0.7:8080/v1/models", "names an endpoint: 'http://10.0.0.7:8080'"),
        ("    uri: http://endpoint.invalid/v1/models", ""),
        ("# the page https://example.org/home/news and his/home/team", ""),
    ],
)
def test_a_leak_of_another_machine_is_found(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "calls.yaml").write_text(f"version: 1\ninteractions: []\n{line}\n")

    assert list(recordings.leaks(tmp_path)) == ([f"{tmp_path / 'calls.yaml'}: {told}"] if told else [])


@loopback
def test_a_key_in_an_article_does_not_hinder_the_replay(tmp_path: Path) -> None:
    article = "The leaked key was sk-a1B2c3D4e5F6g7H8i9, he said."
    with serving(obliging) as endpoint, recording(tmp_path):
        ask(endpoint.base_url, [article])

    assert "a1B2c3D4" not in (tmp_path / cassette.FILE).read_text(encoding="utf-8")
    with replaying(tmp_path):
        assert "CassetteMiss" not in ask(scrub.ENDPOINT, [article])[0]


@loopback
def test_every_character_survives(tmp_path: Path) -> None:
    texts = [
        "“Curly” – 中文 😀 e\u0301 \u2028 \ufeff \x85 \x00\t trailing \n\n  lead",
        " ",
        "…",
        "- yaml: [no]\n# at all\n",
    ]
    with serving(echo) as endpoint, recording(tmp_path):
        recorded = ask(endpoint.base_url, texts)

    with replaying(tmp_path):
        assert ask(scrub.ENDPOINT, texts) == recorded
    assert "body: |" in (tmp_path / cassette.FILE).read_text(encoding="utf-8")
    assert '"body: "' not in (tmp_path / cassette.FILE).read_text(encoding="utf-8")


def test_without_a_cassette_there_is_nothing_to_replay(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"There is no cassette .*record a run with --record"),
        replaying(tmp_path),
    ):
        pass
    with pytest.raises(InputError, match="no recorded call"):
        recordings.recorded_model(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "version: 1",
        "interactions: 5\nversion: 1",
        "!!python/object/apply:os.system ['true']",
        "version: 1\ninteractions: [!!python/name:os.system {}]",
        "a: [",
        "version: 1\ninteractions:\n- request: {}\n  response: {}\n",
        "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
        "d: &d [*c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e]\n"
        "interactions: [*f, *f, *f, *f, *f, *f, *f]\nversion: 1",
        "\x00",
    ],
)
def test_a_file_that_is_no_cassette_is_an_input_error_and_does_no_harm(tmp_path: Path, text: str) -> None:
    (tmp_path / cassette.FILE).write_text(text)

    begun = time.monotonic()
    with (
        pytest.raises(InputError, match=r"calls\.yaml' cannot be read: It is no cassette"),
        replaying(tmp_path),
    ):
        pass
    assert time.monotonic() - begun < 1


@loopback
def test_the_file_is_one_that_vcrpy_itself_reads(tmp_path: Path) -> None:
    from vcr.serialize import deserialize
    from vcr.serializers import yamlserializer

    with serving(echo) as endpoint, recording(tmp_path):
        ask(endpoint.base_url, ["Hello."])

    text = (tmp_path / cassette.FILE).read_text(encoding="utf-8")
    (request,), (response,) = deserialize(text, yamlserializer)
    assert (request.method, request.uri) == ("POST", f"{scrub.ENDPOINT}/chat/completions")
    assert response["status"] == {"code": 200, "message": "Answer"}


def test_hundreds_of_calls_are_loaded_and_played_quickly(tmp_path: Path) -> None:
    article = "A sentence of an article that is neither short nor long. " * 80
    body = '{"model": "fake", "messages": [{"role": "user", "content": "%s %d"}], "max_tokens": 5, "temperature": 0.0}'
    reply = scrub.written({"choices": [{"message": {"role": "assistant", "content": "Yes"}}]})
    call = {
        "method": "POST",
        "uri": f"{scrub.ENDPOINT}/chat/completions",
        "headers": {"content-type": ["application/json"]},
    }
    answer = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": reply}}
    calls = [
        {"request": {**call, "body": scrub.request_body(body % (article, n))}, "response": answer}
        for n in range(500)
    ]
    (tmp_path / cassette.FILE).write_text(
        yaml.dump({"version": 1, "interactions": calls}, Dumper=yaml.CSafeDumper)
    )

    begun = time.process_time()
    with replaying(tmp_path):
        loaded = time.process_time() - begun
        replies = ask(scrub.ENDPOINT, [f"{article} {n}" for n in range(500)], 32)
    assert replies == ["Yes"] * 500
    assert loaded < 2
    assert time.process_time() - begun < 8


def test_without_a_cassette_no_call_leaves_the_test() -> None:
    with pytest.raises(RuntimeError, match="Network is disabled"):
        ask("http://127.0.0.1:9/v1", ["Hello."])


def test_a_miss_is_no_failure_that_may_pass() -> None:
    assert issubclass(CassetteMiss, EndpointError)
