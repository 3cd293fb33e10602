"""Why two articles are held to have one source, in words that an editor understands."""

from __future__ import annotations

from itertools import pairwise

from pipeline.sources.matching import Match
from pipeline.sources.prints import Prints
from pipeline.sources.resemblance import Resemblance
from pipeline.sources.traits import Token


def reasons(found: Resemblance) -> tuple[str, ...]:
    """Reasons for `found.left` deriving from `found.right`, the strongest kind first; never empty."""
    told = [
        *_credit(found),
        *_run(found),
        *_quotations(found),
        *_accounted(found),
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
    words = " ".join(prints.traits.text[run[0].start : run[-1].end].split())
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


def _accounted(found: Resemblance) -> list[str]:
    held = [match for match in found.matches if match.is_held]
    total = len(found.left.sentences)
    if not held:
        return []
    said = "says nothing" if len(held) == 1 else "say nothing"
    told = f"{len(held)} of its {_count(total, 'sentence')} {said} that the other does not"
    return [f"{told}, in the same order" if len(held) > 2 and _in_order(held) else told]


def _in_order(held: list[Match]) -> bool:
    """Whether four in five of the sentences come after the one before them in the other article, too."""
    rising = sum(first.right <= second.right for first, second in pairwise(held))
    return rising >= 0.8 * (len(held) - 1)


def _facts(found: Resemblance) -> list[str]:
    facts = found.left.traits.facts
    shared = len(facts & found.right.traits.facts)
    is_telling = shared >= 0.6 * len(facts) > 3
    return [f"{shared} of its {len(facts)} names and figures stand in the other"] if is_telling else []


def _dates(found: Resemblance) -> list[str]:
    mine, theirs = found.left.traits.document.published, found.right.traits.document.published
    if mine and theirs and mine > theirs:
        return [f"came out on {mine.day} {mine:%B %Y}, the other on {theirs.day} {theirs:%B %Y}"]
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
