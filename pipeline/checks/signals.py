"""Figures of how well the sources carry a claim: what the score is fitted on. They flag nothing.

Each is in [0, 1] unless said otherwise, is taken of every sentence of the claim apart, and the weakest
counts; the one ending in `_mean` is the average.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.checks.align import Alignment, SourceIndex, Unit
from pipeline.checks.lexicon import Kin
from pipeline.checks.words import Token
from pipeline.records import Finding


def check(alignment: Alignment) -> Finding:
    """No flags; the signals of the claim."""
    index, units = alignment.index, alignment.units
    signals: dict[str, float] = {}
    for name, measure in _MEASURES.items():
        values = [measure(unit, index) for unit in units]
        signals[name] = min(values)
        signals[f"{name}_mean"] = sum(values) / len(values)
    signals["sentences"] = float(len(units))
    return Finding(check="signals", signals=signals)


def known(unit: Unit, index: SourceIndex) -> float:
    """Weighted share of content words that some sentence of the sources holds, or a word near in meaning."""
    return _weighted(unit.claim.words, lambda word: strength(word, index))


def verbatim(unit: Unit, index: SourceIndex) -> float:
    """Share of content words that the sources hold in some form of the same word."""
    return _plain(unit.claim.words, lambda word: strength(word, index) > 0.9)


def ordered(unit: Unit, index: SourceIndex) -> float:
    """Share of content words anchored in one source sentence in order: a soft common subsequence."""
    anchored = {i for i, _ in unit.anchors}
    places = [i for i, word in enumerate(unit.claim.words) if word.is_content]
    return sum(i in anchored for i in places) / len(places) if places else 1.0


def linked(unit: Unit, index: SourceIndex) -> float:
    """Share of content words linked with a word of the few passages that the claim rests on."""
    places = [i for i, word in enumerate(unit.claim.words) if word.is_content]
    return sum(unit.links[i] is not None for i in places) / len(places) if places else 1.0


def best(unit: Unit, index: SourceIndex) -> float:
    """Weighted share of content words that the one best sentence holds."""
    if unit.best is None:
        return 0.0
    held = {i: link.strength for i, link in enumerate(unit.links) if link and link.sentence is unit.best}
    total = sum(word.weight for word in unit.claim.words if word.is_content)
    gained = sum(unit.claim.words[i].weight * s for i, s in held.items() if unit.claim.words[i].is_content)
    return gained / total if total else 1.0


def named(unit: Unit, index: SourceIndex) -> float:
    """1 when the sources hold every number and every capitalised word of the claim, else 0."""
    words = unit.claim.words
    return float(
        all(
            index.has(w.norm) or strength(w, index) > 0.9
            for i, w in enumerate(words)
            if w.is_number or (i and w.is_capital and w.is_content)
        )
    )


def named_near(unit: Unit, index: SourceIndex) -> float:
    """1 when the passages of the claim hold every number and every capitalised word of it, else 0."""
    words = unit.claim.words
    return float(
        all(
            unit.links[i] is not None
            for i, w in enumerate(words)
            if w.is_number or (i and w.is_capital and w.is_content)
        )
    )


def pairs(unit: Unit, index: SourceIndex) -> float:
    """Share of neighbouring word pairs that stand side by side in the best sentence too."""
    partner = dict(unit.anchors)
    total = len(unit.claim.words) - 1
    kept = sum(i in partner and partner.get(i + 1) == partner[i] + 1 for i in range(total))
    return kept / total if total > 0 else 1.0


def rarest(unit: Unit, index: SourceIndex) -> float:
    """1 less the weight of the weightiest content word that the sources do not hold."""
    missing = [word.weight for word in unit.claim.words if word.is_content and strength(word, index) == 0]
    return 1 - max(missing, default=0.0)


def absent(unit: Unit, index: SourceIndex) -> float:
    """1 / (1 + number of content words that the sources do not hold in any form)."""
    return 1 / (1 + sum(word.is_content and strength(word, index) < 0.9 for word in unit.claim.words))


def unopposed(unit: Unit, index: SourceIndex) -> float:
    """Share of content words not linked with their opposite."""
    opposed = sum(link is not None and link.kin is Kin.ANTONYM for link in unit.links)
    return 1 - opposed / len(unit.links) if unit.links else 1.0


def short(unit: Unit, index: SourceIndex) -> float:
    """1 / (1 + words / 10)."""
    return 1 / (1 + len(unit.claim.words) / 10)


_MEASURES: dict[str, Callable[[Unit, SourceIndex], float]] = {
    f.__name__: f
    for f in (
        known,
        verbatim,
        ordered,
        linked,
        best,
        named,
        named_near,
        pairs,
        rarest,
        absent,
        unopposed,
        short,
    )
}


def strength(word: Token, index: SourceIndex) -> float:
    """How surely some sentence of the sources holds `word`, in [0, 1]: 1 for the word itself."""
    related = index.related(word.norm)
    return max((s for s, kinship in related.values() if kinship is not Kin.ANTONYM), default=0.0)


def _weighted(words: Sequence[Token], held: Callable[[Token], float]) -> float:
    total = sum(word.weight for word in words if word.is_content)
    return sum(word.weight * held(word) for word in words if word.is_content) / total if total else 1.0


def _plain(words: Sequence[Token], held: Callable[[Token], bool]) -> float:
    content = [word for word in words if word.is_content]
    return sum(map(held, content)) / len(content) if content else 1.0
