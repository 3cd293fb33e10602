"""Token counts, from the package's own rank file."""

import gzip
import hashlib
import time
from importlib import resources

import pytest

from pipeline.text.tokens import RANKS, RANKS_SHA256, count


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("<|endoftext|>", 7),
        ("The quick brown fox jumps.", 6),
        ("漢字", 2),
        ("\ud800 x", 2),
    ],
)
def test_text_has_its_count_and_special_tokens_are_plain_text(text: str, tokens: int) -> None:
    assert count(text) == tokens


def test_the_rank_file_is_the_published_one() -> None:
    packed = resources.files("pipeline").joinpath("data", RANKS).read_bytes()

    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == RANKS_SHA256


@pytest.mark.parametrize("char", ["a", " ", "\n", "é", "漢", "!", "\U0001f600", "\u0301"])
def test_a_run_of_one_character_takes_no_quadratic_time(char: str) -> None:
    begin = time.perf_counter()

    assert count(char * 200_000) > 0
    assert time.perf_counter() - begin < 5
