"""Every quantity of the claim must be one of the source's, in the place where the source has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.cues import CueKind
from pipeline.checks.figures import figures, holds, is_free, is_reckoned
from pipeline.checks.index import SourceIndex
from pipeline.checks.listed import word_set
from pipeline.checks.quantities import PERIODS, Quantity
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

_COUNTABLE = 10  # a reader counts this far, so a small number may sum up what the source lists
_PLURAL = 2
_COUNTED = 3  # words after a number among which what it counts stands
_COVERED = 0.6  # coverage from which what a number counts is what the sentence speaks of
_OPEN = word_set("several some many numerous few various")
_LOOSE = 0.5  # closeness below which "first" need not be said of what the source calls "fifth"
_LISTED = 8  # words before "and five others" in which names are counted with them
_SCORE = re.compile(r"(?<![\d-])\d{1,3}-\d{1,3}(?![\d-])")
_ROUNDING = 0.1  # "about", "nearly", "over": how far the figure may lie from the source's


def check(alignment: Alignment) -> Finding:
    """Flags quantities that the source gives otherwise, or not at all."""
    flags: list[Flag] = []
    total = held = 0
    for unit in alignment.units:
        for quantity in unit.claim.quantities:
            if _is_own_matter(quantity, unit.claim):
                continue
            raised, is_held = _judge(quantity, unit, alignment.index)
            if not raised and not is_held and _is_pronoun(quantity, unit.claim):
                continue
            total += 1
            held += is_held
            if raised:
                flags.append(raised)
        flags.extend(_other_periods(unit))
    signals = {"numbers": float(total), "numbers_held": held / total if total else 1.0}
    return Finding(check="numbers", flags=tuple(flags), signals=signals)


def _judge(quantity: Quantity, unit: Unit, index: SourceIndex) -> tuple[Flag | None, bool]:
    """A flag, or None, and whether the quantity was found in a fitting place."""
    best = unit.best
    if not unit.is_found:
        return None, False
    rival = _rival(quantity, unit)
    if _other_score(quantity, unit):
        return _flag(quantity, unit, best, rival), False
    here = [q for q in figures(best) if holds(q, quantity, is_free(unit))]
    if is_reckoned(quantity, unit):
        return None, True
    if here and (
        rival is None
        or (is_free(unit) and not _is_of_one_sort(rival, quantity))
        or _counts_same(quantity, here)
        or _is_taken(rival, unit)
        or _are_parts(quantity, here, unit)
    ):
        return None, True
    if rival is not None and not (not here and _found_near(quantity, unit, index, rival)):
        return _flag(quantity, unit, best, rival), False
    if here or _found(quantity, unit, [*unit.passages, *index.neighbours(best)]):
        return None, True
    if _found_like(quantity, unit, index):
        return None, True
    vague = _left_open(quantity, unit, index)
    if vague is not None:
        return _exact(quantity, unit, vague), False
    if _may_be_counted(quantity):
        return None, False
    same_unit = [
        q for q in best.quantities if q.kind == quantity.kind and set(q.counted) & set(quantity.counted)
    ]
    return _flag(quantity, unit, best, same_unit[0] if same_unit else None), False


def _other_periods(unit: Unit) -> Iterator[Flag]:
    """ "months" in the place of "years", outside of a figure or a date."""
    edits = [e for e in unit.edits if e.end - e.start == 1 == e.to - e.from_]
    pairs = [(e.start, e.from_) for e in edits] + list(unit.anchors)
    for i, j in pairs:
        word, other = unit.claim.words[i], unit.best.words[j]
        if any(q.last == i and q.measure and _found(q, unit, unit.passages) for q in unit.claim.quantities):
            continue
        mine, theirs = lexicon.lemma(word.norm), lexicon.lemma(other.norm)
        if (
            mine != theirs
            and {mine, theirs} <= PERIODS
            and not (i in unit.claim.figures or _is_of_age(unit.claim, i) or _is_of_age(unit.best, j))
            and (unit.is_copy or _is_counted(unit.claim, i) == _is_counted(unit.best, j))
        ):
            place, source = (word.start, word.end), (other.start, other.end)
            reason = f"The claim says “{word.text}” where the source says “{other.text}”."
            yield flag(FlagKind.NUMBER, reason, unit, place, unit.best, source)


def _is_counted(sentence: Sentence, at: int) -> bool:
    """Whether a figure stands right before a word: "two days", not "last week"."""
    return any(quantity.first < at <= quantity.last for quantity in sentence.quantities)


def _is_of_age(sentence: Sentence, at: int) -> bool:
    """Whether a period belongs to an age: "46-year-old"."""
    return sentence.words[at + 1 : at + 2] != () and sentence.words[at + 1].norm == "old"


def _score_of(sentence: Sentence, quantity: Quantity) -> str:
    """The whole score that a number is part of, "2-1"; "" where it is part of none."""
    found = (m for m in _SCORE.finditer(sentence.text) if m.start() <= quantity.start < m.end())
    return next((match.group() for match in found), "")


def _other_score(quantity: Quantity, unit: Unit) -> bool:
    """Whether the best passage has a score, and another than the claim's."""
    score = _score_of(unit.claim, quantity)
    scores = {match.group() for match in _SCORE.finditer(unit.best.text)}
    turned = "-".join(reversed(score.split("-")))
    return bool(score and scores) and not {score, turned} & scores


