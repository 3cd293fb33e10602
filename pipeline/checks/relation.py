"""Who does what to whom, and why: swapped roles, other predicates, cause and concession."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.checks import intensity, lexicon, naming
from pipeline.checks.acts import Act, act, is_cut
from pipeline.checks.align import Alignment, Edit, Unit, flag
from pipeline.checks.index import SourceIndex
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.names import rival_of, role_instead
from pipeline.checks.naming import Name
from pipeline.checks.sentence import Sentence
from pipeline.checks.wording import changes
from pipeline.checks.words import Token
from pipeline.records import Finding, Flag, FlagKind

_COPY = 0.6
_WIDE = 2  # words up to which a change can be set against what it stands for
_AKIN = 0.45  # similarity from which two words without kinship may stand for each other in a copy
_RARE = 0.85  # weight of words too rare for their vectors to tell what they mean
_UNLIKE = 0.3  # similarity up to which two words without kinship mean different things
_LOADED = lexicon.word_list("loaded_words") | lexicon.word_list("loaded_modifiers")
_LOOSE = 0.35
_COVERED = (
    0.8  # coverage from which a sentence that a claim rests on alone must give the cause that the claim gives
)
_FAINT = word_set("for from over as")  # words that seldom give a cause
_CAUSAL = word_set(
    "because since as due for so therefore thus hence cause caused causes led lead leads result resulted "
    "reason reasons owing thanks blame blamed over after amid from why that's following given prompted"
)
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
_TEMPORAL = word_set("and but while after when before until as then where")
_CONNECTIVES = {
    "because": "cause", "due": "cause", "owing": "cause", "thanks": "cause",
    "despite": "concession", "although": "concession", "though": "concession", "spite": "concession",
    "regardless": "concession", "notwithstanding": "concession",
    "before": "time", "after": "time", "when": "time", "until": "time", "instead": "exclusion",
    "however": "contrast", "nevertheless": "contrast", "nonetheless": "contrast", "therefore": "result",
    "thus": "result", "hence": "result", "consequently": "result", "accordingly": "result",
}  # fmt: skip


_ALIKE = ({"concession", "contrast"}, {"cause", "result"})
_FORWARD = re.compile(
    r"\b(?:led to|leads to|resulted in|results in|gave rise to|brought about|caused|triggered|prompted"
    r"|causes|triggers|prompts)\b",
    re.IGNORECASE,
)
_BACKWARD = re.compile(
    r"\b(?:resulted from|results from|(?:was|were|is|are) (?:caused|triggered|prompted) by|caused by|stemmed from"
    r"|stems from|arose from|followed from)\b",
    re.IGNORECASE,
)


def check(alignment: Alignment) -> Finding:
    """Flags two names that changed places, another predicate in the same place, and turned causes."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit, alignment.index)]
    return Finding(check="relation", flags=tuple(flags), signals={"relation": float(len(flags))})


