"""Find the words of a quotation in a text: letter by letter, evened out, piece by piece, or the passage
most like them.

Nothing here is fuzzy but `nearest`, and that one names every word in which its passage differs: finding
similar words is not yet verifying a quotation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.records import Match, Span
from pipeline.text.mapped import Mapped
from pipeline.text.normalise import normalise


@dataclass(frozen=True)
class Found:
    """A place of the text that holds the words looked for: `text[span]`, without white space at its ends."""

    span: Span
    match: Match


@dataclass(frozen=True)
class Difference:
    """Words that are not the same: `found` stands in the quotation where the text has `expected`.

    Either may be empty: words left out of the quotation, or words that only it has. An empty span marks the
    place.
    """

    expected: str
    found: str
    quote_span: Span
    span: Span


@dataclass(frozen=True)
class Near:
    """The passage most like a quotation. `ratio` is the share of words in common, 1 when no word differs.

    Words are compared without case, punctuation and the thousands' commas of numbers.
    """

    span: Span
    ratio: float
    differences: tuple[Difference, ...]


def find(quote: str, text: str, within: Span | None = None) -> Found | None:
    """The first place of `quote` in `text`, an exact one before an evened-out one; None where there is
    none.

    Whole words only: "5%" does not lie in "15%", nor "5" in "5.2". Quotation marks around the quotation and
    a comma or full stop at its end need not stand in the text. With `within`, the place lies wholly inside
    that span.
    """
    limits = Span.at(0, len(text)) if within is None else within
    exact = next(_exact(quote.strip(), text, limits), None)
    return exact or next(_evened(quote, text, limits), None)


def find_all(quote: str, text: str, within: Span | None = None) -> list[Found]:
    """Every place of `quote` in `text`, in order, none overlapping another; see `find`."""
    limits = Span.at(0, len(text)) if within is None else within
    places: list[Found] = []
    exact = list(_exact(quote.strip(), text, limits))
    for place in sorted(
        [*exact, *_evened(quote, text, limits)], key=lambda p: (p.span.start, p.match != Match.EXACT)
    ):
        if not places or not places[-1].span.overlaps(place.span):
            places.append(place)
    return places


def pieces(quote: str) -> list[Span]:
    """The stretches of `quote` that claim to be verbatim: what lies between elisions and bracketed
    insertions.

    Elisions are "...", "…" and ". . .", bare or in brackets. "[sic]" and "[the alliance]" are the writer's
    own words; a letter in brackets ("[T]he") is only a change of case and stays part of its word. At least
    one stretch is given for a quotation with a word in it, and each holds a word.
    """
    spans, at = [], 0
    for match in _OMITTED.finditer(quote):
        spans.append(_trimmed(quote, Span.at(at, match.start())))
        at = match.end()
    spans.append(_trimmed(quote, Span.at(at, len(quote))))
    return [span for span in spans if _WORD.search(span.of(quote))]


def find_in_order(quote: str, text: str, within: Span | None = None) -> tuple[Found, ...] | None:
    """The places of all `pieces` of `quote`, each after the one before; None unless every piece is found
    so.
    """
    limits = Span.at(0, len(text)) if within is None else within
    places: list[Found] = []
    for piece in pieces(quote):
        place = find(piece.of(quote), text, limits)
        if place is None:
            return None
        places.append(place)
        limits = Span.at(place.span.end, limits.end)
    return tuple(places) or None


def nearest(quote: str, text: str, within: Span | None = None) -> Near | None:
    """The passage of `text` most like `quote`, with the differing words; None where they share no word.

    Words of the quotation vote for the places where it would have to begin, rarer words with more weight;
    difflib then compares the words of the few best windows only.
    """
    wanted, words = _words(quote), _words(text)
    lo, hi = (0, len(words)) if within is None else words.inside(within)
    if not len(wanted) or lo >= hi:
        return None
    near = [_aligned(wanted, words, window) for window in _windows(wanted, words, lo, hi)]
    return max(near, key=lambda one: one.ratio, default=None)


# --- whole words -----------------------------------------------------------------------------------------

_NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"  # kana and Han
)
_LETTER = re.compile(rf"[^\W{_NO_SPACES}]")
_CLINGING = re.compile("[\u200d\ufe00-\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff]")


def _exact(quote: str, text: str, limits: Span) -> Iterator[Found]:
    for start in _occurrences(quote, text, limits.start, limits.end):
        yield Found(Span.at(start, start + len(quote)), Match.EXACT)


def _evened(quote: str, text: str, limits: Span) -> Iterator[Found]:
    mapped = _normalised(text)
    lo, hi = mapped.inner(limits)
    for needle in needles(quote):
        places = list(_occurrences(needle, mapped.text, lo, hi))
        for start in places:
            span = _trimmed(text, mapped.raw_span(start, start + len(needle)))
            yield Found(span, Match.EXACT if span.of(text) == quote.strip() else Match.NORMALISED)
        if places:
            return


def needles(quote: str) -> list[str]:
    """The strings of which one stands in an evened-out text where `quote` is found by more than its very letters."""
    whole = normalise(quote).text.strip()
    bare = whole
    if len(bare) > 2 and bare[0] in "\"'" and bare[-1] in "\"'":
        bare = bare[1:-1].strip()
    bare = bare if bare.endswith("..") else bare.rstrip(".,;")
    return [needle for needle in dict.fromkeys((whole, bare)) if needle]


def _occurrences(needle: str, text: str, lo: int, hi: int) -> Iterator[int]:
    """Where `needle` begins in `text[lo:hi]`, as whole words, not overlapping."""
    at = text.find(needle, lo, hi) if needle else -1
    while at >= 0:
        end = at + len(needle)
        if _breaks(text, at) and _breaks(text, end) and not _CLINGING.match(text, end):
            yield at
            at = text.find(needle, end, hi)
        else:
            at = text.find(needle, at + 1, hi)


def _breaks(text: str, at: int) -> bool:
    """Whether a word or number may begin or end at `at`."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _LETTER.match(before) and _LETTER.match(after):
        return False
    if after in ".," and before.isdigit():
        return not text[at + 1 : at + 2].isdigit()
    if before in ".," and after.isdigit():
        return not text[at - 2 : at - 1].isdigit()
    return True


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span.at(start, end)


