"""How sure it is: what the source says may be, is wanted, planned, alleged or unclear is no fact in the claim."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import lexicon
from pipeline.checks.align import Alignment, Unit, flag
from pipeline.checks.attained import attained
from pipeline.checks.clauses import ADDRESSING, head, is_of_act, share
from pipeline.checks.cues import Cue, CueKind
from pipeline.checks.lexicon import Kin
from pipeline.checks.listed import word_set
from pipeline.checks.sentence import Sentence
from pipeline.records import Finding, Flag, FlagKind

_K = CueKind
# Which hedges may stand for which: the claim keeps a hedge when it has one of these.
_KEEPS = {
    _K.POSSIBLE: {_K.POSSIBLE, _K.UNCLEAR, _K.HEARSAY, _K.CONDITION, _K.ABILITY},
    _K.HEARSAY: {_K.HEARSAY, _K.POSSIBLE, _K.UNCLEAR},
    _K.INTENT: {_K.INTENT, _K.WISH, _K.POSSIBLE, _K.FUTURE, _K.NECESSITY},
    _K.WISH: {_K.WISH, _K.INTENT, _K.POSSIBLE, _K.NECESSITY, _K.UNCLEAR, _K.CONDITION, _K.HEARSAY},
    _K.UNCLEAR: {_K.UNCLEAR, _K.POSSIBLE, _K.CONDITION, _K.HEARSAY},
    _K.NECESSITY: {_K.NECESSITY, _K.WISH, _K.INTENT, _K.POSSIBLE, _K.FUTURE},
    _K.FUTURE: {_K.FUTURE, _K.INTENT, _K.WISH, _K.NECESSITY},
    _K.CONDITION: {_K.CONDITION, _K.POSSIBLE, _K.UNCLEAR, _K.WISH, _K.SOFT_NEGATION},
}
# In a near copy a hedge that changed its kind is a drift: "could" → "can", "is expected to" → "will".
_STRICT = {
    _K.POSSIBLE: {_K.POSSIBLE},
    _K.ABILITY: {_K.ABILITY},
    _K.HEARSAY: {_K.HEARSAY},
    _K.INTENT: {_K.INTENT},
    _K.WISH: {_K.WISH},
    _K.UNCLEAR: {_K.UNCLEAR},
    _K.NECESSITY: {_K.NECESSITY},
    _K.FUTURE: {_K.FUTURE},
    _K.CONDITION: {_K.CONDITION, _K.UNCLEAR},
}
_BE = word_set("am is are was were be been being")
_WHATEVER = word_set("whatever regardless irrespective anyway however")
_ASKING = ("ask", "urge", "tell", "request", "invite", "advise")
_BELIEVED = lexicon.word_list("believed")
_SURE = lexicon.word_list("proven")
_SHOWN = frozenset({"prove", "confirm", "establish", "verify"})
_CERTAIN = lexicon.word_list("certain")
# Other words for a hedge, of which the claim may have one in its place.
_STAND_INS = {
    _K.POSSIBLE: word_set(
        "tend rather prefer prone liable danger threat threaten prospect conceivable suggest"
    ),
    _K.HEARSAY: word_set(
        "accuse accusation suspicion suspect allege claim charge belief rumour rumor view say call"
    ),
    _K.INTENT: word_set(
        "forecast poised upcoming forthcoming impending prospective projection due intention store"
    ),
    _K.WISH: word_set(
        "goal ambition aspiration bid effort dream desire eager keen willing intention hopeful wish"
    ),
    _K.NECESSITY: word_set("duty responsibility obligation oblige compulsory mandatory obligatory entail"),
}
_RESTRICTING = word_set("who whoever anyone when whenever case facing")
_TIMETABLED = word_set("due scheduled slated set")
_LOOSE = (_K.FUTURE, _K.NECESSITY, _K.ABILITY)  # not followed through a rewording
_COPY = 0.6
_NEAR = 0.4
_HELD = 0.5
_MUCH = 3  # words under a hedge that tell its matter without the verb


def check(alignment: Alignment) -> Finding:
    """Flags hedges and modals that the claim lost, and ones that only it has."""
    flags = [raised for unit in alignment.units if unit.is_found for raised in _of(unit)]
    return Finding(check="modality", flags=tuple(flags), signals={"modality": float(len(flags))})


def _of(unit: Unit) -> Iterator[Flag]:
    lost = list(_lost(unit))
    yield from lost or _told_as_fact(unit)
    if unit.closeness >= _COPY:
        yield from _gained(unit)
        yield from _proven(unit)
    else:
        yield from _found_out(unit)
    if unit.is_copy:
        yield from _unconditional(unit)


def _proven(unit: Unit) -> Iterator[Flag]:
    """What someone believes, claims or suggests told as known or shown, and certainty put in."""
    for edit in unit.edits:
        mine = [i for i in range(edit.start, edit.end) if lexicon.lemma(unit.claim.words[i].norm) in _SURE]
        theirs = [
            j for j in range(edit.from_, edit.to) if lexicon.lemma(unit.best.words[j].norm) in _BELIEVED
        ]
        if mine and theirs:
            yield _surer(unit, mine[0], theirs[0])
    for i, word in enumerate(unit.claim.words):
        j = unit.partner.get(i)
        if j is not None and lexicon.lemma(word.norm) in _SURE:
            if lexicon.lemma(unit.best.words[j].norm) in _BELIEVED - _SURE:
                yield _surer(unit, i, j)
        elif j is None and word.norm in _CERTAIN and not any(w.norm in _CERTAIN for w in unit.best.words):
            reason = f"“{word.text}” makes it surer than the source does."
            yield flag(FlagKind.MODALITY, reason, unit, (word.start, word.end), unit.best)


def _found_out(unit: Unit) -> Iterator[Flag]:
    """The same in another order: "researchers have proved" for "researchers suspect"."""
    if unit.coverage < _HELD or any(lexicon.lemma(word.norm) in _SURE for word in unit.best.words):
        return
    for i, word in enumerate(unit.claim.words):
        link = unit.links[i]
        if (
            i in unit.claim.denied
            or lexicon.lemma(word.norm) not in _SHOWN
            or (link and link.kin in (None, Kin.FORM))
        ):
            continue
        for j, other in enumerate(unit.best.words):
            if lexicon.lemma(other.norm) in _BELIEVED and j not in unit.back and share(unit, i, j):
                yield _surer(unit, i, j)
                return


def _surer(unit: Unit, i: int, j: int) -> Flag:
    word, other = unit.claim.words[i], unit.best.words[j]
    reason = f"The claim says “{word.text}” where the source only says “{other.text}”."
    place, source = (word.start, word.end), (other.start, other.end)
    return flag(FlagKind.MODALITY, reason, unit, place, unit.best, source)


def _unconditional(unit: Unit) -> Iterator[Flag]:
    """ "would be" told as "is": a copy that keeps the verb and loses its "would"."""
    for j, word in enumerate(unit.best.words):
        if word.norm != "would" or j in unit.back or _has_modal(unit.claim):
            continue
        nxt = unit.best.words[j + 1].norm if j + 1 < len(unit.best.words) else ""
        if nxt in ("like", "often", "rather", "always", "sometimes") or not nxt:
            continue
        around = [k for k in (j - 2, j - 1, j + 1, j + 2, j + 3) if k in unit.back]
        if any(k < j for k in around) and any(k > j for k in around):
            i = unit.back[next(k for k in around if k > j)]
            place = (unit.claim.words[i].start, unit.claim.words[i].end)
            reason = "The source says this with “would”; the claim tells it as a fact."
            yield flag(FlagKind.MODALITY, reason, unit, place, unit.best, (word.start, word.end))


def _has_modal(sentence: Sentence) -> bool:
    kinds = (_K.FUTURE, _K.POSSIBLE, _K.INTENT, _K.WISH, _K.ABILITY, _K.NECESSITY, _K.CONDITION)
    return (
        any(c.kind in kinds for c in sentence.cues) or "would" in sentence.norms or "going" in sentence.norms
    )


def _lost(unit: Unit) -> Iterator[Flag]:
    """Hedges of `best` over words that the claim has without one."""
    if "..." in unit.claim.text or "…" in unit.claim.text:
        return  # a quotation with elisions leaves out what it says it leaves out
    if not unit.is_copy and not {"you", "your"}.isdisjoint(unit.best.norms):
        return  # "you can", "if you": advice to the reader, which says nothing of how sure something is
    refused = unit.best.denied
    for cue in unit.best.cues:
        keeps = (_STRICT if unit.is_copy else _KEEPS).get(cue.kind)
        if unit.closeness < _COPY and (cue.kind in _LOOSE or unit.coverage < _HELD):
            continue
        if cue.kind is _K.CONDITION and unit.closeness < _NEAR:
            continue
        if unit.closeness < _COPY and _is_of_someone(cue, unit):
            continue
        if keeps is None or not cue.targets or _is_kept(cue, unit, keeps) or cue.at in refused:
            continue
        hit = None if _is_addressed(cue, unit) else _governed(cue, unit)
        if hit is None:
            continue
        word = unit.claim.words[hit]
        source = (unit.best.words[cue.at].start, unit.best.words[cue.last].end)
        reason = f"The source hedges this with “{cue.text(unit.best)}”; the claim does not."
        yield flag(FlagKind.MODALITY, reason, unit, (word.start, word.end), unit.best, source)


def _told_as_fact(unit: Unit) -> Iterator[Flag]:
    """What is open in the source and done or certain in a claim that puts it in another order."""
    if unit.is_copy:
        return
    for i, cue in attained(unit):
        word = unit.claim.words[i]
        source = (unit.best.words[cue.at].start, unit.best.words[cue.last].end)
        reason = f"The source says “{cue.text(unit.best)}”; the claim tells it as done or certain."
        yield flag(FlagKind.MODALITY, reason, unit, (word.start, word.end), unit.best, source)
        return


def _is_addressed(cue: Cue, unit: Unit) -> bool:
    """Whether a hedge outside of copies only says who is asked, not what for: "asked the council for help"."""
    verb = lexicon.lemma(unit.best.words[cue.last].norm)
    if unit.closeness >= _COPY or verb not in ADDRESSING:
        return False
    if is_of_act(unit.best, cue):
        return head(unit.best, cue) not in unit.back
    return verb in _ASKING


def _is_of_someone(cue: Cue, unit: Unit) -> bool:
    """Whether a hedge only says who is meant or what for: "people wishing to", "not enough to want to"."""
    words = unit.best.words
    before = words[cue.at - 1].norm if cue.at else ""
    after = words[cue.last].norm
    is_participle = after in ("wanting", "wishing") and before not in _BE
    is_degree = before == "to" and any(
        w.norm in ("enough", "too") for w in words[max(0, cue.at - 3) : cue.at]
    )
    return is_participle or (cue.kind is _K.WISH and is_degree)


def _governed(cue: Cue, unit: Unit) -> int | None:
    """The claim word that stands for what the cue governs: the first governed word, or most of all of them."""
    linked = [unit.back[t] for t in cue.targets if t in unit.back and _is_close(unit, unit.back[t])]
    turned = head(unit.best, cue)
    much = [i for i in linked if i not in unit.claim.figures]
    if unit.closeness < _COPY and (turned is None or (turned not in unit.back and len(much) < _MUCH)):
        return None  # what the hedge turns is told by another word, with too little beside it, or not at all
    if cue.targets[0] in unit.back and linked and linked[0] == unit.back[cue.targets[0]]:
        return linked[0] if len(linked) > 1 or unit.closeness >= _NEAR else None
    enough = max(2, (len(cue.targets) + 1) // 2)
    return linked[0] if len(linked) >= enough else None


def _is_close(unit: Unit, i: int) -> bool:
    link = unit.links[i]
    return link is not None and link.kin in (None, Kin.FORM, Kin.SYNONYM, Kin.DERIVED)


def _is_kept(cue: Cue, unit: Unit, keeps: set[CueKind]) -> bool:
    """Whether the claim hedges too: the same word, or one of the kinds `keeps`."""
    if cue.at in unit.back and _same_cue(cue, unit, keeps):
        return True
    if cue.kind is _K.HEARSAY and _has_new_report(unit):
        return True
    if cue.kind is _K.CONDITION and _is_conditional(unit):
        return True
    if _is_timetabled(cue, unit) or (not unit.is_copy and _is_paraphrased(cue, unit)):
        return True
    if unit.closeness >= _COPY:
        # A near copy must have its hedge in the same place.
        return any(c.kind in keeps and _shares(c, cue, unit) and _as_strong(c, cue) for c in unit.claim.cues)
    if any(c.kind is _K.CONDITION for c in unit.best.cues):
        keeps = keeps - {_K.CONDITION}
    if any(c.kind in keeps and not _answers_other(c, cue, unit) for c in unit.claim.cues):
        return True
    return cue.kind in (_K.HEARSAY, _K.INTENT, _K.WISH, _K.POSSIBLE) and bool(unit.claim.speeches)


def _is_timetabled(cue: Cue, unit: Unit) -> bool:
    """Whether the claim says "is due to" for "will"."""
    if cue.kind is not _K.FUTURE:
        return False
    return any(
        c.kind is _K.INTENT and _shares(c, cue, unit) and unit.claim.words[c.last - 1].norm in _TIMETABLED
        for c in unit.claim.cues
    )


def _is_paraphrased(cue: Cue, unit: Unit) -> bool:
    """Whether the claim has a word of its own, or one linked with the cue, that says the same as the cue's kind."""
    words = _STAND_INS.get(cue.kind, frozenset())
    return any(
        lexicon.lemma(word.norm) in words and unit.partner.get(i, cue.at) in range(cue.at, cue.last + 1)
        for i, word in enumerate(unit.claim.words)
    )


