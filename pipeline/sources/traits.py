"""What one article can be recognised by: its word stems, names, figures, quotations, outlets and credits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from pipeline.records import Document, Span
from pipeline.text.markup import blanked
from pipeline.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a body: its stem, its place in the raw text, and what kind of word it is."""

    stem: str
    start: int
    end: int
    is_name: bool = False
    is_number: bool = False
    is_stop: bool = False
    is_quoted: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the writer was free to choose another word: no name, figure, function word or quotation."""
        return not (self.is_name or self.is_number or self.is_stop or self.is_quoted)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a body with its tokens."""

    span: Span
    tokens: tuple[Token, ...]

    @property
    def content(self) -> frozenset[str]:
        """The stems that carry meaning."""
        return frozenset(token.stem for token in self.tokens if not token.is_stop)


@dataclass(frozen=True)
class Quotation:
    """Words between quotation marks, at least two of them; `span` lies inside the marks."""

    span: Span
    words: tuple[str, ...]


@dataclass(frozen=True)
class Traits:
    """An article reduced to what lineage compares. Places are code points of the raw text.

    `text` is the raw text with its markup blanked: as long as the raw text, and its words stand where they stand there.
    """

    document: Document
    text: str
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    names: frozenset[str]
    numbers: frozenset[str]
    outlets: frozenset[str]
    credits: dict[str, str]
    is_first_hand: bool
    hearsay: tuple[str, ...]

    @property
    def facts(self) -> frozenset[str]:
        """Names and figures: what a writer cannot put in other words."""
        return self.names | self.numbers

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of the body in order."""
        return tuple(token for sentence in self.sentences for token in sentence.tokens)


def traits(document: Document) -> Traits:
    """Read off `document` what it can be recognised by. Clutter counts only for outlets and credits."""
    text = blanked(document.text)
    quotations = tuple(_quotations(text, document.body))
    spans = [span for body in document.body for span in sentences(document.text, body)]
    names = _names(text, spans)
    read = tuple(_sentence(text, span, names, quotations) for span in spans)
    tokens = [token for sentence in read for token in sentence.tokens]
    return Traits(
        document=document,
        text=text,
        sentences=tuple(sentence for sentence in read if sentence.tokens),
        quotations=quotations,
        names=frozenset(token.stem for token in tokens if token.is_name),
        numbers=frozenset(token.stem for token in tokens if token.is_number),
        outlets=frozenset(_outlets(document.publisher, text)),
        credits=_credits(text),
        is_first_hand=bool(_FIRST_HAND.search(text)),
        hearsay=tuple(match.group() for match in _HEARSAY.finditer(text)),
    )


# --- words -----------------------------------------------------------------------------------------------

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(
    rf"[{_CJK}]|(?:[A-Za-z]\.){{2,}}|\d+(?:[.,]\d+)*|[^\W\d_{_CJK}]+(?:[’'][^\W\d_]+)*|\w", re.UNICODE
)
_STOP_WORDS = """
a about after again against all also although am among an and any are as at be because been before being
but by can could did do does doing during each either else even every few for from further get had has
have having he her here hers him his how however i if in into is it its itself just like made make may
me might more most must my nor not now of off on once one only or other our out over own s same said say
says she should since so some still such than that the their them then there these they this those
though through to told too under until up upon very was we were what when where whether which while who
whom whose why will with within would yet you your
"""
_STOP = frozenset(_STOP_WORDS.split())
_TO_TWENTY = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty
"""
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_TO_TWENTY.split())} | {
    word: str(value) for word, value in _TENS.items()
}
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})is(?=(e|ed|es|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=(s|ed|ing|ite|able)?$)"), "or"),
    (re.compile(r"fence(?=s?$)"), "fense"),
    (re.compile(r"(?<=[a-z]{2})tre(?=s?$)"), "ter"),
)
_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Porter2 stem of a folded word; a number in letters becomes digits."""
    word = fold(word)
    if word[:1].isdigit():
        return word
    return _NUMBER_WORDS.get(word) or str(_stemmer.stemWord(word))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """`word` in lower case, without possessive, full stops and thousands separators, British spelling made
    American.
    """
    word = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    if word[:1].isdigit():
        return word.replace(",", "")
    word = word.replace(".", "")
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    return word


def folded(text: str) -> tuple[str, ...]:
    """The folded words of `text`, in order: other spelling or punctuation gives the same."""
    return tuple(fold(match.group()) for match in _WORD.finditer(text))


def words(text: str) -> tuple[str, ...]:
    """The stems of all words of `text`, in order."""
    return tuple(stem(match.group()) for match in _WORD.finditer(text))


def content(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry meaning."""
    found = (match.group() for match in _WORD.finditer(text))
    return frozenset(stem(word) for word in found if word.casefold() not in _STOP)


