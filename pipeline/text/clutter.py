"""Tell an article from what frames it on a page: titles, bylines, datelines, credits, menus, other
headlines, comments.

Shape and place decide (short lines without an end of sentence, before or after the prose), and the set
phrases of `pipeline.text.furniture`. Headings between paragraphs are part of the article, and so are
bullets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.records import Clutter, Span
from pipeline.text import furniture, markup, sentences


@dataclass
class Block:
    """A paragraph, heading or line, and what it is found to be: no `reason` means that it belongs to the
    article.
    """

    span: Span
    text: str
    raw: str
    reason: str | None = None
    kind: furniture.Kind | None = field(default=None, repr=False)

    @classmethod
    def at(cls, span: Span, text: str) -> Block:
        """The block that `span` marks in `text`."""
        raw = markup.readable(span.of(text))
        return cls(span, " ".join(raw.split()), raw)

    @property
    def words(self) -> int:
        """How many words it has; a letter of a script without spaces counts as half a word."""
        return len(self.text.split()) + len(_WIDE.findall(self.text)) // 2

    @property
    def ends(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_SENTENCE_END.search(self.text)) and not self.text.endswith(("...", "…"))

    @property
    def is_bullet(self) -> bool:
        """Whether it is an item of a list."""
        return bool(_BULLET.match(self.raw))

    @property
    def is_content(self) -> bool:
        """Whether it says something although it is short: a bullet, a heading in Markdown, a figure, a
        labelled line.
        """
        return (
            self.is_bullet
            or self.is_labelled
            or self.raw.startswith("#")
            or any(char.isdigit() for char in self.text)
        )

    @property
    def is_labelled(self) -> bool:
        """Whether it is a line of a dialogue or of a list of facts: a name, a colon, and what is said."""
        return bool(_LABELLED.match(self.text))

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph of an article."""
        if self.words >= 25 or (self.ends and self.words >= 6):
            return True
        return self.words >= 10 and bool(_INTERRUPTED.search(self.text) or _INNER_END.search(self.text))


_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)\]」』]*$")
_INTERRUPTED = re.compile(r"[,;][\"”’]*$")
_INNER_END = re.compile(r"[a-z]{2}[.!?][\"”’]?\s+[\"“‘]?[A-Z]")
_LABELLED = re.compile(r"[^:.!?]{1,30}: \S|\s*[\"'{\[]")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪●]|\d{1,3}[.)]|\([a-z0-9]\))\s+")


def clutter(text: str) -> tuple[Clutter, ...]:
    """What in the plain or Markdown text is not the article, in order, not overlapping, each with its
    reason.
    """
    spans = markdown_clutter(text)
    blocks = [Block.at(span, text) for span in _outside(sentences.blocks(text), spans)]
    classify(blocks)
    spans += [Clutter(span=block.span, reason=block.reason) for block in blocks if block.reason]
    spans += partial(blocks, text)
    return joined(spans, text)


def _outside(places: Sequence[Span], taken: Sequence[Clutter]) -> Iterator[Span]:
    """Those of `places` that touch none of `taken`; both in order."""
    ends = [one.span.end for one in taken]
    for span in places:
        following = bisect_right(ends, span.start)
        if following == len(taken) or not taken[following].span.overlaps(span):
            yield span


def classify(blocks: list[Block]) -> None:
    """Give each block that is clutter its reason; `blocks` are in the order of the text."""
    for block in blocks:
        block.kind = _kind(block)
    prose = [n for n, block in enumerate(blocks) if block.is_prose and not _certain(block)]
    if not prose:
        return
    last = _close(blocks, prose)
    prose = [n for n in prose if n <= last]
    _label(blocks, prose)
    if _is_article(blocks):
        _head(blocks, prose[0])
        _titles_again(blocks)
        _tail(blocks, prose[-1])
    _after_headings_of_lists(blocks)


