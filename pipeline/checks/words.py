"""Cut text into tokens that remember their place: words, numbers, contractions as two words, marks.

Offsets count code points of the text that was given, so a token can always be shown where it stands.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass

from pipeline.checks import lexicon


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark. `norm` is lower case with straight apostrophes, without a possessive ending.

    `start` and `end` count code points of the tokenised text; `weight` in (0, 1] says how much the word tells.
    """

    text: str
    norm: str
    start: int
    end: int
    is_word: bool
    is_capital: bool
    is_function: bool
    weight: float

    @property
    def is_content(self) -> bool:
        """Whether it is a word or number that carries meaning of its own."""
        return self.is_word and not self.is_function

    @property
    def is_number(self) -> bool:
        """Whether it starts with a digit."""
        return self.norm[0].isdigit()


def tokens(text: str, offset: int = 0) -> tuple[Token, ...]:
    """The tokens of `text` in order; `offset` is added to every place."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, start = sys.intern(match.group()), match.start() + offset
        for part, norm in _parts(word):
            if word in _STATES and _PLACE_BEFORE.search(text[: match.start()]):
                norm = _STATES[word]
            found.append(_token(part, norm, start))
            start += len(part)
    return _merged(text, offset, found)


def _merged(text: str, offset: int, found: list[Token]) -> tuple[Token, ...]:
    """Names of several words that have a short form become one token: "United States" → "u.s."."""
    merged: list[Token] = []
    i = 0
    while i < len(found):
        token = found[i]
        for phrase, norm in _PHRASES.get(token.norm, ()):
            last = i + len(phrase) - 1
            if last < len(found) and all(found[i + k].norm == word for k, word in enumerate(phrase)):
                start, end = token.start, found[last].end
                token = Token(
                    text[start - offset : end - offset], norm, start, end, True, token.is_capital, False, 1.0
                )
                i = last
                break
        merged.append(token)
        i += 1
    return tuple(merged)


def _token(text: str, norm: str, start: int) -> Token:
    is_word = text[0].isalnum() or len(norm) > 1
    is_function = norm in lexicon.word_list("function") and text not in ("US", "IT", "WHO")
    if not is_word:
        return Token(text, norm, start, start + len(text), False, False, False, 0.0)
    weight = 0.05 if is_function else 1.0 if norm[0].isdigit() else lexicon.weight(norm)
    capital = text[0].isupper()
    return Token(text, norm, start, start + len(text), True, capital, is_function, weight)


def _parts(word: str) -> list[tuple[str, str]]:
    """A word and its normal form; a contraction gives two: "didn't" → did, n't (norm "not")."""
    norm = sys.intern(word.replace("’", "'").replace("ʼ", "'").lower())
    if not norm.isascii():
        norm = "".join(c for c in unicodedata.normalize("NFKD", norm) if not unicodedata.combining(c)) or norm
    if norm == "n't":
        return [(word, "not")]
    if norm == "cannot":
        return [(word[:3], "can"), (word[3:], "not")]
    if "'" not in norm:
        if word in ("US", "U.S"):
            norm = "u.s."
        return [(word, norm)]
    if norm.endswith("n't") and len(norm) > 3:
        base = _CONTRACTED.get(norm[:-3], norm[:-3])
        return [(word[:-3], base), (word[-3:], "not")]
    for ending, full in _CLITICS.items():
        if norm.endswith(ending) and len(norm) > len(ending):
            cut = len(word) - len(ending)
            return [(word[:cut], norm[:cut]), (word[cut:], full)]
    if norm.endswith("'s") and len(norm) > 2:
        base = norm[:-2]
        return [(word, "u.s." if word[:-2] == "US" else base)]
    if norm.endswith("'"):
        return [(word[:-1], norm[:-1]), (word[-1:], "'")] if len(norm) > 1 else [(word, norm)]
    return [(word, norm)]


_TOKEN = re.compile(
    r"""https?://\S+|www\.\S+
    |(?:[A-Za-z]\.){2,}(?:['’]s\b)?
    |U\.S\b
    |\d+(?:[.,:]\d+)*(?:[a-z]+\b)?
    |[^\W\d_]+(?:['’ʼ][^\W\d_]+)*(?:\d+)?
    |\S""",
    re.VERBOSE,
)
_PHRASES: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "united": (
        (("united", "states", "of", "america"), "u.s."),
        (("united", "states"), "u.s."),
        (("united", "kingdom"), "uk"),
        (("united", "nations"), "un"),
    ),
    "great": ((("great", "britain"), "britain"),),
    "european": ((("european", "union"), "eu"),),
    "per": ((("per", "cent"), "percent"),),
}
_PLACE_BEFORE = re.compile(r"[A-Z][a-z]+, $|'state': '$")
_STATES = {
    "AL": "alabama", "AK": "alaska", "AZ": "arizona", "AR": "arkansas", "CA": "california", "CO": "colorado",
    "CT": "connecticut", "DE": "delaware", "FL": "florida", "GA": "georgia", "HI": "hawaii", "ID": "idaho",
    "IL": "illinois", "IN": "indiana", "IA": "iowa", "KS": "kansas", "KY": "kentucky", "LA": "louisiana",
    "ME": "maine", "MD": "maryland", "MA": "massachusetts", "MI": "michigan", "MN": "minnesota",
    "MS": "mississippi", "MO": "missouri", "MT": "montana", "NE": "nebraska", "NV": "nevada", "OH": "ohio",
    "OK": "oklahoma", "OR": "oregon", "PA": "pennsylvania", "TN": "tennessee", "TX": "texas", "UT": "utah",
    "VT": "vermont", "VA": "virginia", "WA": "washington", "WI": "wisconsin", "WY": "wyoming",
}  # fmt: skip
_CONTRACTED = {"wo": "will", "ca": "can", "sha": "shall", "ai": "is"}
_CLITICS = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