def _sentence(text: str, span: Span, names: frozenset[str], quotations: tuple[Quotation, ...]) -> Sentence:
    quoted = [quotation.span for quotation in quotations if quotation.span.overlaps(span)]
    tokens = []
    for match in _WORD.finditer(text, span.start, span.end):
        surface, start, end = match.group(), match.start(), match.end()
        stemmed = stem(surface)
        tokens.append(
            Token(
                stem=stemmed,
                start=start,
                end=end,
                is_name=surface[0].isupper() and stemmed in names,
                is_number=stemmed[:1].isdigit(),
                is_stop=surface.casefold() in _STOP,
                is_quoted=any(part.start <= start < part.end for part in quoted),
            )
        )
    return Sentence(span=span, tokens=tuple(tokens))


def _names(text: str, spans: list[Span]) -> frozenset[str]:
    """Stems of words that stand capitalised within a sentence not itself in title case or capitals."""
    inside: set[str] = set()
    lower: set[str] = set()
    for span in spans:
        found = [
            match.group()
            for match in _WORD.finditer(text, span.start, span.end)
            if match.group()[0].isalpha()
        ]
        lower.update(stem(word) for word in found if word[0].islower())
        if is_title(found):
            continue
        inside.update(stem(word) for word in found[1:] if word[0].isupper() and word.casefold() not in _STOP)
        inside.update(stem(word) for word in found[:1] if len(word) > 1 and word.isupper())
    acronyms = {word for word in inside if word in {"us", "who", "it"}}
    return frozenset(inside - (lower - acronyms))


def is_title(found: Sequence[str]) -> bool:
    """Whether words are in title case: most of the longer ones have a capital."""
    long = [word for word in found if len(word) > 3]
    return len(long) >= 3 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


# --- quotations, outlets, credits ------------------------------------------------------------------------

_QUOTED = re.compile(r"“([^“”]{3,600})”|\"([^\"\n]{3,600})\"|«([^«»]{3,600})»|„([^„“”]{3,600})[“”]")


def _quotations(text: str, body: Sequence[Span]) -> Iterator[Quotation]:
    for part in body:
        for match in _QUOTED.finditer(text, part.start, part.end):
            group = next(index for index in range(1, 5) if match.group(index) is not None)
            inside = match.group(group)
            said = words(inside)
            if len(said) >= 2:
                start = match.start(group) + len(inside) - len(inside.lstrip())
                yield Quotation(Span.at(start, match.start(group) + len(inside.rstrip())), said)


_NAME = r"(?:the )?((?:[A-Z][\w’'&.-]*)(?: (?:[A-Z][\w’'&-]*|of|and|de))*)"
_DATELINE = re.compile(rf"^[^\n]{{0,60}}\({_NAME}\)\s*[–—-]", re.MULTILINE)
_SIGNED = re.compile(r"©\s*(?:\d{4}\s*)?" + _NAME)
_CREDITS = (
    re.compile(rf"(?:[Ff]irst )?[Rr]eported (?:first )?by {_NAME}"),
    re.compile(rf"\b{_NAME} (?:has |had )?(?:first |earlier |previously )?(?:reported|reports)\b"),
    re.compile(rf"[Aa]ccording to (?:a report (?:in|by|from) |reporting by )?{_NAME}"),
    re.compile(
        rf"\b(?:[Cc]iting|quoted by|[Ss]ource:|[Vv]ia|[Tt]old|report (?:in|by|from)|interview with) {_NAME}"
    ),
    re.compile(r"^((?:[A-Z][\w’'&.-]*)(?: [A-Z][\w’'&-]*){0,2}): ?(?=[A-Z])", re.MULTILINE),
    re.compile(r"^\(([\w ’'&.-]+?)(?:[,/][^)\n]{1,40})?\)\s*$", re.MULTILINE),
)
_FIRST_HAND = re.compile(
    r"^[^\n]{0,60}\([A-Z][\w .]{1,30}\)\s*[–—-]|(?:[Rr]eporting|[Ee]diting|^By) (?:by )?[A-Z][\w.’-]+ [A-Z]",
    re.MULTILINE,
)
_HEARSAY = re.compile(
    r"\breportedly\b|\b[Aa]ccording to (?:media |news |press )?reports\b|\b[Ff]irst reported\b"
    r"|\b[Mm]edia reports\b|\bfamiliar with the (?:briefing|report)\b|\b[Gg]enerated by AI\b"
)


def _outlets(publisher: str | None, text: str) -> Iterator[str]:
    """Names under which the article was first published, folded."""
    if publisher:
        yield fold_outlet(publisher)
    for pattern in (_DATELINE, _SIGNED):
        for match in pattern.finditer(text):
            yield fold_outlet(match.group(1))


def _credits(text: str) -> dict[str, str]:
    """Outlets that the article names as its source, folded, each with the words that name it."""
    found: dict[str, str] = {}
    for pattern in _CREDITS:
        for match in pattern.finditer(text):
            found.setdefault(fold_outlet(match.group(1)), " ".join(match.group().split()).rstrip(":"))
    return found


def fold_outlet(name: str) -> str:
    """One form for the names of one outlet: lower case, no article, no domain ending."""
    folded = re.sub(r"^the ", "", name.strip().casefold())
    folded = re.sub(r"[’']s?$", "", folded)
    return re.sub(r"\.(com|org|net|co\.uk|de|fr)$", "", folded)
