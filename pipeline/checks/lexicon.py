"""What is known of English words: base forms, synonyms, antonyms, derivations, nearness, weight.

Words come from WordNet 3.0 (Fellbaum 1998), nearness from vectors of all-MiniLM-L6-v2, weight from their frequency;
`pipeline/evaluation/build_lexicon.py` makes both files. Everything is loaded on first use and cached.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import snowballstemmer

from pipeline.checks.listed import word_set


class Kin(StrEnum):
    """How two different words belong together, nearest first."""

    FORM = "form"
    DERIVED = "derived"
    SYNONYM = "synonym"
    BROADER = "broader"
    SIMILAR = "similar"
    ANTONYM = "antonym"


STRENGTH = {
    Kin.FORM: 0.95,
    Kin.DERIVED: 0.85,
    Kin.SYNONYM: 0.8,
    Kin.BROADER: 0.6,
    Kin.SIMILAR: 0.5,
    Kin.ANTONYM: 0.4,
}
CLOSE_KIN = (None, Kin.FORM, Kin.SYNONYM, Kin.DERIVED)
"""A word that may stand for another: itself, one of its forms, or one that means the same."""
DENYING = ("un", "non", "dis", "in", "im", "il", "ir")
_NEAR = 0.6  # cosine from which two words count as similar: two thirds of such pairs can stand for each other
_ROUNDED = 1e-4  # by how much less a cosine may come out in another order of its sum


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Porter2 stem of a lower-case word, with British spellings evened out first."""
    return _stemmer().stemWord(_american(word))  # type: ignore[no-any-return]


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """The dictionary form of a lower-case word: "sued" → "sue", "was" → "be"; itself where none is known."""
    words = _load()
    if "our" in word and _american(word) in words.place:
        word = _american(word)
    if word in words.irregular and word not in _WHOLE:
        return words.irregular[word]
    if word in words.place and (word in _WHOLE or not word.endswith(("s", "ed", "ing"))):
        return word
    if word.endswith(("ss", "us", "is")):
        return word
    for ending, replacements in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            base = word[: len(word) - len(ending)]
            if base.endswith("ss") and base in words.place:
                return base  # "passed" is no form of "passe"
            for replacement in replacements:
                if base + replacement in words.place:
                    return base + replacement
            if len(base) > 2 and base[-1] == base[-2] and base[:-1] in words.place:
                return base[:-1]
    american = _american(word)
    if american in words.place:
        return american
    stripped = (word[: -len(e)] + r for e, replacements in _ENDINGS if word.endswith(e) for r in replacements)
    return next((base for base in stripped if base in _own_synonyms()), word)


@lru_cache(maxsize=200_000)
def kin(a: str, b: str) -> Kin | None:
    """The nearest kinship of two lower-case words, None where there is none that is known."""
    first, second = lemma(a), lemma(b)
    if first == second or stem(a) == stem(b):
        return Kin.FORM
    if _is_denied_form(a, b) or _is_denied_form(b, a):
        return Kin.ANTONYM
    words = _load()
    i, j = words.place.get(first), words.place.get(second)
    if second in _own_antonyms().get(first, ()):
        return Kin.ANTONYM
    if second in _own_synonyms().get(first, ()):
        return Kin.SYNONYM
    if i is None or j is None:
        return Kin.FORM if _american(a) == _american(b) else None
    if j in words.antonyms.get(i, ()):
        return Kin.ANTONYM
    if j in words.derived.get(i, ()):
        return Kin.DERIVED
    senses, others = words.senses[i], words.senses[j]
    if senses & others:
        return Kin.SYNONYM
    if words.above[i] & others or words.above[j] & senses:
        return Kin.BROADER
    if any(j in words.antonyms.get(k, ()) for k in words.derived.get(i, ())):
        return Kin.ANTONYM
    if any(j in words.derived.get(k, ()) for k in words.derived.get(i, ())):
        return Kin.DERIVED
    if similarity(first, second) >= _NEAR:
        return Kin.SIMILAR
    return None


def _is_denied_form(long: str, short: str) -> bool:
    """Whether `long` is `short` with a prefix that denies it: "unarmed" of "armed"."""
    return (
        long.endswith(short)
        and len(short) > 3
        and long[: -len(short)] in DENYING
        and (long[: -len(short)] == "un" or short in antonyms(long))
    )


def similarity(a: str, b: str) -> float:
    """Cosine of the vectors of two lower-case words in [-1, 1]; 0 where one has none."""
    words = _load()
    i, j = words.place.get(lemma(a), -1), words.place.get(lemma(b), -1)
    vectors = _vectors()
    if not (0 <= i < len(vectors) and 0 <= j < len(vectors)):
        return 0.0
    return float(vectors[i] @ vectors[j])


