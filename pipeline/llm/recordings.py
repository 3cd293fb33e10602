"""What lies in a folder of cassettes, read without playing it."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.llm.scrub import ENDPOINT, written
from pipeline.llm.secrets import secrets
from pipeline.records import Record

FILE = "calls.yaml"
"""The name of the cassette in a folder that `--record` writes."""

LARGEST = 200_000_000
"""The most bytes of a cassette that are read; a run over a thousand articles stays well below."""


class Recorded(Record):
    """One call in a cassette: the bodies are texts, as they were sent and answered."""

    file: str
    method: str
    path: str
    body: str
    status: int
    reply: str

    @property
    def key(self) -> str:
        """What tells the request from all others: SHA-256, in hex, of its method, its path and its body."""
        asked = "\n".join((self.method, self.path, canonical(self.body)))
        return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def recordings(folder: Path) -> list[Recorded]:
    """Every call recorded in `folder`, in the order of the files and of the calls in them.

    Raises InputError when there is none, or when a file there is no cassette.
    """
    files = sorted(folder.rglob("*.yaml"))
    calls = [call for file in files for call in of_file(file)]
    if not calls:
        raise InputError(f"There is no recorded call in {str(folder)!r}; record a run there with --record.")
    return calls


def of_file(file: Path) -> Iterator[Recorded]:
    """The calls of one cassette. Raises InputError when it is not there or is no cassette."""
    for call in content_of(file)["interactions"]:
        request, response = call["request"], call["response"]
        yield Recorded(
            file=str(file),
            method=request["method"],
            path=urlsplit(request["uri"]).path,
            body=request["body"] or "",
            status=response["status"]["code"],
            reply=response["body"]["string"],
        )


def content_of(file: Path) -> dict[str, Any]:
    """One cassette as it stands in its file. Raises InputError when it is not there or is no cassette."""
    if not file.is_file():
        raise InputError(
            f"There is no cassette {str(file)!r}; record a run with --record {str(file.parent)!r}."
        )
    if file.stat().st_size > LARGEST:
        raise InputError(f"{str(file)!r} is larger than the {LARGEST} bytes that a cassette may have.")
    try:
        return load(file.read_text(encoding="utf-8"))
    except (InputError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{str(file)!r} cannot be read: {error}") from error


def recorded_model(folder: Path) -> str:
    """The name of the model whose answers lie in `folder`. Raises InputError when there is none."""
    for call in recordings(folder):
        model = _fields(call.body).get("model")
        if isinstance(model, str):
            return model
    raise InputError(f"No call recorded in {str(folder)!r} names a model; record the run again.")


def load(text: str) -> dict[str, Any]:
    """The content of a cassette file, checked. Raises InputError when it is no cassette."""
    try:
        return _Cassette.model_validate(yaml.load(text, Loader=_Loader)).model_dump()  # noqa: S506
    except (yaml.YAMLError, ValidationError, RecursionError) as error:
        told = (
            str(error).splitlines()[0]
            if not isinstance(error, ValidationError)
            else f"{error.error_count()} faults"
        )
        raise InputError(f"It is no cassette of this program ({told}).") from error


def canonical(body: str) -> str:
    """`body` in the one way of writing that equal JSON has: keys sorted, no spaces."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return body


def turns_of(body: str) -> list[tuple[str, str]]:
    """The messages of a chat request, each with its role and its text; empty for another request."""
    messages = _fields(body).get("messages")
    turns = [_dict(one) for one in messages] if isinstance(messages, list) else []
    return [(str(turn.get("role")), str(turn.get("content"))) for turn in turns]


def shape_of(body: str) -> tuple[str, object]:
    """The name and the schema of the shape that a chat request asks for; empty and None when it asks for none."""
    wanted = _dict(_dict(_fields(body).get("response_format")).get("json_schema"))
    return str(wanted.get("name") or ""), wanted.get("schema")


