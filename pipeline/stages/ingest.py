"""Read articles from files, folders and standard input; the raw text stays as it is, and clutter is only
marked.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from pipeline.errors import InputError
from pipeline.records import Document, Failure, Record, document_id
from pipeline.text import webpage
from pipeline.text.clutter import clutter
from pipeline.text.metadata import metadata

SUFFIXES = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm"))
"""What is read from a folder. A file that is named may have any suffix."""

MAX_BYTES = 20_000_000
"""Three thousand times an article. What is larger is a dump, and would be asked of a model piece by piece."""


class Ingested(Record):
    """What was read: `documents` in the order of the paths, folders sorted; `failures` for what could not
    be.
    """

    documents: tuple[Document, ...] = ()
    failures: tuple[Failure, ...] = ()


def ingest(paths: Sequence[str | Path], stdin: TextIO | None = None) -> Ingested:
    """The articles at `paths`: files, folders (with all folders below them, hidden ones left out), "-" for
    `stdin`.

    `document.text` is the file decoded, its line ends untouched and a UTF-8 byte order mark kept as a code
    point, so that offsets agree with `Path(...).read_bytes().decode()`; a web page keeps its tags. UTF-8 is
    tried first, then UTF-16 and UTF-32 by their mark, then what charset-normalizer finds. A file met twice
    is read once.

    Raises InputError for a named path that does not exist, is no text or is too large, and when nothing at
    all can be read. A file inside a folder that cannot be used, and an empty one anywhere, is a Failure.
    """
    documents, failures = [], []
    for outcome in stream(paths, stdin):
        if isinstance(outcome, Document):
            documents.append(outcome)
        else:
            failures.append(outcome)
    if not documents and any(failure.reason != EMPTY for failure in failures):
        reasons = "; ".join(f"{failure.subject!r}: {failure.reason}" for failure in failures[:3])
        raise InputError(f"None of the {len(failures)} files can be used ({reasons}). {_WANTED}")
    return Ingested(documents=tuple(documents), failures=tuple(failures))


def stream(paths: Sequence[str | Path], stdin: TextIO | None = None) -> Iterator[Document | Failure]:
    """What `ingest` gives, one by one: at any time no more than one article is held. Raises as `ingest`
    does.
    """
    found = list(_found(paths))
    if not found:
        given = ", ".join(repr(str(path)) for path in paths)
        raise InputError(
            f"There is no article in {given}. {_WANTED}" if given else f"No path is given. {_WANTED}"
        )
    names = _ids([one for one in found if isinstance(one, _File)])
    taken: set[str] = set()
    for one in found:
        if isinstance(one, Failure):
            yield one
        elif one.path is None:
            yield _from_stdin(stdin)
        elif names[one] in taken:
            yield _failure(str(one.path), "its name cannot be told from that of another file")
        else:
            taken.add(names[one])
            yield _read(one.path, names[one], one.named)


EMPTY = "the file holds no words"
_WANTED = "Name text files (.txt, .md, .html), folders that hold such files, or - for standard input."


# --- which files -----------------------------------------------------------------------------------------


class _File(Record):
    """A file to read, None for standard input; `named` when the user named it and not just its folder."""

    path: Path | None
    named: bool


def _found(paths: Sequence[str | Path]) -> Iterator[_File | Failure]:
    met: set[str] = set()
    for given in paths:
        for one in _at(given):
            key = "-" if one.path is None else os.path.realpath(one.path)
            if key in met:
                continue
            met.add(key)
            if one.path is None or one.named or _is_inside(key, Path(given)):
                yield one
            else:
                yield _failure(
                    str(one.path), "it is a link out of the folder; name what it leads to if it is to be read"
                )


def _at(given: str | Path) -> Iterator[_File]:
    if str(given) == "-":
        yield _File(path=None, named=True)
        return
    path = Path(given)
    if path.is_dir():
        yield from (_File(path=inside, named=False) for inside in _inside(path))
    elif path.exists():
        yield _File(path=path, named=True)
    else:
        raise InputError(f"There is nothing at {str(given)!r}. {_WANTED}")


def _inside(folder: Path) -> Iterator[Path]:
    """Files with a known suffix, folder by folder, sorted, and links to other folders, which are not followed."""
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        places = (Path(top) / name for name in folders)
        yield from (at for at in places if at.is_symlink() and not _is_inside(os.path.realpath(at), folder))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(top) / name


def _is_inside(real: str, folder: Path) -> bool:
    return Path(real).is_relative_to(os.path.realpath(folder))


def _ids(files: Sequence[_File]) -> dict[_File, str]:
    """The name of each file; files of one name are told apart by as many of their folders as that takes."""
    alike: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        if file.path is not None:
            alike[document_id(file.path)].append(file.path)
    return {
        file: _spelt(
            _told_apart(file.path, [other for other in alike[document_id(file.path)] if other != file.path])
        )
        for file in files
        if file.path is not None
    }


def _spelt(name: str) -> str:
    r"""The name of a file as text that can be written: a byte that is none becomes an escape such as `\udcff`."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _told_apart(path: Path, others: Sequence[Path]) -> str:
    parts = path.absolute().parts
    for length in range(1, len(parts) + 1):
        tail = parts[-length:]
        if all(other.absolute().parts[-length:] != tail for other in others):
            break
    return "/".join(tail).replace("//", "/")