def _of(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    yield from _new_cause(unit)
    yield from _turned_acts(unit, index) or _turned_order(unit, index)
    if unit.closeness < 0.5:
        return
    yield from _predicates(unit, index)
    if unit.closeness < _COPY:
        return
    swapped = list(_swapped(unit)) or list(_crossed(unit)) or list(_voices(unit))
    yield from swapped
    yield from _connectives(unit)
    yield from _turned_causes(unit)


def _turned_acts(unit: Unit, index: SourceIndex) -> list[Flag]:
    """Another one does it than in the source: "nurses told managers" for "managers told nurses".

    In any wording: what is compared stands under one verb.
    """
    for i, j in _same_verbs(unit):
        mine, theirs = act(unit.claim, i), act(unit.best, j)
        if not mine.agent or not theirs.agent or _share(unit, mine.agent, theirs.agent, index):
            continue
        if _is_other_way(unit, mine, theirs, index) or _is_another(unit, mine, theirs, index):
            words, others = unit.claim.words, unit.best.words
            place = _stretch(words, (*mine.agent, i, *mine.patient))
            source = _stretch(others, (*theirs.agent, j, *theirs.patient))
            reason = f"The claim has “{_told(words, mine.agent)}” do this, the source “{_told(others, theirs.agent)}”."
            return [flag(FlagKind.RELATION, reason, unit, place, unit.best, source)]
    return []


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


def _party(sentence: Sentence, places: Sequence[int]) -> str:
    """What the words name: "name" where one is part of a name, else the class of the last, "" for things."""
    if any(name.first <= i < name.last for name in sentence.names for i in places):
        return "name"
    sort = lexicon.noun_class(sentence.words[places[-1]].norm)
    return sort if sort in ("person", "group", "place") else ""


def _same_verbs(unit: Unit) -> Iterator[tuple[int, int]]:
    """Pairs of words of the claim and of `best` that may be forms of one verb, one that is not mutual."""
    bases = defaultdict(list)
    for j, other in enumerate(unit.best.words):
        if other.is_content and not other.is_capital:
            bases[lexicon.lemma(other.norm)].append(j)
    for i, word in enumerate(unit.claim.words):
        base = lexicon.lemma(word.norm)
        if word.is_content and not word.is_capital and base not in _MUTUAL:
            yield from ((i, j) for j in bases.get(base, ()))


def _share(unit: Unit, mine: Sequence[int], theirs: Sequence[int], index: SourceIndex) -> bool:
    """Whether two phrases have a word in common, in whatever form."""
    others = {unit.best.words[j].norm for j in theirs}
    return any(
        other in others and kinship in _SAME
        for i in mine
        for other, (_, kinship) in index.related(unit.claim.words[i].norm).items()
    )


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
        if (mine is None) == (theirs is None):
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
    near = [verb - 1] if verb else []
    if verb > 1 and (words[verb - 1].norm.endswith("ly") or words[verb - 1].norm in _LIGHT):
        near.append(verb - 2)
    if not any(words[k].norm in _PASSIVE or words[k].text.endswith(("'s", "'re")) for k in near):
        return None
    by = next((k for k in range(verb + 1, min(verb + 3, len(words))) if words[k].norm == "by"), None)
    return None if by is None or by + 1 == len(words) or words[by + 1].is_number else by


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


def _connectives(unit: Unit) -> Iterator[Flag]:
    for i, word in enumerate(unit.claim.words):
        sort = _CONNECTIVES.get(word.norm)
        if sort is None or i in unit.partner:
            continue
        slot = unit.slot(i, i + 1)
        if slot is None:
            continue
        for j in range(max(0, slot[0] - 1), min(slot[1] + 1, len(unit.best.words))):
            other = unit.best.words[j]
            if j in unit.back or {sort, _CONNECTIVES.get(other.norm, sort)} in _ALIKE:
                continue
            if _CONNECTIVES.get(other.norm, sort) != sort:
                reason = f"The claim says “{word.text}” where the source says “{other.text}”."
                place = (word.start, word.end)
                yield flag(FlagKind.RELATION, reason, unit, place, unit.best, (other.start, other.end))


def _is_framed(unit: Unit, edit: Edit) -> bool:
    """Whether an edit of one word for one has the same telling words right before and after it."""
    if edit.end - edit.start != 1 or edit.to - edit.from_ != 1:
        return False
    pairs = ((edit.start - 1, edit.from_ - 1), (edit.end, edit.to))
    return all(unit.partner.get(i) == j and _is_same(unit, i) for i, j in pairs)


def _is_same(unit: Unit, i: int) -> bool:
    link = unit.links[i]
    return link is not None and link.kin in (None, Kin.FORM) and unit.claim.words[i].is_content


def _new_cause(unit: Unit) -> Iterator[Flag]:
    """A "because" of the claim's own, where no passage gives a cause."""
    passages = (unit.best,) if unit.coverage >= _COVERED and len(unit.passages) == 1 else unit.passages
    is_causal = any(w.norm in _CAUSAL and w.norm not in _FAINT for s in passages for w in s.words)
    if unit.closeness < _LOOSE or (is_causal and not unit.is_copy):
        return
    for i, word in enumerate(unit.claim.words[:-1]):
        if word.norm == "because":
            if is_causal and (i in unit.partner or _has_cause_in_place(unit, i)):
                continue
            reason = "The claim gives a cause; the source gives none."
            yield flag(FlagKind.RELATION, reason, unit, (word.start, word.end), unit.best)


def _has_cause_in_place(unit: Unit, i: int) -> bool:
    """Whether `best` gives a cause where the claim has its "because"."""
    slot = unit.slot(i, i + 1)
    if slot is None:
        return True
    words = unit.best.words[max(0, slot[0] - 1) : slot[1] + 1]
    return any(word.norm in _CAUSAL and word.norm not in _TEMPORAL for word in words)


def _turned_causes(unit: Unit) -> Iterator[Flag]:
    """ "led to" in the place of "resulted from": cause and effect changed places."""
    for mine, theirs in ((_FORWARD, _BACKWARD), (_BACKWARD, _FORWARD)):
        found, other = mine.search(unit.claim.text), theirs.search(unit.best.text)
        if not found or not other or theirs.search(unit.claim.text) or mine.search(unit.best.text):
            continue
        i, j = unit.claim.word_at(found.start()), unit.best.word_at(other.start())
        slot = unit.slot(i, i + len(found.group().split()))
        if slot and slot[0] <= j <= slot[1]:
            reason = f"The claim says “{found.group()}” where the source says “{other.group()}”."
            yield flag(FlagKind.RELATION, reason, unit, found.span(), unit.best, other.span())


def _predicates(unit: Unit, index: SourceIndex) -> Iterator[Flag]:
    """Content words in the place of others that they have nothing to do with, where little else was changed."""
    if not unit.is_copy:
        yield from _framed(unit)
        return
    for change in changes(unit, index):
        if not change.theirs or len(change.mine) > _WIDE or len(change.theirs) > _WIDE:
            continue
        pairs = [(unit.claim.words[i], unit.best.words[j]) for i in change.mine for j in change.theirs]
        if any(_is_near(a, b) or intensity.differ(a.norm, b.norm) for a, b in pairs):
            continue
        if any(a.norm in _LOADED or b.norm in _LOADED for a, b in pairs):
            continue
        if any(role_instead(i, unit) is not None for i in change.mine):
            continue
        yield _other_words(unit, change.mine, change.theirs)


def _is_near(word: Token, other: Token) -> bool:
    return lexicon.similarity(word.norm, other.norm) > _AKIN or lexicon.kin(word.norm, other.norm) is not None


def _framed(unit: Unit) -> Iterator[Flag]:
    """Outside of copies: one word for one, with the same telling words right before and after it."""
    for edit in unit.edits:
        if not _is_framed(unit, edit) or unit.links[edit.start] or edit.from_ in unit.back:
            continue
        word, other = unit.claim.words[edit.start], unit.best.words[edit.from_]
        if not (word.is_content and other.is_content) or word.is_capital or other.is_capital:
            continue
        if word.is_number or other.is_number or lexicon.similarity(word.norm, other.norm) > _UNLIKE:
            continue
        is_vague = min(word.weight, other.weight) < 0.5 or max(word.weight, other.weight) > _RARE
        if is_vague or not (lexicon.is_known(word.norm) and lexicon.is_known(other.norm)):
            continue
        sorts = {lexicon.noun_class(word.norm), lexicon.noun_class(other.norm)}
        if word.norm.endswith("ly") or sorts <= {"person", "place", "group"}:
            continue
        yield _other_words(unit, (edit.start,), (edit.from_,))


def _other_words(unit: Unit, mine: Sequence[int], theirs: Sequence[int]) -> Flag:
    place = (unit.claim.words[mine[0]].start, unit.claim.words[mine[-1]].end)
    source = (unit.best.words[theirs[0]].start, unit.best.words[theirs[-1]].end)
    said, other = unit.claim.text[slice(*place)], unit.best.text[slice(*source)]
    reason = f"The claim says “{said}” where the source says “{other}”."
    return flag(FlagKind.RELATION, reason, unit, place, unit.best, source)
