"""Denied on one side and affirmed on the other, in whatever order the words stand.

A word that a negation turns is sought on the other side under the same head, in a clause that shares what else it
speaks of. Every word there that could deny it in another way (“unpaid”, “fail”, an opposite) acquits, unless it
answers another denial.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Unit
from pipeline.checks.clauses import clause, head, is_same, share
from pipeline.checks.cues import Cue, CueKind
from pipeline.checks.lexicon import CLOSE_KIN, Kin
from pipeline.checks.listed import word_set
from pipeline.checks.sentence import Sentence
from pipeline.checks.words import Token

_HELD = 0.6  # coverage from which a rewording is surely of the same matter
_NEGATORS = lexicon.word_list("negators")
_TURNING = word_set(
    "outstanding pending missing short far instead rather reluctant reluctance hesitant doubt absence too until till "
    "unless incomplete await open question little few except excluding unclear slow difficult hard hardly"
)
_TELLING = word_set(
    "comment respond answer reply say state explain disclose reveal specify elaborate confirm announce clarify"
)
_BOTH = 2  # a thing and what is said of it
_LIMITS = word_set(
    "every all immediately yet always fully entirely completely necessarily directly often totally wholly "
    "immediate full complete direct so far"
)
_OUTRIGHT = word_set("never refuse decline no nobody nothing none nowhere")


def lost(unit: Unit) -> Iterator[tuple[int, int, Cue]]:
    """Claim words that are affirmed, with the word of `best` that is denied, and what denies it there."""
    if unit.coverage < _HELD:
        return
    mine, theirs = unit.claim.denied, unit.best.denied
    for j, cue in theirs.items():
        i = unit.back.get(j, _said_instead(unit, j))
        if i is None or i in mine or not _is_one_word(unit, i, j) or not _in_same_case(unit, i, j):
            continue
        if _affirmed(unit, j, theirs) or _has_opposite(unit, j) or _is_only_named(unit, cue, theirs):
            continue
        if not any(
            _is_free(unit, k, mine, theirs, cue) for k in _deniers(unit.claim, range(len(unit.claim.words)))
        ):
            yield i, j, cue


def gained(unit: Unit) -> Iterator[tuple[int, int, Cue]]:
    """Claim words that are denied, with the word of `best` that is affirmed, and what denies it in the claim."""
    if unit.coverage < _HELD:
        return
    mine, theirs = unit.claim.denied, unit.best.denied
    for i, cue in mine.items():
        j = unit.partner.get(i)
        if j is None or j in theirs or i != head(unit.claim, cue) or _is_kept(unit, cue):
            continue
        if not _is_one_word(unit, i, j) or not _in_same_case(unit, i, j) or _is_thing(unit.claim, i, cue):
            continue
        if _has_opposite(unit, j) or _spare_in_best(unit, j):
            continue
        own = range(cue.at, cue.last + 1)
        others = (k for k in _deniers(unit.claim, range(len(unit.claim.words))) if k not in own)
        if not any(_is_free(unit, k, mine, theirs, None) for k in others):
            yield i, j, cue


def _is_one_word(unit: Unit, i: int, j: int) -> bool:
    """Whether claim word `i` is word `j` of `best`, in some form or by a sure synonym, in the same place."""
    link = unit.links[i]
    mine, theirs = unit.claim.words[i].norm, unit.best.words[j].norm
    if _tells(mine) and _tells(theirs):
        return share(unit, i, j)
    if not is_same(unit, i, j):
        return False
    return link is not None and (link.kin in (None, Kin.FORM) or lexicon.is_listed_synonym(mine, theirs))


def _said_instead(unit: Unit, j: int) -> int | None:
    """The unlinked claim word that tells something, where word `j` of `best` does: "confirmed" for "comment"."""
    if not _tells(unit.best.words[j].norm):
        return None
    for i, word in enumerate(unit.claim.words):
        link = unit.links[i]
        if _tells(word.norm) and (
            link is None or link.sentence is not unit.best or link.kin not in CLOSE_KIN
        ):
            return i
    return None


def _tells(norm: str) -> bool:
    return lexicon.lemma(norm) in _TELLING


def _is_only_named(unit: Unit, cue: Cue, theirs: dict[int, Cue]) -> bool:
    """Whether the claim only names what "no" or "without" denies, and not what is said of it too."""
    words = unit.best.words
    if words[cue.at].norm not in ("no", "without") or words[min(cue.at + 1, len(words) - 1)].norm == "one":
        return False
    own = [j for j, other in theirs.items() if other is cue]
    return sum(j in unit.back for j in own) < min(_BOTH, len(own))


def _is_thing(sentence: Sentence, i: int, cue: Cue) -> bool:
    """Whether a plain "not" stands before a thing or a person: "but not for users"."""
    return sentence.words[cue.last].norm == "not" and bool(lexicon.noun_class(sentence.words[i].norm))


def _is_kept(unit: Unit, cue: Cue) -> bool:
    """Whether `best` has the denying word of the claim too, whatever it denies there."""
    link = unit.links[cue.at]
    return link is not None and link.kin in (None, Kin.FORM)


def hardened(unit: Unit) -> Iterator[tuple[int, int, Cue]]:
    """Claim words denied outright that `best` denies for now or in part, with its limiting word and the denial."""
    if unit.coverage < _HELD:
        return
    mine = unit.claim.denied
    for k, word in enumerate(unit.best.words):
        if word.norm not in _LIMITS or not k or unit.best.words[k - 1].norm not in ("not", "never"):
            continue
        j = next((m for m in range(k + 1, min(k + 4, len(unit.best.words))) if m in unit.back), None)
        i = unit.back[j] if j is not None else -1
        if j is None or i not in mine or not is_same(unit, i, j):
            continue
        start = mine[i].at
        is_outright = lexicon.lemma(unit.claim.words[start].norm) in _OUTRIGHT
        if is_outright and not any(w.norm in _LIMITS for w in unit.claim.words[start : i + 1]):
            yield i, k, mine[i]


def opposites(unit: Unit) -> Iterator[tuple[int, int]]:
    """Claim words with their opposite in `best`, where neither is denied and both clauses speak of the same."""
    if unit.coverage < _HELD - 0.1:
        return
    mine, theirs = unit.claim.denied, unit.best.denied
    for i, word in enumerate(unit.claim.words):
        if unit.has_close(i):
            continue
        for j, other in enumerate(unit.best.words):
            if not _is_opposite(word, other) or not _is_unmatched(unit, j):
                continue
            if not share(unit, i, j, is_clear=True):
                continue
            if any(_says_so(sentence, word.norm, other.norm) for sentence in unit.passages):
                continue
            others = (k for k in _deniers(unit.claim, range(len(unit.claim.words))) if k != i)
            own = next((cue for cue in theirs.values() if cue.at <= j <= cue.last), None)
            if not any(_is_free(unit, k, mine, theirs, own) for k in others) and not _spare_in_best(unit, j):
                yield i, j


def _says_so(sentence: Sentence, norm: str, opposite: str) -> bool:
    """Whether a sentence has the word itself, or denies its opposite: "aren't used" for "unused"."""
    base = lexicon.lemma(opposite)
    return norm in sentence.norms or any(
        lexicon.lemma(sentence.words[k].norm) == base for k in sentence.denied
    )


def _is_opposite(mine: Token, theirs: Token) -> bool:
    """Whether two words deny each other whoever does what to whom: not "buy" and "sell", nor things of two kinds."""
    if not mine.is_content or not theirs.is_content or mine.is_capital or theirs.is_capital:
        return False
    if lexicon.kin(mine.norm, theirs.norm) is not Kin.ANTONYM:
        return False
    pair = {lexicon.lemma(mine.norm), lexicon.lemma(theirs.norm)}
    if pair & (
        lexicon.word_list("converses") | lexicon.word_list("universal") | lexicon.word_list("partial")
    ):
        return False
    return lexicon.is_listed_opposite(mine.norm, theirs.norm) or not any(map(lexicon.noun_class, pair))


def _is_unmatched(unit: Unit, j: int) -> bool:
    """Whether no claim word stands for word `j` of `best`, or only its opposite or something vaguely like it."""
    i = unit.back.get(j)
    return i is None or not unit.has_close(i)


def _in_same_case(unit: Unit, i: int, j: int) -> bool:
    """Whether both words stand in a condition, or neither: a supposition denies nothing."""
    return _is_supposed(unit.claim, i) == _is_supposed(unit.best, j)


def _is_supposed(sentence: Sentence, at: int) -> bool:
    return any(cue.kind is CueKind.CONDITION and at in cue.targets for cue in sentence.cues)


def _affirmed(unit: Unit, j: int, theirs: dict[int, Cue]) -> bool:
    """Whether `best` has the denied word a second time, not denied, or another passage has it so."""
    base = lexicon.lemma(unit.best.words[j].norm)
    if any(lexicon.lemma(w.norm) == base and k not in theirs for k, w in enumerate(unit.best.words)):
        return True
    return any(
        lexicon.lemma(word.norm) == base and not any(True for _ in _deniers(other, clause(other, k)))
        for other in unit.passages
        if other is not unit.best
        for k, word in enumerate(other.words)
    )


def _has_opposite(unit: Unit, j: int) -> bool:
    """Whether the claim has the opposite of a word in the clause of word `j` of `best`."""
    there = clause(unit.best, j)
    return any(
        link is not None and link.kin is Kin.ANTONYM and link.sentence is unit.best and link.at in there
        for link in unit.links
    )


def _deniers(sentence: Sentence, among: range) -> Iterator[int]:
    """The words `among` that deny something, or may."""
    for k in among:
        norm = sentence.words[k].norm
        if norm in _NEGATORS or norm in _TURNING or is_turned(norm):
            yield k


def _spare_in_best(unit: Unit, j: int) -> bool:
    """Whether the clause of word `j` of `best` has a denying word besides it that the claim has not."""
    for k in _deniers(unit.best, clause(unit.best, j)):
        i = unit.back.get(k)
        link = unit.links[i] if i is not None else None
        if k != j and (link is None or link.kin not in (None, Kin.FORM)):
            return True
    return False


def _is_free(unit: Unit, k: int, mine: dict[int, Cue], theirs: dict[int, Cue], lost: Cue | None) -> bool:
    """Whether the denying claim word `k` may stand for the denial `lost`: it answers no other word of `best`."""
    own = [i for i, cue in mine.items() if cue.at <= k <= cue.last]
    if any(_answers(unit, i, theirs, lost) for i in own):
        return False
    link = unit.links[k]
    if link is None or link.sentence is not unit.best or link.kin not in (None, Kin.FORM):
        return True
    return lost is not None and lost.at <= link.at <= lost.last


def _answers(unit: Unit, i: int, theirs: dict[int, Cue], lost: Cue | None) -> bool:
    """Whether claim word `i`, denied, stands for a word that `best` denies by other words than `lost`."""
    j = unit.partner.get(i)
    return j is not None and j in theirs and theirs[j] is not lost


def is_turned(norm: str) -> bool:
    """Whether a word denies by itself: "unable", "fail", "unpaid", "dissatisfied"."""
    if lexicon.lemma(norm) in lexicon.word_list("soft_negators"):
        return True
    if norm.startswith("un") and len(norm) > 5 and lexicon.is_known(norm[2:]):
        return True
    return any(
        norm.startswith(prefix)
        and len(norm) > len(prefix) + 3
        and lexicon.is_known(norm[len(prefix) :])
        and norm[len(prefix) :] in lexicon.antonyms(norm)
        for prefix in lexicon.DENYING
    )