# --- from bytes to a document ----------------------------------------------------------------------------


def _read(path: Path, name: str, named: bool) -> Document | Failure:
    try:
        data = _bytes(path)
        text = decoded(data, is_html=path.suffix.lower() in (".html", ".htm"))
    except ValueError as error:
        if named:
            raise InputError(f"{str(path)!r} cannot be used: {error}. {_WANTED}") from error
        return _failure(str(path), str(error))
    return document(name, _spelt(path.as_posix()), text, data)


def _from_stdin(stdin: TextIO | None) -> Document | Failure:
    if stdin is None:
        raise InputError("'-' stands for standard input, and there is none here.")
    try:
        text = stdin.read()
    except UnicodeDecodeError as error:
        raise InputError(
            "Standard input is not text in this terminal's encoding; name a file instead."
        ) from error
    return document("stdin", "-", text, text.encode("utf-8", "surrogatepass"))


def document(name: str, path: str, text: str, data: bytes) -> Document | Failure:
    """The document of `text`, which was decoded from `data`: what of it is clutter, and what it says of
    itself.
    """
    if not any(char.isalnum() for char in text):
        return _failure(path, EMPTY)
    if path.lower().endswith((".html", ".htm")) or webpage.is_webpage(text):
        found, told = webpage.read(text)
    else:
        found = clutter(text)
        told = metadata(text, found)
    return Document(
        id=name, path=path, text=text, sha256=hashlib.sha256(data).hexdigest(), clutter=found,
        title=told.title, published=told.published, byline=told.byline, publisher=told.publisher,
    )  # fmt: skip


def _bytes(path: Path) -> bytes:
    """The content of a file. Raises ValueError, with the reason, where it cannot be had."""
    try:
        if not path.is_file():
            raise ValueError("it is no regular file")
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(
                f"it has {path.stat().st_size:,} bytes, and more than {MAX_BYTES:,} are not read"
            )
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"it cannot be read ({error.strerror})") from error


def decoded(data: bytes, *, is_html: bool = False) -> str:
    """`data` as text, every byte of it. Raises ValueError, with the reason, where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data[:8192] or data.startswith(_SIGNATURES):
        raise ValueError("it is not text but binary data")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:2048]) if is_html else None
        return _strictly(data, declared[1].decode("ascii")) if declared else _guessed(data)


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    *(b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0"),
    *(b"7z\xbc\xaf", b"Rar!"),
)
_DECLARED = re.compile(rb"""<meta[^<>]{0,200}charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise ValueError(f"it is not the {encoding} text that it says it is") from error


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:262_144])
    best = matches.best()
    if best is None:
        raise ValueError("it is not text in any encoding that could be told")
    usual = next((one for one in matches if one.encoding == "cp1252"), None)
    if usual and usual.chaos <= best.chaos + 0.1 and usual.coherence >= best.coherence:
        best = usual  # the commonest encoding of its family, which a few letters do not tell from the others
    return _strictly(data, best.encoding)


def _failure(path: str, reason: str) -> Failure:
    return Failure(stage="ingest", subject=_spelt(path), reason=reason)
