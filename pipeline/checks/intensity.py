"""How loud: loaded words in the place of plain ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.clauses import share
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import CLOSE_KIN
from pipeline.checks.listed import word_set
from pipeline.checks.wording import changes
from pipeline.records import Finding, Flag, FlagKind

_SAYING = word_set(
    "said says say added adds told tells wrote writes replied tweeted explained noted stated asked"
)
_FIRM = word_set(
    "insist vow demand accuse threaten blame swear condemn denounce"
)  # common for "say" in the news
_COPY = 0.6
_LOOSE = 0.4
_FAR = 0.25  # closeness below which a claim's choice of words says nothing
_HELD = 0.5
_AROUND = 4  # sentences around the best one whose loaded words a claim may take up
_SMALL = 2
_WIDE = 5  # words between two anchors, from which it cannot be said which one a word stands for


def check(alignment: Alignment) -> Finding:
    """Flags words that are stronger or weaker than the source's in the same place, and loaded words that are new."""
    index = alignment.index
    flags = [
        raised for unit in alignment.units if unit.is_found for raised in (*_of(unit), *_loud(unit, index))
    ]
    flags = [
        raised for n, raised in enumerate(flags) if raised.claim_span not in [f.claim_span for f in flags[:n]]
    ]
    return Finding(check="intensity", flags=tuple(flags), signals={"intensity": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    for i, word in enumerate(unit.claim.words):
        if not word.is_content or (i in unit.partner and word.norm in unit.best.norms):
            continue
        slot = unit.slot(i, i + 1)
        if slot is None:
            continue
        places = range(slot[0], min(slot[1], len(unit.best.words)))
        partner = unit.partner.get(i)
        if partner is None and (
            unit.closeness < (_FAR if len(places) <= _SMALL else _LOOSE) or len(places) > _WIDE
        ):
            continue
        if word.norm == "order" and "to" in (w.norm for w in unit.claim.words[i + 1 : i + 2]):
            continue
        for j in [partner] if partner is not None else places:
            other = unit.best.words[j]
            if not unit.is_copy and other.norm in unit.claim.norms:
                continue  # the claim has the plain word too, in its own place
            if unit.back.get(j, i) == i and differ(word.norm, other.norm, is_copy=unit.is_copy):
                reason = f"“{word.text}” is not what the source says: “{other.text}”."
                place = (word.start, word.end)
                yield flag(FlagKind.INTENSITY, reason, unit, place, unit.best, (other.start, other.end))
                break
        else:
            if (
                unit.closeness >= _COPY
                and unit.links[i] is None
                and word.norm in lexicon.word_list("loaded_modifiers")
            ):
                reason = f"“{word.text}” is the claim's own word; the source says it without."
                yield flag(FlagKind.INTENSITY, reason, unit, (word.start, word.end), unit.best)


def _loud(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """Loaded words that a near copy put in or has for plain ones, plain ones for loaded, and how someone said it."""
    if not unit.is_copy:
        yield from _overheated(unit, index)
        yield from _confessed(unit)
        yield from [found for view in (unit, *unit.others()) for found in _louder(view)][:1]
        return
    for change in changes(unit, index):
        loud = [i for i in change.mine if _is_loaded(unit.claim.words[i].norm) or _is_manner(unit, i)]
        once = [j for j in change.theirs if _is_loaded(unit.best.words[j].norm)]
        if bool(loud) == bool(once):
            continue
        i = loud[0] if loud else change.mine[0]
        word = unit.claim.words[i]
        other = (
            unit.best.words[once[0]] if once else unit.best.words[change.theirs[0]] if change.theirs else None
        )
        said = f"the source says “{other.text}”" if other else "the source says it without"
        place = (other.start, other.end) if other else None
        reason = f"“{word.text}” is the claim's own word; {said}."
        yield flag(FlagKind.INTENSITY, reason, unit, (word.start, word.end), unit.best, place)


def _overheated(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """Outside of copies: loaded words of a claim whose kin no sentence of the sources has."""
    if max(unit.closeness, unit.bond) < _FAR or unit.coverage < _HELD or _is_loud(unit):
        return
    is_far = unit.closeness < _FAR
    for i, word in enumerate(unit.claim.words):
        link = unit.links[i]
        is_felt = word.norm in lexicon.word_list("feelings")
        if (
            not (is_felt or (_is_loaded(word.norm) and not is_far))
            or word.is_capital
            or (link is not None and link.kin in CLOSE_KIN)
        ):
            continue
        same = index.kindred(word.norm)
        around = (*unit.passages, *index.neighbours(unit.best, _AROUND))
        if not any(same & sentence.norms for sentence in around):
            reason = f"“{word.text}” is the claim's own word; the source has nothing like it."
            yield flag(FlagKind.INTENSITY, reason, unit, (word.start, word.end), unit.best)


def _louder(unit: Unit) -> Iterator[Flag]:
    """Loaded forms of words of `best`, in whatever order: "impossible" for "not realistic" of the same deadline."""
    if unit.coverage < _HELD:
        return
    for i, word in enumerate(unit.claim.words):
        if unit.has_close(i) or _graded().isdisjoint((word.norm, lexicon.lemma(word.norm))):
            continue
        for j, other in enumerate(unit.best.words):
            plain = f"un{other.norm}" if j in unit.best.denied else other.norm
            if not other.is_content or j in unit.back or not _is_scaled(word.norm, plain):
                continue
            if (i in unit.claim.denied) or not share(unit, i, j):
                continue
            reason = f"“{word.text}” is not what the source says: “{other.text}”."
            place, source = (word.start, word.end), (other.start, other.end)
            yield flag(FlagKind.INTENSITY, reason, unit, place, unit.best, source)
            return


def _is_loud(unit: Unit) -> bool:
    """Whether `best` has a loaded word of its own that the claim may render: "bashed", "lashed out"."""
    return any(_is_loaded(word.norm) and j not in unit.back for j, word in enumerate(unit.best.words))


def _confessed(unit: Unit) -> Iterator[Flag]:
    """How someone said it, in other words: "admitted" for "said" of the same speaker."""
    if unit.is_copy or unit.coverage < _HELD:
        return
    for mine in unit.claim.speeches:
        verb = unit.claim.words[mine.verb]
        if lexicon.lemma(verb.norm) not in lexicon.word_list("loaded_reporting") - _FIRM:
            continue
        for theirs in unit.best.speeches:
            other = unit.best.words[theirs.verb]
            speaks = {unit.partner.get(i) for i in mine.heads(unit.claim)} & set(theirs.heads(unit.best))
            if speaks and lexicon.lemma(other.norm) in lexicon.word_list("neutral_reporting"):
                reason = f"“{verb.text}” is not what the source says: “{other.text}”."
                place = (verb.start, verb.end)
                yield flag(FlagKind.INTENSITY, reason, unit, place, unit.best, (other.start, other.end))


def _is_loaded(norm: str) -> bool:
    return norm in _loaded() or lexicon.lemma(norm) in _loaded()


@cache
def _loaded() -> frozenset[str]:
    return lexicon.word_list("loaded_words") | lexicon.word_list("loaded_modifiers")


def _is_manner(unit: Unit, i: int) -> bool:
    """Whether word `i` says in what mood someone said it: "said bitterly"."""
    words = unit.claim.words
    beside = [words[k].norm for k in (i - 1, i + 1) if 0 <= k < len(words)]
    return words[i].norm.endswith("ly") and any(norm in _SAYING for norm in beside)


def _is_scaled(a: str, b: str) -> bool:
    """Whether the lower-case word `a` is the loaded form of `b` on one of the scales."""
    first, second = lexicon.lemma(a), lexicon.lemma(b)
    return any(
        (a in loaded or first in loaded) and (b in plain or second in plain) for plain, loaded in _scales()
    ) and not any({a, first} & plain and {b, second} & plain for plain, _ in _scales())


def differ(a: str, b: str, is_copy: bool = True) -> bool:
    """Whether the lower-case word `a` is the loaded form of `b`; in a copy also the other way about."""
    first, second = lexicon.lemma(a), lexicon.lemma(b)
    if _graded().isdisjoint((a, first)) or _graded().isdisjoint((b, second)):
        return False
    loud, quiet = lexicon.word_list("loaded_reporting"), lexicon.word_list("neutral_reporting")
    if (first in loud and second in quiet - loud) or (is_copy and second in loud and first in quiet - loud):
        return True
    for plain, loaded in _scales():
        if (a in loaded or first in loaded) and (b in plain or second in plain):
            return not ((a in plain or first in plain) and first != a)
        if is_copy and (a in plain or first in plain) and (b in loaded or second in loaded):
            return True
    return False


@cache
def _graded() -> frozenset[str]:
    """All words that are the loaded or the plain form of another."""
    reporting = lexicon.word_list("loaded_reporting") | lexicon.word_list("neutral_reporting")
    return reporting.union(*(words for scale in _scales() for words in scale))


@cache
def _scales() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    found = []
    for words in lexicon.groups("scales"):
        cut = words.index("|")
        found.append((frozenset(words[:cut]), frozenset(words[cut + 1 :])))
    return tuple(found)
