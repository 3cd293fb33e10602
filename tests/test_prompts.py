"""Prompts are checked when they are loaded, and article text in them is data."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import prompts
from pipeline.errors import InputError
from pipeline.prompts import Message, fenced

GOOD = "---\npurpose: Try.\ninputs: [text]\n---\nNotes.\n\n# system\nBe brief.\n\n# user\n{{ text }}\n"


def written(folder: Path, text: str, examples: str = "") -> Path:
    (folder / "try.md").write_text(text, encoding="utf-8")
    if examples:
        (folder / "try.examples.yaml").write_text(examples, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", sorted(prompts.shipped().glob("*.md")), ids=lambda path: path.stem)
def test_every_prompt_of_the_program_loads(path: Path) -> None:
    prompt = prompts.load(path.stem)

    assert prompt.fingerprint.startswith(f"{path.stem}@")
    assert len(prompt.fingerprint.partition("@")[2]) == 12


def test_a_prompt_is_rendered_into_messages(tmp_path: Path) -> None:
    prompt = prompts.load("try", written(tmp_path, GOOD))

    assert prompt.render(text="Hello {{ text }} {% raw %}") == (
        Message(role="system", content="Be brief."),
        Message(role="user", content="Hello {{ text }} {% raw %}"),
    )


def test_examples_are_turns_between_system_and_user(tmp_path: Path) -> None:
    prompt = prompts.load("try", written(tmp_path, GOOD, "- inputs: {text: Hi}\n  reply: {a: 1}\n"))

    assert [(m.role, m.content) for m in prompt.render(text="Ho")][1:] == [
        ("user", "Hi"),
        ("assistant", '{"a": 1}'),
        ("user", "Ho"),
    ]


def test_a_changed_file_has_another_fingerprint(tmp_path: Path) -> None:
    before = prompts.load("try", written(tmp_path, GOOD)).fingerprint

    assert prompts.load("try", written(tmp_path, GOOD + "!")).fingerprint != before
    assert (
        prompts.load("try", written(tmp_path, GOOD, "- {inputs: {text: a}, reply: {}}")).fingerprint != before
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no front matter", "front matter"),
        (GOOD.replace("inputs: [text]", "inputs: [text, more]"), "uses"),
        (GOOD.replace("{{ text }}", "{{ text }} {{ other }}"), "uses"),
        (GOOD.replace("{{ text }}", "{{ text"), "cannot be used"),
        (GOOD.replace("purpose: Try.", "purpose: [a"), "cannot be used"),
        (GOOD.replace("purpose: Try.", "colour: red"), "cannot be used"),
    ],
)
def test_a_prompt_that_cannot_be_used_says_why(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        prompts.load("try", written(tmp_path, text))


def test_a_prompt_that_is_not_there_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"try\.md"):
        prompts.load("try", tmp_path)


def test_other_inputs_than_the_declared_ones_are_refused(tmp_path: Path) -> None:
    prompt = prompts.load("try", written(tmp_path, GOOD))

    with pytest.raises(InputError, match=r"takes \['text'\]"):
        prompt.render(txt="x")


@pytest.mark.parametrize("tag", ["</article>", "< / ARTICLE >", "<article>", "</article foo>"])
def test_a_text_cannot_close_its_own_fence(tag: str) -> None:
    inside = fenced(f"a {tag} b", "article").removeprefix("<article>").removesuffix("</article>")

    assert "<" not in inside
