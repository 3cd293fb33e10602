"""The command line: options in, exit code out. One module a command, imported only when it is called.

A new command is a function (or a `typer.Typer` with several) in a module of its own, and an entry in
`COMMANDS`. What it prints goes through `terminal`; the settings it takes as options are named in
`options.with_settings`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from pipeline.cli import terminal
from pipeline.cli.exits import MEANINGS, ExitCode
from pipeline.cli.interrupts import Interrupts, is_from_interrupt
from pipeline.errors import PipelineError
from pipeline.llm.secrets import redact


class Entry(NamedTuple):
    """A command: `module:name` of its function or Typer, and its line in `pipeline --help`."""

    target: str
    help: str


COMMANDS = {
    "run": Entry("pipeline.cli.run:run", "Read articles and write a summary in which every claim is vetted."),
    "check": Entry("pipeline.cli.check:check", "Check the claims of any text against its sources."),
    "explain": Entry(
        "pipeline.cli.explain:explain", "Check one claim, and show it beside the words of its source."
    ),
    "compare": Entry(
        "pipeline.cli.compare:compare",
        "Say who derives from whom among articles, and what each rewrite changed.",
    ),
    "model": Entry("pipeline.cli.model:app", "Fetch the model that runs on this machine."),
    "eval": Entry("pipeline.cli.eval:evaluate", "Measure the checker on labelled claims."),
    "cassette": Entry("pipeline.cli.cassette:app", "Look into recorded runs, and see that they are safe."),
    "doctor": Entry(
        "pipeline.cli.doctor:doctor", "Find out what an endpoint can do, and what a run makes of it."
    ),
    "cache": Entry("pipeline.cli.cache:app", "Show or empty the journal of answers in an output folder."),
    "config": Entry("pipeline.cli.config:app", "Show the settings, and where each value came from."),
    "schema": Entry("pipeline.cli.schema:schema", "Print the JSON Schema of report.json."),
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end the process with its exit code."""
    terminal.prepare()
    interrupts = Interrupts()
    try:
        interrupts.heed()
        code = _ended(list(sys.argv[1:] if arguments is None else arguments))
        interrupts.ignore()
    except KeyboardInterrupt:  # in one of the moments in which typer does not wait for it
        code = ExitCode.INTERRUPTED
    if code == ExitCode.INTERRUPTED:
        interrupts.ignore()
        exec("")  # noqa: S102 -- makes CPython forget an interrupt that came in one, else it ends by the signal
        terminal.message(interrupts.word)
        sys.exit(interrupts.code)
    sys.exit(code)


def _ended(arguments: list[str]) -> int:
    """The exit code of one command; errors are told."""
    try:
        typer.main.get_command(app).main(arguments, prog_name="pipeline")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.CLEAN
    except PipelineError as error:
        if is_from_interrupt(error):
            return ExitCode.INTERRUPTED
        terminal.message(f"error: {redact(str(error))}")
        return error.exit_code
    except Exception as error:
        if is_from_interrupt(error):
            return ExitCode.INTERRUPTED
        _report_fault(error)
        return ExitCode.INTERNAL
    return ExitCode.CLEAN


class _Commands(TyperGroup):
    """A group that knows names and help of its commands; their modules are imported when they are called."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]
        self.commands = {name: TyperCommand(name, help=entry.help) for name, entry in COMMANDS.items()}

    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def]
        name, stub, rest = super().resolve_command(ctx, args)
        return name, stub and _load(name or ""), rest


def _load(name: str) -> object:
    module, attribute = COMMANDS[name].target.split(":")
    target = getattr(import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        function, target = target, typer.Typer(add_completion=False)
        target.command(name)(function)
    command = typer.main.get_command(target)
    command.name = name
    return command


_EXIT_CODES = "\n".join(
    ["Exit codes:", *(f"{code.value:>5}  {meaning}" for code, meaning in MEANINGS.items())]
)

app = typer.Typer(cls=_Commands, no_args_is_help=True, epilog=_EXIT_CODES)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        terminal.result(f"pipeline {version('pipeline')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Summaries that can be trusted: every claim is checked against the raw text of its sources."""


def _report_fault(error: Exception) -> None:
    if os.environ.get("PIPELINE_DEBUG"):
        import traceback

        terminal.message(redact("".join(traceback.format_exception(error))))
    terminal.message(
        f"error: a fault in pipeline itself ({type(error).__name__}). What was answered so far is kept.\n"
        "Set PIPELINE_DEBUG=1 and run it again to see where; a report with those lines helps to mend it."
    )
