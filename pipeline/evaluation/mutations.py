"""Plant one drift of a named kind into a clean sentence, or say the sentence in slightly other words.

The word lists here and in `pipeline/data/drift.json` are the generator's own: the checks know nothing of them.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.checks.listed import listed, word_set
from pipeline.records import FlagKind


@dataclass(frozen=True)
class Mutation:
    """A sentence with one drift in it. `kind` is None for a clean control; `how` names the rule that made it."""

    kind: FlagKind | None
    text: str
    original: str
    how: str


def plant(sentence: str, source: str, kind: FlagKind, rng: random.Random) -> Mutation | None:
    """`sentence` of `source` with one drift of `kind`; None when the sentence offers no place for it."""
    rules = list(_PLANTERS.get(kind, ()))
    rng.shuffle(rules)
    for rule in rules:
        changed = rule(sentence, source, rng)
        if changed and _plain(changed) != _plain(sentence) and _plain(changed) not in _plain(source):
            return Mutation(kind, changed, sentence, rule.__name__.lstrip("_"))
    return None


def paraphrase(sentence: str, source: str, rng: random.Random) -> Mutation | None:
    """`sentence` in slightly other words with the same meaning: one to three small changes; None when none fits."""
    rules = list(_PARAPHRASERS)
    rng.shuffle(rules)
    text = sentence
    used: list[str] = []
    for rule in rules:
        changed = rule(text, source, rng)
        if changed and changed != text:
            text, used = changed, [*used, rule.__name__.lstrip("_")]
        if len(used) == 3:
            break
    return Mutation(None, text, sentence, "+".join(used)) if used else None


# --- planting --------------------------------------------------------------------------------------------

Planter = Callable[[str, str, random.Random], str | None]


def _swap_word(sentence: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    """Put the second of a pair of phrases where the first stands; pairs are tried in random order."""
    shuffled = list(pairs)
    rng.shuffle(shuffled)
    for old, new in shuffled:
        match = re.search(rf"(?<![\w-]){old}(?![\w-])", sentence)
        if match and not _in_quotes(sentence, match.start()):
            return sentence[: match.start()] + match.expand(new) + sentence[match.end() :]
    return None


def _listed(name: str) -> Planter:
    """The rule that puts one phrase for another by a list of `pipeline/data/drift.json`."""

    def rule(sentence: str, source: str, rng: random.Random) -> str | None:
        return _swap_word(sentence, _pairs()[name], rng)

    rule.__name__ = name
    return rule


@cache
def _pairs() -> dict[str, list[tuple[str, str]]]:
    text = (resources.files("pipeline") / "data" / "drift.json").read_text(encoding="utf-8")
    return {name: [(old, new) for old, new in pairs] for name, pairs in json.loads(text).items()}


def _in_quotes(sentence: str, position: int) -> bool:
    """Whether a place lies in a quotation; in doubt (a mark without its twin) every place does."""
    before = sentence[:position]
    if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”"):
        return True
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _digits(sentence: str, source: str, rng: random.Random) -> str | None:
    places = list(re.finditer(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/]|-\d|,\d)", sentence))
    places = [m for m in places if not _looks_like_date(sentence, m) and not _in_quotes(sentence, m.start())]
    if not places:
        return None
    match = rng.choice(places)
    value = float(match.group().replace(",", ""))
    new = value
    while new == value or new < 0:
        new = rng.choice(
            [value + rng.choice([1, 2, 3, 5, -1, -2]), value * 10, value * 2, round(value * 1.3 + 1)]
        )
    shown = f"{new:,.0f}" if new == int(new) and "." not in match.group() else f"{new:.1f}"
    if new < 10_000 and "," not in match.group():
        shown = shown.replace(",", "")
    return sentence[: match.start()] + shown + sentence[match.end() :]


def _looks_like_date(sentence: str, match: re.Match[str]) -> bool:
    if re.fullmatch(r"1[5-9]\d\d|20\d\d", match.group()):
        return True
    around = (
        sentence[max(0, match.start() - 11) : match.start()] + " " + sentence[match.end() : match.end() + 11]
    )
    return bool(re.search("|".join(_MONTHS), around))


def _spelled_number(sentence: str, source: str, rng: random.Random) -> str | None:
    words = listed("two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty")
    pairs = [(w, rng.choice([x for x in words if x != w])) for w in words]
    return _swap_word(sentence, pairs, rng)


def _year(sentence: str, source: str, rng: random.Random) -> str | None:
    match = re.search(r"(?<![\w£$€,.])(?:19|20)\d\d(?![\w,%])", sentence)
    if not match or _in_quotes(sentence, match.start()):
        return None
    year = str(int(match.group()) + rng.choice([-7, -2, -1, 1, 2, 3, 10]))
    return sentence[: match.start()] + year + sentence[match.end() :]


def _month(sentence: str, source: str, rng: random.Random) -> str | None:
    names = [m for m in _MONTHS if m not in ("May", "March")]
    return _swap_word(sentence, [(m, rng.choice([x for x in names if x != m])) for m in names], rng)


def _weekday(sentence: str, source: str, rng: random.Random) -> str | None:
    names = [f"{d}day" for d in listed("Mon Tues Wednes Thurs Fri Satur Sun")]
    return _swap_word(sentence, [(d, rng.choice([x for x in names if x != d])) for d in names], rng)


def _day_of_month(sentence: str, source: str, rng: random.Random) -> str | None:
    months = "|".join(_MONTHS)
    match = re.search(rf"(?:{months}) (\d\d?)\b(?!:)|\b(\d\d?) (?:{months})", sentence)
    if not match or _in_quotes(sentence, match.start()):
        return None
    group = 1 if match[1] else 2
    day = str((int(match[group]) + rng.choice([1, 2, 5, 9])) % 28 + 1)
    return (
        sentence[: match.start(group)] + day + sentence[match.end(group) :] if day != match[group] else None
    )


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zé]{2,}(?: [A-Z][a-zé]+){0,2}\b(?![’'-]?[A-Z]| [A-Z])")
_NO_NAME = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Mr Mrs President Minister Prime The He She They But And "
    "It In On His Her This"
)


def _name_places(sentence: str) -> list[re.Match[str]]:
    return [m for m in _names(sentence) if not _in_quotes(sentence, m.start())]


def _names(text: str) -> list[re.Match[str]]:
    return [m for m in _NAME.finditer(text) if not set(m.group().split()) & _NO_NAME]


def _name_of_source(sentence: str, source: str, rng: random.Random) -> str | None:
    places = _name_places(sentence)
    others = sorted({m.group() for m in _names(source)})
    if not places:
        return None
    match = rng.choice(places)
    known = set(re.findall(r"\w+", sentence))
    others = [o for o in others if not set(o.split()) & known and o.count(" ") == match.group().count(" ")]
    if not others:
        return None
    return sentence[: match.start()] + rng.choice(others) + sentence[match.end() :]


def _invented_name(sentence: str, source: str, rng: random.Random) -> str | None:
    places = _name_places(sentence)
    if not places:
        return None
    match = rng.choice(places)
    pool = _PEOPLE if " " in match.group() else _PLACES
    return sentence[: match.start()] + rng.choice(pool) + sentence[match.end() :]


_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")


def _quoted_word(sentence: str, source: str, rng: random.Random) -> str | None:
    quotes = [m for m in _QUOTED.finditer(sentence) if len(m[1].split()) >= 4]
    if not quotes:
        return None
    quote = rng.choice(quotes)
    words = list(re.finditer(r"[a-z]{4,}", quote[1]))
    if not words:
        return None
    word = rng.choice(words)
    start = quote.start(1) + word.start()
    new = rng.choice([w for w in _FILLERS if w != word.group()])
    return sentence[:start] + new + sentence[start + len(word.group()) :]


def _dropped_quoted_word(sentence: str, source: str, rng: random.Random) -> str | None:
    quotes = [m for m in _QUOTED.finditer(sentence) if len(m[1].split()) >= 6]
    if not quotes:
        return None
    quote = rng.choice(quotes)
    inner = list(re.finditer(r"(?<= )[a-z]+ ", quote[1]))
    if not inner:
        return None
    word = rng.choice(inner)
    return sentence[: quote.start(1) + word.start()] + sentence[quote.start(1) + word.end() :]


def _negated(sentence: str, source: str, rng: random.Random) -> str | None:
    match = re.search(r"\b(was|is|were|are|has|have|had|will|can|could|would|should)\b(?! not|n't)", sentence)
    if not match or _in_quotes(sentence, match.start()):
        return None
    return sentence[: match.end()] + " not" + sentence[match.end() :]


def _dropped_hedge(sentence: str, source: str, rng: random.Random) -> str | None:
    hedges = listed(
        "reportedly allegedly apparently possibly perhaps probably likely potentially alleged suspected"
    )
    return _swap_word(sentence, [(f"{h},? ", "") for h in hedges], rng) or _swap_word(
        sentence, [(f" {h}", "") for h in hedges], rng
    )


def _less_sure(sentence: str, source: str, rng: random.Random) -> str | None:
    return _swap_word(
        sentence, [("will", "may"), ("will", "might"), ("must", "could"), ("can", "might")], rng
    )


def _bare_number(sentence: str, source: str, rng: random.Random) -> str | None:
    limits = ["at least", "up to", "about", "more than", "around", "nearly", "almost", "over", "less than",
              "approximately", "roughly", "fewer than"]  # fmt: skip
    return _swap_word(
        sentence,
        [(rf"{limit} (?=[£$€]?\d|[a-z]+ (?:million|people|years|days))", "") for limit in limits],
        rng,
    )


def _only(sentence: str, source: str, rng: random.Random) -> str | None:
    added = _swap_word(sentence, [(r"(was|is|were|are|has|had|have)", r"\1 only")], rng)
    return _swap_word(sentence, [("only ", "")], rng) or (added if rng.random() < 0.3 else None)


_SAYING = r"(?:said|says|told reporters|told CNN|told the BBC|added|explained|argued|warned|claimed|insisted)"
_SPEAKER = r"(?:(?:the|a|one|Mr|Mrs|Ms|Dr) )?[A-Z]?[a-z]+(?: [A-Z][a-z]+){0,2}"


def _other_speaker(sentence: str, source: str, rng: random.Random) -> str | None:
    match = re.search(
        rf"([A-Z][a-z]+(?: [A-Z][a-z]+)?) {_SAYING}|,[\"”]? {_SAYING} ([A-Z][a-z]+(?: [A-Z][a-z]+)?)",
        sentence,
    )
    if not match:
        return None
    group = 1 if match[1] else 2
    if set(match[group].split()) & (_NO_NAME | {"Police", "Officials", "Who", "We", "You", "What"}):
        return None
    words = set(re.findall(r"\w+", sentence))
    others = [m.group() for m in _names(source) if not set(m.group().split()) & words]
    new = rng.choice(sorted(set(others)) or _PEOPLE)
    return sentence[: match.start(group)] + new + sentence[match.end(group) :]


def _other_role(sentence: str, source: str, rng: random.Random) -> str | None:
    roles = listed(
        "police,officials,a spokesman,prosecutors,the company,researchers,witnesses,his lawyer,the minister,doctors",
        ",",
    )
    match = re.search(
        rf"(?<![A-Za-z] )\b(?:[Tt]he )?({'|'.join(r.split()[-1] for r in roles)}) {_SAYING}\b", sentence
    )
    if not match:
        return None
    new = rng.choice([r for r in roles if match[1] not in r])
    return sentence[: match.start()] + new + sentence[match.end(1) :]


def _nobody_said(sentence: str, source: str, rng: random.Random) -> str | None:
    match = re.search(
        rf",[\"”]? (?:{_SPEAKER} {_SAYING}|{_SAYING} {_SPEAKER})\.$|, according to [^,.]+\.$", sentence
    )
    if match and match.start() > 30 and not re.search('["“”]', sentence):
        return sentence[: match.start()] + "."
    match = re.match(rf"{_SPEAKER} {_SAYING}(?: that)? |According to [^,.]+, ", sentence)
    if match and len(sentence) - match.end() > 30 and not re.search('["“”]', sentence):
        return sentence[match.end()].upper() + sentence[match.end() + 1 :]
    return None


def _roles_swapped(sentence: str, source: str, rng: random.Random) -> str | None:
    places = _name_places(sentence)
    first = re.match(r"[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?(?= [a-z])", sentence)
    if first and not set(first.group().split()) & _NO_NAME and source.count(first.group()) > 1:
        places = [first, *places]
    if len(places) < 2 or places[0].group() == places[1].group():
        return None
    a, b = places[0], places[1]
    between = sentence[a.end() : b.start()]
    if (
        len(between.split()) < 1
        or re.fullmatch(r",? (?:and|or)? ?|, ", between)
        or " and " in between
        or "," in between
    ):
        return None
    return sentence[: a.start()] + b.group() + between + a.group() + sentence[b.end() :]


def _invented_clause(sentence: str, source: str, rng: random.Random) -> str | None:
    return re.sub(r"[.!?][\"”]?$", "", sentence) + rng.choice(_CLAUSES) + "." if sentence[-1] == "." else None


def _invented_sentence(sentence: str, source: str, rng: random.Random) -> str | None:
    return rng.choice(_SENTENCES)


def _from_clutter(sentence: str, source: str, rng: random.Random) -> str | None:
    return rng.choice([line for line in CLUTTER.splitlines() if line.endswith(".")])


_PLANTERS: dict[FlagKind, tuple[Planter, ...]] = {
    FlagKind.NUMBER: (_digits, _digits, _spelled_number, _listed("magnitude")),
    FlagKind.DATE: (_year, _month, _weekday, _day_of_month, _listed("relative_day")),
    FlagKind.ENTITY: (_name_of_source, _name_of_source, _invented_name, _listed("other_title")),
    FlagKind.QUOTE: (_quoted_word, _quoted_word, _dropped_quoted_word),
    FlagKind.POLARITY: (_negated, _listed("affirmed"), _listed("opposite")),
    FlagKind.MODALITY: (_listed("surer"), _listed("surer"), _dropped_hedge, _less_sure),
    FlagKind.SCOPE: (_listed("wider"), _bare_number, _only),
    FlagKind.ATTRIBUTION: (_other_speaker, _other_role, _nobody_said),
    FlagKind.INTENSITY: (_listed("louder"),),
    FlagKind.RELATION: (_listed("other_cause"), _roles_swapped),
    FlagKind.ADDITION: (_invented_clause, _invented_sentence),
    FlagKind.BOILERPLATE: (_from_clutter,),
}

# --- clean paraphrases -----------------------------------------------------------------------------------


def _moved_opening(sentence: str, source: str, rng: random.Random) -> str | None:
    match = re.match(
        r"((?:On|In|At|After|Before|During|When|As|By|Since) [^,\"“”]{6,60}), ([^\"“”]+)\.$", sentence
    )
    if not match or "," in match[2][:20]:
        return None
    opening = match[1][0].lower() + match[1][1:]
    return f"{match[2][0].upper()}{match[2][1:]} {opening}."


def _without_aside(sentence: str, source: str, rng: random.Random) -> str | None:
    if re.search('["“”]', sentence):
        return None
    changed = re.sub(r" \([^()]*\)(?=[ ,.])", "", sentence, count=1)
    if changed == sentence:
        changed = re.sub(r", (?:which|who|where) [^,.\"“”]{5,60},", "", sentence, count=1)
    return changed if changed != sentence and len(changed.split()) > 7 else None


def _report_first(sentence: str, source: str, rng: random.Random) -> str | None:
    match = re.fullmatch(
        r"([^\"“”]{30,}), ((?:the |a )?[A-Z]?[a-z]+(?: [A-Z][a-z]+)?) (said|says|added)\.", sentence
    )
    if not match:
        return None
    body = (
        match[1] if re.match(r"[A-Z]\w* [A-Z]|I |[A-Z]{2}", match[1]) else match[1][0].lower() + match[1][1:]
    )
    return f"{match[2][0].upper()}{match[2][1:]} {match[3]} that {body}."


_PARAPHRASERS: tuple[Planter, ...] = (
    _listed("synonym"),
    _listed("synonym"),
    _listed("spelling"),
    _moved_opening,
    _without_aside,
    _report_first,
)


# --- words of the generator ------------------------------------------------------------------------------

_MONTHS = listed("January February March April May June July August September October November December")
_PEOPLE = ["Helena Brandt", "Marcus Oyelaran", "Tomas Keller", "Ingrid Solberg", "Rafael Quintero"]
_PLACES = ["Lisbon", "Osaka", "Nairobi", "Winnipeg", "Gdansk", "Perth", "Montevideo"]
_FILLERS = listed(
    "never terrible wonderful simply rarely together quickly money people nothing always great awful"
)
_CLAUSES = [
    " after a secret meeting with bankers in Zurich", ", prompting an angry backlash from farmers",
    ", and a parliamentary inquiry has since been opened", " and later donated the proceeds to a museum",
    ", which insurers expect to cost taxpayers dearly", " despite warnings from independent engineers",
]  # fmt: skip
_SENTENCES = [
    "The decision was later overturned by a tribunal in Strasbourg.",
    "Shares in the manufacturer dropped sharply once the memo leaked.",
    "A documentary about the affair is to be broadcast by a Danish channel.",
    "The family has since moved to a farm and keeps alpacas.",
]
CLUTTER = """Read next
Storm warning lifted for northern islands after ferry rescue.
Share this story
Bakery chain recalls seeded loaves over plastic fragments.
Singer Nell Havisham cancels tour dates to care for her sister.
Sign up for our newsletter
Council delays vote on harbour bridge toll until spring.
Comments (0)"""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
