"""What the source denies the claim must deny, and the other way about: negation and opposites."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import denial, lexicon
from pipeline.checks.align import Alignment, Link, Unit, flag
from pipeline.checks.cues import Cue, CueKind
from pipeline.checks.lexicon import CLOSE_KIN, Kin
from pipeline.checks.listed import word_set
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

_DENIALS = (CueKind.NEGATION, CueKind.SOFT_NEGATION)
_GOVERNED = 2  # how many content words after a "not" it surely turns round
_CLOSE = (*CLOSE_KIN, Kin.ANTONYM)
_COPY = 0.6
_HELD = 0.6  # coverage from which a rewording is surely of the same matter
_FOR_NOW = ("immediately", "yet", "directly")
_WORDS = lexicon.word_list("negators")
_TURNING = word_set(
    "fail refuse decline deny lack unable unwilling reject prohibit forbid neglect cease abstain refrain"
)


def check(alignment: Alignment) -> Finding:
    """Flags negations that only one side has, and opposites where both or neither side is negated."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit)]
    return Finding(check="polarity", flags=tuple(flags), signals={"polarity": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    opposites = [_opposite(unit, i, j) for i, j in _opposites(unit)]
    yield from opposites
    if opposites:
        return
    if unit.is_copy:
        yield from list(_in_copy(unit)) or list(_turned_verbs(unit)) or list(_turned_round(unit))
        return
    raised = [found for view in (unit, *unit.others()) for found in _turned_round(view)][:1]
    if not raised and len(_denials(unit.claim)) > len(_denials(unit.best)):
        raised = list(_added(unit))
    yield from raised


def _turned_round(unit: Unit) -> Iterator[Flag]:
    """The first denial that is lost, new or total, or the first opposite, in whatever order the words stand."""
    mine, theirs = unit.claim.words, unit.best.words
    if unit.is_copy and ("..." in unit.claim.text or "…" in unit.claim.text):
        return  # a quotation with elisions leaves out what it says it leaves out
    for i, j, cue in denial.lost(unit):
        source = (min(theirs[cue.at].start, theirs[j].start), max(theirs[cue.last].end, theirs[j].end))
        reason = f"The source says “{unit.best.text[slice(*source)]}”; the claim leaves out the denial."
        yield flag(FlagKind.POLARITY, reason, unit, (mine[i].start, mine[i].end), unit.best, source)
        return
    for _, j, cue in denial.gained(unit):
        place = (mine[cue.at].start, mine[cue.last].end)
        reason = f"The claim denies what the source says: “{cue.text(unit.claim)}” is not in the source."
        yield flag(FlagKind.POLARITY, reason, unit, place, unit.best, (theirs[j].start, theirs[j].end))
        return
    for i, j in denial.opposites(unit):
        yield _opposite(unit, i, j)
        return
    for i, k, cue in denial.hardened(unit):
        kind = FlagKind.MODALITY if theirs[k].norm in _FOR_NOW else FlagKind.SCOPE
        reason = f"The claim says “{cue.text(unit.claim)}” where the source says “not {theirs[k].text}”."
        place = (mine[cue.at].start, max(mine[cue.last].end, mine[i].end))
        yield flag(kind, reason, unit, place, unit.best, (theirs[k - 1].start, theirs[k].end))
        return


def _in_copy(unit: Unit) -> Iterator[Flag]:
    """Negations that a near copy has and its source has not in that place, or the other way about."""
    mine = [i for i in _denials(unit.claim) if not _is_denial(unit.best, unit.partner.get(i))]
    theirs = [
        j for j in _denials(unit.best) if not _is_denial(unit.claim, unit.back.get(j)) and _is_inside(unit, j)
    ]
    if len(mine) == len(theirs) or any(link and link.kin is Kin.ANTONYM for link in unit.links):
        return
    for i in mine:
        slot = unit.slot(i, i + 1)
        if slot and any(
            denial.is_turned(unit.best.words[j].norm)
            for j in range(slot[0], min(slot[1], len(unit.best.words)))
        ):
            continue
        word = unit.claim.words[i]
        reason = f"The claim denies what the source says: “{word.text}” is not in the source."
        source = _around(unit, slot)
        yield flag(FlagKind.POLARITY, reason, unit, (word.start, word.end), unit.best, source)
    for j in theirs:
        instead = _instead_of(unit, j)
        if instead is None or any(denial.is_turned(unit.claim.words[i].norm) for i in instead):
            continue
        after = unit.claim.words[min(instead.stop, len(unit.claim.words) - 1)]
        token = unit.best.words[j]
        reason = f"The source denies this with “{token.text}”; the claim does not."
        yield flag(
            FlagKind.POLARITY, reason, unit, (after.start, after.end), unit.best, (token.start, token.end)
        )


def _turned_verbs(unit: Unit) -> Iterator[Flag]:
    """ "failed to" in the place of "agreed to", or the other way about: a near copy denies by another verb."""
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if _denies(unit.claim, i)]
        theirs = [j for j in range(edit.from_, edit.to) if _denies(unit.best, j)]
        both = any(unit.claim.words[i].is_content for i in range(edit.start, edit.end)) and any(
            unit.best.words[j].is_content for j in range(edit.from_, edit.to)
        )
        if bool(mine) == bool(theirs) or not (both or mine):
            continue
        if any(
            w.norm in _WORDS
            for w in [*unit.claim.words[edit.start : edit.end], *unit.best.words[edit.from_ : edit.to]]
        ):
            continue
        word = unit.claim.words[mine[0] if mine else edit.start]
        place = (
            (unit.best.words[edit.from_].start, unit.best.words[edit.to - 1].end)
            if edit.to > edit.from_
            else None
        )
        said = unit.best.text[slice(*place)] if place else "nothing of the kind"
        reason = f"The claim says “{word.text}” where the source says “{said}”: one of them denies it."
        yield flag(FlagKind.POLARITY, reason, unit, (word.start, word.end), unit.best, place)


def _denies(sentence: Sentence, at: int) -> bool:
    return lexicon.lemma(sentence.words[at].norm) in _TURNING


def _instead_of(unit: Unit, j: int) -> range | None:
    """The claim words in the place of word `j` of `best`, None where it was left out with an aside in brackets."""
    if j in unit.back:
        return range(unit.back[j], unit.back[j] + 1)
    edit = next(e for e in unit.edits if e.from_ <= j < e.to)
    words = unit.best.words
    place = (max(0, words[edit.from_].start - 2), words[edit.to - 1].end)
    around = unit.best.text[place[0] : place[0] + 2] + unit.best.text[place[1] : place[1] + 1]
    is_aside = "(" in unit.best.text[slice(*place)] or around.count(",") > 1
    return None if is_aside else range(edit.start, edit.end)


def _is_denial(sentence: Sentence, at: int | None) -> bool:
    return at is not None and sentence.words[at].norm in _WORDS


def _denials(sentence: Sentence) -> list[int]:
    """The words that deny; "neither … nor" counts once."""
    found = [i for i, word in enumerate(sentence.words) if word.norm in _WORDS]
    if any(sentence.words[i].norm == "neither" for i in found):
        return [i for i in found if sentence.words[i].norm != "nor"]
    return found


def _is_inside(unit: Unit, j: int) -> bool:
    """Whether words on both sides of word `j` of `best` are anchored close by."""
    close = (
        [k for k in (j - 3, j - 2, j - 1) if k in unit.back],
        [k for k in (j + 1, j + 2, j + 3) if k in unit.back],
    )
    return all(close)


def _around(unit: Unit, slot: tuple[int, int] | None) -> tuple[int, int] | None:
    """The place in `best` of the words around a slot."""
    if slot is None:
        return None
    words = unit.best.words
    return words[max(0, slot[0] - 1)].start, words[min(slot[1], len(words) - 1)].end


def _opposites(unit: Unit) -> Iterator[tuple[int, int]]:
    """Claim words that stand where `best` has their opposite, with the same number of negations on both."""
    mine, theirs = negated(unit.claim), negated(unit.best)
    for i, link in enumerate(unit.links):
        if link is None or link.kin is not Kin.ANTONYM or link.sentence is not unit.best:
            continue
        if not unit.is_anchored(i):
            continue
        if unit.coverage < 0.5 or _stands_elsewhere(unit, i, link.at) or _both_open(unit, i, link.at):
            continue
        if _is_denial_of_denial(unit, i, link.at) or _is_refused_by_all(unit, link.at):
            continue
        if _has_neighbours(unit, i) and (i in mine) == (link.at in theirs):
            yield i, link.at


def _is_denial_of_denial(unit: Unit, i: int, j: int) -> bool:
    """Whether "denied it had" stands for "said it had not"."""
    mine, theirs = denial.is_turned(unit.claim.words[i].norm), denial.is_turned(unit.best.words[j].norm)
    if mine == theirs:
        return False
    spare = [k for k in _denials(unit.claim) if k not in unit.partner]
    other = [k for k in _denials(unit.best) if k not in unit.back]
    return bool(other if mine else spare)


def _is_refused_by_all(unit: Unit, j: int) -> bool:
    """Whether "both refused" stands for "neither wanted to"."""
    return unit.best.words[j].norm in _WORDS and any(
        denial.is_turned(word.norm) and i not in unit.partner for i, word in enumerate(unit.claim.words)
    )


def _both_open(unit: Unit, i: int, j: int) -> bool:
    """Whether both sides leave a question open: "unclear", "not clear"."""
    mine, theirs = unit.claim.cues, unit.best.cues
    return any(c.kind is CueKind.UNCLEAR and c.at <= i <= c.last for c in mine) and any(
        c.kind is CueKind.UNCLEAR and c.at <= j <= c.last for c in theirs
    )


def _stands_elsewhere(unit: Unit, i: int, j: int) -> bool:
    """Whether one of the two opposites has its own word on the other side, unlinked."""
    word, other = unit.claim.words[i], unit.best.words[j]
    return any(w.norm == word.norm and k not in unit.back for k, w in enumerate(unit.best.words)) or any(
        w.norm == other.norm and k not in unit.partner for k, w in enumerate(unit.claim.words)
    )


def _has_neighbours(unit: Unit, i: int) -> bool:
    """Whether a word close to claim word `i` is anchored too, so that the two stand in one place."""
    return any(unit.is_anchored(k) for k in (i - 2, i - 1, i + 1, i + 2) if 0 <= k < len(unit.claim.words))


def negated(sentence: Sentence) -> set[int]:
    """The words of a sentence that a negation governs."""
    less = {i + 1 for i, word in enumerate(sentence.words) if word.norm in ("less", "least")}
    return less | {t for cue in sentence.cues if cue.kind in _DENIALS for t in cue.targets[:_GOVERNED]}


def _added(unit: Unit) -> Iterator[Flag]:
    """Negations of the claim whose words the source affirms."""
    for cue in unit.claim.cues:
        if cue.kind is not CueKind.NEGATION or _is_idle(unit.claim, cue) or unit.coverage < _HELD:
            continue
        target = cue.targets[0] if cue.targets else None
        link = unit.links[target] if target is not None else None
        if target is None or link is None or link.kin not in _CLOSE:
            continue
        if not _is_of_matter(unit, link):
            continue
        if link.kin is Kin.ANTONYM or _is_denied(link.sentence, link.at) or cue.at in unit.partner:
            continue
        if unit.closeness < _COPY and _turns(unit.claim, unit, link.sentence):
            continue
        word = unit.claim.words[target]
        start = min(unit.claim.words[cue.at].start, word.start)
        token = link.token
        reason = f"The claim denies what the source says: “{cue.text(unit.claim)}” is not in the source."
        yield flag(
            FlagKind.POLARITY,
            reason,
            unit,
            (start, unit.claim.words[cue.last].end),
            link.sentence,
            (token.start, token.end),
        )


def _is_of_matter(unit: Unit, link: Link) -> bool:
    """Whether the sentence of a link has two more words of the claim, so that it may tell the same."""
    if link.sentence is unit.best:
        return True
    others = [
        o for o in unit.links if o and o is not link and o.sentence is link.sentence and o.kin in CLOSE_KIN
    ]
    return len(others) > 1


def _is_idle(sentence: Sentence, cue: Cue) -> bool:
    """Whether a "no" or "not" denies nothing by itself: "no doubt", "not only"."""
    nxt = sentence.words[cue.last + 1].norm if cue.last + 1 < len(sentence.words) else ""
    if any(
        c.kind is CueKind.CONDITION and c.at < cue.at and set(c.targets) & set(cue.targets)
        for c in sentence.cues
    ):
        return True  # "if it does not": a supposition denies nothing
    return nxt in ("doubt", "only", "matter", "just", "least", "wonder", "sooner", "one", "question")


def _is_denied(sentence: Sentence, at: int) -> bool:
    """Whether word `at` is governed by a negation, or one stands close before it, or it denies by its form."""
    if at in {
        t for cue in sentence.cues if cue.kind in _DENIALS or cue.kind is CueKind.UNCLEAR for t in cue.targets
    }:
        return True
    words = sentence.words[max(0, at - 4) : at + 4]
    return any(w.norm in lexicon.word_list("negators") or denial.is_turned(w.norm) for w in words)


def _turns(sentence: Sentence, unit: Unit, other: Sentence) -> bool:
    """Whether `other` denies in some other way: by "fail", "unable", or an opposite of a word of `sentence`."""
    return any(denial.is_turned(word.norm) for word in other.words) or any(
        link and link.kin is Kin.ANTONYM for link in unit.links
    )


def _opposite(unit: Unit, i: int, j: int) -> Flag:
    mine, theirs = unit.claim.words[i], unit.best.words[j]
    reason = f"The claim says “{mine.text}”, the source the opposite: “{theirs.text}”."
    return flag(
        FlagKind.POLARITY, reason, unit, (mine.start, mine.end), unit.best, (theirs.start, theirs.end)
    )
