"""What no source sentence holds, and the figures of how well the claim is covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import CLOSE_KIN, Kin
from pipeline.checks.wording import changes
from pipeline.records import Finding, Flag, FlagKind

_UNHELD = 0.55  # coverage below which a claim as a whole has no source
_UNHELD_SHORT = 0.4  # the same for a claim of few words
_UNHELD_AMONG = 0.3  # the same for one sentence of several, which leans on the others
_MANY = 6  # content words from which a claim is not short
_STRETCH = 3  # content words in a row, hardly any of them held, that make an addition
_WEIGHT = 1.8  # what those words must tell together
_SHARE = 0.4  # share of them that one source sentence must hold
_REPLACED = 4  # content words up to which other words in the same place may say the same
_COPY = 0.6
_COPIED = 0.7  # share of the words outside a new clause that must stand in the source sentence
_IN_WHOSE = frozenset({"words", "view", "opinion", "account"})  # "in her words"


def check(alignment: Alignment) -> Finding:
    """Flags sentences and stretches that no passage covers. Carries the evidence, and the signals of the alignment."""
    units = alignment.units
    index = alignment.index
    flags = [raised for unit in units for raised in _of(unit, index, len(units) == 1)]
    signals = {
        "coverage": alignment.coverage,
        "coverage_mean": sum(unit.coverage for unit in units) / len(units),
        "closeness": alignment.closeness,
        "closeness_mean": sum(unit.closeness for unit in units) / len(units),
        "bond": min(unit.bond for unit in units),
        "exactness": min(_exactness(unit) for unit in units),
        "longest_run": max(_longest_run(unit) for unit in units),
        "words": float(sum(len(unit.claim.words) for unit in units)),
        "passages": max(float(len(unit.passages)) for unit in units),
        "unheld": max((stretch[2] for unit in units for stretch in _stretches(unit, index)), default=0.0),
    }
    return Finding(check="addition", flags=tuple(flags), signals=signals, evidence=alignment.evidence())


def _of(unit: Unit, index: SourceIndex, is_alone: bool) -> Iterator[Flag]:
    if not unit.is_found or (unit.closeness < _COPY and unit.coverage < _needed(unit, is_alone)):
        place = (0, len(unit.claim.text))
        yield flag(FlagKind.ADDITION, "No passage of the sources holds this.", unit, place, unit.best)
        return
    found = _stretches(unit, index)
    if not found and unit.is_copy:
        found = [(run[0], run[-1], 1.0) for run in _put_in(unit, index)]
    for first, last, _ in found:
        place = (unit.claim.words[first].start, unit.claim.words[last].end)
        reason = f"No source says “{unit.claim.text[place[0] : place[1]]}”."
        yield flag(FlagKind.ADDITION, reason, unit, place)


def _put_in(unit: Unit, index: SourceIndex) -> Iterator[tuple[int, ...]]:
    """Words that a near copy put in where its source has none, other than loaded ones and titles."""
    for change in changes(unit, index):
        if change.theirs or len(change.mine) * 2 < change.edit.end - change.edit.start - 4:
            continue
        norms = [unit.claim.words[i].norm for i in change.mine]
        if not all(_is_loud(norm) or norm in _IN_WHOSE for norm in norms):
            yield change.mine


def _is_loud(norm: str) -> bool:
    return norm in lexicon.word_list("loaded_words") or norm in lexicon.word_list("loaded_modifiers")


def _needed(unit: Unit, is_alone: bool) -> float:
    """The coverage that a sentence needs, less where it leans on others or has few words to go by."""
    if not is_alone:
        return _UNHELD_AMONG
    told = sum(
        1 for i, word in enumerate(unit.claim.words) if word.is_content and i not in unit.claim.figures
    )
    return _UNHELD if told >= _MANY else _UNHELD_SHORT


def _stretches(unit: Unit, index: SourceIndex) -> list[tuple[int, int, float]]:
    """Runs of content words that no single passage holds, as (first, last, weight), heaviest first."""
    found: list[tuple[int, int, float]] = []
    for run in [*_inserted(unit), *_runs(unit)]:
        if any(first <= run[0] <= last for first, last, _ in found):
            continue
        if _is_replacement(run, unit):
            continue
        weight = sum(unit.claim.words[k].weight for k in run)
        if len(run) >= _STRETCH and weight >= _WEIGHT:
            share = _share(run, unit, index)
            if share < _SHARE:
                found.append((run[0], run[-1], weight * (1 - share)))
    return sorted(found, key=lambda stretch: -stretch[2])


def _is_replacement(run: list[int], unit: Unit) -> bool:
    """Whether `best` has other words of its own in the place of a short run: then it is said otherwise, not added."""
    edit = unit.edit_at(run[0])
    if edit is None or len(run) > _REPLACED:
        return False
    theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].is_content and j not in unit.back]
    return edit.start <= run[-1] < edit.end and len(theirs) >= len(run) - 1


def _inserted(unit: Unit) -> Iterator[list[int]]:
    """The content words of whole clauses that a copy of `best` has and `best` has not."""
    same = {i for i, j in unit.anchors if unit.claim.words[i].norm == unit.best.words[j].norm}
    for edit in unit.edits:
        outside = len(unit.claim.words) - (edit.end - edit.start)
        if edit.to > edit.from_ + 1 or outside < _STRETCH or len(same) < _COPIED * outside:
            continue
        run = [i for i in range(edit.start, edit.end) if unit.claim.words[i].is_content]
        if run:
            yield run


def _runs(unit: Unit) -> Iterator[list[int]]:
    """Content words in a row that `best` does not have in that place."""
    run: list[int] = []
    told = [i for i, w in enumerate(unit.claim.words) if w.is_content and i not in unit.claim.figures]
    for i in [*told, -1]:
        if i >= 0 and not _is_held(unit, i):
            run.append(i)
            continue
        if run:
            yield run
        run = []


def _is_held(unit: Unit, i: int) -> bool:
    """Whether claim word `i` is linked or says who says it; in what is nearly a copy only with its own sentence."""
    link, report = unit.links[i], unit.claim.report
    if link is None:
        return unit.claim.words[i].norm == "according" and report is not None and i in range(*report)
    return unit.closeness < _COPY or (link.sentence is unit.best and link.kin in CLOSE_KIN)


def _share(run: list[int], unit: Unit, index: SourceIndex) -> float:
    """The largest weighted share of the words of `run` that one sentence of the body holds."""
    held: dict[int, float] = defaultdict(float)
    for i in run:
        word = unit.claim.words[i]
        for number, worth in _worths(word.norm, index).items():
            held[number] += word.weight * worth
    total = sum(unit.claim.words[i].weight for i in run)
    return (
        max((most for number, most in held.items() if not index.sentences[number].is_clutter), default=0.0)
        / total
    )


def _worths(norm: str, index: SourceIndex) -> dict[int, float]:
    """The sentences that hold the word or one of its kin, and how well the best of these stands for it."""
    found: dict[int, float] = {}
    for other, (strength, kinship) in index.related(norm).items():
        if kinship is Kin.ANTONYM:
            continue
        worth = 1.0 if other == norm else strength if kinship in CLOSE_KIN else strength / 2
        for number in index.places(other):
            if worth > found.get(number, 0.0):
                found[number] = worth
    return found


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