def _is_conditional(unit: Unit) -> bool:
    """Whether the claim has as many conditions, or, reworded, says what could follow: "a cut could close them"."""
    if _conditions(unit.claim) >= _conditions(unit.best):
        return True
    norms = unit.claim.norms
    is_open = any(c.kind is _K.POSSIBLE for c in unit.claim.cues) or "would" in norms
    is_open = is_open or not (norms & _RESTRICTING) <= unit.best.norms
    return not unit.is_copy and is_open and _WHATEVER.isdisjoint(norms)


def _conditions(sentence: Sentence) -> int:
    return sum(cue.kind is _K.CONDITION for cue in sentence.cues)


def _has_new_report(unit: Unit) -> bool:
    """Whether the claim says who claims it where the source says "alleged"."""
    verbs = {speech.verb for speech in unit.best.speeches}
    return any(unit.partner.get(speech.verb) not in verbs for speech in unit.claim.speeches)


def _answers_other(mine: Cue, cue: Cue, unit: Unit) -> bool:
    """Whether a hedge of the claim is linked with another hedge of `best` than `cue`, and so no stand-in for it."""
    j = unit.partner.get(mine.at)
    return j is not None and any(c.at <= j <= c.last for c in unit.best.cues if c is not cue)


def _same_cue(cue: Cue, unit: Unit, keeps: set[CueKind]) -> bool:
    i = unit.back[cue.at]
    link = unit.links[i]
    if cue.kind in (_K.WISH, _K.INTENT) and link is not None and link.kin is Kin.SYNONYM:
        return any(c.at <= i <= c.last and c.kind in (_K.WISH, _K.INTENT) for c in unit.claim.cues)
    return any(c.at <= i <= c.last and (c.kind is cue.kind or c.kind in keeps) for c in unit.claim.cues)


