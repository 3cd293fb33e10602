"""The rules tier: a plain table of checks, each a module with one function `check(alignment) -> Finding`.

No model, no clock, no chance: the same claim and documents give the same findings. `docs/checks.md` says what each
kind of flag means. A new check is a module and one line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.checks import (
    addition,
    attribution,
    boilerplate,
    dates,
    intensity,
    modality,
    names,
    numbers,
    polarity,
    quotes,
    relation,
    scope,
    signals,
)
from pipeline.checks.align import Alignment, align
from pipeline.checks.index import SourceIndex
from pipeline.records import Claim, Document, Finding

Check = Callable[[Alignment], Finding]

CHECKS: tuple[Check, ...] = (
    quotes.check,
    numbers.check,
    dates.check,
    attribution.check,
    names.check,
    polarity.check,
    modality.check,
    scope.check,
    relation.check,
    intensity.check,
    boilerplate.check,
    addition.check,
    signals.check,
)


def rules(claims: Sequence[Claim], documents: Sequence[Document]) -> list[tuple[Finding, ...]]:
    """What every check says of each claim, in order of the claims. The documents are read once."""
    index = SourceIndex(documents)
    return [findings(claim.text, index) for claim in claims]


def findings(text: str, index: SourceIndex) -> tuple[Finding, ...]:
    """What every check says of the claim `text`; a single undetermined finding where nothing can be compared."""
    return findings_of(align(text, index))


def findings_of(alignment: Alignment) -> tuple[Finding, ...]:
    """The same of a claim that is aligned already."""
    if not alignment.index.body and not alignment.index.clutter:
        return (Finding(check="align", undetermined="The sources hold no text to check the claim against."),)
    if not alignment.units:
        return (Finding(check="align", undetermined="The claim holds no words to check."),)
    return tuple(check(alignment) for check in CHECKS)
