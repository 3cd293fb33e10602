"""Small words that change what a sentence says of others: negation, hedges and modals, quantifiers.

A cue governs the content words after it, up to the end of its clause; what a check compares is whether words that are
linked between claim and source are governed alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pipeline.checks import lexicon
from pipeline.checks.listed import word_set

if TYPE_CHECKING:
    from pipeline.checks.sentence import Sentence
    from pipeline.checks.words import Token


class CueKind(StrEnum):
    """What a cue does to the words it governs."""

    NEGATION = "negation"
    SOFT_NEGATION = "soft negation"
    POSSIBLE = "possible"
    ABILITY = "ability"
    HEARSAY = "hearsay"
    INTENT = "intent"
    WISH = "wish"
    UNCLEAR = "unclear"
    CONDITION = "condition"
    NECESSITY = "necessity"
    FUTURE = "future"
    QUANTIFIER = "quantifier"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at word `at`; `targets` are the content words it governs, nearest first. `level` ranks quantifiers.

    `last` is the last word of the cue itself ("is not clear whether" is one cue).
    """

    kind: CueKind
    at: int
    last: int
    targets: tuple[int, ...]
    level: int = 0

    def text(self, sentence: Sentence) -> str:
        """The words of the cue."""
        return sentence.text[sentence.words[self.at].start : sentence.words[self.last].end]


def cues(sentence: Sentence) -> tuple[Cue, ...]:
    """All cues of a sentence in order."""
    found: list[Cue] = []
    covered = -1
    for at in range(len(sentence.words)):
        if at <= covered:
            continue
        for cue in _read(sentence, at):
            found.append(cue)
            covered = max(covered, cue.last)
    return tuple(found)


def _read(sentence: Sentence, at: int) -> Iterator[Cue]:
    if _is_inverted(sentence, at):
        yield Cue(CueKind.CONDITION, at, at, _targets(sentence, at + 1, 7))
        return
    phrase = _phrase(sentence, at)
    if phrase:
        kind, length, level = phrase
        reach = 7 if kind in (CueKind.UNCLEAR, CueKind.CONDITION) else 5
        targets = _targets(sentence, at + length, reach)
        if sentence.words[at].norm == "under":
            targets = _subject(sentence, at)
        yield Cue(kind, at, at + length - 1, targets, level)
        return
    word = sentence.words[at]
    base = lexicon.lemma(word.norm)
    kind_level = _single().get(word.norm) or _single().get(base)
    if kind_level is None or (word.is_capital and at and word.norm in ("may", "will", "hope", "grace")):
        return
    kind, level = kind_level
    if kind in (CueKind.WISH, CueKind.INTENT) and not _is_verbal(sentence, at):
        return
    if base in ("appear", "seem") and (
        at + 1 == len(sentence.words) or sentence.words[at + 1].norm not in _AFTER_SEEM
    ):
        return
    before = sentence.words[at - 1].norm if at else ""
    if word.norm == "most" and (
        before in _POSSESSIVES or (at and sentence.words[at - 1].text.endswith(("'s", "’s")))
    ):
        return  # "the most efficient" counts nothing
    if base in ("agree", "offer") and not _goes_with_verb(sentence, at):
        return  # "agreed to the request" is done
    if kind in (CueKind.WISH, CueKind.INTENT) and _is_refused(sentence, at):
        return  # "did not want to comment" wishes nothing
    if _is_only_noun(sentence, at):
        return
    if base == "propose" and before == "we":
        return  # "we propose a method" presents it
    if base == "consider" and before in ("be", "was", "is", "were", "are", "been"):
        return
    if word.norm == "will" and (at + 1 == len(sentence.words) or sentence.words[at + 1].norm in ("to", "of")):
        return
    if word.norm == "like" or (word.norm == "can" and at and sentence.words[at - 1].norm in ("a", "the")):
        return
    targets = _targets(sentence, at + 1, 5)
    if kind in (CueKind.WISH, CueKind.INTENT):
        targets = tuple(t for t in targets if not sentence.words[t].is_capital) or targets
    if kind in (CueKind.WISH, CueKind.INTENT) and _is_passive(sentence, at):
        targets += _subject(sentence, at)  # "the move is being considered"
    if kind is CueKind.QUANTIFIER and word.norm.endswith("ly") and _ends_clause(sentence, at):
        targets = _subject(sentence, at)  # "the buses are replaced entirely"
    if kind is CueKind.HEARSAY and word.norm.endswith("ly"):
        targets = targets[:2] + _before(sentence, at)
    yield Cue(kind, at, at, targets, level)


