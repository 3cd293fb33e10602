"""Recording the calls of a run and playing them again; the only module that knows vcrpy.

A cassette is a YAML file in vcrpy's own format, the one that pytest-recording uses. A request is known by its
method, its path and its JSON body: all chat calls go to one path, so nothing less tells them apart. On replay
no call reaches the network and none waits: give `without_waiting` to the model as its `sleep`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vcr
import yaml
from vcr.cassette import Cassette
from vcr.patch import PATCHER_NAMES
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.serialize import deserialize, serialize

from pipeline.errors import CassetteMiss, InputError
from pipeline.llm import recordings, scrub, upkeep
from pipeline.llm.recordings import Recorded
from pipeline.llm.retry import RETRIED_STATUS

FILE = recordings.FILE


@contextmanager
def taped(
    record: Path | None, replay: Path | None, used: Path | None, note: Callable[[str], None]
) -> Iterator[None]:
    """Record into the one folder or replay from the other, where one is given.

    After a replay `note` is told how much of the cassette was left, and the calls that were played are added to the
    list in the file `used`.
    """
    if record is not None:
        with recording(record):
            yield
    elif replay is not None:
        with replaying(replay) as tape:
            yield
        if unused := tape.unused():
            note(f"{len(unused):,} of {tape.length:,} calls recorded in {str(replay)!r} were not asked for")
        if used is not None:
            upkeep.add_to_used(used, tape.used())
    else:
        yield


@contextmanager
def recording(folder: Path) -> Iterator[None]:
    """Write every call made inside to a cassette in `folder`, in place of one that is there.

    The calls are sorted, so that recording again changes no more lines than it must. An answer that a retry
    replaces (too many requests, a server in trouble) is not kept. Nothing is written when the block raises.
    """
    with _tape(
        _Recorder, folder / FILE, record_mode="all", drop_unused_requests=True, record_on_exception=False
    ):
        yield


@contextmanager
def replaying(folder: Path) -> Iterator[Replay]:
    """Answer every call made inside from the cassette in `folder`; the network is never asked.

    A call that was not recorded raises CassetteMiss. Raises InputError when there is no cassette.
    """
    file = folder / FILE
    calls = list(recordings.of_file(file))
    with _tape(_Player, file, record_mode="none") as player:
        yield Replay(calls, player.play_counts)


class Replay:
    """What has been played of a cassette so far."""

    def __init__(self, calls: list[Recorded], played: Counter[int]) -> None:
        self._calls = calls
        self._played = played

    @property
    def length(self) -> int:
        """How many calls are recorded."""
        return len(self._calls)

    def used(self) -> list[Recorded]:
        """The recorded calls that have been made."""
        return [call for index, call in enumerate(self._calls) if self._played[index]]

    def unused(self) -> list[Recorded]:
        """The recorded calls that nobody has made."""
        return [call for index, call in enumerate(self._calls) if not self._played[index]]


def prune(file: Path, dropped: Collection[int]) -> None:
    """Take the calls at the places `dropped` out of a cassette; the others stay as they are, byte for byte.

    Raises InputError, and leaves the file alone, when nothing would remain.
    """
    content = recordings.content_of(file)
    left = [call for at, call in enumerate(content["interactions"]) if at not in dropped]
    if not left:
        raise InputError(f"No call would be left in {str(file)!r}: record it again, or delete it.")
    text = _Yaml.serialize({**content, "interactions": left})
    recordings.load(text)  # raises, and the file stays, should it not be one that can be replayed
    _replaced(file, text)


async def without_waiting(seconds: float) -> None:
    """A sleep that takes no time."""


def vcr_config() -> dict[str, Any]:
    """The settings of vcrpy for tests, as the fixture `vcr_config` of pytest-recording wants them."""
    return {
        "match_on": ("method", "path", "json_body"),
        "before_record_request": _request,
        "before_record_response": _response,
        "decode_compressed_response": True,
        "skip_patchers": tuple(name for name in PATCHER_NAMES if name != "httpx2"),
    }


def configure(recorder: vcr.VCR) -> None:
    """Teach `recorder` how bodies are matched and files are written; for `pytest_recording_configure`."""
    recorder.register_matcher("json_body", _same_body)
    recorder.register_serializer("yaml", _Yaml)


# --- the tape --------------------------------------------------------------------------------------------


@contextmanager
def _tape(kind: type[Cassette], file: Path, **options: Any) -> Iterator[Any]:
    recorder = vcr.VCR(**vcr_config())
    configure(recorder)
    recorder.register_persister(_Files)
    with kind.use(**recorder.get_merged_config(path=str(file), **options)) as tape:
        yield tape


class _Recorder(Cassette):  # type: ignore[misc]
    """Asks the endpoint for everything, and keeps the first answer to each request that stands."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: set[tuple[str, str, str]] = set()

    def can_play_response_for(self, request: Any) -> bool:
        return False

    def append(self, request: Any, response: dict[str, Any]) -> None:
        key = _key(self.filter_request(request))
        if response["status"]["code"] not in RETRIED_STATUS and key not in self._kept:
            self._kept.add(key)
            super().append(request, response)