def synonyms(word: str) -> frozenset[str]:
    """Base forms that share one of the commoner senses of `word`."""
    words = _load()
    place = words.place.get(lemma(word))
    found = set(_own_synonyms().get(lemma(word), ()))
    if place is not None:
        for sense in words.senses[place]:
            found.update(words.words[i] for i in words.members.get(sense, ()) if i != place)
    return frozenset(found)


def antonyms(word: str) -> frozenset[str]:
    """Base forms that mean the opposite of `word`."""
    words = _load()
    base = lemma(word)
    place = words.place.get(base, -1)
    return frozenset(words.words[i] for i in words.antonyms.get(place, ())) | frozenset(
        _own_antonyms().get(base, ())
    )


def is_listed_opposite(a: str, b: str) -> bool:
    """Whether our own list has two lower-case words as opposites, or one is the other with a prefix that denies it."""
    return lemma(b) in _own_antonyms().get(lemma(a), ()) or _is_denied_form(a, b) or _is_denied_form(b, a)


def is_listed_synonym(a: str, b: str) -> bool:
    """Whether our own list has two lower-case words as meaning the same."""
    return lemma(b) in _own_synonyms().get(lemma(a), ())


def is_known(word: str) -> bool:
    """Whether the lower-case word, or its base form, is in the dictionary."""
    return lemma(word) in _load().place


@lru_cache(maxsize=100_000)
def weight(word: str) -> float:
    """How much a word tells, in (0, 1]: 1 for rare and unknown words, near 0 for the commonest."""
    words = _load()
    place = words.place.get(lemma(word))
    return 1.0 if place is None else min(1.0, max(0.15, math.log10(place + 10) / 4 - 0.1))


@lru_cache(maxsize=100_000)
def noun_class(word: str) -> str:
    """`person`, `group`, `place`, `time` or `thing` for what is first of all a noun; "" for other words."""
    words = _load()
    place = words.place.get(lemma(word))
    code = words.classes[place] if place is not None else "-"
    return {"p": "person", "g": "group", "l": "place", "t": "time", "o": "thing"}.get(code.lower(), "")


@lru_cache(maxsize=100_000)
def is_proper(word: str) -> bool:
    """Whether the first meaning of the lower-case word is one person, place or group: "paris", "johnson"."""
    words = _load()
    place = words.place.get(word)
    return place is not None and words.classes[place].isupper()


class Vocabulary:
    """Some words, kept so that those of kin to another are found without comparing it with each."""

    def __init__(self, norms: Iterable[str]) -> None:
        words, vectors = _load(), _vectors()
        norms = list(norms)
        self._norms = frozenset(norms)
        self._lemmas: dict[str, list[str]] = {}
        self._senses: dict[int, list[str]] = {}
        self._above: dict[int, list[str]] = {}
        self._listed: list[str] = []
        rows = []
        for norm in norms:
            base = lemma(norm)
            self._lemmas.setdefault(base, []).append(norm)
            place = words.place.get(base)
            if place is None:
                continue
            for sense in words.senses[place]:
                self._senses.setdefault(sense, []).append(norm)
            for sense in words.above[place]:
                self._above.setdefault(sense, []).append(norm)
            if place < len(vectors):
                self._listed.append(norm)
                rows.append(place)
        self._vectors = vectors[rows]

    def kin_of(self, norm: str) -> dict[str, Kin]:
        """The words of kin to `norm`, each with its nearest kinship."""
        found = {}
        for other in self._candidates(lemma(norm)) | self._denied(norm):
            kinship = kin(norm, other)
            if kinship:
                found[other] = kinship
        return found

    def _denied(self, norm: str) -> set[str]:
        """The words that are `norm` with or without a prefix that denies it."""
        found = {prefix + norm for prefix in DENYING}
        found.update(norm[len(prefix) :] for prefix in DENYING if norm.startswith(prefix))
        return found & self._norms

    def _candidates(self, base: str) -> set[str]:
        words = _load()
        lemmas = {base, *_own_antonyms().get(base, ()), *_own_synonyms().get(base, ())}
        place = words.place.get(base)
        found: set[str] = set()
        if place is not None:
            near = words.derived.get(place, set())
            places = near | words.antonyms.get(place, set())
            for other in near:
                places = places | words.derived.get(other, set()) | words.antonyms.get(other, set())
            lemmas.update(words.words[other] for other in places)
            for sense in words.senses[place]:
                found.update(self._senses.get(sense, ()))
                found.update(self._above.get(sense, ()))
            for sense in words.above[place]:
                found.update(self._senses.get(sense, ()))
            found.update(self._similar(place))
        for other in lemmas:
            found.update(self._lemmas.get(other, ()))
        return found

    def _similar(self, place: int) -> list[str]:
        vectors = _vectors()
        if place >= len(vectors) or not self._listed:
            return []
        near = np.einsum(
            "ij,j->i", self._vectors, vectors[place]
        )  # for one vector BLAS would only wake its threads
        return [self._listed[i] for i in np.flatnonzero(near >= _NEAR - _ROUNDED)]


