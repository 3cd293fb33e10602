"""A model on this machine: llama.cpp's server in a child process, behind the same HTTP face as any other.

The child ends when its standard input does, so it outlives neither the block nor a killed parent.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import EndpointError, InputError

CONTEXT = 8192
"""The tokens that one call may take, prompt and reply together."""

PROMPT_CACHE = 512
"""The most MiB kept of prompts that were read, so that an article is not read anew for each claim."""

MOST_SLOTS = 2
"""The calls at a time that pay on a laptop: more of them share the same cores."""


LOADING = 180.0
"""Seconds that a model may take to be loaded."""


@asynccontextmanager
async def serve(gguf: Path, slots: int = MOST_SLOTS, context: int = CONTEXT) -> AsyncIterator[str]:
    """The base URL of a server for the model file `gguf`, until the end of the block.

    It answers `slots` calls at a time, each of up to `context` tokens, on all cores of this machine. Raises InputError
    when the file or the extra `local` is missing, EndpointError when the server does not start within LOADING.
    """
    check(gguf)
    child = _started(gguf, slots, context)
    with child, _ended(child):
        try:
            address = await asyncio.to_thread(_address, child)
        except BaseException:  # while it loads it does not see that its input ends
            child.kill()
            raise
        yield f"{address}/v1"


def model_name(gguf: Path) -> str:
    """The name under which `serve` offers the model: that of its file, in small letters."""
    return gguf.stem.lower()


def is_installed() -> bool:
    """Whether the extra `local` is there."""
    return find_spec("xllamacpp") is not None


def check(gguf: Path) -> None:
    """Raise InputError unless `gguf` is a model file and the extra `local` is there to serve it."""
    if not is_installed():
        raise InputError("A model on this machine needs the extra 'local': pip install 'pipeline[local]'.")
    try:
        with gguf.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise InputError(f"The model file {str(gguf)!r} cannot be read ({error.strerror}).") from error
    if magic != b"GGUF":
        raise InputError(f"The model file {str(gguf)!r} is no GGUF file: it begins with {magic!r}.")


def _started(gguf: Path, slots: int, context: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", __name__, str(gguf), model_name(gguf), str(slots), str(context)]
    # An own session: Ctrl-C is for the parent, which then ends the server in order.
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


@contextmanager
def _ended(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the child with the block: by closing its input, or by force when it does not heed that."""
    try:
        yield
    finally:
        if child.stdin:
            child.stdin.close()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()


def _address(child: subprocess.Popen[bytes]) -> str:
    """What the child prints once the model is loaded. Its log is read all the time, the end of it kept."""
    log: deque[bytes] = deque(maxlen=20)
    drain = threading.Thread(target=log.extend, args=(child.stderr,), daemon=True)
    late = threading.Timer(LOADING, child.kill)
    drain.start()
    late.start()
    address = child.stdout.readline() if child.stdout else b""
    late.cancel()
    if address:
        return address.decode().strip()
    drain.join(timeout=5)
    told = b"".join(log).decode("utf-8", "replace").strip() or "(it said nothing)"
    raise EndpointError(
        f"The model on this machine did not start; it may take {LOADING:g} s. It said last:\n{told}"
    )


# --- in the child ----------------------------------------------------------------------------------------


def _run_server(gguf: str, name: str, slots: int, context: int) -> None:
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = gguf
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = slots
    params.n_ctx = slots * context
    params.cpuparams.n_threads = _cores()
    params.cache_ram_mib = PROMPT_CACHE
    params.cors_origins = "http://127.0.0.1"
    params.ui = False
    params.offline = True
    params.endpoint_slots = False
    server = Server(params)
    print(server.listening_address, flush=True)  # noqa: T201
    sys.stdin.read()
    os._exit(0)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    _run_server(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
