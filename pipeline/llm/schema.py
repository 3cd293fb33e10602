"""The JSON Schema of a pydantic model, in the strict form that constrained decoding wants."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel


@cache
def strict_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The schema of `shape`: every property required, no others allowed, no titles and no defaults.

    That is what OpenAI's `strict: true` demands; an optional field stays optional by being nullable. All who ask for it
    are given the same one, which nobody may change.
    """
    schema: dict[str, Any] = _strict(shape.model_json_schema())
    return schema


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    strict = {key: _strict(value) for key, value in node.items() if key not in ("title", "default")}
    for names in ("properties", "$defs"):
        if names in node:
            strict[names] = {name: _strict(value) for name, value in node[names].items()}
    if "properties" in node:
        strict |= {"additionalProperties": False, "required": list(node["properties"])}
    return strict
