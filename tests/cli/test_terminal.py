"""What reaches the two streams."""

import pytest

from pipeline.cli import terminal


def test_a_message_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.message("a\x1b[2Jb\x9b1mc\td")

    assert capsys.readouterr() == ("", "a\ufffd[2Jb\ufffd1mc\td\n")


def test_a_result_in_a_pipe_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.result("a\x1b“b”\n\n")

    assert capsys.readouterr() == ("a\x1b“b”\n", "")