def _as_strong(mine: Cue, theirs: Cue) -> bool:
    """False for "must" where the source says "should"."""
    return mine.kind is not _K.NECESSITY or theirs.kind is not _K.NECESSITY or mine.level == theirs.level


def _shares(mine: Cue, theirs: Cue, unit: Unit) -> bool:
    """Whether two cues govern linked words."""
    reach = 2 if unit.is_copy else 5
    linked = {unit.partner.get(t) for t in mine.targets[:reach]}
    return bool(linked & set(theirs.targets[:reach])) or not mine.targets


def _gained(unit: Unit) -> Iterator[Flag]:
    """Hedges and modals of a near copy that `best` has not."""
    for cue in unit.claim.cues:
        if cue.kind not in _STRICT or cue.at in unit.partner or not cue.targets or _is_echoed(cue, unit):
            continue
        if cue.kind in _LOOSE and (not unit.is_copy or "you" in unit.claim.norms):
            continue
        if cue.kind is _K.FUTURE and _conditions(unit.claim) and _conditions(unit.best):
            continue  # "if it is late, it will be sold" is no surer than "if it is late, it is sold"
        target = cue.targets[0]
        if not unit.is_anchored(target) or _has_any(cue, unit, unit.best):
            continue
        words = (unit.claim.words[cue.at].start, unit.claim.words[cue.last].end)
        token = unit.best.words[unit.partner[target]]
        reason = f"The claim says “{cue.text(unit.claim)}”; the source says it without."
        yield flag(FlagKind.MODALITY, reason, unit, words, unit.best, (token.start, token.end))


