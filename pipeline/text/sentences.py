"""Cut a text into sentences: rules for news English that also hold for headings, bullets, tables, e-mail
and CJK.

First into blocks, by line breaks: a line ends a block unless it was only wrapped. Then each block after its
full stops, question and exclamation marks, unless what stands before or after them says that the sentence
goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from pipeline.records import Span
from pipeline.text import markup


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """The sentences of `text`, in order, not overlapping, without white space or stray punctuation before
    them.

    Headings, bullets and rows of a table are sentences of their own. What holds no letter or digit is left
    out. With `within`, only that part of `text` is read.
    """
    return [part for block in blocks(text, within) for part in _cut(text, block)]


def blocks(text: str, within: Span | None = None) -> list[Span]:
    """The paragraphs, headings, bullets and rows of `text`, in order, trimmed; what holds no letter or
    digit is left out.
    """
    limits = Span.at(0, len(text)) if within is None else within
    part = limits.of(text)
    mapped = markup.mapped(part)
    if mapped.text == part:
        return [Span.at(start + limits.start, end + limits.start) for start, end in _blocks(part)]
    raw = (mapped.raw_span(start, end) for start, end in _blocks(mapped.text))
    return [Span.at(span.start + limits.start, span.end + limits.start) for span in raw]


def _cut(text: str, block: Span) -> list[Span]:
    part = block.of(text)
    mapped = markup.mapped(part)
    if mapped.text == part:
        return [Span.at(start + block.start, end + block.start) for start, end in _sentences(part)]
    raw = (mapped.raw_span(start, end) for start, end in _sentences(mapped.text))
    return [Span.at(span.start + block.start, span.end + block.start) for span in raw]


# --- lines to blocks -------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪●–—·>#|]|\d{1,3}[.)]\s|[a-zA-Z][.)]\s|\(\w{1,3}\)\s)")
_ENDS_SENTENCE = re.compile(r"[.!?。！？:…][\"'”’»)\]]*\s*$")
_GOES_ON = re.compile(
    r"(?:[,;–—-]|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|that|which|who|as|is|was|are"
    r"|were|has|have|had|its|"
    r"their|his|her|mr\.|mrs\.|ms\.|dr\.))\s*$",
    re.IGNORECASE,
)
_WIDEST_WRAP = 100  # nobody wraps plain text wider than this; longer lines are paragraphs
_NARROWEST_WRAP = 30


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    paragraphs = list(_paragraphs(text))
    hard = _is_hard_wrapped(text, paragraphs)
    for paragraph in paragraphs:
        start, end = paragraph[0]
        width = max(len(text[a:b].strip()) for a, b in paragraph)
        for before, after in pairwise(paragraph):
            if _is_wrapped(text[slice(*before)], text[slice(*after)], width, hard):
                end = after[1]
                continue
            yield from _trimmed(text, start, end)
            start, end = after
        yield from _trimmed(text, start, end)


def _is_hard_wrapped(text: str, paragraphs: list[list[tuple[int, int]]]) -> bool:
    """Whether many lines of the text end in mid-sentence, as in an e-mail: the next one begins with a small
    letter.
    """
    low = total = 0
    for before, after in chain.from_iterable(pairwise(paragraph) for paragraph in paragraphs):
        line = text[slice(*before)]
        if _NARROWEST_WRAP <= len(line) <= _WIDEST_WRAP and not _ENDS_SENTENCE.search(line):
            total += 1
            low += text[slice(*after)].lstrip()[:1].islower()
    return low >= 0.4 * total > 0


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines without an empty line between them."""
    run: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        if not match[0].strip() or (run and _breaks(text, run[-1][1], match.start())):
            if run:
                yield run
            run = []
        if match[0].strip():
            run.append(match.span())
    if run:
        yield run


def _breaks(text: str, end: int, start: int) -> bool:
    gap = text[end:start].replace("\r\n", "\n")
    return len(gap) > 1


def _is_wrapped(line: str, following: str, width: int, hard: bool) -> bool:
    """Whether the break between the two lines only wraps a paragraph.

    `width` is that of the paragraph's widest line; `hard` tells that the whole text is wrapped.
    """
    if _BULLET.match(following) or "\t" in line or "|" in line:
        return False
    begins_low = following.lstrip()[:1].islower()
    ends = bool(_ENDS_SENTENCE.search(line))
    if width > _WIDEST_WRAP:
        return begins_low and not ends and bool(_GOES_ON.search(line))
    if width < _NARROWEST_WRAP:
        return False
    first_word = following.split(maxsplit=1)[0]
    if len(line.strip()) + 1 + len(first_word) <= 0.85 * width:
        return begins_low and not ends
    return begins_low or hard or bool(_GOES_ON.search(line))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if any(char.isalnum() for char in part):
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())


# --- blocks to sentences ---------------------------------------------------------------------------------

