"""What of a call is kept in a cassette: listed headers and fields, nothing of the machine or the account.

Each function gives the same result when it is applied to its own result, so that a recorded request equals
the live one from which it was made.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from pipeline.llm.secrets import redact

ENDPOINT = "http://endpoint.invalid/v1"
"""Stands for the base URL in a cassette, and serves as one on replay: no such host can exist (RFC 6761)."""

HEADERS = ("content-type", "retry-after")
"""The headers that are kept, of requests and of replies."""

FIELDS = frozenset(
    {"object", "model", "choices", "index", "finish_reason", "data", "error", "type", "code", "param"}
    | {"message", "role", "content", "refusal", "reasoning_content", "reasoning"}
    | {"logprobs", "token", "logprob", "top_logprobs"}
    | {"usage", "prompt_tokens", "completion_tokens", "total_tokens"}
)
"""The fields of a reply that are kept: what is read of it, without ids, times and figures of the server."""

_FOLDER = re.compile(r"^(?:[A-Za-z]:)?[~.]?[/\\](?:.*[/\\])?")
_PATH = re.compile(r"(?<![\w/:.])(?:~|/[\w.-]+|[A-Za-z]:\\[\w.-]+)(?:[/\\][\w.+-]+)+")


def uri(address: str) -> str:
    """`address` at ENDPOINT: host, port, what stands before `/chat/completions`, and the query are gone."""
    path = urlsplit(address).path
    return ENDPOINT + next((end for end in ("/chat/completions", "/models") if path.endswith(end)), path)


def request_body(body: str) -> str:
    """`body` without keys, and with a model's name in place of its path on the machine."""
    try:
        fields = _redacted(json.loads(body))
    except ValueError:
        return redact(body)
    if isinstance(fields, dict) and isinstance(fields.get("model"), str):
        fields["model"] = _name(fields["model"])
    return written(fields)


def reply_body(body: str) -> str:
    """`body` with the FIELDS alone, without keys and without paths of the machine."""
    try:
        fields = _redacted(json.loads(body))
    except ValueError:
        return _PATH.sub("[path]", redact(body))
    return written(_kept(fields, FIELDS))


def written(value: Any) -> str:
    """`value` as JSON that is fit to be read and compared by lines: what fits on a line stands on one."""
    text = "\n".join(_lines(value, ""))
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff\U00010000-\U0010ffff]", lambda m: json.dumps(m[0])[1:-1], text
    )


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_redacted(item) for item in value]
    return {redact(key): _redacted(item) for key, item in value.items()} if isinstance(value, dict) else value


def _kept(value: Any, fields: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_kept(item, fields) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _kept(item, fields | {"id"} if key == "data" else fields)
        for key, item in value.items()
        if key in fields
    }
    for key in ("model", "id"):
        if isinstance(kept.get(key), str):
            kept[key] = _name(kept[key])
    if isinstance(value.get("error"), dict) and isinstance(value["error"].get("message"), str):
        kept["error"]["message"] = _PATH.sub("[path]", value["error"]["message"])
    elif isinstance(value.get("error"), str):
        kept["error"] = _PATH.sub("[path]", value["error"])
    return kept


def _name(model: str) -> str:
    return _FOLDER.sub("", model)


def _lines(value: Any, indent: str) -> list[str]:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + len(line) <= 100:
        return [line]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    parts = []
    for key, item in items:
        first, *rest = _lines(item, indent + " ")
        lead = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        parts.append("\n".join([f"{indent} {lead}{first}", *rest]))
    return [opening, *",\n".join(parts).split("\n"), indent + closing]
