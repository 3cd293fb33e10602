"""Figures of how well the sources carry a claim: what the score is fitted on. They flag nothing."""

from __future__ import annotations

from itertools import pairwise

from pipeline.checks.align import Alignment, Unit
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import STRENGTH, Kin
from pipeline.checks.words import Token
from pipeline.records import Finding


def check(alignment: Alignment) -> Finding:
    """No flags. The signals are in [0, 1], the more the better, and averaged over the sentences of the claim.

    `named` is of the whole claim: 1 where the sources hold every number and name of it, else 0. `sentences`
    counts.
    """
    index, units = alignment.index, alignment.units
    return Finding(
        check="signals",
        signals={
            "named": float(all(_named(unit, index) for unit in units)),
            "pairs": _mean([_pairs(unit) for unit in units]),
            "verbatim": _mean([_verbatim(unit, index) for unit in units]),
            "unopposed": _mean([_unopposed(unit) for unit in units]),
            "sentences": float(len(units)),
        },
    )


def _named(unit: Unit, index: SourceIndex) -> bool:
    """Whether the sources hold every number and every capitalised word after the first."""
    telling = (word for i, word in enumerate(unit.claim.words) if word.is_number or (i and word.is_capital))
    return all(_is_held(word, index) for word in telling if word.is_content)


def _pairs(unit: Unit) -> float:
    """Share of neighbouring words that stand side by side in the best sentence too."""
    partner = dict(unit.anchors)
    kept = [
        i in partner and partner.get(j) == partner[i] + 1 for i, j in pairwise(range(len(unit.claim.words)))
    ]
    return sum(kept) / len(kept) if kept else 1.0


def _verbatim(unit: Unit, index: SourceIndex) -> float:
    """Share of content words that the sources hold, in whatever form."""
    content = [word for word in unit.claim.words if word.is_content]
    return sum(_is_held(word, index) for word in content) / len(content) if content else 1.0


def _unopposed(unit: Unit) -> float:
    """Share of words that are not linked with their opposite."""
    opposed = sum(link is not None and link.kin is Kin.ANTONYM for link in unit.links)
    return 1 - opposed / len(unit.links) if unit.links else 1.0


def _is_held(word: Token, index: SourceIndex) -> bool:
    """Whether the sources hold the word itself, in some form or by another name."""
    related = index.related(word.norm).values()
    return any(strength >= STRENGTH[Kin.FORM] and kinship is not Kin.ANTONYM for strength, kinship in related)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
