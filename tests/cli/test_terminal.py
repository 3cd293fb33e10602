"""What reaches the two streams."""

import io
from contextlib import redirect_stdout

import pytest

from pipeline.cli import terminal


def test_a_message_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.message("a\x1b[2Jb\x9b1mc\td")

    assert capsys.readouterr() == ("", "a\ufffd[2Jb\ufffd1mc\td\n")


def test_a_result_in_a_pipe_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.result("a\x1b“b”\n\n")

    assert capsys.readouterr() == ("a\x1b“b”\n", "")


class Screen(io.StringIO):
    """A stdout that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _a_colour_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def on_screen(text: str, format: str = "") -> str:
    """What a terminal gets of a result."""
    with redirect_stdout(Screen()) as screen:
        terminal.result(text, format)
    return screen.getvalue()


def test_a_result_cannot_steer_the_terminal() -> None:
    shown = on_screen("a\x1b[2Jb")

    assert shown == "a\ufffd[2Jb\n"


def test_markdown_is_laid_out_on_a_terminal() -> None:
    shown = on_screen("# Head\n\n- a \\[b\\] \x1b[2J", "markdown")

    assert "# Head" not in shown
    assert "• " in shown
    assert "a [b] \ufffd[2J" in shown


def test_differing_words_are_coloured_on_a_terminal() -> None:
    shown = on_screen("≠ drifted 0.10  x\n    claim   Oil {+fell+}\n    source  Oil [-rose-]", "text")

    assert "\x1b[1;33m≠ drifted\x1b[0m" in shown
    assert "\x1b[1;31m{+fell+}\x1b[0m" in shown
    assert "\x1b[1;32m[-rose-]\x1b[0m" in shown


def test_json_on_a_terminal_stays_as_it_is() -> None:
    shown = on_screen('{"a": "[-b-]"}', "json")

    assert shown == '{"a": "[-b-]"}\n'
