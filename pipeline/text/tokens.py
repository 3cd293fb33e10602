"""Count tokens by o200k_base, whose rank file lies in this package: nothing is ever fetched or written.

Counts for other models' tokenizers differ by some per cent; they serve to cut texts and to estimate, not to
bill.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from tiktoken import Encoding

RANKS = "o200k_base.tiktoken.gz"
RANKS_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"


def count(text: str) -> int:
    """The number of tokens in `text`. What looks like a special token, such as `<|endoftext|>`, is plain
    text.

    A run of more than 400 code points without a change between white space and anything else is cut before
    it is counted: the tokenizer's time is quadratic in the length of such a run.
    """
    encoding = _encoding()
    if len(text) <= _LONGEST_RUN or not _LONG_RUN.search(text):
        return len(encoding.encode_ordinary(text))
    return sum(len(encoding.encode_ordinary(part)) for part in _RUN_OR_REST.findall(text))


_LONGEST_RUN = 400
_LONG_RUN = re.compile(rf"\S{{{_LONGEST_RUN + 1}}}|\s{{{_LONGEST_RUN + 1}}}")
_RUN_OR_REST = re.compile(
    rf"(?s:\S{{{_LONGEST_RUN}}}|\s{{{_LONGEST_RUN}}}|(?:(?!\S{{{_LONGEST_RUN}}}"
    rf"|\s{{{_LONGEST_RUN}}}).){{1,20000}})"
)

# The pattern by which o200k_base cuts a text before it merges bytes, as published in
# tiktoken_ext/openai_public.py.
_PATTERN = "|".join(
    (
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""",
        r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
        r"""\s*[\r\n]+""",
        r"""\s+(?!\S)""",
        r"""\s+""",
    )
)


@cache
def _encoding() -> Encoding:
    from tiktoken import Encoding

    return Encoding("o200k_base", pat_str=_PATTERN, mergeable_ranks=_ranks(), special_tokens={})


def _ranks() -> dict[bytes, int]:
    packed = resources.files("pipeline").joinpath("data", RANKS).read_bytes()
    unpacked = gzip.decompress(packed)
    if hashlib.sha256(unpacked).hexdigest() != RANKS_SHA256:
        raise PipelineError(
            f"The package's data file {RANKS!r} is damaged; installing the package again mends it."
        )
    lines = (line.split() for line in unpacked.splitlines())
    return {base64.b64decode(token): int(rank) for token, rank in lines}
