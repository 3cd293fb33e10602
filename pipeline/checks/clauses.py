"""Which words of a sentence belong together: clauses, the word a cue turns, and what two clauses share.

Outside of near copies words may stand in any order. What a check compares then must be the same matter: a word under
the same head, in clauses that share what else they speak of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.checks import lexicon
from pipeline.checks.cues import Cue, CueKind
from pipeline.checks.lexicon import CLOSE_KIN
from pipeline.checks.listed import word_set

if TYPE_CHECKING:
    from pipeline.checks.align import Unit
    from pipeline.checks.sentence import Sentence

_ENOUGH = 2  # words besides the head that two clauses must share
_SHORT = 3  # content words up to which one is enough
_MARK = re.compile(r"[,;:.!?()]| -+ ")
_JOINTS = word_set("but although though while whereas because since after before when if unless and")
_LIGHT = word_set(
    "be been being have has had do does did done get got going yet even also still ever already just to"
)
ADDRESSING = word_set("ask urge tell press encourage request require order advise invite force expect want")
_REFUSING = word_set("fail refuse decline unable unwilling deny")
_CLEAR = word_set("clear known certain sure decided confirmed")
_IDLE = word_set("doubt only matter just least wonder sooner question more less fewer greater")
_NEGATORS = lexicon.word_list("negators")


def clause(sentence: Sentence, at: int) -> range:
    """The words of the clause that word `at` stands in."""
    first, last = at, at + 1
    while first > 0 and not _is_joint(sentence, first):
        first -= 1
    while last < len(sentence.words) and not _is_joint(sentence, last):
        last += 1
    return range(first, last)


def _is_joint(sentence: Sentence, at: int) -> bool:
    """Whether a clause may begin with word `at`."""
    return sentence.words[at].norm in _JOINTS or bool(_MARK.search(sentence.gap(at)))


def head(sentence: Sentence, cue: Cue) -> int | None:
    """The word that a cue turns: the verb, adjective or noun after it, without adverbs in between.

    Whom someone asks or urges is passed over for what they are asked.
    """
    end = clause(sentence, cue.last).stop
    start = _infinitive(sentence, cue) if is_of_act(sentence, cue) else cue.last + 1
    for k in range(start, end):
        word = sentence.words[k]
        if word.is_content and word.norm not in _LIGHT and not is_adverb(word.norm):
            return k
    return None


def is_of_act(sentence: Sentence, cue: Cue) -> bool:
    """Whether a cue that may be addressed to someone goes with what they are to do: "asked the council to pay"."""
    verb = lexicon.lemma(sentence.words[cue.last].norm)
    return verb in ADDRESSING and _infinitive(sentence, cue) > cue.last + 1


def _infinitive(sentence: Sentence, cue: Cue) -> int:
    """The word after the "to" that follows a cue close by, or the word after the cue."""
    near = range(cue.last + 1, min(clause(sentence, cue.last).stop, cue.last + 6))
    return next((k + 1 for k in near if sentence.words[k].norm == "to"), cue.last + 1)


def denied(sentence: Sentence) -> dict[int, Cue]:
    """The words that a negation turns, each with the negation: what is not done, not so, or refused."""
    found: dict[int, Cue] = {}
    for cue in sentence.cues:
        for at in _turned(sentence, cue):
            found.setdefault(at, cue)
    return found


def _turned(sentence: Sentence, cue: Cue) -> tuple[int, ...]:
    words = sentence.words
    first = words[cue.at].norm
    if cue.kind is CueKind.UNCLEAR:
        inside = range(cue.at, cue.last + 1)
        is_denied = any(words[k].norm in _NEGATORS for k in inside)
        return tuple(k for k in inside if words[k].norm in _CLEAR) if is_denied else ()
    following = words[cue.last + 1].norm if cue.last + 1 < len(words) else ""
    if cue.kind is CueKind.SOFT_NEGATION:
        is_of_act = following in ("to", "that", "having") or following.endswith("ing")
        is_of_act = is_of_act and not (following == "to" and lexicon.lemma(first) == "deny")
        if lexicon.lemma(first) not in _REFUSING or not is_of_act:
            return ()
    elif cue.kind is not CueKind.NEGATION or following in _IDLE:
        return ()
    at = head(sentence, cue)
    if at is None:
        return ()
    return tuple(dict.fromkeys((at, *cue.targets[:3]))) if first in ("no", "without") else (at,)


def is_adverb(norm: str) -> bool:
    """Whether the lower-case word only qualifies what follows: "fully", "always"."""
    return (norm.endswith("ly") and norm[:-2] not in ("rep", "app", "supp", "rel", "fami")) or norm in (
        "far", "always", "often", "soon", "again", "quite", "very", "once", "so", "too",
    )  # fmt: skip


def is_same(unit: Unit, i: int, j: int) -> bool:
    """Whether claim word `i` and word `j` of `best` are one word in one place, by what else their clauses share."""
    link = unit.links[i]
    if link is None or link.sentence is not unit.best or link.at != j or link.kin not in CLOSE_KIN:
        return False
    return share(unit, i, j)


def share(unit: Unit, i: int, j: int, is_clear: bool = False) -> bool:
    """Whether the clauses of claim word `i` and of word `j` of `best` speak of the same besides these two.

    Short clauses are compared with all of their sentences, unless the two words have to be set against each other by
    their own clauses (`is_clear`).
    """
    here, there = clause(unit.claim, i), clause(unit.best, j)
    if is_clear and not any(_meets(unit, k, there) for k in _told(unit.claim, here, i)):
        return False
    if min(len(_told(unit.claim, here, i)), len(_told(unit.best, there, j))) < _ENOUGH:
        here, there = range(len(unit.claim.words)), range(len(unit.best.words))
    told, other = _told(unit.claim, here, i), _told(unit.best, there, j)
    common = sum(_meets(unit, k, there) for k in told)
    few = min(1, len(told)) if len(told) < _SHORT else _ENOUGH
    return common >= min(few, max(1, len(other)))


def _meets(unit: Unit, i: int, there: range) -> bool:
    """Whether one of the words `there` of `best` is claim word `i`."""
    link = unit.links[i]
    return link is not None and link.sentence is unit.best and link.at in there and link.kin in CLOSE_KIN


def _told(sentence: Sentence, among: range, besides: int) -> list[int]:
    """The content words `among` but adverbs and negations, without the one."""
    told = [k for k in among if k != besides and sentence.words[k].is_content]
    norms = {k: sentence.words[k].norm for k in told}
    return [k for k in told if not is_adverb(norms[k]) and norms[k] not in _NEGATORS]
