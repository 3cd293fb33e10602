"""What has been answered is kept, and given only to the same question."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import journal
from pipeline.errors import InputError
from pipeline.journal import Entry, digest, opened, shared
from pipeline.records import Usage

ANSWER = Entry(
    kind="JudgeReply",
    model="fake",
    text='{"text": "Ja, “gewiss”."}',
    usage=Usage(requests=1, prompt_tokens=90, completion_tokens=7),
    seconds=0.5,
)


def test_an_answer_is_there_again_when_the_journal_is_opened_again(tmp_path: Path) -> None:
    with opened(tmp_path) as first:
        first.keep("key", ANSWER)

    with opened(tmp_path) as second:
        assert second.recall("key") == ANSWER
        assert second.recall("another key") is None


def test_a_fresh_journal_knows_only_what_it_was_told_itself_and_keeps_the_rest(tmp_path: Path) -> None:
    newer = ANSWER.model_copy(update={"text": "newer"})
    with opened(tmp_path) as first:
        first.keep("one", ANSWER)
        first.keep("two", ANSWER)

    with opened(tmp_path, fresh=True) as second:
        assert second.recall("one") is None
        second.keep("one", newer)
        assert second.recall("one") == newer

    with opened(tmp_path) as third:
        assert (third.recall("one"), third.recall("two")) == (newer, ANSWER)


def test_tallies_are_by_model_and_kind(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        kept.keep("one", ANSWER)
        kept.keep("two", ANSWER)
        kept.keep("three", ANSWER.model_copy(update={"kind": "text"}))

        first, second = kept.tallies()

    assert (first.kind, first.entries, first.usage.prompt_tokens, first.seconds) == (
        "JudgeReply",
        2,
        180,
        1.0,
    )
    assert (second.kind, second.entries) == ("text", 1)


def test_a_cleared_journal_is_empty_and_small(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        for number in range(500):
            kept.keep(str(number), ANSWER.model_copy(update={"text": "word " * 200}))
    large = (tmp_path / journal.FILE).stat().st_size

    with opened(tmp_path) as kept:
        assert kept.clear() == 500
        assert kept.tallies() == []

    assert (tmp_path / journal.FILE).stat().st_size < large / 10


def test_a_second_process_is_refused_while_one_is_at_work(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(InputError, match="Another run is at work in"):
        _elsewhere(tmp_path)

    _elsewhere(tmp_path)


def test_the_lock_and_the_answers_outlive_a_killed_process_in_the_right_way(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, tests.test_journal as t\n"
        "with t.opened(pathlib.Path(sys.argv[1])) as kept:\n"
        "    kept.keep('key', t.ANSWER)\n"
        "    print('kept', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"kept"
        with pytest.raises(InputError), opened(tmp_path):
            pass
        child.kill()

    with opened(tmp_path) as kept:
        assert kept.recall("key") == ANSWER


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    (tmp_path / journal.FILE).write_text("dear diary, " * 100)

    with pytest.raises(InputError, match="is no journal"), opened(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with pytest.raises(InputError, match="cannot be written to"), opened(tmp_path / "taken"):
        pass


def test_a_journal_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        kept.keep("key", ANSWER)
        kept._connection.execute("PRAGMA user_version = 999")

    with opened(tmp_path) as kept:
        assert kept.recall("key") is None


def test_a_shared_journal_is_written_and_read_by_several_processes_at_once(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, tests.test_journal as t\n"
        "name = sys.argv[2]\n"
        "with t.shared(pathlib.Path(sys.argv[1])) as kept:\n"
        "    for n in range(50):\n"
        "        kept.keep(f'{name} {n}', t.ANSWER)\n"
        "        assert kept.recall(f'{name} {n}') == t.ANSWER\n"
    )
    commands = [[sys.executable, "-c", program, str(tmp_path / "new"), name] for name in "abcdef"]
    children = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    assert [child.communicate()[1] for child in children] == [""] * len(children)

    with shared(tmp_path / "new") as kept:
        (tally,) = kept.tallies()
        with shared(tmp_path / "new") as other:
            assert other.recall("c 7") == ANSWER
    assert tally.entries == 50 * len(children)


@pytest.mark.skipif(os.name == "nt", reason="folders of Windows have other rights")
def test_a_shared_journal_is_its_owners_alone(tmp_path: Path) -> None:
    with shared(tmp_path / "new") as kept:
        kept.keep("key", ANSWER)
        rights = [path.stat().st_mode & 0o077 for path in (tmp_path / "new", *(tmp_path / "new").iterdir())]

    assert len(rights) >= 2
    assert set(rights) == {0}


def test_a_shared_journal_forgets_its_oldest_answers(tmp_path: Path) -> None:
    with shared(tmp_path) as kept:
        for name in "abcde":
            kept.keep(name, ANSWER)
        kept.keep("a", ANSWER)

    with shared(tmp_path, most=3) as kept:
        assert [name for name in "abcde" if kept.recall(name)] == ["a", "d", "e"]


def test_a_journal_that_is_damaged_meanwhile_is_an_input_error(tmp_path: Path) -> None:
    with opened(tmp_path) as kept:
        kept._connection.execute("DROP TABLE answers")

        with pytest.raises(InputError, match="cannot be read"):
            kept.recall("key")
        with pytest.raises(InputError, match="cannot be emptied"):
            kept.clear()


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())))
def test_a_digest_does_not_depend_on_the_order_of_fields(fields: dict[str, object]) -> None:
    turned = dict(reversed(fields.items()))

    assert digest(place="here", body=fields) == digest(body=turned, place="here")
    assert digest(place="there", body=fields) != digest(place="here", body=fields)


def _elsewhere(folder: Path) -> None:
    """Open the journal in another process; raises the error that it ends with."""
    program = (
        "import sys, pathlib\nfrom pipeline.journal import opened\n"
        "from pipeline.errors import InputError\n"
        "try:\n    with opened(pathlib.Path(sys.argv[1])): pass\n"
        "except InputError as error: sys.exit(str(error))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise InputError(ended.stderr)
