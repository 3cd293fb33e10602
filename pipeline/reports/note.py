"""Plain text that reads like an editor's note: claim, source sentence under it, the differing words marked.

The claim's differing words stand between `{+` and `+}`, the source's between `[-` and `-]`, as in wdiff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.records import CheckedClaim, Document, Evidence, Flag, Passage, Verdict
from pipeline.reports.against import Side, against, pieces
from pipeline.reports.plain import counted, line, words

SYMBOLS = {
    Verdict.SUPPORTED: "✓",
    Verdict.DRIFTED: "≠",
    Verdict.CONTRADICTED: "✗",
    Verdict.UNSUPPORTED: "∅",
    Verdict.UNDETERMINED: "?",
}
"""One sign for each verdict, so that none is told by colour alone."""

SEVERITY = (
    Verdict.CONTRADICTED,
    Verdict.DRIFTED,
    Verdict.UNSUPPORTED,
    Verdict.UNDETERMINED,
    Verdict.SUPPORTED,
)
"""The order in which held-back claims are read."""


def check(claims: Sequence[CheckedClaim], documents: Sequence[Document], tiers: Sequence[str]) -> str:
    """A note on each claim in order, and a last line that counts the verdicts."""
    by_id = {document.id: document for document in documents}
    counts = {verdict: sum(claim.verdict is verdict for claim in claims) for verdict in Verdict}
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    last = (
        f"{counted(len(claims), 'claim')}{': ' if told else ''}{told}. Checks: {', '.join(tiers) or 'none'}."
    )
    return "\n\n".join([*(note(claim, by_id) for claim in claims), last]) + "\n"


def note(claim: CheckedClaim, documents: Mapping[str, Document]) -> str:
    """The note on one claim, without a line break at its end."""
    score = "" if claim.score is None else f" {claim.score:.2f}"
    lines = [f"{SYMBOLS[claim.verdict]} {claim.verdict}{score}  {words(claim.text)}"]
    if claim.reason:
        lines.append(f"  {words(claim.reason)}")
    for flag in claim.flags:
        lines += _flag(flag, claim.text, documents)
    if not claim.flags:
        lines += [f"    source  {words(held.text)}  ({_place(held)})" for held in claim.evidence]
    return "\n".join(lines)


def _flag(flag: Flag, claim: str, documents: Mapping[str, Document]) -> list[str]:
    sides = against(flag, claim, documents)
    source = "no article has these words"
    if sides.source and flag.source:
        source = f"{_side(sides.source, '[-', '-]')}  ({_place(flag.source)})"
    return [
        f"  {flag.kind}: {words(flag.reason)}",
        f"    claim   {_side(sides.claim, '{+', '+}')}",
        f"    source  {source}",
    ]


def _side(side: Side, opening: str, closing: str) -> str:
    cut = pieces(side.text, side.marks)
    text = line("".join(f"{opening}{piece}{closing}" if marked else piece for piece, marked in cut))
    return f"{'… ' if side.before else ''}{text}{' …' if side.after else ''}"


def _place(passage: Passage | Evidence) -> str:
    return f"{line(passage.document)}, {passage.start}–{passage.end}"