def _is_own_matter(quantity: Quantity, claim: Sentence) -> bool:
    """Whether a number belongs to how the claim is written: "2." before a step, "in 80 words", "(Passage 3)"."""
    if quantity.kind == "cardinal" and claim.text[quantity.start].isdigit():
        before, after = claim.text[: quantity.start].strip(), claim.text[quantity.end : quantity.end + 2]
        if re.fullmatch(r"[.)] ?", after) and (not before or before[-1] in ".:;!?"):
            return True
    after = claim.text[quantity.end :].lower()
    return bool(
        re.match(r"[ -]words?\b", after) and re.search(r"summar|overview|answer", claim.text.lower())
    ) or bool(
        re.match(r" (?:of|part of) (?:the|this) (?:document|text|article|summary|transcript|email)", after)
    )


def _is_pronoun(quantity: Quantity, claim: Sentence) -> bool:
    """Whether "one" counts nothing: "one of the challenges", "an ambitious one"."""
    return quantity.text.lower() == "one" and bool(re.match(r" of\b|[.,;:!?)]|$", claim.text[quantity.end :]))


def _rival(quantity: Quantity, unit: Unit) -> Quantity | None:
    """The different quantity that `best` has in the very place of this one."""
    slot = unit.slot(quantity.first, quantity.last)
    if slot is None:
        return None
    inside = [q for q in unit.best.quantities if q.first < slot[1] and q.last > slot[0]]
    if any(holds(q, quantity, is_free(unit)) for q in inside):
        return None
    is_loose = unit.closeness < _LOOSE
    inside = [q for q in inside if _comparable(q, quantity, is_loose) and not _is_summed(q, quantity, unit)]
    alike = [q for q in inside if set(q.counted) & set(quantity.counted)]
    return next(iter(alike or inside), None)


def _is_summed(theirs: Quantity, mine: Quantity, unit: Unit) -> bool:
    """Whether the claim counts those that the source names too: "six powers" for "France and five other powers"."""
    words = unit.best.words
    if not _is_further(theirs, unit.best) or _is_further(mine, unit.claim):
        return False
    if not theirs.first or words[theirs.first - 1].norm not in ("and", "with", "plus"):
        return False
    named = [n for n in unit.best.names if theirs.first - _LISTED <= n.last <= theirs.first]
    return 0 < mine.value - theirs.value <= len(named)


