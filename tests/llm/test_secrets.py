"""What looks like a key is taken out; what an article says is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm import secrets as module
from pipeline.llm.secrets import hide, redact, secrets
from pipeline.prompts import shipped

A = "a1B2c3D4e5F6g7H8"
# Put together here, so that no scanner takes this file for a leak.
SHAPES = [
    f"sk-{A}{A}",
    f"sk-proj-{A}{A}",
    f"sk-ant-api03-{A}{A}",
    f"sk-or-v1-{A}{A}",
    f"sk_live_{A}{A}",
    f"rk_test_{A}{A}",
    f"org-{A}{A}",
    f"proj_{A}{A}",
    f"gsk_{A}{A}",
    f"xai-{A}{A}",
    f"hf_{A}{A}",
    f"pplx-{A}{A}",
    f"r8_{A}{A}",
    f"nvapi-{A}{A}",
    f"npm_{A}{A}",
    f"ghp_{A}{A}",
    f"github_pat_{A}_{A}",
    f"glpat-{A}{A}",
    f"xoxb-123456789012-{A}",
    "AKIA" + "ABCDEFGH12345678",
    f"AIza{A}{A}xyz",
    f"ya29.{A}{A}",
    f"SG.{A}.{A}{A}",
    f"eyJhbGciOi{A}.eyJzdWIiOi{A}.{A}",
    f"Bearer {A}{A}",
    f"Authorization: Basic {A}{A}==",
    f"api_key={A}{A}",
    f'"api-key": "{A}{A}"',
    f"password: {A}{A}",
    f"client_secret={A}{A}",
    f"https://user:{A}@example.org/v1",
    f"-----BEGIN RSA PRIVATE KEY-----\n{A}{A}\n-----END RSA PRIVATE KEY-----",
    f"-----BEGIN PRIVATE KEY-----\\n{A}{A}",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_looks_like_a_key_does_not_survive(shape: str) -> None:
    text = f"see {shape} and go on"

    assert A not in redact(text)
    assert "[redacted]" in redact(text)
    assert redact(text).endswith("and go on")
    assert len(list(secrets(text))) == 1


def test_the_words_of_an_article_stay() -> None:
    assert (
        redact(f"It says sk-{A}{A} and gsk_{A}{A}", own=f"... sk-{A}{A} ...")
        == f"It says sk-{A}{A} and [redacted]"
    )


def test_a_key_that_is_hidden_is_taken_out_whatever_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_hidden", set())
    hide("blue ferry")
    hide("ferry")

    assert redact("the blue ferry, a ferry", own="the blue ferry") == "the [redacted], a ferry"


@pytest.mark.parametrize(
    "text",
    [
        "The basic telecommunications infrastructure of task-oriented organisations: sk-learn, pro-government.",
        "His password: a secret. The bearer of internationally-recognised-papers said so.",
        "The key token of the access-control debate, e.g. sess-ion, https://example.org/a:b@c",
        "A risk-averse, ask-me-anything-interviewwithpresident style.",
    ],
)
def test_what_an_article_says_stays(text: str) -> None:
    assert redact(text) == text


def test_the_seeds_and_the_prompts_hold_nothing_that_looks_like_a_key() -> None:
    root = shipped().parent
    for file in [*root.glob("seeds/*"), *shipped().iterdir()]:
        assert list(secrets(file.read_text(encoding="utf-8"))) == []


@given(st.lists(st.sampled_from([*SHAPES, "and", " ", "\n", ".", '"', "}"])))
def test_what_is_redacted_once_is_redacted_for_good(parts: list[str]) -> None:
    once = redact("".join(parts))

    assert redact(once) == once


@pytest.mark.parametrize(
    "part", ["-----BEGIN PRIVATE KEY-----", "sk-a-", "://a:", "eyJ", "password:", "bearer ", "a" * 50]
)
def test_a_long_text_is_read_in_bounded_time(part: str) -> None:
    begun = time.monotonic()
    redact(part * (200_000 // len(part)))

    assert time.monotonic() - begun < 2