_OMITTED = re.compile(
    r"""\s*[\[(]\s*(?:…|\.{2,}|\.\s\.\s\.)\s*[\])]\s*    # […] (...)
      | \s*(?:…|\.(?:\s?\.){2,})\s*                     # … ... . . .
      | \s*\[(?!\w\]\w)[^\[\]]{1,80}\]\s*               # [sic], [the alliance], but not [T]he
    """,
    re.VERBOSE,
)


# --- words -----------------------------------------------------------------------------------------------

_WORD = re.compile(
    rf"""\[\w\]\w+                          # [T]he
      | [^\W\d_](?:\.[^\W\d_])+(?!\w)\.?      # U.S.
      | [$€£¥]?\d+(?:[.,:/]\d+)*(?:\s?%)?     # $1,000.50  5%
      | [{_NO_SPACES}]                        # one letter of a script that puts no spaces between words
      | (?:(?![{_NO_SPACES}])\w)+(?:'\w+)*      # Europe's
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Words:
    """The words of a text: their keys for comparison, their places in the raw text, where each key occurs."""

    keys: Sequence[str]
    places: Sequence[Span]
    at: dict[str, list[int]]
    raw: str

    def __len__(self) -> int:
        return len(self.keys)

    def inside(self, span: Span) -> tuple[int, int]:
        """The words that lie inside `span`, as a range of their numbers."""
        lo = next((n for n, place in enumerate(self.places) if place.start >= span.start), len(self))
        hi = next((n for n in range(len(self), lo, -1) if self.places[n - 1].end <= span.end), lo)
        return lo, hi


def _read_words(text: str) -> _Words:
    mapped = _normalised(text)
    places, at = [], defaultdict(list)
    found = keys(mapped.text)
    for number, match in enumerate(_WORD.finditer(mapped.text)):
        places.append(mapped.raw_span(match.start(), match.end()))
        at[found[number]].append(number)
    return _Words(found, places, dict(at), text)


def keys(evened: str) -> list[str]:
    """The words of an evened-out text as they are compared: without case, full stops and thousands' commas."""
    return [_key(word) for word in _WORD.findall(evened)]


def _key(word: str) -> str:
    if word[0] == "[":
        word = word[1] + word[3:]
    if word[0].isalpha():
        word = word.replace(".", "")
    return re.sub(r"[,\s]", "", word.casefold())


# --- the nearest passage ---------------------------------------------------------------------------------

_COMMON = 20  # a word that is more frequent in the text than this says too little of a place, unless all are
_BEST = 3


def _windows(wanted: _Words, words: _Words, lo: int, hi: int) -> list[tuple[int, int]]:
    """Ranges of words of the text, the most promising first, each a little longer than the quotation."""
    slack = 2 + len(wanted) // 8  # words left out or put in, by which the end of a passage may be shifted
    votes: defaultdict[int, float] = defaultdict(float)
    common = max(_COMMON, min((len(words.at[key]) for key in wanted.keys if key in words.at), default=0))
    for number, key in enumerate(wanted.keys):
        places = words.at.get(key, ())
        if len(places) <= common:
            for place in places:
                if lo <= place < hi:
                    votes[(place - number) // slack] += 1 / len(places)
    pairs = {begin: votes[begin] + votes.get(begin + 1, 0.0) for begin in list(votes)}
    best = sorted(pairs, key=lambda begin: (-pairs[begin], begin))[:_BEST]
    return [(max(lo, (begin - 1) * slack), min(hi, (begin + 3) * slack + len(wanted))) for begin in best]


def _aligned(wanted: _Words, words: _Words, window: tuple[int, int]) -> Near:
    keys = words.keys[window[0] : window[1]]
    matcher = SequenceMatcher(None, wanted.keys, keys, autojunk=False)
    codes = _clipped([code[1:] for code in matcher.get_opcodes()])
    first, last = codes[0][2], codes[-1][3]
    differing = [code for code in codes if wanted.keys[code[0] : code[1]] != keys[code[2] : code[3]]]
    same = len(wanted) - sum(code[1] - code[0] for code in differing)
    return Near(
        _place(words, first + window[0], last + window[0]),
        2 * same / (len(wanted) + last - first),
        tuple(_difference(wanted, words, code, window[0]) for code in differing),
    )


_Code = tuple[int, int, int, int]  # words [0]:[1] of the quotation stand against words [2]:[3] of the window


def _clipped(codes: list[_Code]) -> list[_Code]:
    """Without the words of the window that lie before and after the passage."""
    codes = [code for n, code in enumerate(codes) if code[0] < code[1] or 0 < n < len(codes) - 1]
    begin, end = codes[0], codes[-1]
    if len(codes) > 1:
        codes[0] = (begin[0], begin[1], max(begin[2], begin[3] - (begin[1] - begin[0])), begin[3])
        codes[-1] = (end[0], end[1], end[2], min(end[3], end[2] + (end[1] - end[0])))
    return codes


def _difference(wanted: _Words, words: _Words, code: _Code, offset: int) -> Difference:
    quote_span = _place(wanted, code[0], code[1])
    span = _place(words, code[2] + offset, code[3] + offset)
    return Difference(span.of(words.raw), quote_span.of(wanted.raw), quote_span, span)


def _place(words: _Words, start: int, end: int) -> Span:
    """The raw stretch of words `start:end`; the empty place after word `start - 1` when there are none."""
    if start < end:
        return Span.at(words.places[start].start, words.places[end - 1].end)
    at = words.places[start - 1].end if start else 0
    return Span.at(at, at)


# --- what has been read is kept a while: a run looks for many quotations in few texts --------------------

_SMALL = 1 << 16
_small_normalised = lru_cache(maxsize=128)(normalise)
_large_normalised = lru_cache(maxsize=2)(normalise)
_small_words = lru_cache(maxsize=128)(_read_words)
_large_words = lru_cache(maxsize=2)(_read_words)


def _normalised(text: str) -> Mapped:
    return _small_normalised(text) if len(text) <= _SMALL else _large_normalised(text)


def _words(text: str) -> _Words:
    return _small_words(text) if len(text) <= _SMALL else _large_words(text)