def _is_inverted(sentence: Sentence, at: int) -> bool:
    """Whether "should" or "were" opens a condition: "should Europe miss it", "were it to fail"."""
    words = sentence.words
    if words[at].norm not in ("should", "were") or at + 2 >= len(words) or "?" in sentence.text:
        return False
    if any(word.norm in _ASKING for word in words[max(0, at - 5) : at]):
        return False  # "what role should it play"
    is_first = not at or bool(_CLAUSE_END.search(sentence.gap(at)))
    if words[at].norm == "were":
        return is_first and any(word.norm == "to" for word in words[at + 1 : at + 6])
    return _opens(words[at + 1]) or (is_first and words[at + 1].is_content)


def _opens(word: Token) -> bool:
    """Whether a noun phrase begins with `word`."""
    return word.is_capital or word.norm in _DETERMINERS


def _phrase(sentence: Sentence, at: int) -> tuple[CueKind, int, int] | None:
    match = _ANY_PHRASE.match(" ".join([word.norm for word in sentence.words[at : at + 6]]))
    if match is None or match.lastindex is None:
        return None
    _, kind, level = _PHRASES[match.lastindex - 1]
    return kind, match.group().count(" ") + 1, level


def _is_verbal(sentence: Sentence, at: int) -> bool:
    """Whether a word such as "plan" or "call" is used as a verb, or a noun with its "to"."""
    word = sentence.words[at]
    nxt = sentence.words[at + 1].norm if at + 1 < len(sentence.words) else ""
    before = sentence.words[at - 1].norm if at else ""
    is_nounish = lexicon.lemma(word.norm) in _NOUNISH
    if nxt in ("to", "that") or (nxt == "for" and not is_nounish) or word.norm.endswith(("ed", "ing")):
        return True
    if is_nounish and before == "to" and word.norm.endswith("s"):
        return False
    if is_nounish and nxt in ("a", "an", "the") and before not in _POSSESSIVES:
        return True
    if is_nounish:
        return before in (
            "to",
            "will",
            "would",
            "should",
            "may",
            "might",
            "could",
            "must",
            "i",
            "we",
            "they",
            "you",
            "not",
        )
    return before not in _NO_VERB_AFTER


def _is_only_noun(sentence: Sentence, at: int) -> bool:
    """Whether word `at` hedges nothing where it stands: "the allegations were known", "the best value possible"."""
    words = sentence.words
    if lexicon.lemma(words[at].norm) in _TALES:
        return at + 1 == len(words) or words[at + 1].norm not in _OF_WHAT
    before = [word.norm for word in words[max(0, at - 3) : at]]
    return words[at].norm == "possible" and any(
        norm in ("as", "most", "least", "best") or norm.endswith("est") for norm in before
    )


def _targets(sentence: Sentence, start: int, most: int) -> tuple[int, ...]:
    """The content words from word `start` to the end of the clause, at most `most`."""
    found: list[int] = []
    for i in range(start, len(sentence.words)):
        word = sentence.words[i]
        if i and i > start and _CLAUSE_END.search(sentence.text[sentence.words[i - 1].end : word.start]):
            break
        if word.norm in _BREAKS and found:
            break
        if word.is_content and word.norm not in _LIGHT and word.norm not in _single():
            found.append(i)
            if len(found) == most:
                break
    return tuple(found)


def _before(sentence: Sentence, at: int) -> tuple[int, ...]:
    for i in range(at - 1, max(-1, at - 4), -1):
        if sentence.words[i].is_content:
            return (i,)
    return ()


def _ends_clause(sentence: Sentence, at: int) -> bool:
    """Whether no word of its clause follows word `at`."""
    words = sentence.words
    return at + 1 == len(words) or bool(_CLAUSE_END.search(sentence.gap(at + 1)))


def _subject(sentence: Sentence, at: int) -> tuple[int, ...]:
    """The two content words of the clause that stand nearest before word `at`."""
    found: list[int] = []
    for i in range(at - 1, max(-1, at - 7), -1):
        if _CLAUSE_END.search(sentence.gap(i + 1)):
            break
        if sentence.words[i].is_content and sentence.words[i].norm not in _LIGHT:
            found.append(i)
    return tuple(found[:2])


def _goes_with_verb(sentence: Sentence, at: int) -> bool:
    """Whether a verb follows word `at`, "agreed to pay", and not the thing that is agreed on."""
    following = [word.norm for word in sentence.words[at + 1 : at + 3]]
    return len(following) == 2 and following[0] == "to" and following[1] not in _DETERMINERS


def _is_refused(sentence: Sentence, at: int) -> bool:
    """Whether a "not" stands right before the wish or plan of word `at`, or a "nobody" is its subject."""
    words = sentence.words
    if any(word.norm in ("not", "never") for word in words[max(0, at - 2) : at]):
        return True
    return any(word.norm in ("neither", "nor", "nobody") for word in words[max(0, at - 8) : at])


