"""Names in a sentence, other ways to write them, and whether a sentence speaks of the one that a claim names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from pipeline.checks import lexicon
from pipeline.checks.listed import word_set

if TYPE_CHECKING:
    from pipeline.checks.sentence import Sentence
    from pipeline.checks.words import Token


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words. `first` and `last` (exclusive) count in `sentence.words`.

    `parts` are its telling words in lower case, titles left out; `titles` are the titles before it; `key` is what all
    its aliases share: "u.s." and "american" have one key.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    parts: tuple[str, ...]
    titles: tuple[str, ...]
    key: str


def names(sentence: Sentence) -> tuple[Name, ...]:
    """The names of a sentence in order. A first word counts when it is no ordinary word or more of the name follows."""
    if sentence.is_heading:
        return ()
    runs: list[list[int]] = []
    dated = {i for moment in sentence.moments if moment.month for i in range(moment.first, moment.last)}
    for i in range(len(sentence.words)):
        if i in dated or not _may_be_name(sentence, i):
            continue
        if runs and _joined(sentence, runs[-1][-1], i):
            runs[-1].extend(range(runs[-1][-1] + 1, i + 1))
        elif not _opens_sentence(sentence, i) or _is_name_first(sentence, i) or _is_known_name(sentence, i):
            runs.append([i])
    found = [_name(sentence, part) for run in runs for part in _split_at_titles(sentence, run)]
    return tuple(name for name in found if name.parts)


def _is_known_name(sentence: Sentence, i: int) -> bool:
    norm = sentence.words[i].norm
    return norm in lexicon.word_list("titles") or norm in sentence.proper


@lru_cache(maxsize=10_000)
def aliases(norm: str) -> frozenset[str]:
    """Other single words for the name `norm` (lower case): "american" → "u.s.", "america", …"""
    return _alias_table()[0].get(norm, frozenset())


def is_heading(sentence: Sentence) -> bool:
    """Whether nearly every word is in capitals, so that capitals say nothing about names."""
    letters = list(filter(str.isalpha, sentence.text))
    if not letters:
        return False
    if sum(map(str.isupper, letters)) > 0.7 * len(letters):
        return True
    if sentence.text.rstrip("\"' )")[-1:] in (".", "!", "?"):
        return False
    long = [w for w in sentence.words if len(w.text) > 3 and w.text[0].isalpha()]
    return len(long) > 4 and sum(w.is_capital for w in long) > 0.8 * len(long)


def proper_words(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Words that some sentence has in capitals where an ordinary word would not, and none in small letters."""
    capital: set[str] = set()
    small: set[str] = set()
    for sentence in sentences:
        heading = sentence.is_heading
        for i, word in enumerate(sentence.words):
            if not word.is_capital:
                small.add(word.norm)
            elif not heading and not word.is_function and not _opens_sentence(sentence, i):
                capital.add(word.norm)
    return frozenset(capital - small)