def _is_article(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs make up a good part of it; in notes, dialogues and tables no line stands out by
    its shape.
    """
    rest = [block for block in blocks if block.reason is None]
    speakers = Counter(block.text.split(":")[0] for block in rest if block.is_labelled)
    if max(speakers.values(), default=0) >= 3:
        return False
    return sum(block.words for block in rest if block.is_prose) >= 0.3 * sum(block.words for block in rest)


def _kind(block: Block) -> furniture.Kind | None:
    if furniture.is_moment(block.text):
        return _MOMENT
    return furniture.kind_of(block.text)


_MOMENT = furniture.Kind("date", re.compile(""), at_edges=True)
_HEAD_PROSE = 3  # paragraphs of a standfirst that may come before the byline and the date


def _certain(block: Block) -> bool:
    return block.kind is not None and not block.kind.at_edges


def _close(blocks: list[Block], prose: list[int]) -> int:
    """Mark all that follows the line that closes the article; the number of the last block before it."""
    total = after = sum(blocks[n].words for n in prose)
    paragraphs = set(prose)
    for number, block in enumerate(blocks):
        if number in paragraphs:
            after -= block.words
        if block.kind is None or block.kind.closes == 0.0 or number < prose[0]:
            continue
        if after <= block.kind.closes * total:
            for other in blocks[number:]:
                other.reason = other.kind.reason if other.kind else _reason_after(block.kind.reason, other)
            return number - 1
    return len(blocks) - 1


def _reason_after(reason: str, block: Block) -> str:
    if reason in ("comments", "about the author"):
        return reason
    return "other headlines" if block.words >= 4 else "page furniture"


def _label(blocks: list[Block], prose: Sequence[int]) -> None:
    """Give known kinds of clutter their reason, the doubtful ones only at the edges."""
    before, paragraphs = 0, set(prose)
    for number, block in enumerate(blocks):
        at_edge = before <= _HEAD_PROSE or number > prose[-1]
        if block.kind and (at_edge or not block.kind.at_edges):
            block.reason = block.reason or block.kind.reason
        elif len(block.text) == 1 and block.text.isalpha() and not _WIDE.match(block.text):
            block.reason = "page furniture"
        elif number in paragraphs:
            before += 1


def _head(blocks: list[Block], first: int) -> None:
    """The title is the first line of some length before the prose; short lines beside it are the page's."""
    lines = [block for block in blocks[:first] if block.reason is None]
    title = next((block for block in lines if _is_title(block) and block.words >= 4), None)
    if title is None and lines and _is_title(lines[0]):
        title = lines[0]
    for block in lines:
        short = block.words <= 4 and not (block.ends or block.is_content or block.text.endswith((":", ",")))
        if block is title:
            block.reason = "title"
        elif short or (title and block.span.start < title.span.start and not block.is_labelled):
            block.reason = "page furniture"


def _is_title(block: Block) -> bool:
    ends = block.text.endswith((".", ":", ";", ",", "。"))
    return block.words <= 30 and not (ends or block.is_bullet or block.text.startswith(("{", "[")))


def _titles_again(blocks: list[Block]) -> None:
    titles = {block.text.casefold() for block in blocks if block.reason == "title"}
    for block in blocks:
        if block.reason is None and block.text.casefold() in titles:
            block.reason = "title"


def _tail(blocks: list[Block], last: int) -> None:
    """Lines after the last paragraph: tags, bits of the page, headlines of other stories, the author's
    life.
    """
    _biography(blocks, last)
    run = [block for block in blocks[last + 1 :] if block.reason is None and not block.is_prose]
    if not run or blocks[last].text.endswith(":"):
        return
    closed = any(block.reason not in (None, "link") for block in blocks[last + 1 :])
    known = {word for block in blocks[: last + 1] for word in _content(block.text)}
    unknown = [block for block in run if block.words >= 5 and _is_stranger(block, known)]
    listing = False
    for block in run:
        listing = listing or block.text.endswith(":")
        if _is_row_of_tags(block):
            block.reason = "tags"
        elif listing or block.ends or block.is_bullet or block.is_labelled:
            continue
        elif closed or (len(run) > 1 and len(unknown) > len(run) / 2):
            block.reason = "other headlines" if block.words >= 4 else "page furniture"


def _biography(blocks: list[Block], last: int) -> None:
    block = blocks[last]
    bylines = " ".join(other.text for other in blocks if other.reason == "byline")
    if last == 0 or block.reason or not furniture.BIO.match(block.text):
        return
    name = " ".join(block.text.split()[:2])
    if name in bylines or _FOLLOW.search(block.text):
        block.reason = "about the author"


_FOLLOW = re.compile(
    r"\b(?:follow|reach|contact) (?:him|her|them)\b|@\w+|\bis an? .{0,60}\b(?:based in|covering|covers)\b",
    re.IGNORECASE,
)


def _is_row_of_tags(block: Block) -> bool:
    """Three or more short phrases kept apart by wide spaces, mostly without figures: tags rather than a
    table.
    """
    cells = [cell for cell in re.split(r"\s{2,}|\s*\u00a0\s*|\t", block.raw.strip()) if cell]
    figures = [cell for cell in cells if any(char.isdigit() for char in cell)]
    return len(cells) >= 3 and all(len(cell.split()) <= 5 for cell in cells) and len(figures) * 2 < len(cells)


def _is_stranger(block: Block, known: set[str]) -> bool:
    """Whether most content words of a line are not among those `known` from the article."""
    words = _content(block.text)
    return sum(word not in known for word in words) * 2 > len(words)


def _content(text: str) -> list[str]:
    return [word.casefold()[:6] for word in re.findall(r"[^\W_]+", text) if len(word) > 3]


def _after_headings_of_lists(blocks: list[Block]) -> None:
    """Lines right after "Related stories" in mid-article are its headlines."""
    listing = False
    for block in blocks:
        if block.kind and block.reason == "other headlines" and block.kind.closes:
            listing = True
        elif block.is_prose:
            listing = False
        elif listing and block.reason is None:
            block.reason = "other headlines"


def partial(blocks: Sequence[Block], text: str) -> list[Clutter]:
    """Clutter inside paragraphs: the dateline that the article begins with, the credits in brackets at its
    end.
    """
    body = [block for block in blocks if block.reason is None]
    found = []
    for block in body[:_HEAD_PROSE]:
        mapped = markup.mapped(block.span.of(text))
        match = furniture.DATELINE.match(mapped.text)
        if match and block.is_prose and _is_dateline(match):
            end = mapped.raw_span(match.end(), len(mapped.text)).start
            found.append(Clutter(span=Span.at(block.span.start, block.span.start + end), reason="dateline"))
            break
    for block in body[-2:]:
        credit = furniture.CREDIT_AT_END.search(block.span.of(text))
        if credit and credit.start() > 0:
            found.append(
                Clutter(span=Span.at(block.span.start + credit.start(), block.span.end), reason="credits")
            )
    return found


def _is_dateline(match: re.Match[str]) -> bool:
    """A day or an agency tells a dateline; a place alone only before a long dash, and when it is no
    acronym.
    """
    place = match["place"] or ""
    return bool(match["agency"] or match["day"]) or (len(place) >= 5 and match["dash"] in ("–", "—", "--"))


# --- Markdown --------------------------------------------------------------------------------------------

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<front>.*?)(?<=\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_MARKDOWN = (
    ("front matter", FRONT_MATTER),
    ("code", re.compile(r"^(?P<fence>```|~~~).*?^(?P=fence)[ \t]*$", re.DOTALL | re.MULTILINE)),
    ("image", re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]{1,2000}(?: \"[^\"\n]{0,300}\")?\)")),
    ("link", re.compile(r"^\[[^\[\]\n]{1,100}\]:\s*(?:https?:|/|#|mailto:)\S+.*$", re.MULTILINE)),
    ("comment", re.compile(r"<!--.{0,20000}?-->", re.DOTALL)),
    ("byte order mark", re.compile(r"\A\ufeff")),
)


