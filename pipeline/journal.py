"""What has been asked and answered: a SQLite file from which a run goes on where another was broken off.

Whoever has a journal open has it alone: the operating system's own lock on the file lets no second process in,
and goes with the process, however that ends.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import InputError
from pipeline.records import Record, Usage

FILE = "journal.sqlite"
"""The name of the journal in an output folder."""


class Entry(Record):
    """One answer. `kind` says what was asked for, `seconds` how long it took; `text` is the answer as JSON."""

    kind: str
    model: str
    text: str
    usage: Usage = Usage()
    seconds: float = 0.0


class Tally(Record):
    """What a journal holds of one kind of one model."""

    model: str
    kind: str
    entries: int
    usage: Usage
    seconds: float
    characters: int


def digest(**parts: object) -> str:
    """The key of a question: SHA-256, in hex, of all that the answer depends on, as canonical JSON."""
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class Journal:
    """Answers by the digest of their question. With `fresh`, those of earlier runs count as not there.

    An answer that `keep` has taken is in the file: neither an exception nor `kill -9` loses it.
    """

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool = False) -> None:
        self._connection = connection
        self._fresh = fresh
        self._kept: set[str] = set()

    def recall(self, key: str) -> Entry | None:
        """The answer kept under `key`, if there is one."""
        if self._fresh and key not in self._kept:
            return None
        row = self._connection.execute(
            "SELECT kind, model, text, requests, prompt_tokens, completion_tokens, seconds "
            "FROM answers WHERE key = ?",
            (key,),
        ).fetchone()
        return _entry(row) if row else None

    def keep(self, key: str, entry: Entry) -> None:
        """Write `entry` under `key`, in place of one that is there, before this returns.

        Raises InputError when it cannot be written.
        """
        used = entry.usage
        row = (key, entry.kind, entry.model, entry.text)
        figures = (used.requests, used.prompt_tokens, used.completion_tokens, entry.seconds)
        try:
            self._connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, *figures)
            )
        except sqlite3.Error as error:
            raise InputError(f"The journal cannot be written: {error}.") from error
        self._kept.add(key)

    def tallies(self) -> list[Tally]:
        """What is in it, by model and kind."""
        rows = self._connection.execute(
            "SELECT model, kind, count(*), sum(requests), sum(prompt_tokens), sum(completion_tokens), "
            "sum(seconds), sum(length(text)) FROM answers GROUP BY model, kind ORDER BY model, kind"
        )
        return [
            Tally(
                model=model,
                kind=kind,
                entries=entries,
                usage=Usage(requests=requests, prompt_tokens=sent, completion_tokens=received),
                seconds=seconds,
                characters=characters,
            )
            for model, kind, entries, requests, sent, received, seconds, characters in rows
        ]

    def clear(self) -> int:
        """Forget all, and give the room back. The number of answers that were in it."""
        count: int = self._connection.execute("DELETE FROM answers").rowcount
        self._connection.execute("VACUUM")
        return count


@contextmanager
def opened(folder: Path, *, fresh: bool = False) -> Iterator[Journal]:
    """The journal of an output folder, which is made where there is none; nobody else has it meanwhile.

    Raises InputError when another process has it, when it cannot be written, or when it is no journal.
    """
    connection = _connected(folder)
    try:
        yield Journal(connection, fresh=fresh)
    finally:
        connection.close()


_VERSION = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, kind TEXT NOT NULL, model TEXT NOT NULL, "
    "text TEXT NOT NULL, requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, "
    "completion_tokens INTEGER NOT NULL, seconds REAL NOT NULL)"
)
_PATIENCE = 1.0  # seconds: another process may be about to end


def _connected(folder: Path) -> sqlite3.Connection:
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        told = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"The reports cannot be written to {str(folder)!r}: {told}.") from error
    try:
        _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        raise InputError(_refusal(error, folder)) from error
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Lock the file for as long as the connection lasts, and see that it is a journal of this version."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
        connection.execute("DROP TABLE IF EXISTS answers")
    connection.execute(_TABLE)
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def _refusal(error: sqlite3.Error, folder: Path) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return (
            f"Another run is at work in {str(folder)!r}: wait until it has ended, or choose another folder "
            "with --out."
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{str(folder / FILE)!r} is no journal, or a damaged one ({error}): delete it to ask anew."
    return f"The journal {str(folder / FILE)!r} cannot be used: {error}."


def _entry(row: tuple[str, str, str, int, int, int, float]) -> Entry:
    kind, model, text, requests, sent, received, seconds = row
    usage = Usage(requests=requests, prompt_tokens=sent, completion_tokens=received)
    return Entry(kind=kind, model=model, text=text, usage=usage, seconds=seconds)
