"""Claims as a file gives them: the sentences of a text, or the rows of a JSON Lines file."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.errors import InputError
from pipeline.records import Claim
from pipeline.text.sentences import sentences


def read_claims(text: str, suffix: str = "") -> list[Claim]:
    """The claims of `text`, in order; `suffix` is the file's (".md", ".txt", ".jsonl"), or empty.

    A text gives one claim a sentence, without headings, bullets, references such as [1][3] and, in Markdown,
    its marks. JSON Lines give one claim a row, as it stands, with the row's id. No id comes twice. Raises
    InputError for a row that cannot be used, naming its line.
    """
    if suffix == ".jsonl" or (not suffix and re.match(r'\s*\{\s*"', text)):
        return list(_rows(text))
    return list(_numbered(_statements(text, is_markdown=suffix != ".txt")))


def _rows(text: str) -> Iterator[Claim]:
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            claim = _row(line, number)
            if claim.id in lines:
                raise InputError(f"Line {number} repeats the id {claim.id!r} of line {lines[claim.id]}.")
            lines[claim.id] = number
            yield claim


def _row(line: str, number: int) -> Claim:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(
            f'Line {number} must be a JSON object such as {{"id": "1", "claim": "…"}}: {error}.'
        ) from error
    text = row.get("claim") if isinstance(row, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise InputError(f'Line {number} must have a "claim" with text in it, got {line.strip()[:80]!r}.')
    identity = row.get("id")
    if not isinstance(identity, str | int | None) or isinstance(identity, bool):
        raise InputError(f'Line {number} must have an "id" that is text or a whole number, got {identity!r}.')
    return Claim.of(text) if identity in (None, "") else Claim(id=str(identity), text=text)


def _numbered(texts: Iterable[str]) -> Iterator[Claim]:
    """A sentence that comes again gets its id with a number, so that no two claims share one."""
    seen: Counter[str] = Counter()
    for text in texts:
        claim = Claim.of(text)
        seen[claim.id] += 1
        again = seen[claim.id]
        yield claim if again == 1 else claim.model_copy(update={"id": f"{claim.id}-{again}"})


def _statements(text: str, is_markdown: bool) -> Iterator[str]:
    for block in _blocks(_without_frame(text) if is_markdown else text, is_markdown):
        plain = _without_marks(block) if is_markdown else _REFERENCE.sub("", block)
        for span in sentences(plain):
            sentence = span.of(plain)
            if any(character.isalnum() for character in sentence) and not _LEAD.fullmatch(sentence):
                yield sentence


_LEAD = re.compile(r"(?:\S+\s+){0,5}\S*:")
_REFERENCE = re.compile(r"[ \t]*\[\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\](?!\()")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦–—]|\d{1,3}[.)])\s+(?=\S)")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")
_RULE = re.compile(r"\s*(?:(?:[-*_=]\s*){3,}|[|:\s-]+|`{3,}.*|~{3,}.*)$")
_UNDERLINE = re.compile(r"\s*(?:=+|-+)\s*")
_QUOTE_MARK = re.compile(r"\s{0,3}(?:>\s?)+")


def _blocks(text: str, is_markdown: bool) -> Iterator[str]:
    """Paragraphs and list items, each as one line; headings and rules are left out."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        line = _QUOTE_MARK.sub("", line) if is_markdown else line
        bullet = _BULLET.match(line)
        if bullet or not line.strip() or _HEADING.match(line) or _RULE.match(line):
            if not (is_markdown and _UNDERLINE.fullmatch(line)):
                yield from _paragraphs(block, is_markdown or _is_wrapped(block))
            block = [line[bullet.end() :]] if bullet else []
        else:
            block.append(line)


def _paragraphs(lines: list[str], is_one: bool) -> Iterator[str]:
    """All lines as one paragraph, or each that does not go on in small letters as one of its own."""
    paragraph: list[str] = []
    for line in (line.strip() for line in lines):
        if paragraph and not is_one and not line[0].islower():
            yield " ".join(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield " ".join(paragraph)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether each line was broken just where the first word of the next did not fit any more."""
    width = max((len(line) for line in lines), default=0)
    return all(len(line) + 1 + len(after.split()[0]) > width for line, after in pairwise(lines))


_MARKS = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<[A-Za-z/][^<>]*>"), ""),
    (re.compile(r"(\*\*\*|\*\*|\*|`+)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(__?)(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"^\||\|$"), ""),
)


def _without_marks(block: str) -> str:
    block = re.sub(r"\\([!-/:-@\[-`{-~])", lambda match: chr(_PRIVATE + ord(match[1])), block)
    for pattern, kept in _MARKS:
        block = pattern.sub(kept, block)
    block = html.unescape(_REFERENCE.sub("", block))
    return block.translate({_PRIVATE + code: code for code in range(128)})


_PRIVATE = 0xF0000
"""Where an escaped character waits, as a private one, until the marks are gone."""


_OWN_SUMMARY = re.compile(
    r"# Vetted summary\n\n[^\n]*\n\n(?P<summary>.*?)(?:^## |\Z)", re.DOTALL | re.MULTILINE
)
_RESTS_ON = re.compile(r"^  - \[\d+\] “.*$\n?", re.MULTILINE)
_CORROBORATION = re.compile(r" \*\([^()\n]*\bsources?\)\*$", re.MULTILINE)


def _without_frame(text: str) -> str:
    """Markdown without front matter and comments; of a summary.md of this program, the summary alone."""
    own = _OWN_SUMMARY.match(text)
    if own is not None:
        return _CORROBORATION.sub("", _RESTS_ON.sub("", own["summary"]))
    text = re.sub(r"\A---\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", "", text, count=1, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