_CLOSERS = r"[\"'”’»›)\]」』】]*(?:\[\d{1,3}\])*"
_END = re.compile(
    rf"(?P<mark>[.!?…]+){_CLOSERS}(?=\s|$)"
    rf"|(?P<cjk>[。！？｡]+){_CLOSERS}"
    rf"|(?<=[a-z]{{2}})(?P<glued>[.!?])[\"”’]?(?=[“\"]?[A-Z][a-z]+\s)"
)
_NEXT = re.compile(r"\s*[\"'“‘«‹(\[「『]*\s*(\S?)")
_NEXT_WORD = re.compile(r"\s*[\"'“‘«‹(\[]*([^\W_]+)")
_LAST_WORD = re.compile(r"(?:^|[\s(\[\"'“‘«/–—-])([^\s(\[\"'“‘«/–—]*)$")
_STRAY = re.compile(r"(?:[-*+•‣◦▪●·>#]+\s+)*[\s.,;:!?)\]”’»…]*(?:[-*+•‣◦▪●·]\s+)?")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "mr mrs ms dr prof rev fr sr gen lt col capt cmdr cdr maj sgt cpl adm brig sen rep gov pres amb hon "
    "supt det insp msgr st mt ft messrs mme mlle atty atg spc pfc pvt ens sens reps gens govs lts drs "
)
_NEVER = _set("vs v e.g i.e cf viz approx al fig figs eq no nos pp vol ed eds op ca esp incl resp nr tel ")
_MONTHS_DAYS = _set(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
)
_MAY_END = _set(
    "inc corp co ltd llc llp plc bros jr sr ph.d phd m.d b.a m.a esq etc ave blvd rd dept univ assn est "
    "min max avg sq lb oz kg km u.s u.k u.n e.u d.c a.m p.m b.c a.d u.s.a n.y l.a calif conn fla ga ill "
    "ind kan ky mass md mich minn miss mo neb nev okla ore pa tenn tex va vt wash wis wyo ala ariz ark "
    "colo del "
)
_STARTERS = _set(
    "the a an it its he she they we i you this that these those there in on at by for from with after "
    "before during since until while when where if as but and or so yet however meanwhile although "
    "though because according also still even both all some many most several few each every no not his "
    "her their our my your one two what who how why then now here asked officials among under over "
    "about despite last earlier later once instead analysts critics experts police "
)
_INITIAL = re.compile(r"(?:[A-Z]|[A-Z]\.-?[A-Z])$")
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")


def _sentences(block: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(block):
        if match["mark"] and not _ends_here(block, start, match):
            continue
        yield from _without_stray(block, start, match.end())
        start = match.end()
    yield from _without_stray(block, start, len(block))


def _without_stray(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    stray = _STRAY.match(block, start, end)
    yield from _trimmed(block, stray.end() if stray else start, end)


def _ends_here(block: str, start: int, match: re.Match[str]) -> bool:
    after = _NEXT.match(block, match.end())
    next_char = after[1] if after else ""
    if not next_char:
        return True
    mark = match["mark"]
    if next_char.islower():
        return False
    if (
        mark.strip("….") == ""
        and len(mark.replace("…", "...")) > 1
        and _is_elision(block[start : match.start()])
    ):
        return match.end() > match.end("mark")
    if mark != "." or match.end() > match.end("mark"):
        return True
    return _full_stop_ends(block, start, match.start(), next_char, match.end())


def _is_elision(before: str) -> bool:
    """Whether dots after `before` stand for words left out: after a space, or inside a quotation."""
    quoted = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return quoted or before[-1:].isspace()


def _full_stop_ends(block: str, start: int, at: int, next_char: str, after: int) -> bool:
    """Whether the full stop at `at`, which `next_char` follows after a space, ends the sentence begun at
    `start`.
    """
    before = _LAST_WORD.search(block, max(start, at - 40), at)
    word = before[1] if before else ""
    low = word.lower().rstrip(".")
    following = _NEXT_WORD.match(block, after)
    next_word = following[1] if following else ""
    if _NUMBERED.match(block[start:at]):
        return False
    if low in _NEVER:
        return low in ("no", "v", "ed") and not next_char.isdigit() and next_word.lower() in _STARTERS
    if low in _TITLES:
        return False
    if low in _MONTHS_DAYS:
        return not next_char.isdigit() and next_word.lower() in _STARTERS
    if low in ("a.m", "p.m", "am", "pm") and "." in word:
        return next_word.lower()[:3] not in _MONTHS_DAYS and not _is_zone(next_word)
    if low in _MAY_END or re.fullmatch(r"(?:[a-z]\.)+[a-z]", low):
        return next_word.lower() in _STARTERS and next_word[:1].isupper() and next_word != "I"
    if _INITIAL.search(word) and len(word) <= 3:
        return word == "I" or (next_word.lower() in _STARTERS and len(next_word) > 1)
    return True


def _is_zone(word: str) -> bool:
    return word in _ZONES


_ZONES = _set("ET EST EDT CT PT PST PDT GMT BST UTC CET IST JST Eastern Pacific Central local")
