"""Hold `pipeline compare seeds/` against what a reader found, sentence by sentence.

    python -m tests.sources.read_seeds [CASSETTE]

With the rules alone, or with the judge whose answers a cassette holds.
A claim is *right* when it is supported and the reader agrees, or when it is flagged and one of the kinds fits; *unnamed*
when it is rightly not supported but no kind is given; *missed* when a change or an addition passes; *wrong* when what
the original holds is flagged, or no kind fits.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from pipeline.api import compare
from pipeline.records import Comparison, Drift, Verdict
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
READING = Path(__file__).parent / "reading.txt"
OWN = {"addition", "entity", "number", "date", "quote"}


def outcomes(found: Comparison) -> list[tuple[str, Drift]]:
    """How each claim of the rewrites was told, with the claim."""
    return [(_outcome(row, *_finding(row)), row) for row in found.drift]


def counts(told: list[tuple[str, Drift]], document: str = "") -> Counter[str]:
    """How often each outcome comes up among the claims of the rewrites whose name begins with `document`."""
    return Counter(outcome for outcome, row in told if row.document.startswith(document))


def _finding(row: Drift) -> tuple[str, set[str]]:
    for line in READING.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            article, beginning, finding, *kinds = (part.strip() for part in line.split("|"))
            if row.document.startswith(article) and row.claim.text.startswith(beginning):
                return finding, set(" ".join(kinds).split())
    raise LookupError(f"nobody has read {row.claim.text!r} of {row.document}")


def _outcome(row: Drift, finding: str, fitting: set[str]) -> str:
    verdict, kinds = row.claim.verdict, {str(flag.kind) for flag in row.claim.flags}
    if finding == "S":
        return "right" if verdict is Verdict.SUPPORTED else "wrong"
    if finding == "E":
        return "wrong" if verdict is Verdict.CONTRADICTED else "right"
    if verdict is Verdict.SUPPORTED:
        return "missed"
    if finding == "A":
        return "right" if not kinds or kinds & OWN else "wrong"
    return "right" if kinds & fitting else "wrong" if kinds else "unnamed"


if __name__ == "__main__":
    cassette = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    found = compare([ROOT / "seeds"], Settings(tier="auto" if cassette else "rules"), replay=cassette)
    told = outcomes(found)
    names = ("right", "unnamed", "missed", "wrong")
    print("| rewrite | distance | sentences | " + " | ".join(names) + " |")
    print("| --- " * (len(names) + 3) + "|")
    for rewrite in found.rewrites:
        count = counts(told, rewrite.document)
        figures = " | ".join(str(count[name]) for name in names)
        print(f"| {rewrite.document[:3]} | {rewrite.distance:.2f} | {count.total()} | {figures} |")
    total = counts(told)
    print(f"| all | | {total.total()} | " + " | ".join(f"**{total[name]}**" for name in names) + " |")
    for outcome, row in told:
        if outcome != "right":
            flags = ", ".join(flag.kind for flag in row.claim.flags)
            print(
                f"{outcome}: {row.document[:3]} {row.claim.verdict} [{flags}] {' '.join(row.claim.text.split())[:110]}"
            )
