"""Load, check, render and fingerprint the files in prompts/.

A prompt is one Markdown file: front matter (purpose, inputs, temperature), then `# system` and `# user`.
Source text is data: `{{ … }}` in an article stays as it is, for templates are filled in one pass, and tags that
mark where an article begins and ends are made harmless inside it (`fenced`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment
from pydantic import Field, ValidationError

from pipeline.errors import InputError
from pipeline.records import Record

Role = Literal["system", "user", "assistant"]


class Message(Record):
    """One turn of a chat."""

    role: Role
    content: str


class Example(Record):
    """A few-shot example: what a prompt is filled with, and the reply that is wanted."""

    inputs: dict[str, Any]
    reply: dict[str, Any]


class Prompt(Record):
    """One prompt file. `fingerprint` is its name and the first 12 hex digits of its SHA-256."""

    id: str
    fingerprint: str
    purpose: str
    inputs: tuple[str, ...]
    temperature: float = 0.0
    system: str = Field(repr=False)
    user: str = Field(repr=False)
    examples: tuple[Example, ...] = Field(default=(), repr=False)

    def render(self, **inputs: Any) -> tuple[Message, ...]:
        """The messages to send. Raises InputError unless `inputs` are just the declared ones."""
        if set(inputs) != set(self.inputs):
            raise InputError(f"Prompt {self.id!r} takes {sorted(self.inputs)}, got {sorted(inputs)}.")
        shown = (turn for example in self.examples for turn in self._shown(example))
        return (*self._turns("system", self.system, inputs), *shown, *self._turns("user", self.user, inputs))

    def _shown(self, example: Example) -> tuple[Message, ...]:
        reply = json.dumps(example.reply, ensure_ascii=False)
        return (*self._turns("user", self.user, example.inputs), Message(role="assistant", content=reply))

    def _turns(self, role: Role, template: str, inputs: Mapping[str, Any]) -> tuple[Message, ...]:
        content = _compiled(template).render(inputs).strip()
        return (Message(role=role, content=content),) if content else ()


def load(name: str, folder: Path | None = None) -> Prompt:
    """The prompt `name` from `folder`, or from the ones this program brings. Raises InputError if it is unfit."""
    path = (folder or shipped()) / f"{name}.md"
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"There is no prompt {name!r}: {str(path)!r} cannot be read ({error.strerror})."
        ) from error
    digest = hashlib.sha256(raw)
    examples: Any = ()
    beside = path.with_name(f"{name}.examples.yaml")
    if beside.exists():
        shots = beside.read_bytes()
        digest.update(shots)
        examples = yaml.safe_load(shots)
    return _parse(name, raw.decode("utf-8"), digest.hexdigest()[:12], examples)


@cache
def shipped() -> Path:
    """The folder of the prompts that this program brings: prompts/ of a checkout, or inside the wheel."""
    packaged = Path(str(resources.files("pipeline"))) / "_prompts"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


def fenced(text: str, tag: str) -> str:
    """`text` between `<tag>` and `</tag>`; where the text itself holds a tag of a prompt, its `<` becomes `‹`."""
    return f"<{tag}>\n{_opening(tag).sub('‹', text)}\n</{tag}>"


TAGS = ("article", "source", "claim", "problems")
"""The tags that prompts fence a text with: none may stand in another's text either."""


@cache
def _opening(tag: str) -> re.Pattern[str]:
    return re.compile(rf"<(?=\s*/?\s*(?:{'|'.join(map(re.escape, (tag, *TAGS)))})\b)", re.IGNORECASE)


_FILE = re.compile(
    r"\A---\n(?P<front>.*?)\n---\n.*?(?:^# system\n(?P<system>.*?))?^# user\n(?P<user>.*)\Z",
    re.DOTALL | re.MULTILINE,
)


def _parse(name: str, text: str, digest: str, examples: Any) -> Prompt:
    match = _FILE.match(text.replace("\r\n", "\n"))
    if match is None:
        raise InputError(
            f"Prompt {name!r} must be front matter between '---' lines, then '# system' and '# user'."
        )
    system, user = match["system"] or "", match["user"]
    try:
        front = yaml.safe_load(match["front"])
        prompt = Prompt(
            id=name, fingerprint=f"{name}@{digest}", system=system, user=user, examples=examples, **front
        )
        used = _variables(system) | _variables(user)
    except (yaml.YAMLError, TypeError, ValidationError, TemplateError) as error:
        raise InputError(f"Prompt {name!r} cannot be used: {error}") from error
    if used != set(prompt.inputs):
        raise InputError(
            f"Prompt {name!r} declares the inputs {sorted(prompt.inputs)} but uses {sorted(used)}."
        )
    return prompt


def _variables(template: str) -> set[str]:
    return meta.find_undeclared_variables(_environment().parse(template))


@lru_cache(maxsize=256)
def _compiled(template: str) -> Template:
    return _environment().from_string(template)


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
    )
    environment.filters["fenced"] = fenced
    return environment
