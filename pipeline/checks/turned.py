"""What changed places against the source: who does it and to whom, names, phrases, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.checks import lexicon, naming
from pipeline.checks.acts import Act, act, is_cut
from pipeline.checks.align import Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.naming import Name
from pipeline.checks.rivals import rival_of
from pipeline.checks.sentence import Sentence
from pipeline.checks.words import Token
from pipeline.records import Flag, FlagKind

_PASSIVE = word_set("was were is are been being be got get")
_LIGHT = word_set("now still also later then not never once")
_SAME = (None, Kin.FORM, Kin.SYNONYM)
_FAINTEST = 0.35  # weight up to which a word stands anywhere
_SIDE = 9  # words on either side of a word that orders what stands around it
_ORDERING = word_set("to recently then later finally subsequently afterwards before after followed")
_MUTUAL = word_set(
    "meet marry play fight face join talk speak agree differ match resemble equal be have do make let get"
)
_PERSONAL = word_set("he she they it him her them who we i you")


def turned(unit: Unit, index: SourceIndex) -> list[Flag]:
    """At most one flag for what is turned round, whatever the wording: the doer of an act, or an order."""
    return _turned_acts(unit, index) or _turned_order(unit, index)


def exchanged(unit: Unit) -> list[Flag]:
    """Flags for names, phrases or voices that changed places in what is otherwise much the same sentence."""
    return list(_swapped(unit)) or list(_crossed(unit)) or list(_voices(unit))


def _turned_acts(unit: Unit, index: SourceIndex) -> list[Flag]:
    """Another one does it than in the source: "nurses told managers" for "managers told nurses".

    In any wording: what is compared stands under one verb. Where the source has it twice, the one who does it in the
    claim must do it nowhere.
    """
    for i, places in _same_verbs(unit):
        mine, acts = act(unit.claim, i), [(j, act(unit.best, j)) for j in places]
        if not mine.agent or any(_share(unit, mine.agent, theirs.agent, index) for _, theirs in acts):
            continue
        for j, theirs in acts:
            if _is_turned(unit, mine, theirs, index):
                place = _stretch(unit.claim.words, (*mine.agent, i, *mine.patient))
                source = _stretch(unit.best.words, (*theirs.agent, j, *theirs.patient))
                told, held = _told(unit.claim.words, mine.agent), _told(unit.best.words, theirs.agent)
                reason = f"The claim has “{told}” do this, the source “{held}”."
                return [flag(FlagKind.RELATION, reason, unit, place, unit.best, source)]
    return []


def _is_turned(unit: Unit, mine: Act, theirs: Act, index: SourceIndex) -> bool:
    """Whether what the claim has one do is done by another in the source."""
    ways = (_is_other_way, _is_another, _is_crossed)
    return bool(theirs.agent) and any(way(unit, mine, theirs, index) for way in ways)


def _is_other_way(unit: Unit, mine: Act, theirs: Act, index: SourceIndex) -> bool:
    """Whether who does it in one is the one to whom it is done in the other."""
    if not mine.patient or not theirs.patient or _share(unit, mine.patient, theirs.patient, index):
        return False
    return _share(unit, mine.agent, theirs.patient, index) or _share(unit, mine.patient, theirs.agent, index)


def _is_another(unit: Unit, mine: Act, theirs: Act, index: SourceIndex) -> bool:
    """Whether the same is done by another one whom the sentence of the source names too, in another place."""
    if not _share(unit, mine.patient, theirs.patient, index):
        return False
    rest = [j for j in range(len(unit.best.words)) if j not in (*theirs.agent, *theirs.patient)]
    if not _share(unit, mine.agent, rest, index):
        return False
    own, other = _party(unit.claim, mine.agent), _party(unit.best, theirs.agent)
    return (
        bool(own and other)
        and (own == other or not {own, other} & {"person"})
        and not (own == other == "person")
    )


def _is_crossed(unit: Unit, mine: Act, theirs: Act, index: SourceIndex) -> bool:
    """Whether each does it in one and is named elsewhere in the other: "France demanded that Bonn", "Bonn's demand"."""
    if mine.patient or theirs.patient:
        return False
    rest = [i for i in range(len(unit.claim.words)) if i not in mine.agent]
    others = [j for j in range(len(unit.best.words)) if j not in theirs.agent]
    is_named = _party(unit.claim, mine.agent) == _party(unit.best, theirs.agent) == "name"
    return is_named and _share(unit, mine.agent, others, index) and _share(unit, rest, theirs.agent, index)


def _party(sentence: Sentence, places: Sequence[int]) -> str:
    """What the words name: "name" where one is part of a name, else the class of the last, "" for things."""
    if any(name.first <= i < name.last for name in sentence.names for i in places):
        return "name"
    sort = lexicon.noun_class(sentence.words[places[-1]].norm)
    return sort if sort in ("person", "group", "place") else ""


def _same_verbs(unit: Unit) -> Iterator[tuple[int, Sequence[int]]]:
    """Words of the claim with those of `best` that may be forms of the same verb, one that is not mutual."""
    for i, word in enumerate(unit.claim.words):
        base = lexicon.lemma(word.norm)
        if word.is_content and not word.is_capital and base not in _MUTUAL:
            places = [j for j in unit.by_lemma.get(base, ()) if not unit.best.words[j].is_capital]
            if places:
                yield i, places


def _share(unit: Unit, mine: Sequence[int], theirs: Sequence[int], index: SourceIndex) -> bool:
    """Whether two phrases have a word in common, in whatever form."""
    others = {unit.best.words[j].norm for j in theirs}
    return any(not others.isdisjoint(index.kindred(unit.claim.words[i].norm, _SAME)) for i in mine)


def _stretch(words: Sequence[Token], places: Sequence[int]) -> tuple[int, int]:
    return words[min(places)].start, words[max(places)].end


def _told(words: Sequence[Token], places: Sequence[int]) -> str:
    return " ".join(words[i].text for i in places)


def _turned_order(unit: Unit, index: SourceIndex) -> list[Flag]:
    """What stands before and after "from … to" or "later" has changed places."""
    for i, word in enumerate(unit.claim.words):
        if word.norm not in _ORDERING:
            continue
        for j, other in enumerate(unit.best.words):
            if other.norm != word.norm or (word.norm == "to" and not _is_from_to(unit, i, j)):
                continue
            left, right = _sides(unit.claim, i)
            before, after = _sides(unit.best, j)
            if _moved(unit, left, after, before, index) and _moved(unit, right, before, after, index):
                place = _stretch(unit.claim.words, (*left, *right))
                source = _stretch(unit.best.words, (*before, *after))
                reason = f"What stands before and after “{word.text}” has changed places against the source."
                return [flag(FlagKind.RELATION, reason, unit, place, unit.best, source)]
    return []


def _is_from_to(unit: Unit, i: int, j: int) -> bool:
    return all(
        any(word.norm == "from" for word in sentence.words[max(0, at - _SIDE) : at])
        for sentence, at in ((unit.claim, i), (unit.best, j))
    )


def _sides(sentence: Sentence, at: int) -> tuple[list[int], list[int]]:
    """The content words up to `_SIDE` words before and after word `at`, from its "from", and to the next mark."""
    first, last = max(0, at - _SIDE), min(at + 1 + _SIDE, len(sentence.words))
    if sentence.words[at].norm == "to":
        first = next(k for k in range(at - 1, -1, -1) if sentence.words[k].norm == "from")
    last = next((k for k in range(at + 2, last) if is_cut(sentence, k)), last)
    words = sentence.words
    telling = [
        k for k in range(first, last) if words[k].is_content and words[k].weight > _FAINTEST and k != at
    ]
    return [k for k in telling if k < at], [k for k in telling if k > at]


def _moved(
    unit: Unit, mine: Sequence[int], there: Sequence[int], here: Sequence[int], index: SourceIndex
) -> bool:
    """Whether more of the words `mine` stand among the words `there` of the best sentence than `here`."""
    moved = [_share(unit, (i,), there, index) - _share(unit, (i,), here, index) for i in mine]
    return sum(moved) > 0


def _swapped(unit: Unit) -> Iterator[Flag]:
    """Two names of the claim that each stand in the other's place."""
    for a, b in combinations(unit.claim.names, 2):
        if naming.same(a, b):
            continue
        pair = _each_in_place(a, b, unit) or _turned_round(a, b, unit)
        if pair is None:
            continue
        first, second = pair
        reason = f"The source has “{first.text}” and “{second.text}” the other way round."
        place = (min(first.start, second.start), max(first.end, second.end))
        yield flag(FlagKind.RELATION, reason, unit, (a.start, b.end), unit.best, place)
        return


