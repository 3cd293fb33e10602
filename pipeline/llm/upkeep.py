"""Which recorded calls are not needed any more: of prompts that have changed, or left over by a replay.

A cassette holds what was asked, not which prompt asked it. So a call is held against each prompt of today: its
messages are those of the prompt with some text where the inputs go, or they are of none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import prompts
from pipeline.errors import InputError
from pipeline.llm.recordings import Recorded, shape_of, turns_of
from pipeline.prompts import Prompt

PROGRAMS_OWN = ("follow_schema", "mend_reply", "probe_context", "probe_json", "probe_yes_no")
"""The prompts that a user's own folder does not replace."""


class Today:
    """What the program asks by now: the prompts, those of a user's own `folder` where one is given, and `shapes`.

    `shapes` are the schemas of replies by their names. Raises InputError when a prompt is missing or unfit.
    """

    def __init__(self, folder: Path | None, shapes: Mapping[str, Mapping[str, Any]]) -> None:
        names = sorted(path.stem for path in prompts.shipped().glob("*.md"))
        loaded = [prompts.load(name, None if name in PROGRAMS_OWN else folder) for name in names]
        self._conversations = {prompt.id: _conversation(prompt) for prompt in loaded}
        ((_, self._schema_in_words),) = _conversation(prompts.load("follow_schema"))
        self._shapes = shapes

    def why_stale(self, call: Recorded) -> str:
        """Why no run asks this by now; empty when one may."""
        if turns_of(call.body) and not self.prompt_of(call):
            return "no prompt asks this any more"
        name, schema = shape_of(call.body)
        if name in self._shapes and schema != self._shapes[name]:
            return f"the shape {name} has changed"
        return ""

    def prompt_of(self, call: Recorded) -> str:
        """The name of the prompt that asks this, once more after an unfit reply perhaps; empty when none does."""
        turns = turns_of(call.body)
        if len(turns) > 2 and turns[-2][0] == "assistant" and self._fits(turns[-1:], "mend_reply"):
            turns = turns[:-2]
        return next((name for name in self._conversations if self._fits(turns, name)), "")

    def _fits(self, turns: Sequence[_Turn], name: str) -> bool:
        """Whether the turns are those of a prompt, the last one perhaps with the schema in words behind it."""
        conversation = self._conversations[name]
        if [role for role, _ in turns] != [role for role, _ in conversation]:
            return False
        *patterns, last = [pattern for _, pattern in conversation]
        *texts, asked = [text for _, text in turns]
        return all(map(_matches, texts, patterns)) and (
            _matches(asked, last) or _matches(asked, _joined(last, "\n\n", self._schema_in_words))
        )


def left_over(calls: Sequence[Recorded], today: Today, used: Path | None) -> dict[int, str]:
    """Why a call is not needed any more, by its place in `calls`, a whole cassette.

    With a list of used calls these are all others, else the stale ones. Raises InputError for a list that cannot be
    read, or that belongs to another cassette.
    """
    if used is None:
        reasons = {at: today.why_stale(call) for at, call in enumerate(calls)}
        return {at: f"stale: {why}" for at, why in reasons.items() if why}
    whys = {at: today.why_stale(calls[at]) for at in _unused(calls, used)}
    return {at: f"stale: {why}" if why else "unused: no replay asks for it" for at, why in whys.items()}


def refuse_to_break(calls: Sequence[Recorded], dropped: Collection[int], today: Today) -> None:
    """Raise InputError when a kind of call has none left without the `dropped` ones: no run could be replayed then."""
    left = [call for at, call in enumerate(calls) if at not in dropped]
    kinds = {_kind(call) for call in left if today.prompt_of(call) not in PROGRAMS_OWN}
    lost = sorted({_kind(calls[at]) for at in dropped} - kinds)
    if lost:
        raise InputError(
            f"Without the stale calls none for {' and '.join(lost)} would be left, and nothing could be replayed: "
            "record the run again."
        )


def _kind(call: Recorded) -> str:
    return shape_of(call.body)[0] or "a free answer"


def add_to_used(file: Path, calls: Iterable[Recorded]) -> None:
    """Add `calls` to the list in `file`, which is made where there is none. Raises InputError when it cannot be."""
    keys = {call.key for call in calls} | (_keys(file) if file.exists() else set())
    try:
        file.write_text("".join(f"{key}\n" for key in sorted(keys)), encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"The list of used calls cannot be written to {str(file)!r}: {error.strerror}."
        ) from error


def _unused(calls: Sequence[Recorded], file: Path) -> list[int]:
    keys = _keys(file)
    if not keys or keys - {call.key for call in calls}:
        raise InputError(
            f"{str(file)!r} is no list of the calls that were used of this cassette: make a new one by a replay "
            "with --used."
        )
    return [at for at, call in enumerate(calls) if call.key not in keys]


def _keys(file: Path) -> set[str]:
    try:
        keys = set(file.read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The list of used calls in {str(file)!r} cannot be read: {error}.") from error
    if any(re.fullmatch("[0-9a-f]{64}", key) is None for key in keys):
        raise InputError(f"{str(file)!r} is no list of used calls: a replay with --used makes one.")
    return keys


# --- a prompt as a pattern -------------------------------------------------------------------------------

_Turn = tuple[str, str]
_Pattern = tuple[str, ...]
"""The texts that stand between the inputs of a prompt, in their order."""

_GAP = "\N{OBJECT REPLACEMENT CHARACTER}"


def _conversation(prompt: Prompt) -> list[tuple[str, _Pattern]]:
    """Each turn of `prompt`: its role, and what of its text does not depend on the inputs."""
    turns = prompt.render(**dict.fromkeys(prompt.inputs, _GAP))
    return [(turn.role, tuple(turn.content.split(_GAP))) for turn in turns]


def _joined(one: _Pattern, between: str, other: _Pattern) -> _Pattern:
    return (*one[:-1], f"{one[-1]}{between}{other[0]}", *other[1:])


def _matches(text: str, pattern: _Pattern) -> bool:
    """Whether `text` is `pattern` with any text in its gaps; in linear time, whoever wrote the text."""
    first, *rest = pattern
    if not rest:
        return text == first
    *between, last = rest
    if not text.startswith(first) or not text.endswith(last):
        return False
    at = len(first)
    for part in between:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return at <= len(text) - len(last)