def markdown_clutter(text: str) -> list[Clutter]:
    """Front matter, fenced code, images, link definitions, HTML comments; in plain text hardly ever any."""
    found: list[Clutter] = []
    matches = [(match.span(), reason) for reason, pattern in _MARKDOWN for match in pattern.finditer(text)]
    for (start, end), reason in sorted(matches, key=lambda one: (one[0][0], -one[0][1])):
        if not found or found[-1].span.end <= start:
            found.append(Clutter(span=Span.at(start, end), reason=reason))
    return found


def joined(spans: Sequence[Clutter], text: str) -> tuple[Clutter, ...]:
    """In order, neighbours of one reason made one; what holds no word beside clutter belongs to it."""
    result: list[Clutter] = []
    at = 0  # where the clutter so far ends
    for one in sorted(spans, key=lambda c: (c.span.start, -c.span.end)):
        start, end = max(at, one.span.start), _past_space(text, one.span.end)
        if end <= at:
            continue
        if not any(char.isalnum() for char in text[at:start]):
            start = at
        if result and result[-1].span.end == start and result[-1].reason == one.reason:
            start = result.pop().span.start
        result.append(Clutter(span=Span.at(start, end), reason=one.reason))
        at = end
    if result and not any(char.isalnum() for char in text[at:]):
        last = result.pop()
        result.append(Clutter(span=Span.at(last.span.start, len(text)), reason=last.reason))
    return tuple(result)


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
