"""What no source sentence holds, and the figures of how well the claim is covered."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.lexicon import Kin
from pipeline.records import Finding, Flag, FlagKind

_UNHELD = 0.35  # coverage below which a sentence as a whole has no source
_STRETCH = 3  # content words in a row, hardly any of them held, that make an addition
_WEIGHT = 1.8  # what those words must tell together


def check(alignment: Alignment) -> Finding:
    """Flags sentences and stretches that no passage covers. Carries the evidence, and the signals of the alignment."""
    units = alignment.units
    flags = [raised for unit in units for raised in _of(unit)]
    signals = {
        "coverage": alignment.coverage,
        "coverage_mean": sum(unit.coverage for unit in units) / len(units),
        "closeness": min(unit.closeness for unit in units),
        "closeness_mean": sum(unit.closeness for unit in units) / len(units),
        "exactness": min(_exactness(unit) for unit in units),
        "longest_run": max(_longest_run(unit) for unit in units),
        "words": float(sum(len(unit.claim.words) for unit in units)),
        "passages": max(float(len(unit.passages)) for unit in units),
        "unheld": max((_stretches(unit)[0][2] for unit in units if _stretches(unit)), default=0.0),
    }
    return Finding(check="addition", flags=tuple(flags), signals=signals, evidence=alignment.evidence())


def _of(unit: Unit) -> Iterator[Flag]:
    if unit.best is None or unit.coverage < _UNHELD:
        place = (0, len(unit.claim.text))
        yield flag(FlagKind.ADDITION, "No passage of the sources holds this.", unit, place, unit.best)
        return
    for first, last, weight in _stretches(unit):
        if weight >= _WEIGHT:
            place = (unit.claim.words[first].start, unit.claim.words[last].end)
            reason = f"No source says “{unit.claim.text[place[0] : place[1]]}”."
            yield flag(FlagKind.ADDITION, reason, unit, place)


def _stretches(unit: Unit) -> list[tuple[int, int, float]]:
    """Runs of content words without a link, as (first, last, weight), heaviest first."""
    found: list[tuple[int, int, float]] = []
    run: list[int] = []
    for i in [*(i for i, w in enumerate(unit.claim.words) if w.is_content), -1]:
        if i >= 0 and not _is_held(unit, i):
            run.append(i)
            continue
        if len(run) >= _STRETCH:
            found.append((run[0], run[-1], sum(unit.claim.words[k].weight for k in run)))
        run = []
    return sorted(found, key=lambda stretch: -stretch[2])


def _is_held(unit: Unit, i: int) -> bool:
    link = unit.links[i]
    return link is not None and link.kin is not Kin.ANTONYM


def _exactness(unit: Unit) -> float:
    """The weighted share of content words that a passage has letter by letter or in another form."""
    content = [i for i, word in enumerate(unit.claim.words) if word.is_content]
    total = sum(unit.claim.words[i].weight for i in content)
    held = sum(
        unit.claim.words[i].weight
        for i in content
        if (link := unit.links[i]) is not None and link.kin in (None, Kin.FORM)
    )
    return held / total if total else 1.0


def _longest_run(unit: Unit) -> float:
    """The share of the claim's words in the longest run that stands in `best` in the same order without a gap."""
    longest = run = 0
    before = (-2, -2)
    for i, j in unit.anchors:
        run = run + 1 if (i - 1, j - 1) == before else 1
        longest, before = max(longest, run), (i, j)
    return longest / len(unit.claim.words)
