"""Why two articles are held to have one source, in words that an editor understands."""

from __future__ import annotations

from pipeline.sources.resemblance import Prints, Resemblance
from pipeline.sources.traits import Token

_LONG_RUN = 4.0


def reasons(found: Resemblance) -> tuple[str, ...]:
    """Reasons for `found.left` deriving from `found.right`, the strongest kind first; never empty."""
    told = [
        *_credit(found),
        *_run(found),
        *_quotations(found),
        *_order(found),
        *_facts(found),
        *_dates(found),
    ]
    return tuple(told) or ("the two tell the same in other words",)


def _credit(found: Resemblance) -> list[str]:
    return [f"names its source: “{words}”" for words in found.credits[:2]]


def _run(found: Resemblance) -> list[str]:
    if not found.run:
        return []
    text = _text(found.left, found.run)
    more = f", and {found.runs - 1} more runs of words" if found.runs > 2 else ""
    return [f"has {len(found.run)} words in a row in common: “{text}”{more}"]


def _text(prints: Prints, run: tuple[Token, ...]) -> str:
    words = " ".join(prints.traits.document.text[run[0].start : run[-1].end].split())
    return words if len(words) <= 120 else words[:60] + " … " + words[-50:]


def _quotations(found: Resemblance) -> list[str]:
    exact = sum(ratio == 1 for _, _, ratio in found.quotations)
    altered = len(found.quotations) - exact
    told = []
    if exact:
        told.append(f"repeats {_count(exact, 'quotation')} word for word")
    if altered:
        told.append(f"repeats {_count(altered, 'quotation')} in altered words")
    return told


def _order(found: Resemblance) -> list[str]:
    total = len(found.left.contents)
    tails = [match for match in found.matches if match.cosine >= 0.3]
    if len(tails) < 2:
        return []
    told = f"{len(tails)} of its {_count(total, 'sentence')} follow sentences of the other"
    return [f"{told}, in the same order" if found.signals["order"] >= 0.6 * len(tails) / total else told]


def _facts(found: Resemblance) -> list[str]:
    facts = found.left.traits.facts
    shared = len(facts & found.right.traits.facts)
    return (
        [f"{shared} of its {len(facts)} names and figures stand in the other"]
        if shared >= 0.6 * len(facts) > 3
        else []
    )


def _dates(found: Resemblance) -> list[str]:
    mine, theirs = found.left.traits.document.published, found.right.traits.document.published
    if mine and theirs and mine > theirs:
        return [f"came out on {mine.day} {mine:%B %Y}, the other on {theirs.day} {theirs:%B %Y}"]
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