def _is_passive(sentence: Sentence, at: int) -> bool:
    """Whether word `at` is a participle after a form of "be"."""
    before = [word.norm for word in sentence.words[max(0, at - 3) : at] if not word.norm.endswith("ly")]
    return sentence.words[at].norm.endswith("ed") and bool(before) and before[-1] in _BE


@cache
def _single() -> dict[str, tuple[CueKind, int]]:
    table: dict[str, tuple[CueKind, int]] = {}
    for kind, words in _WORDS.items():
        for word in words.split():
            table[word] = (kind, 0)
    table["should"] = table["ought"] = (CueKind.NECESSITY, 1)  # advice, where "must" is an order
    for level, words in _QUANTIFIERS.items():
        for word in words.split():
            table[word] = (CueKind.QUANTIFIER, level)
    return table


NONE, FEW, SOME, MANY, MOST, ALL = range(6)
_QUANTIFIERS = {
    NONE: "nobody none",
    FEW: "few rarely seldom hardly barely minority",
    SOME: "some several certain various sometimes occasionally partly partially handful multiple",
    MANY: "many numerous countless often frequently lots plenty widespread",
    MOST: "most majority mostly mainly largely usually typically generally primarily predominantly normally",
    ALL: "all every each always everyone everybody everything entire entirely whole completely fully totally "
    "unanimously invariably constantly wholly",
}
_WORDS = {
    CueKind.NEGATION: "not no never nothing neither nor nowhere without nobody none",
    CueKind.SOFT_NEGATION: "fail refuse decline deny lack prevent stop cease halt unable avoid reject oppose block "
    "unwilling abstain forbid prohibit ban failure refusal denial absence",
    CueKind.POSSIBLE: "may might could possibly perhaps maybe potentially potential possible possibility risk chance "
    "likely probably probable unlikely likelihood",
    CueKind.ABILITY: "can",
    CueKind.HEARSAY: "reportedly allegedly apparently supposedly purportedly seemingly alleged suspected purported "
    "rumoured rumored presumed believed appear seem presumably unconfirmed "
    "rumor rumour allegation",
    CueKind.INTENT: "plan intend pledge promise vow agree expect threaten commit undertake poised "
    "slated forecast predict project anticipate scheduled",
    CueKind.WISH: "want hope press pressure lobby seek aim consider propose ask urge demand try attempt mull weigh "
    "wish strive endeavor endeavour request encourage contemplate explore advocate consideration proposal urging push "
    "offer aspire",
    CueKind.UNCLEAR: "unclear unknown uncertain unsure whether undecided unresolved",
    CueKind.CONDITION: "if unless",
    CueKind.NECESSITY: "must need required require",
    CueKind.FUTURE: "will shall",
    CueKind.ONLY: "only solely exclusively",
}
_IT_IS = r"(?:it |is |was |are |were |remains? )*"
_YET = r"(?:yet |immediately |entirely |always |fully )?"
_DONE = (
    "be|begin|start|appear|meet|go|take|make|return|open|stand|face|speak|hold|give|set|end|send|arrive|leave|publish"
    "|work|join|attend|travel|run|stop|move|transfer|step|hand|continue|undergo|testify|address|host|fly|retire|resume"
    "|reopen|discuss|debate|release|announce|decide|vote|sign|pay|play|visit|close|launch|expire|finish|complete|receive|deliver|present|report"
)
_QUESTION = r"(?: (?:if|whether|that|how|why|who|what|when|where))?"
_PHRASES = tuple(
    (pattern + r"(?= |$)", kind, level)
    for pattern, kind, level in (
        (_IT_IS + r"(?:not|n't|never) " + _YET + "(?:clear|known|certain|sure|decided|confirmed)" + _QUESTION,
         CueKind.UNCLEAR, 0),
        (_IT_IS + "(?:unclear|unknown|uncertain)" + _QUESTION, CueKind.UNCLEAR, 0),
        (r"whether or not", CueKind.UNCLEAR, 0),
        (r"(?:in (?:the event|case)(?: that)?|(?:as|so) long as|provided(?: that| they| it| he| she)|assuming(?: that)?"
         r"|on condition(?: that)?)", CueKind.CONDITION, 0),
        (r"due to(?= (?:" + _DONE + ") )", CueKind.INTENT, 0),
        (r"(?:understood|thought|believed|alleged|reported|rumoured|rumored) to", CueKind.HEARSAY, 0),
        (r"not (?:all|every|everyone|always|necessarily)", CueKind.QUANTIFIER, 2),
        (r"(?:meant|intended|would (?:like|prefer)) to", CueKind.WISH, 0),
        (r"not only", CueKind.QUANTIFIER, 3),
        (r"only (?:a few|a handful|some)(?: of)?", CueKind.QUANTIFIER, 1),
        (r"(?:a|the) (?:few|couple|handful)(?: of)?", CueKind.QUANTIFIER, 2),
        (r"(?:a (?:small )?number|part) of", CueKind.QUANTIFIER, 2),
        (r"(?:is|are|was|were) to(?= [a-z]+)", CueKind.INTENT, 0),
        (r"(?:at least )?some of", CueKind.QUANTIFIER, 2),
        (r"(?:a|the) (?:vast |overwhelming |large |great |clear )?majority(?: of)?", CueKind.QUANTIFIER, 4),
        (r"the (?:greater|larger|better|bigger) (?:part|share|half) of", CueKind.QUANTIFIER, 4),
        (r"the (?:bulk|lion's share) of", CueKind.QUANTIFIER, 4),
        (r"(?:a|the) (?:small |tiny )?minority(?: of)?", CueKind.QUANTIFIER, 1),
        (r"(?:a )?(?:lot|lots|great deal|large number) of", CueKind.QUANTIFIER, 3),
        (r"more than half(?: of)?", CueKind.QUANTIFIER, 4),
        (r"(?:is|are|was|were|be|been) (?:being )?(?:considering|weighing|mulling)", CueKind.WISH, 0),
        (r"(?:is|are|was|were|being) (?:thought|believed|said|understood|reported|rumoured|rumored|alleged|accused"
         r"|suspected)(?: to| of)?", CueKind.HEARSAY, 0),
        (r"(?:is|are|was|were|been) (?:set|scheduled|expected|likely|poised|slated|planning|going|supposed|about"
         r"|told|asked|urged) to",
         CueKind.INTENT, 0),
        (r"(?:is|are|was|were|be|been|being) (?:able|unable) to", CueKind.ABILITY, 0),
        (r"(?:has|have|had|is|are|was|were) yet to", CueKind.NEGATION, 0),
        (r"under (?:consideration|discussion)", CueKind.WISH, 0),
        (r"no longer", CueKind.NEGATION, 0),
        (r"(?:(?:call|push|press|ask)(?:s|ed|es|ing)? for|call(?:s|ed|ing)? on)", CueKind.WISH, 0),
        (r"look(?:s|ed|ing)? forward to", CueKind.INTENT, 0),
        (r"(?:not|n't) (?:more|less|fewer|greater) than", CueKind.ONLY, 9),
        (r"no (?:more|less|fewer|greater) than", CueKind.ONLY, 9),
        (r"(?:target|goal|aim|objective|bid|hope|promise|pledge|ambition|offer|attempt|(?:plan|proposal|demand)s?)"
         r" (?:of|to|that|for|they|he|she|it)", CueKind.WISH, 0),
        (r"no matter", CueKind.ONLY, 9),
        (r"for the most part", CueKind.QUANTIFIER, 4),
        (r"(?:just|merely)(?= (?:\d|an? |one|two|three|four|five|six|seven|eight|nine|ten))", CueKind.ONLY, 0),
        (r"at (?:least|most)", CueKind.ONLY, 9),
        (r"(?:have|has|had) to", CueKind.NECESSITY, 0),
        (r"(?:united )?nothing but", CueKind.ONLY, 0),
    )
)  # fmt: skip
_ANY_PHRASE = re.compile("|".join(f"({pattern})" for pattern, _, _ in _PHRASES))  # the first that fits
_CLAUSE_END = re.compile(r"[,;:.!?()\[\]]|--| - ")
_BREAKS = word_set("but because although though while whereas which who after before when since unless")
_POSSESSIVES = word_set("the its their his her our my your a one")
_NO_VERB_AFTER = word_set("a an the this that such its their his her of no any our")
_DETERMINERS = word_set("the a an this that these those its their his her our my it they he she we you i any")
_ASKING = word_set("what which who whom whose why when where how whether if")
_BE = word_set("is are was were be been being")
_AFTER_SEEM = word_set("to that as likely")
_NOUNISH = word_set(
    "plan project push offer request demand aim hope attempt call forecast promise pledge schedule "
    "threat commit prepare try proposal consideration try mull pressure press"
)
_TALES = word_set("allegation rumor rumour")
_OF_WHAT = word_set("that of about against he she it they")
_LIGHT = word_set(
    "be been being have has had do does did done get got going just still even yet also then there over "
    "up out down off in on at by for from to into onto upon with about as than ever already again"
)
