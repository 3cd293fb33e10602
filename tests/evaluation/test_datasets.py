"""Labelled rows in, or an error that names the file and the line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.datasets import draw, is_held_out, read, read_all

ROW = {"id": "1", "source": "It rained.", "claim": "It rained.", "label": 1}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_rows_are_read_plain_and_packed(tmp_path: Path) -> None:
    plain = lines(tmp_path / "set.jsonl", ROW, {**ROW, "id": 2, "label": 0, "level": "sentence"})
    packed = tmp_path / "other.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    first, second = read_all([plain, packed])

    assert first.rows == second.rows
    assert (first.name, second.name) == ("set", "other")
    assert [(row.id, row.label) for row in first.rows] == [("1", True), ("2", False)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "no JSON object"),
        ("[]", "the row"),
        ('{"id": "1", "claim": "c", "label": 1}', "source"),
        ('{"id": "1", "source": "s", "claim": "c", "label": 2}', "label"),
        ('{"id": "1", "source": null, "claim": "c", "label": 0}', "source"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_file_and_line(tmp_path: Path, line: str, what: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{json.dumps(ROW)}\n\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError, match=rf"set\.jsonl', line 3: {what}"):
        read(path)


@pytest.mark.parametrize("content", [b"\x1f\x8bno gzip", b"\xff\xfe\x00", b"", b"\n \n"])
def test_a_file_that_holds_no_rows_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)

    with pytest.raises(InputError, match="set"):
        read(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.jsonl")


def test_two_files_of_one_name_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    first, second = lines(tmp_path / "set.jsonl", ROW), lines(tmp_path / "a" / "set.jsonl", ROW)

    with pytest.raises(InputError, match="'set'"):
        read_all([first, second])


def test_a_draw_is_the_same_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = [{**ROW, "id": str(number)} for number in range(20)]

    one = draw(read(lines(tmp_path / "a.jsonl", *rows)), 5)
    other = draw(read(lines(tmp_path / "b.jsonl", *reversed(rows))), 5)

    assert {row.id for row in one.rows} == {row.id for row in other.rows}
    assert len(one.rows) == 5


def test_about_a_quarter_of_the_sources_is_held_out() -> None:
    held_out = sum(is_held_out(f"source {number}") for number in range(2000))

    assert 400 < held_out < 600