def _crossed(unit: Unit) -> Iterator[Flag]:
    """Two words or phrases that each stand in the other's place, with more than an "and" between them."""
    edits = [
        (edit, _content(unit.claim, edit.start, edit.end), _content(unit.best, edit.from_, edit.to))
        for edit in unit.edits
    ]
    for (a, mine, theirs), (b, later, others) in combinations(edits, 2):
        if not (mine and later and mine <= others and later <= theirs):
            continue
        between = unit.claim.words[a.end : b.start]
        if not any(word.is_content for word in between):
            continue
        place = (unit.claim.words[a.start].start, unit.claim.words[b.end - 1].end)
        source = (unit.best.words[a.from_].start, unit.best.words[b.to - 1].end)
        reason = "Two things have changed places against the source."
        yield flag(FlagKind.RELATION, reason, unit, place, unit.best, source)


def _content(sentence: Sentence, first: int, last: int) -> set[str]:
    return {word.norm for word in sentence.words[first:last] if word.is_content}


def _each_in_place(a: Name, b: Name, unit: Unit) -> tuple[Name, Name] | None:
    """The names of `best` in the places of `a` and `b`, when they are `b` and `a`."""
    first, second = rival_of(a, unit), rival_of(b, unit)
    if first and second and naming.same(first, b) and naming.same(second, a):
        return first, second
    return None


