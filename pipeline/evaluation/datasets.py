"""Labelled claims from JSON-lines files: rows of id, source, claim, and label (1: the source holds it)."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import InputError
from pipeline.records import Claim, Document, Record


class Row(BaseModel):
    """One labelled claim. `label` is 1 when the source holds every detail of the claim, else 0."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    source: str
    claim: str
    label: bool

    def as_claim(self) -> Claim:
        """The claim as the checker takes it."""
        return Claim(id=self.id, text=self.claim)


class Dataset(Record):
    """The rows of one file, in its order; `name` is the file's name without its endings."""

    name: str
    rows: tuple[Row, ...]

    def by_source(self) -> dict[str, list[Row]]:
        """The rows of each source text, in order of first appearance."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.source, []).append(row)
        return groups


def read(path: Path) -> Dataset:
    """The labelled rows of a .jsonl or .jsonl.gz file.

    Raises InputError that names file and line when a row cannot be used.
    """
    rows = tuple(_row(line, path, number) for number, line in _lines(path) if line.strip())
    if not rows:
        raise InputError(
            f"{str(path)!r} holds no rows: a line is an object with id, source, claim and label."
        )
    return Dataset(name=path.name.removesuffix(".gz").removesuffix(".jsonl"), rows=rows)


def draw(dataset: Dataset, limit: int) -> Dataset:
    """At most `limit` rows of `dataset` in its order, drawn by a digest of the id: always the same."""
    order = sorted(range(len(dataset.rows)), key=lambda i: (digest(dataset.rows[i].id), i))
    kept = tuple(dataset.rows[i] for i in sorted(order[:limit]))
    return dataset.model_copy(update={"rows": kept})


def read_all(paths: Sequence[Path]) -> list[Dataset]:
    """One dataset a file. Raises InputError when two files have one name: the figures go by it."""
    found = [read(path) for path in paths]
    names = [dataset.name for dataset in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"Two files are called {twice[0]!r}; give each another name, for the figures go by it."
        )
    return found


def held_out(dataset: Dataset, wanted: bool = True) -> Dataset:
    """The rows whose source is held out, or with `wanted` false the others."""
    rows = tuple(row for row in dataset.rows if is_held_out(row.source) is wanted)
    return dataset.model_copy(update={"rows": rows})


def document(source: str) -> Document:
    """A source text as a document of its own."""
    sha256 = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(id=sha256[:12], path="", text=source, sha256=sha256)


def digest(text: str) -> int:
    """A number that follows from `text` alone, evenly spread: for draws and splits that stay the same."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6], "big")


def is_held_out(source: str) -> bool:
    """Whether a source belongs to the quarter of all source texts on which nothing was fitted or chosen."""
    return digest(f"held out:{source}") % 4 == 0


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error.strerror or error}.") from error
    except (EOFError, zlib.error) as error:
        raise InputError(f"{str(path)!r} is no whole gzip file: {error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{str(path)!r} must be UTF-8 text: {error}.") from error
    yield from enumerate(text.split("\n"), start=1)


def _row(line: str, path: Path, number: int) -> Row:
    try:
        return Row.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InputError(f"{str(path)!r}, line {number}: no JSON object ({error.msg}).") from error
    except RecursionError as error:
        raise InputError(f"{str(path)!r}, line {number}: JSON nested too deep.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the row"
        raise InputError(
            f"{str(path)!r}, line {number}: {where}: {first['msg']}. "
            "A row needs id, source, claim, and label 0 or 1."
        ) from error
