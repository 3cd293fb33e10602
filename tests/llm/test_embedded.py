"""llama.cpp's server as a child process that ends with its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import EndpointError, InputError
from pipeline.llm import embedded, weights
from pipeline.llm.openai_chat import OpenAIChat
from tests.fake_endpoint import loopback

needs_local = pytest.mark.skipif(not embedded.is_installed(), reason="the extra 'local' is not installed")


def model_file() -> Path:
    chosen = os.environ.get("PIPELINE_TEST_GGUF")
    file = Path(chosen) if chosen else weights.installed()
    if file is None:
        pytest.skip("no model file: pipeline model pull, or PIPELINE_TEST_GGUF")
    return file


async def url_of(file: Path) -> str:
    async with embedded.serve(file) as url:
        return url


@needs_local
@pytest.mark.parametrize(("content", "told"), [(b"PK\x03\x04", "no GGUF file"), (None, "No such file")])
def test_a_file_that_is_no_model_is_an_input_error(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InputError, match=told):
        asyncio.run(url_of(file))


@needs_local
def test_a_damaged_model_is_an_endpoint_error_with_what_the_server_said(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + b"x" * 100)

    with pytest.raises(EndpointError, match="failed to load model"):
        asyncio.run(url_of(file))


@loopback
@needs_local
@pytest.mark.model
def test_a_model_is_served_under_the_name_of_its_file() -> None:
    file = model_file()

    async def served() -> list[str]:
        async with (
            embedded.serve(file, slots=1, context=512) as base_url,
            OpenAIChat("any", base_url) as model,
        ):
            return await model.models()

    assert asyncio.run(served()) == [embedded.model_name(file)]


@needs_local
@pytest.mark.model
def test_the_server_ends_when_its_parent_is_killed() -> None:
    code = (
        "import asyncio, sys, time\nfrom pathlib import Path\nfrom pipeline.llm import embedded\n"
        "async def work():\n"
        "    async with embedded.serve(Path(sys.argv[1]), slots=1, context=512):\n"
        "        print('up', flush=True)\n        time.sleep(600)\n"
        "asyncio.run(work())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(model_file())], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        parent.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while any(_runs(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children
    assert not any(_runs(child) for child in children)


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
