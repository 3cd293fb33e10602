"""Schemas in the strict form that constrained decoding wants."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field

from pipeline.llm.schema import strict_schema


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Part(BaseModel):
    title: str = Field(description="Its name.")
    colour: Colour | None = None


class Whole(BaseModel):
    """All of it."""

    parts: list[Part] = Field(default_factory=list, max_length=3)


def test_every_property_is_required_and_no_other_is_allowed() -> None:
    assert strict_schema(Whole) == {
        "$defs": {
            "Colour": {"enum": ["red", "blue"], "type": "string"},
            "Part": {
                "properties": {
                    "title": {"type": "string", "description": "Its name."},
                    "colour": {"anyOf": [{"$ref": "#/$defs/Colour"}, {"type": "null"}]},
                },
                "type": "object",
                "additionalProperties": False,
                "required": ["title", "colour"],
            },
        },
        "description": "All of it.",
        "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "maxItems": 3}},
        "type": "object",
        "additionalProperties": False,
        "required": ["parts"],
    }