def _is_echoed(cue: Cue, unit: Unit) -> bool:
    """Whether `best` says the same otherwise: a form of the cue's own word ("they accused him"), a "to" that tells
    what for ("in a bid to"), what somebody there says would be ("promised"), or "preventable" ("could be prevented").

    A cue that only names a timetable adds no doubt.
    """
    if _is_purpose(cue, unit) or _is_promise(cue, unit) or _is_able(cue, unit):
        return True
    stems = {lexicon.stem(word.norm) for word in unit.best.words}
    own = [word.norm for word in unit.claim.words[cue.at : cue.last + 1] if word.is_content]
    return any(lexicon.stem(norm) in stems for norm in own) or "scheduled" in own


def _is_purpose(cue: Cue, unit: Unit) -> bool:
    words, j = unit.best.words, unit.partner.get(cue.targets[0], 0)
    before = [word.norm for word in unit.claim.words[max(0, cue.at - 2) : cue.at]]
    return before[:1] == ["in"] and before[-1] in ("a", "an") and j > 0 and words[j - 1].norm == "to"


def _is_promise(cue: Cue, unit: Unit) -> bool:
    is_vowed = lexicon.lemma(unit.claim.words[cue.at].norm) in ("promise", "pledge", "vow")
    return is_vowed and bool(unit.best.speeches) and not unit.best.norms.isdisjoint(("would", "will"))


def _is_able(cue: Cue, unit: Unit) -> bool:
    if cue.kind not in (_K.POSSIBLE, _K.ABILITY):
        return False
    roots = {unit.claim.words[t].norm[:5] for t in cue.targets[:3]}
    return any(word.norm.endswith(("able", "ible")) and word.norm[:5] in roots for word in unit.best.words)


def _has_any(cue: Cue, unit: Unit, best: Sentence) -> bool:
    table = _STRICT if unit.is_copy else _KEEPS
    compatible = {kind for kind, keeps in table.items() if cue.kind in keeps}
    return any(c.kind in compatible and _shares(cue, c, unit) for c in best.cues)
