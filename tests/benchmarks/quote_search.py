"""How fast the quote search is, and whether it finds the one swapped word: against LangExtract's
WordAligner.

    python -m tests.benchmarks.quote_search [ARTICLE] [--quotes N]

Takes N true quotations from ARTICLE (default: the Reuters article of seeds/), swaps one word of each, and
looks all of them up. LangExtract is measured in the same run where it is installed (`pip install
langextract==1.7.1`), a call a quotation. Ours starts cold: the time includes reading the article. Prints
JSON.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.text.find import find, nearest

ARTICLE = Path(__file__).parents[2] / "seeds" / "001_d1a2afb279564811.txt"


@dataclass(frozen=True)
class Quote:
    """Words of the article, and the same with one word swapped for another word of the article."""

    true: str
    swapped: str
    was: str
    now: str


def quotes(text: str, number: int, seed: int = 7) -> list[Quote]:
    """`number` quotations of 8 to 25 words that stay inside a line, and no two of them alike."""
    random_ = random.Random(seed)
    words = [m for m in re.finditer(r"\S+", text) if not re.search(r"[\n]", m[0])]
    made: dict[str, Quote] = {}
    while len(made) < number:
        first, length = random_.randrange(len(words) - 25), random_.randint(8, 25)
        true = text[words[first].start() : words[first + length - 1].end()]
        place = words[first + random_.randrange(1, length - 1)]
        was, now = place[0], random_.choice(words)[0]
        plain = all(word.isalpha() and len(word) > 3 for word in (was, now))
        if "\n" in true or not plain or was.casefold() == now.casefold() or now in true:
            continue
        at = place.start() - words[first].start()
        made[true] = Quote(true, true[:at] + now + true[at + len(was) :], was, now)
    return list(made.values())


def ours(text: str, planted: list[Quote]) -> dict[str, object]:
    """Milliseconds a quotation, how many true ones are found, in how many swapped ones just the swapped word
    is named.
    """
    begin = time.perf_counter()
    found = [find(quote.true, text) is not None for quote in planted]
    named = [_names_the_word(quote, text) for quote in planted]
    seconds = time.perf_counter() - begin
    return {
        "ms_per_quote": 1000 * seconds / (2 * len(planted)),
        "true_found": sum(found),
        "swapped_word_named": sum(named),
    }


def _names_the_word(quote: Quote, text: str) -> bool:
    if find(quote.swapped, text):
        return False
    near = nearest(quote.swapped, text)
    return near is not None and [(d.expected, d.found) for d in near.differences] == [(quote.was, quote.now)]


def theirs(text: str, planted: list[Quote]) -> dict[str, object]:
    """The same of LangExtract: grounded means that it gives an interval of the text."""
    from langextract import resolver  # type: ignore[import-not-found]
    from langextract.core import data  # type: ignore[import-not-found]

    aligner = resolver.WordAligner()

    def grounded(words: str) -> bool:
        extraction = data.Extraction(extraction_class="quote", extraction_text=words)
        aligned = aligner.align_extractions([[extraction]], text)
        return aligned[0][0].char_interval is not None

    begin = time.perf_counter()
    true = [grounded(quote.true) for quote in planted]
    swapped = [grounded(quote.swapped) for quote in planted]
    seconds = time.perf_counter() - begin
    return {
        "ms_per_quote": 1000 * seconds / (2 * len(planted)),
        "true_found": sum(true),
        "swapped_called_grounded": sum(swapped),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("article", nargs="?", type=Path, default=ARTICLE)
    parser.add_argument("--quotes", type=int, default=50)
    options = parser.parse_args()
    text = options.article.read_bytes().decode("utf-8")
    planted = quotes(text, options.quotes)
    result: dict[str, object] = {"quotes": len(planted), "pipeline": ours(text, planted)}
    if importlib.util.find_spec("langextract"):
        result["langextract"] = theirs(text, planted)
        result["times_faster"] = result["langextract"]["ms_per_quote"] / result["pipeline"]["ms_per_quote"]  # type: ignore[index]
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