def _is_further(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether it counts those besides the ones named: "five other powers"."""
    following = sentence.words[quantity.last : quantity.last + 1]
    return any(word.norm in ("other", "others", "more") for word in following)


def _comparable(a: Quantity, b: Quantity, is_loose: bool) -> bool:
    """Whether one can stand for the other; an article or, in a rewording, an order only where both count the same."""
    article = a if a.is_article else b
    if a.is_article != b.is_article and (article.kind == "cardinal" or is_loose):
        return bool(set(a.counted) & set(b.counted))
    numeric = {"cardinal", "money", "percent", "points", "fraction", "vague", "times"}
    return a.kind == b.kind or {a.kind, b.kind} <= numeric


def _is_taken(rival: Quantity, unit: Unit) -> bool:
    """Whether the claim itself has the rival's value: then words were only put in another order."""
    return any(q.equals(rival) for q in unit.claim.quantities) and unit.closeness < 0.85


def _counts_same(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    return any(set(quantity.counted) & set(other.counted) for other in others)


def _are_parts(quantity: Quantity, others: Iterable[Quantity], unit: Unit) -> bool:
    """Whether the figure is a part of something in both: "six of the boats", "six of them"; never in a near copy."""
    if not is_free(unit):
        return False
    words, theirs = unit.claim.words[quantity.last :], [unit.best.words[other.last :] for other in others]
    return all(rest and rest[0].norm == "of" for rest in (words, *theirs))


def _is_of_one_sort(rival: Quantity, quantity: Quantity) -> bool:
    """Whether one may stand for the other: two percentages, or two counts of the same."""
    if rival.kind != quantity.kind:
        return False
    return rival.kind in ("money", "percent") or bool(set(rival.counted) & set(quantity.counted))


def _found(quantity: Quantity, unit: Unit, among: Iterable[Sentence]) -> bool:
    return any(holds(q, quantity, is_free(unit)) for sentence in among for q in figures(sentence))


def _found_near(quantity: Quantity, unit: Unit, index: SourceIndex, rival: Quantity) -> bool:
    """Whether another passage has the figure with what it counts, and the rival counts something else."""
    if set(rival.counted) & set(quantity.counted) or unit.closeness > 0.7:
        return False
    near = [*unit.passages[1:], *index.neighbours(unit.best)]
    found = [q for s in near for q in s.quantities if holds(q, quantity, is_loose=True)]
    return bool(found) and (
        _counts_same(quantity, found) or quantity.kind in ("money", "percent", "fraction", "times")
    )


def _found_like(quantity: Quantity, unit: Unit, index: SourceIndex) -> bool:
    """Whether some sentence has the figure among words that the claim also has beside it."""
    around = _around(unit.claim, quantity)
    return any(
        holds(other, quantity) and around & _around(sentence, other)
        for sentence, other in index.figures(
            quantity.value * (1 - 2 * _ROUNDING), quantity.value * (1 + 2 * _ROUNDING)
        )
    )


def _around(sentence: Sentence, quantity: Quantity) -> set[str]:
    words = (
        sentence.words[max(0, quantity.first - 5) : quantity.first]
        + sentence.words[quantity.last : quantity.last + 5]
    )
    return {lexicon.stem(w.norm) for w in words if w.is_content and not w.is_number and w.weight > 0.4}


def _left_open(quantity: Quantity, unit: Unit, index: SourceIndex) -> int | None:
    """The word of `best` that leaves open how many there are of what the claim counts: "several" for "three"."""
    if (
        quantity.kind != "cardinal"
        or quantity.is_article
        or quantity.value < _PLURAL
        or unit.coverage < _COVERED
    ):
        return None
    counted = set(quantity.counted[:_COUNTED])
    if any(counted & set(q.counted) and holds(q, quantity) for s in index.body for q in s.quantities):
        return None
    for cue in unit.best.cues:
        if cue.kind is CueKind.QUANTIFIER and unit.best.words[cue.last].norm in _OPEN:
            after = unit.best.words[cue.last + 1 : cue.last + 1 + _COUNTED]
            if counted & {lexicon.stem(word.norm) for word in after if word.is_content}:
                return cue.last
    return None


def _exact(quantity: Quantity, unit: Unit, vague: int) -> Flag:
    other = unit.best.words[vague]
    reason = f"The claim says “{quantity.text}” where the source says “{other.text}”."
    place, source = (quantity.start, quantity.end), (other.start, other.end)
    return flag(FlagKind.NUMBER, reason, unit, place, unit.best, source)


def _may_be_counted(quantity: Quantity) -> bool:
    if quantity.is_article:
        return True
    return (
        quantity.kind in ("cardinal", "ordinal", "times")
        and quantity.value <= _COUNTABLE
        and not quantity.text[0].isdigit()
    )


def _flag(quantity: Quantity, unit: Unit, best: Sentence, rival: Quantity | None) -> Flag:
    place = (quantity.start, quantity.end)
    if rival:
        reason = f"The claim says “{quantity.text}” where the source says “{rival.text}”."
        return flag(FlagKind.NUMBER, reason, unit, place, best, (rival.start, rival.end))
    return flag(FlagKind.NUMBER, f"No source gives the figure “{quantity.text}” for this.", unit, place, best)