def described(method: str, path: str, body: str) -> str:
    """A request in a few lines for a person: what it asks for, and how each of its messages begins."""
    name, _ = shape_of(body)
    lines = [f"{method} {path}" + (f" for {name}" if name else "")]
    return "\n".join([*lines, *(f"  {role}: {_short(text)}" for role, text in turns_of(body))])


def shown(call: Recorded, full: bool = False) -> str:
    """What was asked and answered, in a few lines or in `full`."""
    if full:
        asked = "\n".join([f"{call.method} {call.path}", *_readable(call.body)])
        return f"--- {call.file}\n{asked}\n--> {call.status}\n{call.reply}\n"
    said = _content(call.reply) or call.reply
    return f"{described(call.method, call.path, call.body)}\n  --> {call.status} {_short(said)}"


def difference(body: str, recorded: Iterable[str], most_lines: int = 40) -> str:
    """A unified diff from the body among `recorded` that is nearest to `body`; empty when there is none."""
    wanted = _readable(body)
    nearest = max(
        (_readable(other) for other in recorded), key=lambda other: _likeness(wanted, other), default=None
    )
    if nearest is None:
        return ""
    diff = list(difflib.unified_diff(nearest, wanted, "recorded", "this request", n=1, lineterm=""))
    lines = [line if len(line) <= 200 else f"{line[:200]}…" for line in diff[:most_lines]]
    left = [f"… ({len(diff) - most_lines} more lines)"] if len(diff) > most_lines else []
    return "\n".join([*lines, *left])


def leaks(folder: Path, private: Sequence[str] = ()) -> Iterator[str]:
    """What must not lie in a cassette: what looks like a key, home folders of any machine, addresses of endpoints, and
    the strings of `private` (paths, names of machines).
    """
    for file in sorted(folder.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        yield from (f"{file}: looks like a key: {found[:8]}…" for found in secrets(text))
        yield from (f"{file}: holds {one!r}" for one in private if one in text)
        yield from (f"{file}: names a home folder: {found!r}" for found in sorted(set(_HOME.findall(text))))
        asked = {urlsplit(address)._replace(path="").geturl() for address in _ADDRESS.findall(text)}
        yield from (f"{file}: names an endpoint: {place!r}" for place in sorted(asked - {_NOWHERE}))


_HOME = re.compile(r"(?<![\w/])(?:/home|/Users|[A-Za-z]:(?:\\{1,4}|/)Users)[\\/]{1,4}[\w.-]+")
_ADDRESS = re.compile(r"^ +uri: [\"']?([^\s\"']+)", re.MULTILINE)
_NOWHERE = urlsplit(ENDPOINT)._replace(path="").geturl()


# --- the file --------------------------------------------------------------------------------------------


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, strict=True)


class _Request(_Part):
    method: str
    uri: str
    body: str | None
    headers: dict[str, list[str]]


class _Status(_Part):
    code: int
    message: str | None


class _Body(_Part):
    string: str


class _Response(_Part):
    status: _Status
    headers: dict[str, list[str]]
    body: _Body


class _Interaction(_Part):
    request: _Request
    response: _Response


class _Cassette(_Part):
    version: int
    interactions: list[_Interaction]


# --- comparing -------------------------------------------------------------------------------------------


def _fields(body: str) -> dict[str, Any]:
    try:
        return _dict(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _content(reply: str) -> str:
    choices = _fields(reply).get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return str(_dict(_dict(first).get("message")).get("content") or "")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 110 else f"{words[:60]} … {words[-40:]}"


def _readable(body: str) -> list[str]:
    lines = [line for role, text in turns_of(body) for line in (f"[{role}]", *text.splitlines())]
    rest = {name: value for name, value in _fields(body).items() if name != "messages"}
    return [*lines, *written(rest).splitlines()]


def _likeness(one: list[str], other: list[str]) -> tuple[int, int]:
    shared = (Counter(one) & Counter(other)).total()
    if len(one) != len(other):
        return shared, 0
    differing = ((a, b) for a, b in zip(one, other, strict=True) if a != b)
    return shared, sum(len(set(a.split()) & set(b.split())) for a, b in differing)