class Inventory:
    """The names of some sentences and the sentences that have them."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.by_part: dict[str, list[Name]] = defaultdict(list)
        self.numbers: dict[str, set[int]] = defaultdict(set)
        self.lower: set[str] = set()
        for sentence in sentences:
            for name in sentence.names:
                for part in {*name.parts, name.key}:
                    self.by_part[part].append(name)
                    self.numbers[part].add(sentence.number)
            self.lower.update(word.norm for word in sentence.words if not word.is_capital)
            if sentence.is_heading:
                self._read_heading(sentence)

    def _read_heading(self, sentence: Sentence) -> None:
        for word in sentence.words:
            if word.is_capital and not word.is_function:
                self.numbers[word.norm].add(sentence.number)

    @cached_property
    def initials(self) -> dict[str, set[str]]:
        """Initials → the parts of the names they may stand for: "nato" → north, atlantic, treaty, organization."""
        table: dict[str, set[str]] = defaultdict(set)
        for sentence in self.sentences:
            for name in sentence.names:
                for parts in (name.parts, tuple(w.norm for w in sentence.words[name.first : name.last])):
                    if len(parts) > 1:
                        table["".join(part[0] for part in parts)].update(name.parts)
        return dict(table)

    def has_part(self, part: str) -> bool:
        """Whether a name, or an ordinary word, of the sentences is this word or an alias of it."""
        if part in self.numbers or part in self.lower or part.replace(".", "") in self.numbers:
            return True
        short = part.replace(".", "")
        if (
            len(part) > 3
            and part.endswith("s")
            and _in_any(part[:-1], self.numbers, self.initials, self.lower)
        ):
            return True
        if self.numbers.keys() & _short_for(part):
            return True
        return (
            any(alias in self.numbers for alias in aliases(part))
            or short in self.initials
            or self._spells(short)
        )

    def _spells(self, short: str) -> bool:
        """Whether some sentence has words in a row that begin with these letters: "gross domestic product"."""
        return 2 < len(short) < 6 and short in self._word_initials

    @cached_property
    def _word_initials(self) -> str:
        """The first letters of the words of each sentence, a line a sentence."""
        return "\n".join(sentence.word_initials for sentence in self.sentences)

    def conflicting(self, name: Name) -> Name | None:
        """A name of the sentences with the same last part and another first one: "Phil" for "Gram Slattery"."""
        if len(name.parts) < 2 or lexicon.is_known(name.parts[-1]):
            return None
        same_last = [n for n in self.by_part.get(name.parts[-1], ()) if n.parts[-1] == name.parts[-1]]
        full = [n for n in same_last if len(n.parts) > 1]
        if not full or any(set(name.parts) <= set(n.parts) or set(n.parts) <= set(name.parts) for n in full):
            return None
        other = next((n for n in full if not _may_be_first(name.parts[0], n.parts[0])), None)
        return None if other and self.shares_surname(name) else other

    def shares_surname(self, name: Name) -> bool:
        """Whether a sentence has "Tammy and Amy Slaton", so that "Tammy Slaton" is a name of it."""
        pair = re.compile(
            rf"\b{re.escape(name.parts[0])} and \w+ {re.escape(name.parts[-1])}\b", re.IGNORECASE
        )
        return bool(pair.search(self._text))

    @cached_property
    def _text(self) -> str:
        """The sentences, a line a sentence."""
        return "\n".join(sentence.text for sentence in self.sentences)

    def titled(self, name: Name) -> list[tuple[Sentence, Name]]:
        """The names with a title that can be one with `name`, in order, each with its sentence."""
        near = {
            (sentence.number, other.first): (sentence, other)
            for mark in _marks(name)
            for sentence, other in self._titled.get(mark, ())
        }
        return [near[place] for place in sorted(near) if same(near[place][1], name)]

    @cached_property
    def _titled(self) -> dict[str, list[tuple[Sentence, Name]]]:
        table: dict[str, list[tuple[Sentence, Name]]] = defaultdict(list)
        for sentence in self.sentences:
            for name in sentence.names:
                for mark in _marks(name) if name.titles else ():
                    table[mark].append((sentence, name))
        return dict(table)


def _in_any(part: str, *groups: Container[str]) -> bool:
    return any(part in group for group in groups)


def _marks(name: Name) -> set[str]:
    """Strings of which two names have one in common that are the `same`."""
    stems = (lexicon.stem(part) for part in name.parts)
    return {name.key, *stems, _initials(name), name.parts[0].replace(".", "")}


def _may_be_first(a: str, b: str) -> bool:
    """Whether two first names can be one: equal, an initial, or a short form ("Tim", "Timothy")."""
    if a == b or (min(len(a.strip(".")), len(b.strip("."))) == 1 and a[0] == b[0]):
        return True
    short, long = sorted((a, b), key=len)
    is_glued = len(short) >= _GLUED and long.endswith(short)  # "SuffolkJonathan": the space was lost
    return (len(short) > 2 and long.startswith(short)) or is_glued or b in _short_for(a)


def _short_for(name: str) -> frozenset[str]:
    """The first names that are one with this one, itself too; none where it has no other form."""
    return _short_names().get(name, frozenset())


@cache
def _short_names() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in lexicon.groups("first_names"):
        for name in group:
            found[name] = found.get(name, frozenset()) | frozenset(group)
    return found


def mentions(sentence: Sentence, name: Name, inventory: Inventory | None = None) -> bool:
    """Whether `sentence` speaks of `name`: by all its parts, its surname, its initials or an alias."""
    norms = sentence.norms
    if all(_has(norms, part) for part in name.parts):
        return True
    if any(other.key == name.key for other in sentence.names):
        return True
    if _by_initials(sentence, name, inventory):
        return True
    if len(name.parts) > 1 and inventory:
        # A surname or short form stands for the full name when the documents have that full name.
        for other in sentence.names:
            if set(other.parts) < set(name.parts) and any(
                set(name.parts) <= set(full.parts) for full in inventory.by_part.get(other.parts[-1], ())
            ):
                return True
    return False


def same(a: Name, b: Name) -> bool:
    """Whether two names can be one: equal keys, or the parts of one are all among those of the other."""
    if a.key == b.key or "".join(a.parts) == "".join(b.parts):
        return True
    first, second = ({lexicon.stem(p) for p in n.parts} for n in (a, b))
    if first <= second or second <= first:
        return True
    if (
        len(a.parts) > 1
        and len(b.parts) > 1
        and a.parts[-1] == b.parts[-1]
        and _may_be_first(a.parts[0], b.parts[0])
    ):
        return True
    return _initials(a) == b.parts[0].replace(".", "") or _initials(b) == a.parts[0].replace(".", "")


def _initials(name: Name) -> str:
    return "".join(part[0] for part in name.parts) if len(name.parts) > 1 else "\0" + name.text


def _has(norms: frozenset[str], part: str) -> bool:
    return part in norms or not norms.isdisjoint(aliases(part)) or lexicon.stem(part) in _stems(norms)


@lru_cache(maxsize=4096)
def _stems(norms: frozenset[str]) -> frozenset[str]:
    return frozenset(lexicon.stem(norm) for norm in norms)


def _by_initials(sentence: Sentence, name: Name, inventory: Inventory | None) -> bool:
    short = name.parts[0].replace(".", "")
    if len(name.parts) == 1 and any(_initials(other) == short for other in sentence.names):
        return True
    if len(name.parts) > 1 and _initials(name) in {norm.replace(".", "") for norm in sentence.norms}:
        return True
    if len(name.parts) == 1 and inventory and short in inventory.initials and len(short) > 2:
        return inventory.initials[short] <= sentence.norms
    return False


# --- which words are names -------------------------------------------------------------------------------


def _may_be_name(sentence: Sentence, i: int) -> bool:
    word = sentence.words[i]
    if not word.is_capital or word.norm in _NEVER:
        return False
    is_plain = word.norm in _OPENERS or (_is_participle(word.norm) and word.norm not in sentence.proper)
    if is_plain and _opens_sentence(sentence, i) and not word.text.isupper():
        return False
    if word.is_function and not (word.text.isupper() and len(word.text) > 1):
        return False
    if len(word.text) == 1 and re.search(r"[\d°] ?$", sentence.text[: word.start]):
        return False  # "350°F"
    return len(word.text) > 1 or not word.norm.isalpha() or _is_initial(sentence, i)


def _is_participle(norm: str) -> bool:
    """Whether a word that opens a sentence is a verb in "-ing": "Losing" in "Losing Football League status"."""
    return norm.endswith("ing") and lexicon.lemma(norm) != norm and not lexicon.is_proper(norm)


def _is_initial(sentence: Sentence, i: int) -> bool:
    word = sentence.words[i]
    return word.text not in ("I", "A") or sentence.text[word.end : word.end + 1] == "."


def _joined(sentence: Sentence, i: int, j: int) -> bool:
    """Whether words `i` and `j` belong to one name: side by side, or with "of", "de" or the like between."""
    between = sentence.text[sentence.words[i].end : sentence.words[j].start]
    if sentence.text[: sentence.words[i].end].endswith(("'s", "s'")):
        return False
    if re.fullmatch(r"[ \-]|\. ?| & |/", between):
        if between == ". " and re.search(r"[\d°] ?\w$", sentence.text[: sentence.words[i].end]):
            return False
        return between != ". " or len(sentence.words[i].text) <= 4
    return bool(
        re.fullmatch(r" (?:of|of the|de|de la|van|van der|von|bin|al|el|for|du|di|da) ", between)
    ) and (sentence.words[i].norm not in lexicon.word_list("titles"))


def _opens_sentence(sentence: Sentence, i: int) -> bool:
    if i == 0:
        return True
    before = sentence.gap(i)
    return bool(re.search(r"[\"“:.!?…•]\s*[\"“']?$|^\s*['\"]$|[(\[]$", before)) and "." not in before[:0]


def _is_name_first(sentence: Sentence, i: int) -> bool:
    """Whether a capitalised word that opens a sentence is a name."""
    word = sentence.words[i]
    norm = word.norm
    if word.text.isupper() and len(word.text) > 1:
        return True
    if norm in _alias_table()[0] or not lexicon.is_known(norm):
        return True
    nxt = sentence.words[i + 1] if i + 1 < len(sentence.words) else None
    if nxt and nxt.is_capital and not nxt.is_function and sentence.text[word.end : nxt.start] == " ":
        return True
    if word.text.endswith(("'s", "’s")) and not word.is_function:
        return True
    return lexicon.is_proper(norm)


def _split_at_titles(sentence: Sentence, run: list[int]) -> list[list[int]]:
    """ "U.S. President Donald Trump" is two names: U.S., and Donald Trump with a title."""
    at = next((k for k in range(len(run) - 2, 0, -1) if sentence.words[run[k]].norm in _PERSON_TITLES), None)
    if at is None:
        return [run]
    first = at
    while first > 0 and sentence.words[run[first - 1]].norm in lexicon.word_list("titles"):
        first -= 1
    return [part for part in (run[:first], run[first:]) if part]


def _name(sentence: Sentence, run: Iterable[int]) -> Name:
    places = list(run)
    tokens = [sentence.words[i] for i in places]
    titles: list[str] = []
    while len(tokens) > 1 and _is_title_of(tokens):
        titles.append(tokens.pop(0).norm)
        places.pop(0)
    is_office = any(token.is_function for token in tokens)  # "Ministry of Justice"
    while len(tokens) > 1 and tokens[-1].norm in _PERSON_TITLES and not is_office:
        tokens.pop()
        places.pop()
    parts = tuple(t.norm for t in tokens if not t.is_function or t.text.isupper())
    if len(tokens) == 1 and tokens[0].norm in lexicon.word_list("titles"):
        parts = ()
    start, end = tokens[0].start, tokens[-1].end
    text = sentence.text[start:end]
    if text.endswith("'s"):
        end -= 2
        text = text[:-2]
    return Name(places[0], places[-1] + 1, start, end, text, parts, tuple(titles), _key(tokens, parts))


def _is_title_of(tokens: Sequence[Token]) -> bool:
    """Whether the first word is a title of what follows: "Foreign" in "Foreign Minister X", not in "Foreign Office"."""
    first, second = tokens[0].norm, tokens[1].norm
    if first not in lexicon.word_list("titles") or second in _HOUSES:
        return False
    return first not in _DOMAINS or second in lexicon.word_list("titles")


def _key(tokens: Sequence[Token], parts: tuple[str, ...]) -> str:
    joined = "-".join(t.norm for t in tokens)
    table = _alias_table()[1]
    return table.get(joined) or table.get("-".join(parts)) or "-".join(parts)


@cache
def _alias_table() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    single: dict[str, frozenset[str]] = {}
    keys: dict[str, str] = {}
    for group in lexicon.groups("aliases"):
        words = frozenset(word for word in group if "-" not in word and word != "us")
        for word in group:
            keys[word] = group[0]
        for word in words:
            single[word] = single.get(word, frozenset()) | (words - {word})
    return single, keys


_GLUED = 6
_PERSON_TITLES = word_set(
    "president minister secretary senator chancellor governor mayor king queen prince princess pope "
    "premier ambassador commissioner general colonel captain admiral sergeant detective inspector judge "
    "justice professor doctor chairman congressman congresswoman representative coach spokesman "
    "spokeswoman spokesperson director ceo envoy adviser sheriff officer attorney sir lord lady mr mrs ms "
    "dr"
)
_DOMAINS = word_set("foreign defense defence state treasury justice prime vice deputy")
_HOUSES = word_set(
    "department office ministry committee council court house school college university bank street"
)
_OPENERS = word_set(
    "anyone everyone someone nobody everybody anybody somebody anything everything nothing something should would "
    "could might must may can will had were "
    "several many most some few all both each every any no none other others another such more less fewer "
    "one two three four five six seven eight nine ten among amid amidst although though since however "
    "meanwhile despite during according after before because until unless while when where whether if "
    "once upon within without under over through throughout toward towards against between beyond besides "
    "instead still yet also even just only again perhaps maybe now then here there today yesterday "
    "tomorrow recently earlier later last next first second third finally eventually additionally "
    "moreover furthermore nevertheless nonetheless therefore thus hence indeed similarly likewise overall "
    "officials police authorities experts researchers scientists analysts critics witnesses residents "
    "people women men children following including asked speaking under prior successive conventional "
    "currently previously reportedly allegedly apparently initially originally ultimately new old young "
    "former should had were did does do would could can may might"
)
_NEVER = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december jan feb mar apr jun jul aug sep sept oct nov dec i mon "
    "tue wed thu fri sat sun am pm gmt est edt bst ok"
)