class _Player(Cassette):  # type: ignore[misc]
    """Finds an answer by a table in place of a search, and says what is missing.

    An equal request is given the recorded answers in turn, the last one from then on.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._places: dict[tuple[str, str, str], list[int]] = {}
        self._asked: Counter[tuple[str, str, str]] = Counter()

    def append(self, request: Any, response: dict[str, Any]) -> None:
        super().append(request, response)
        self._places.setdefault(_key(self.requests[-1]), []).append(len(self) - 1)

    def can_play_response_for(self, request: Any) -> bool:
        wanted = self.filter_request(request)
        if _key(wanted) not in self._places:
            raise CassetteMiss(_missing(wanted, self))
        return True

    def play_response(self, request: Any) -> dict[str, Any]:
        key = _key(self.filter_request(request))
        places = self._places[key]
        index = places[min(self._asked[key], len(places) - 1)]
        self._asked[key] += 1
        self.play_counts[index] += 1
        response: dict[str, Any] = self.responses[index]
        return response


def _key(request: Any) -> tuple[str, str, str]:
    return request.method, request.path, recordings.canonical(_text(request.body))


def _missing(request: Any, tape: Cassette) -> str:
    same_path = [_text(other.body) for other in tape.requests if other.path == request.path]
    diff = recordings.difference(_text(request.body), same_path)
    return "\n".join(
        [
            f"No call recorded in {str(Path(tape.path).parent)!r} equals this one:",
            recordings.described(request.method, request.path, _text(request.body)),
            f"The nearest one differs:\n{diff}" if diff else "Nothing like it is recorded there.",
            "Prompts, articles, settings and model must be those of the recording; or record it again.",
        ]
    )


# --- what is kept ----------------------------------------------------------------------------------------


def _request(request: Any) -> Any:
    request.uri = scrub.uri(request.uri)
    request.headers = {
        name: value for name, value in sorted(request.headers.items()) if name.lower() in scrub.HEADERS
    }
    request.body = scrub.request_body(_text(request.body))
    return request


def _response(response: dict[str, Any]) -> dict[str, Any]:
    headers = {name.lower(): values for name, values in sorted(response["headers"].items())}
    return {
        "status": response["status"],
        "headers": {name: values for name, values in headers.items() if name in scrub.HEADERS},
        "body": {"string": scrub.reply_body(_text(response["body"]["string"])).encode()},
    }


def _same_body(one: Any, other: Any) -> bool:
    return recordings.canonical(_text(one.body)) == recordings.canonical(_text(other.body))


def _text(body: bytes | str | None) -> str:
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""


# --- the file --------------------------------------------------------------------------------------------


class _Files:
    """Keeps a cassette in a UTF-8 file, which is replaced as a whole."""

    @staticmethod
    def load_cassette(path: str, serializer: Any) -> Any:
        try:
            return deserialize(Path(path).read_text(encoding="utf-8"), serializer)
        except FileNotFoundError as error:
            raise CassetteNotFoundError from error

    @staticmethod
    def save_cassette(path: str, content: dict[str, Any], serializer: Any) -> None:
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        _replaced(file, serialize(content, serializer))


def _replaced(file: Path, text: str) -> None:
    partial = file.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)


class _Yaml:
    """Writes and reads the file: calls sorted by what they ask, bodies as blocks of lines."""

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        return recordings.load(text)

    @staticmethod
    def serialize(content: dict[str, Any]) -> str:
        text: str = yaml.dump(
            {**content, "interactions": sorted(content["interactions"], key=_place)},
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=1_000_000,
        )
        return text


def _place(call: dict[str, Any]) -> tuple[str, str]:
    return call["request"]["uri"], recordings.canonical(call["request"]["body"] or "")


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a text of several lines as a block."""


def _text_node(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text_node)