@dataclass(frozen=True)
class _Words:
    words: list[str]
    place: dict[str, int]
    senses: list[frozenset[int]]
    above: list[frozenset[int]]
    members: dict[int, list[int]]
    classes: str
    antonyms: dict[int, set[int]]
    derived: dict[int, set[int]]
    irregular: dict[str, str]


@cache
def _load() -> _Words:
    packed = (resources.files("pipeline") / "data" / "lexicon.json.gz").read_bytes()
    content = json.loads(gzip.decompress(packed))
    words: list[str] = content["words"].split()
    parents: list[int] = content["parents"]
    senses = [frozenset(s) for s in content["senses"]]
    members: dict[int, list[int]] = {}
    for number, own in enumerate(senses):
        for sense in own:
            members.setdefault(sense, []).append(number)
    return _Words(
        words=words,
        place={word: number for number, word in enumerate(words)},
        senses=senses,
        above=[frozenset(parents[s] for s in own if parents[s] >= 0) for own in senses],
        members=members,
        classes=content["classes"],
        antonyms=_both_ways(content["antonyms"]),
        derived=_both_ways(content["derived"]),
        irregular=content["irregular"],
    )


def _both_ways(pairs: list[list[int]]) -> dict[int, set[int]]:
    table: dict[int, set[int]] = {}
    for a, b in pairs:
        table.setdefault(a, set()).add(b)
        table.setdefault(b, set()).add(a)
    return table


@cache
def _vectors() -> npt.NDArray[np.float32]:
    path = resources.files("pipeline") / "data" / "vectors.npz"
    with path.open("rb") as file, np.load(file) as packed:
        vectors: npt.NDArray[np.float32] = packed["vectors"].astype(np.float32)
    norms: npt.NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / norms


@cache
def _own() -> dict[str, list[str]]:
    path = resources.files("pipeline") / "data" / "words.json"
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def word_list(name: str) -> frozenset[str]:
    """One of the lists of `pipeline/data/words.json`."""
    return frozenset(_own()[name])


@cache
def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """A list of `pipeline/data/words.json` whose lines are groups of words."""
    return tuple(tuple(line.split()) for line in _own()[name])


@cache
def _own_antonyms() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for line in _own()["antonyms"]:
        left, right = line.split(" | ")
        for a in left.split():
            for b in right.split():
                table.setdefault(a, set()).add(b)
                table.setdefault(b, set()).add(a)
    return table


@cache
def _own_synonyms() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for group in groups("synonyms"):
        for word in group:
            table.setdefault(word, set()).update(set(group) - {word})
    return table


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


_ENDINGS = (
    ("ies", ("y", "ie")),
    ("ied", ("y", "ie")),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ed", ("e", "")),
    ("ing", ("e", "")),
    ("er", ("", "e")),
    ("est", ("", "e")),
)
_WHOLE = word_set(
    "news evening morning his its during series species means headquarters sometimes wedding ceiling "
    "outing being sterling string spring thing king lens gas bus hers yes plus chaos hundred sacred naked "
    "wicked media politics economics mathematics physics athletics olympics united states netherlands "
    "indeed need speed seed feed weed breed something anything nothing everything ring wing sibling "
    "offer darling herring pudding offspring always perhaps"
)
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})our(?=s?$|ed$|ing$|able$|ite|hood|ful)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=e[ds]?$|ing$|ation|er)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=e[ds]?$|ing$)"), "yz"),
    (re.compile(r"(?<=[nbt]t|ea|li|me)tre(?=s?$)"), "ter"),
    (re.compile(r"ll(?=ed$|ing$|ers?$)"), "l"),
    (re.compile(r"gramme"), "gram"),
)


@lru_cache(maxsize=100_000)
def _american(word: str) -> str:
    if word in _BRITISH_WORDS:
        return _BRITISH_WORDS[word]
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return word


_BRITISH_WORDS = {
    "defence": "defense", "defences": "defenses", "offence": "offense", "offences": "offenses",
    "licence": "license", "licences": "licenses", "centre": "center", "centres": "centers",
    "theatre": "theater", "theatres": "theaters", "metre": "meter", "metres": "meters", "litre": "liter",
    "litres": "liters", "grey": "gray", "tyre": "tire", "tyres": "tires", "kerb": "curb", "cheque": "check",
    "programme": "program", "programmes": "programs", "ageing": "aging", "judgement": "judgment",
    "pyjamas": "pajamas", "manoeuvre": "maneuver", "aluminium": "aluminum", "plough": "plow",
    "draught": "draft", "enquiry": "inquiry", "mum": "mom", "storey": "story", "fulfil": "fulfill",
    "enrol": "enroll", "skilful": "skillful", "jewellery": "jewelry", "towards": "toward",
    "afterwards": "afterward", "whilst": "while", "amongst": "among",
}  # fmt: skip
