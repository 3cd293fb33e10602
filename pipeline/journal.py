"""What has been asked and answered: a SQLite file from which a run goes on where another was broken off.

The journal of an output folder is `opened` by one process at a time: the operating system's own lock on the file lets
no second one in, and goes with the process, however that ends. The user's journal of checks is `shared`: any number
of processes read and write it at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pipeline.errors import InputError
from pipeline.records import Record, Usage
from pipeline.settings import cache_folder

FILE = "journal.sqlite"
"""The name of the journal in its folder."""

MOST_SHARED = 100_000
"""Answers that the user's journal holds at most: some hundred megabytes. The oldest go first."""


def of_checks() -> Path:
    """The folder of the user's journal: what `pipeline check`, `explain` and `compare` have asked."""
    return cache_folder() / "checks"


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
        """The answer kept under `key`, if there is one. Raises InputError when the file is damaged."""
        if self._fresh and key not in self._kept:
            return None
        try:
            row = self._connection.execute(
                "SELECT kind, model, text, requests, prompt_tokens, completion_tokens, seconds "
                "FROM answers WHERE key = ?",
                (key,),
            ).fetchone()
        except sqlite3.Error as error:
            raise InputError(f"The journal cannot be read: {error}.") from error
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

    def trim(self, most: int) -> None:
        """Forget the oldest answers beyond `most`."""
        with suppress(sqlite3.Error):  # the next process will do it
            self._connection.execute(
                "DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM answers) - ?", (most,)
            )

    def clear(self) -> int:
        """Forget all, and give the room back. The number of answers that were in it.

        Raises InputError when another process is at work with it.
        """
        try:
            count: int = self._connection.execute("DELETE FROM answers").rowcount
            self._connection.execute("VACUUM")
        except sqlite3.Error as error:
            raise InputError(f"The journal cannot be emptied now: {error}. Try again in a while.") from error
        return count


@contextmanager
def opened(folder: Path, *, fresh: bool = False) -> Iterator[Journal]:
    """The journal of an output folder, which is made where there is none; nobody else has it meanwhile.

    Raises InputError when another process has it, when it cannot be written, or when it is no journal.
    """
    with closing(_connected(folder, "EXCLUSIVE", _PATIENCE)) as connection:
        yield Journal(connection, fresh=fresh)


@contextmanager
def shared(folder: Path, most: int = MOST_SHARED) -> Iterator[Journal]:
    """The journal in `folder` for any number of processes at once; only its owner can read it.

    It is made where there is none, and loses its oldest answers beyond `most`. Raises InputError when it cannot
    be written, or when it is no journal.
    """
    with suppress(OSError):  # what is wrong with the folder is said as the file is opened
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(folder / FILE, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(_connected(folder, "NORMAL", _LONG_PATIENCE)) as connection:
        journal = Journal(connection)
        journal.trim(most)
        yield journal


_VERSION = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, kind TEXT NOT NULL, model TEXT NOT NULL, "
    "text TEXT NOT NULL, requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, "
    "completion_tokens INTEGER NOT NULL, seconds REAL NOT NULL)"
)
_PATIENCE = 1.0  # seconds: another process may be about to end
_LONG_PATIENCE = 30.0  # seconds: another process writes one answer, or empties the journal
_TURN = 0.05  # seconds


def _connected(folder: Path, locking: str, patience: float) -> sqlite3.Connection:
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=patience, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        told = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"The answers cannot be written to {str(folder)!r}: {told}.") from error
    try:
        connection.execute(f"PRAGMA locking_mode = {locking}")
        _logged_ahead(connection, patience)
        _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        raise InputError(_refusal(error, folder, locking)) from error
    return connection


def _logged_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Turn to the write-ahead log, for which SQLite does not wait by itself when another process is about to do so."""
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= end:
                raise
            time.sleep(_TURN)
        else:
            return


def _prepare(connection: sqlite3.Connection) -> None:
    """See that the file is a journal of this version, and not too large a one."""
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
        connection.execute("DROP TABLE IF EXISTS answers")
    connection.execute(_TABLE)
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _refusal(error: sqlite3.Error, folder: Path, locking: str) -> str:
    if _is_busy(error) and locking == "NORMAL":
        return f"The journal {str(folder / FILE)!r} is held by another process: try again in a while."
    if _is_busy(error):
        return (
            f"Another run is at work in {str(folder)!r}: wait until it has ended, or choose another folder "
            "with --out."
        )
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{str(folder / FILE)!r} is no journal, or a damaged one ({error}): delete it to ask anew."
    return f"The journal {str(folder / FILE)!r} cannot be used: {error}."


def _entry(row: tuple[str, str, str, int, int, int, float]) -> Entry:
    kind, model, text, requests, sent, received, seconds = row
    usage = Usage(requests=requests, prompt_tokens=sent, completion_tokens=received)
    return Entry(kind=kind, model=model, text=text, usage=usage, seconds=seconds)
