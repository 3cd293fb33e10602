"""Finding the JSON in what a model wrote around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MOST_STARTS = 100
"""How many opening braces are tried: enough for any honest reply, and a bound for a hostile one."""

_REASONING = re.compile(
    r"\A\s*(?:<(think|thinking|reasoning)>)?.*?</(?:think|thinking|reasoning)>", re.DOTALL
)
_FENCE = re.compile(r"\A\s*```[A-Za-z]*\n")


def json_objects(reply: str) -> Iterator[str]:
    """The JSON objects of `reply` in order, each as it is written, none inside another.

    Reasoning in front of the answer, code fences and words around the object are passed over.
    """
    text = without_reasoning(reply)
    decoder, at = json.JSONDecoder(), 0
    for _ in range(MOST_STARTS):
        start = text.find("{", at)
        if start < 0:
            return
        try:
            _, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            at = start + 1
            continue
        yield text[start:end]
        at = end


def without_reasoning(reply: str) -> str:
    """`reply` without the `<think>…</think>` in front of it, whose opening tag some servers leave out.

    A reply that begins with its answer stays as it is: such a tag inside it belongs to a quotation.
    """
    if reply.lstrip().startswith("{") or _FENCE.match(reply):
        return reply
    return _REASONING.sub("", reply, count=1)