def _turned_round(a: Name, b: Name, unit: Unit) -> tuple[Name, Name] | None:
    """The two names of `best` that stand in the other order around the same words, in the same voice."""
    first, second = _one(a, unit), _one(b, unit)
    if first is None or second is None or first.first < second.first:
        return None
    mine, theirs = unit.claim.words[a.last : b.first], unit.best.words[second.last : first.first]
    if any(w.norm == "by" for w in mine) != any(w.norm == "by" for w in theirs):
        return None
    return (second, first) if _stays_between(unit, a, b, second, first) else None


def _voices(unit: Unit) -> Iterator[Flag]:
    """ "was attacked by" in the place of "attacked", or the other way about, with the same words on either side."""
    for i, j in unit.anchors:
        if not unit.claim.words[i].is_content or lexicon.lemma(unit.claim.words[i].norm) != lexicon.lemma(
            unit.best.words[j].norm
        ):
            continue
        mine, theirs = _agent(unit.claim, i), _agent(unit.best, j)
        if (mine is None) == (theirs is None) or (_is_passive(unit.claim, i) and _is_passive(unit.best, j)):
            continue
        first = next((unit.partner[k] for k in range(i - 1, max(-1, i - 6), -1) if _tells(unit, k)), None)
        after = range((i if mine is None else mine) + 1, min(len(unit.claim.words), i + 7))
        last = next((unit.partner[k] for k in after if _tells(unit, k)), None)
        if first is None or last is None or not first < j < last:
            continue
        words = unit.claim.words
        place = (words[max(0, i - 1)].start, words[i if mine is None else mine].end)
        source = (unit.best.words[max(0, j - 1)].start, unit.best.words[j if theirs is None else theirs].end)
        reason = "The claim turns round who did it to whom."
        yield flag(FlagKind.RELATION, reason, unit, place, unit.best, source)
        return


def _agent(sentence: Sentence, verb: int) -> int | None:
    """The place of the "by" that names the agent of a passive verb, None for an active one."""
    words = sentence.words
    if not _is_passive(sentence, verb):
        return None
    by = next((k for k in range(verb + 1, min(verb + 3, len(words))) if words[k].norm == "by"), None)
    return None if by is None or by + 1 == len(words) or _is_time(sentence, by + 1) else by


def _is_time(sentence: Sentence, at: int) -> bool:
    """Whether a number or a time begins at word `at`: "by noon"."""
    return at in sentence.figures or lexicon.noun_class(sentence.words[at].norm) == "time"


def _is_passive(sentence: Sentence, verb: int) -> bool:
    """Whether a form of "be" stands before the word, an adverb between them at most."""
    words = sentence.words
    near = [verb - 1] if verb else []
    if verb > 1 and (words[verb - 1].norm.endswith("ly") or words[verb - 1].norm in _LIGHT):
        near.append(verb - 2)
    return any(words[k].norm in _PASSIVE or words[k].text.endswith(("'s", "'re")) for k in near)


def _tells(unit: Unit, k: int) -> bool:
    return unit.is_anchored(k) and (unit.claim.words[k].is_content or unit.claim.words[k].norm in _PERSONAL)


def _one(name: Name, unit: Unit) -> Name | None:
    found = [n for n in unit.best.names if naming.same(n, name)]
    return found[0] if len(found) == 1 else None


def _stays_between(unit: Unit, a: Name, b: Name, first: Name, last: Name) -> bool:
    """Whether what stands between the two names is the same in both, and no mere "and"."""
    mine, theirs = unit.claim.text[a.end : b.start], unit.best.text[first.end : last.start]
    if mine.strip(" ,").lower() in (
        "and",
        "or",
        "with",
        "&",
        "",
        "v",
        "vs",
        "versus",
        "against",
        "-",
        "/",
        "as well as",
    ):
        return False
    if mine == theirs:
        return True
    inside = [unit.partner.get(i) for i in range(a.last, b.first) if unit.claim.words[i].is_content]
    held = [j for j in inside if j is not None and first.last <= j < last.first]
    return bool(held) and len(held) >= 0.6 * len(inside)
