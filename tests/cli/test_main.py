"""The command line as a whole: what it lists, how it ends, and what it never shows."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import typer

from pipeline import cli
from pipeline.cli import COMMANDS
from pipeline.cli.exits import MEANINGS, ExitCode
from pipeline.errors import EndpointError, InputError
from pipeline.settings import Settings

Ended = Callable[..., int]
KEY = "sk-proj-0123456789abcdefghijABCDEFGHIJ"


def faulty(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `pipeline schema` raise `error`."""

    def command() -> None:
        raise error

    module = import_module("pipeline.cli.schema")
    monkeypatch.setattr(module, "schema", command)


def test_help_lists_every_command_and_every_exit_code(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("--help") == ExitCode.CLEAN

    out = " ".join(capsys.readouterr().out.split())
    assert all(f"{name} " in out and entry.help in out for name, entry in COMMANDS.items())
    assert all(f"{code.value} {meaning}" in out for code, meaning in MEANINGS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_explains_itself(
    ended: Ended, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(name, "--help") == ExitCode.CLEAN
    assert f"Usage: pipeline {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [(), ("runn",), ("run",), ("config",), ("config", "show", "--nope"), ("run", "--tier", "x", "a")],
)
def test_wrong_usage_ends_with_2(ended: Ended, arguments: tuple[str, ...]) -> None:
    assert ended(*arguments) == ExitCode.USAGE


def test_a_misspelt_command_is_answered_with_the_right_one(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    ended("expalin")

    assert "Did you mean 'explain'?" in capsys.readouterr().err


def test_the_version_is_that_of_the_distribution(ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--version") == ExitCode.CLEAN
    assert capsys.readouterr().out.startswith("pipeline 0.")


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("no such thing"), ExitCode.USAGE), (EndpointError("no such thing"), ExitCode.ENDPOINT)],
)
def test_an_error_of_ours_is_one_line_and_its_exit_code(
    ended: Ended,
    error: Exception,
    code: ExitCode,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    faulty(error, monkeypatch)

    assert ended("schema") == code
    assert capsys.readouterr() == ("", "error: no such thing\n")


def test_an_interrupt_ends_with_130(
    ended: Ended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty(KeyboardInterrupt(), monkeypatch)

    assert ended("schema") == ExitCode.INTERRUPTED
    assert capsys.readouterr() == ("", "interrupted\n")


def test_a_fault_shows_no_value_of_the_program(
    ended: Ended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty(RuntimeError(KEY), monkeypatch)

    assert ended("schema") == ExitCode.INTERNAL
    captured = capsys.readouterr()
    assert "RuntimeError" in captured.err
    assert "PIPELINE_DEBUG=1" in captured.err
    assert KEY not in captured.out + captured.err


def test_an_error_of_ours_repeats_no_key(
    ended: Ended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty(EndpointError(f"Incorrect API key provided: {KEY}"), monkeypatch)

    assert ended("schema") == ExitCode.ENDPOINT
    assert capsys.readouterr().err == "error: Incorrect API key provided: [redacted]\n"


def test_a_fault_shows_its_place_when_asked_to(
    ended: Ended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty(RuntimeError(f"here: {KEY}"), monkeypatch)
    monkeypatch.setenv("PIPELINE_DEBUG", "1")

    assert ended("schema") == ExitCode.INTERNAL
    err = capsys.readouterr().err
    assert "test_main.py" in err
    assert "here: " in err
    assert KEY not in err


def test_settings_are_shown_with_their_origins_and_without_the_key(
    ended: Ended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    Path("pipeline.toml").write_text("votes = 3\n")

    assert ended("config", "show") == ExitCode.CLEAN

    captured = capsys.readouterr()
    rows = {line.split()[0]: line.split()[1:] for line in captured.out.splitlines()}
    assert list(rows) == ["setting", *Settings.model_fields]
    assert rows["votes"] == ["3", "./pipeline.toml"]
    assert rows["api_key"] == ["**********", "OPENAI_API_KEY"]
    assert "sk-secret" not in captured.out + captured.err


def test_a_settings_file_that_cannot_be_read_ends_with_2(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pipeline.toml").write_text("votes =\n")

    assert ended("config", "show") == ExitCode.USAGE
    assert "error: The settings file 'pipeline.toml' is not valid TOML" in capsys.readouterr().err


def test_a_flag_of_a_setting_is_checked_by_the_settings(
    ended: Ended, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("run", "a.txt", "--concurrency", "many") == ExitCode.USAGE
    assert (
        "concurrency (--concurrency) cannot be 'many': it should be a valid integer."
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("run", "a", "--record", "x", "--replay", "y"), "--record and --replay exclude each other"),
        (("run", "a", "--replay", "not-there"), "'not-there' is not there"),
        (("run", "a", "--format", "pdf"), "--format cannot be 'pdf': it must be one of markdown, "),
        (("check", "-", "--against", "-"), "stdin can hold the claims or a source, not both"),
        (("check", "none.md", "--against", "a"), "The claims in 'none.md' cannot be read: No such file"),
        (("check", "bytes.md", "--against", "a"), "The claims in 'bytes.md' must be UTF-8 text"),
        (
            ("check", "rows.jsonl", "--against", "a"),
            "The claims in 'rows.jsonl' cannot be used. Line 1 must be",
        ),
        (("explain", " ", "--against", "a"), "The claim is empty"),
    ],
)
def test_unusable_input_is_named_and_ends_with_2(
    ended: Ended, arguments: tuple[str, ...], wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bytes.md").write_bytes(b"\xff\xfe\x00")
    Path("rows.jsonl").write_text("Oil rose.")

    assert ended(*arguments) == ExitCode.USAGE
    assert wrong in capsys.readouterr().err


def test_a_command_takes_a_function_or_a_group() -> None:
    targets = [
        getattr(import_module(module), name)
        for module, name in (e.target.split(":") for e in COMMANDS.values())
    ]

    assert all(isinstance(target, typer.Typer) or callable(target) for target in targets)


def pipeline(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    with pipeline("schema") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (ExitCode.CLEAN, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_without_room_ends_with_2() -> None:
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "pipeline", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert process.returncode == ExitCode.USAGE
    assert process.stderr == "error: The output cannot be written: No space left on device.\n"


def test_a_closed_output_is_no_error() -> None:
    process = subprocess.run(
        f"'{sys.executable}' -m pipeline schema >&-", shell=True, capture_output=True, check=False
    )

    assert (process.returncode, process.stderr) == (ExitCode.CLEAN, b"")


def test_both_streams_are_utf8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)

    cli.terminal.prepare()
    cli.terminal.result("“quoted”")

    assert stream.buffer.getvalue() == "“quoted”\n".encode()
