"""Hand-written claims after the seeds, held against the original: `python -m tests.evaluation.claims [--tier judge]`.

`claims/tuned.jsonl` was looked at while the checks were written, `claims/unseen.jsonl` never: whoever changes a check
measures with it and does not read it. A claim with `kinds` drifts, and each of them fits; one without is faithful.
The options of the judge are those of the program: PIPELINE_PRESET, OPENAI_BASE_URL and so on.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import pipeline
from pipeline.records import CheckedClaim, Verdict

HERE = Path(__file__).parent / "claims"
ORIGINAL = Path(__file__).parents[2] / "seeds" / "001_d1a2afb279564811.txt"


@dataclass(frozen=True)
class Count:
    """Drifted claims not called supported, those of them with a fitting kind, faithful claims not called supported."""

    drifted: int
    caught: int
    named: int
    faithful: int
    false_alarms: int


def measured(name: str, settings: pipeline.Settings) -> Count:
    """What the checker makes of `claims/{name}.jsonl`."""
    rows = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]
    checked = pipeline.check([row["claim"] for row in rows], [ORIGINAL], settings).claims
    pairs = list(zip(rows, checked, strict=True))
    held_back = [(row, claim) for row, claim in pairs if claim.verdict is not Verdict.SUPPORTED]
    caught = [(row, claim) for row, claim in held_back if row["kinds"]]
    drifted = sum(bool(row["kinds"]) for row in rows)
    return Count(
        drifted=drifted,
        caught=len(caught),
        named=sum(_is_named(row["kinds"], claim) for row, claim in caught),
        faithful=len(rows) - drifted,
        false_alarms=len(held_back) - len(caught),
    )


def _is_named(kinds: list[str], claim: CheckedClaim) -> bool:
    return any(flag.kind in kinds for flag in claim.flags)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tier", choices=("rules", "judge"), default="rules")
    tier = parser.parse_args().tier
    for name in ("tuned", "unseen"):
        print(f"{name}, {tier}: {measured(name, pipeline.Settings(tier=tier))}")


if __name__ == "__main__":
    main()
