"""How many and how much of them: quantifiers, "only", limits on figures, a target taken for what was attained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.cues import ALL, MOST, SOME, Cue, CueKind
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.quantities import Quantity
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.6
_HELD = 0.6  # coverage from which a rewording is surely of the same matter
_LOOSE = 0.3  # closeness below which the places of words say nothing
_COMMON = 20  # up to so many, a figure may stand twice in a text by chance
_WEIGHTY = word_set("key main core principal major central essential primary top vital crucial critical")
_EACH = word_set("each every either both neither all")
_STATISTICS = word_set(
    "average mean median maximum minimum total overall combined highest lowest record typical"
)
_KEEPING = word_set(
    "some several certain many few mostly partly over above under below nearly exceeding no only"
)
_IDLE_IN_CLAIM = word_set("part one among just about around some approximately roughly")
_LIMITERS = re.compile(
    r"\b(?:(?:at least )?(?:some|one|many|most|part|several|two|three|a few|half|much) of|among|almost|nearly|virtually"
    r"|practically|generally|largely|mainly|mostly|primarily|broadly|often|sometimes|usually|typically|occasionally"
    r"|frequently|rarely|partly|partially|predominantly|in part|so far|to (?:some|a certain) (?:extent|degree)|at times"
    r"|in (?:some|many|most) (?:cases|ways|places|areas)|about|around|approximately|roughly|exactly|precisely|up to"
    r"|at least|at most|more than|less than|fewer than|as (?:many|much) as|just over|just under|just|somewhat|slightly"
    r"|relatively|fairly|rather|a little|a bit|potentially|initially|temporarily|currently|for now|yet"
    r"|some|several|certain|many|most|few)\b(?= )"
)
_GOALS = word_set(
    "target goal aim objective plan pledge commitment proposal forecast projection estimate ambition "
    "threshold limit cap ceiling bid hope guideline benchmark requirement"
)


def check(alignment: Alignment) -> Finding:
    """Flags wider or narrower quantifiers, lost limits of figures, and targets told as attained."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit)]
    return Finding(check="scope", flags=tuple(flags), signals={"scope": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    yield from _quantifiers(unit)
    yield from _replaced(unit)
    yield from _only(unit)
    yield from _limits(unit)
    yield from _targets(unit)
    if unit.is_copy:
        yield from _left_out(unit)
        yield from _put_in(unit)
        yield from _other_measure(unit)


def _left_out(unit: Unit) -> Iterator[Flag]:
    """Limiting words that a near copy leaves out: "some of", "often", "so far", "almost"."""
    for first, last in _limiters(unit.best):
        if any(j in unit.back for j in range(first, last)):
            continue
        if not _is_enclosed(unit, first, last) or _keeps_limit(unit, first, last):
            continue
        if unit.best.words[first].norm == "some" and last == first + 1 and not _is_plural(unit.best, last):
            continue  # "some paper"
        source = (unit.best.words[first].start, unit.best.words[last - 1].end)
        said = unit.best.text[slice(*source)]
        after = next(
            (unit.back[j] for j in range(last, min(last + 3, len(unit.best.words))) if j in unit.back), 0
        )
        place = (unit.claim.words[after].start, unit.claim.words[after].end)
        yield flag(
            FlagKind.SCOPE,
            f"The source says “{said}”; the claim leaves it out.",
            unit,
            place,
            unit.best,
            source,
        )
        return


def _is_plural(sentence: Sentence, at: int) -> bool:
    """Whether one of the two words from `at` on is a plural."""
    words = sentence.words[at : at + 2]
    return any(
        w.norm.endswith("s") or w.norm in ("people", "men", "women", "children", "police") for w in words
    )


def _put_in(unit: Unit) -> Iterator[Flag]:
    """Limiting words that only a near copy has: "almost every" for "every", "exactly" for "about"."""
    for first, last in _limiters(unit.claim):
        if (
            any(i in unit.partner for i in range(first, last))
            or unit.claim.words[first].norm in _IDLE_IN_CLAIM
        ):
            continue
        slot = unit.slot(first, last)
        if slot is None or any(j >= slot[0] and k <= slot[1] + 1 for j, k in _limiters(unit.best)):
            continue
        left, right = first - 1, last
        if not (right < len(unit.claim.words) and unit.is_anchored(right)) or (
            left >= 0 and not unit.is_anchored(left)
        ):
            continue
        place = (unit.claim.words[first].start, unit.claim.words[last - 1].end)
        said = unit.claim.text[slice(*place)]
        yield flag(FlagKind.SCOPE, f"“{said}” is not in the source.", unit, place, unit.best)
        return


def _limiters(sentence: Sentence) -> list[tuple[int, int]]:
    """The stretches of words `[first, last)` that limit what they stand by."""
    norms = " ".join(word.norm for word in sentence.words)
    starts = {0: 0}
    at = 0
    for i, word in enumerate(sentence.words):
        starts[at] = i
        at += len(word.norm) + 1
    return [
        (starts[m.start()], starts[m.start()] + m.group().count(" ") + 1)
        for m in _LIMITERS.finditer(norms)
        if m.start() in starts
    ]


def _is_enclosed(unit: Unit, first: int, last: int) -> bool:
    """Whether the words around `[first, last)` of `best` follow each other in the claim, a word apart at most."""
    before = unit.back.get(first - 1) if first else -1
    after = unit.back.get(last) if last < len(unit.best.words) else len(unit.claim.words)
    return before is not None and after is not None and 0 < after - before <= 3


def _keeps_limit(unit: Unit, first: int, last: int) -> bool:
    """Whether the claim has some limiting word in the same place, or the quantity or quantifier is judged elsewhere."""
    slot_end = unit.back.get(last, len(unit.claim.words))
    near = unit.claim.words[max(0, slot_end - 3) : slot_end + 1]
    if any(i <= slot_end + 1 and k >= slot_end - 3 for i, k in _limiters(unit.claim)):
        return True
    if any(q.first <= last < q.last and q.limit for q in unit.best.quantities):
        return True  # limits on a figure are compared by what they mean
    return any(word.norm in _KEEPING for word in near)


def _other_measure(unit: Unit) -> Iterator[Flag]:
    """ "maximum" in the place of "average": another statistic of the same thing, or a number for a vague word."""
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if unit.claim.words[i].norm in _STATISTICS]
        theirs = [j for j in range(edit.from_, edit.to) if unit.best.words[j].norm in _STATISTICS]
        counted = [
            q for q in unit.claim.quantities if edit.start <= q.first < edit.end and q.kind == "cardinal"
        ]
        vague = [
            c
            for c in unit.best.cues
            if c.kind is CueKind.QUANTIFIER and edit.from_ <= c.at < edit.to and c.level <= 3
        ]
        if not (mine and theirs) and edit.end - edit.start == 1 == edit.to - edit.from_:
            pair = (unit.claim.words[edit.start].norm, unit.best.words[edit.from_].norm)
            if _EACH & set(pair) and set(pair) <= _EACH | {"one", "some"} and set(pair) != {"each", "every"}:
                mine, theirs = [edit.start], [edit.from_]
        if mine and theirs:
            word, other = unit.claim.words[mine[0]], unit.best.words[theirs[0]]
            place, source = (word.start, word.end), (other.start, other.end)
        elif counted and vague:
            place = (counted[0].start, counted[0].end)
            source = (unit.best.words[vague[0].at].start, unit.best.words[vague[0].last].end)
        else:
            continue
        said, instead = unit.claim.text[slice(*place)], unit.best.text[slice(*source)]
        reason = f"The claim says “{said}” where the source says “{instead}”."
        yield flag(FlagKind.SCOPE, reason, unit, place, unit.best, source)


def _quantifiers(unit: Unit) -> Iterator[Flag]:
    """Quantifiers of the claim against those of the source over the same word."""
    for cue in unit.claim.cues:
        if cue.kind is not CueKind.QUANTIFIER or cue.level == 0:
            continue
        other = _counterpart(cue, unit)
        if other is None:
            other = _traded(cue, unit) or _from_more(cue, unit)
        if other is None:
            yield from _elsewhere(cue, unit)
        if other is not None and _differs(cue.level, other.level):
            yield _flag(unit, cue, other)
        elif other is None and cue.level >= MOST and unit.closeness >= _COPY and _is_new(cue, unit):
            yield _flag(unit, cue, None)


def _differs(mine: int, theirs: int) -> bool:
    return mine != theirs and not {mine, theirs} <= {3, 4}


def _counterpart(cue: Cue, unit: Unit) -> Cue | None:
    """The quantifier of `best` in the same place: the same word, or one over a linked word."""
    theirs = [c for c in unit.best.cues if c.kind is CueKind.QUANTIFIER and c.level]
    heads = {unit.partner[t] for t in cue.targets[:2] if t in unit.partner}
    told = {unit.partner[t] for t in cue.targets if t in unit.partner}
    same = next((c for c in theirs if heads & set(c.targets[:2]) or _is_of_them(c, unit, told)), None)
    if unit.closeness < _COPY or (same is not None and not unit.is_copy):
        return same
    slot = unit.slot(cue.at, cue.last + 1)
    for other in theirs:
        if unit.partner.get(cue.at) == other.at or (slot and slot[0] <= other.at < max(slot[1], slot[0] + 1)):
            return other
    return same


def _is_of_them(theirs: Cue, unit: Unit, told: set[int]) -> bool:
    """Whether a quantifier of `best` counts a pronoun, "a few of them", of whom the claim tells the same."""
    following = unit.best.words[theirs.last + 1 : theirs.last + 2]
    return any(word.norm in ("them", "these", "those", "whom") for word in following) and bool(
        told & set(theirs.targets[:1])
    )


def _elsewhere(cue: Cue, unit: Unit) -> Iterator[Flag]:
    """A partial quantifier that another passage has over the word of which the claim says "all"."""
    if cue.level < ALL or unit.coverage < _HELD:
        return
    for view in unit.others():
        heads = {view.partner[t] for t in cue.targets[:2] if t in view.partner}
        theirs = [c for c in view.best.cues if c.kind is CueKind.QUANTIFIER and heads & set(c.targets[:1])]
        if theirs and all(SOME <= c.level < ALL for c in theirs):
            yield _flag(view, cue, theirs[0])
            return


def _traded(cue: Cue, unit: Unit) -> Cue | None:
    """The partial quantifier of `best` that the claim lost, where it speaks of all instead: "fully" for "most of"."""
    link = unit.links[cue.at]
    is_told = link is not None and (link.sentence is unit.best or link.kin in (None, Kin.FORM, Kin.DERIVED))
    if cue.level < ALL or unit.coverage < _HELD or is_told or _is_of_time(cue, unit):
        return None
    kept = [c for c in unit.claim.cues if c.kind is CueKind.QUANTIFIER and 0 < c.level < ALL]
    mine = {unit.partner[t] for t in cue.targets if t in unit.partner}
    lost = (c for c in unit.best.cues if c.kind is CueKind.QUANTIFIER and 0 < c.level < ALL)
    return next((c for c in lost if not kept and c.at not in unit.back and mine & set(c.targets)), None)


def _is_of_time(cue: Cue, unit: Unit) -> bool:
    """Whether it counts times: "every week"."""
    return any(lexicon.noun_class(unit.claim.words[t].norm) == "time" for t in cue.targets[:1])


def _from_more(cue: Cue, unit: Unit) -> Cue | None:
    """The "more" of `best` that became "most of" in the claim, as a quantifier."""
    if cue.level < MOST:
        return None
    for target in cue.targets[:2]:
        j = unit.partner.get(target)
        if j is None or unit.closeness < _LOOSE or _is_superlative(cue, unit):
            continue
        k = next((k for k in (j - 1, j - 2) if k >= 0 and unit.best.words[k].norm == "more"), None)
        if k is not None and k not in unit.back and unit.best.words[min(k + 1, j)].norm != "than":
            return Cue(CueKind.QUANTIFIER, k, k, (j,), SOME)
    return None


def _is_superlative(cue: Cue, unit: Unit) -> bool:
    """Whether "most" compares, as in "most expensive"."""
    return (
        unit.claim.words[cue.last].norm == "most"
        and lexicon.noun_class(unit.claim.words[min(cue.last + 1, len(unit.claim.words) - 1)].norm) == ""
    )


def _is_new(cue: Cue, unit: Unit) -> bool:
    """Whether the source has the counted word without any such quantifier close to it."""
    if unit.links[cue.at] is not None:
        return False
    target = cue.targets[0] if cue.targets else -1
    return target in unit.partner


def _replaced(unit: Unit) -> Iterator[Flag]:
    """ "some mechanisms" → "vital mechanisms": a word the source has not, in the place of a partial quantifier."""
    for cue in unit.best.cues:
        if cue.kind is not CueKind.QUANTIFIER or cue.level not in (1, SOME) or not cue.targets:
            continue
        heads = [unit.back[t] for t in cue.targets if t in unit.back]
        if (
            not heads
            or cue.at in unit.back
            or unit.coverage < 0.5
            or unit.back.get(cue.targets[0]) != heads[0]
        ):
            continue
        before = [i for i in range(max(0, heads[0] - 1), heads[0]) if _is_strange(unit, i)]
        has_own = any(c.kind is CueKind.QUANTIFIER and set(c.targets) & set(heads) for c in unit.claim.cues)
        if (
            before
            and not has_own
            and not any(w.norm in ("some", "several", "certain") for w in unit.claim.words)
        ):
            word = unit.claim.words[before[-1]]
            source = (unit.best.words[cue.at].start, unit.best.words[cue.last].end)
            reason = f"The claim says “{word.text}” where the source says “{cue.text(unit.best)}”."
            yield flag(FlagKind.SCOPE, reason, unit, (word.start, word.end), unit.best, source)


def _is_strange(unit: Unit, i: int) -> bool:
    word, link = unit.claim.words[i], unit.links[i]
    if not word.is_content or word.is_capital or word.is_number or word.norm.endswith(("ed", "ing", "ly")):
        return False
    if lexicon.noun_class(word.norm) and word.norm not in _WEIGHTY:
        return False
    return link is None or link.sentence is not unit.best


def _only(unit: Unit) -> Iterator[Flag]:
    """ "only" that one side alone has."""
    if unit.closeness < _COPY:
        return
    for cue in unit.claim.cues:
        link = unit.links[cue.at]
        is_new = link is None or link.kin not in (None, Kin.FORM, Kin.SYNONYM)
        if (
            cue.kind is CueKind.ONLY
            and cue.level == 0
            and is_new
            and (unit.is_copy or not _has_only(unit.best))
        ):
            place = (unit.claim.words[cue.at].start, unit.claim.words[cue.last].end)
            yield flag(
                FlagKind.SCOPE, f"“{cue.text(unit.claim)}” is not in the source.", unit, place, unit.best
            )
    for cue in unit.best.cues:
        is_inside = any(j > cue.at for j in unit.back) and any(j < cue.at for j in unit.back)
        if (
            cue.kind is CueKind.ONLY
            and cue.level == 0
            and cue.at not in unit.back
            and not _has_only(unit.claim)
        ):
            target = next((unit.back[t] for t in cue.targets[:2] if t in unit.back), None)
            if target is not None and is_inside:
                word = unit.claim.words[target]
                source = (unit.best.words[cue.at].start, unit.best.words[cue.last].end)
                reason = f"The source limits this with “{cue.text(unit.best)}”; the claim does not."
                yield flag(FlagKind.SCOPE, reason, unit, (word.start, word.end), unit.best, source)


def _has_only(sentence: Sentence) -> bool:
    return any(
        w.norm in ("only", "just", "solely", "merely", "exclusively", "alone", "sole", "simply")
        for w in sentence.words
    )


def _limits(unit: Unit) -> Iterator[Flag]:
    """ "at least", "up to", "about": limits on a figure that claim and source do not share."""
    for mine in unit.claim.quantities:
        if mine.is_article and not mine.limit:
            continue
        for sentence in unit.passages:
            equal = [q for q in sentence.quantities if q.equals(mine) and _is_of_same(q, mine, unit)]
            if equal:
                if all(_other_limit(mine, theirs) for theirs in equal):
                    yield _limit(unit, mine, equal[0], sentence)
                break


def _is_of_same(theirs: Quantity, mine: Quantity, unit: Unit) -> bool:
    """Whether two equal figures count the same, as far as a claim in other words shows it."""
    if theirs.kind != mine.kind:
        return False
    if unit.closeness >= _COPY or mine.kind in ("money", "percent"):
        return True
    return bool(set(theirs.counted) & set(mine.counted)) or theirs.value > _COMMON


def _other_limit(mine: Quantity, theirs: Quantity) -> bool:
    if mine.limit == theirs.limit:
        return False
    return bool(theirs.limit) or mine.limit in ("min", "max")


def _limit(unit: Unit, mine: Quantity, theirs: Quantity, sentence: Sentence) -> Flag:
    first = max(0, theirs.first - 3) if theirs.limit else theirs.first
    source = (sentence.words[first].start, theirs.end)
    said = sentence.text[source[0] : source[1]]
    reason = f"The claim says “{mine.text}” where the source says “{said}”."
    if mine.limit:
        start = unit.claim.words[max(0, mine.first - 3)].start
        reason = f"The claim says “{unit.claim.text[start : mine.end]}” where the source says “{said}”."
    return flag(FlagKind.SCOPE, reason, unit, (mine.start, mine.end), sentence, source)


def _targets(unit: Unit) -> Iterator[Flag]:
    """A figure that is a target in the source and attained in the claim."""
    if any(_is_goal(word.norm) for word in unit.claim.words) or _is_hedged(unit.claim):
        return
    for mine in unit.claim.quantities:
        if mine.kind not in ("percent", "money", "cardinal") or mine.is_article or _is_time(mine):
            continue
        for sentence in unit.passages:
            for theirs in sentence.quantities:
                goal = _goal_before(sentence, theirs)
                if (
                    theirs.kind == mine.kind
                    and theirs.equals(mine)
                    and goal is not None
                    and unit.coverage > 0.4
                ):
                    word = sentence.words[goal]
                    reason = (
                        f"In the source “{theirs.text}” is a {word.norm}; the claim tells it as attained."
                    )
                    place = (mine.start, mine.end)
                    yield flag(FlagKind.SCOPE, reason, unit, place, sentence, (word.start, theirs.end))
                    return


def _is_time(quantity: Quantity) -> bool:
    return bool(set(quantity.counted) & {"day", "week", "month", "year", "hour", "minut", "time"})


def _goal_before(sentence: Sentence, quantity: Quantity) -> int | None:
    before = sentence.words[max(0, quantity.first - 2) : quantity.first]
    if not any(word.norm in ("to", "of", "at", "is", "was", "spend") for word in before):
        return None
    for i in range(quantity.first - 1, max(-1, quantity.first - 7), -1):
        if _is_goal(sentence.words[i].norm):
            return i
    return None


def _is_goal(norm: str) -> bool:
    return norm in _GOALS or (norm.endswith("s") and norm[:-1] in _GOALS)


def _is_hedged(sentence: Sentence) -> bool:
    kinds = (
        CueKind.INTENT,
        CueKind.WISH,
        CueKind.POSSIBLE,
        CueKind.NECESSITY,
        CueKind.FUTURE,
        CueKind.UNCLEAR,
    )
    return any(cue.kind in kinds for cue in sentence.cues)


def _flag(unit: Unit, cue: Cue, other: Cue | None) -> Flag:
    place = (unit.claim.words[cue.at].start, unit.claim.words[cue.last].end)
    if other is None:
        reason = f"“{cue.text(unit.claim)}” goes further than the source."
        return flag(FlagKind.SCOPE, reason, unit, place, unit.best)
    source = (unit.best.words[other.at].start, unit.best.words[other.last].end)
    reason = f"The claim says “{cue.text(unit.claim)}” where the source says “{other.text(unit.best)}”."
    return flag(FlagKind.SCOPE, reason, unit, place, unit.best, source)
