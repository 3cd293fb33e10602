"""Markdown: summary.md, and the Markdown of `pipeline check`.

What comes from an article or a model is escaped, so that Markdown and HTML in it stay as they stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.records import (
    CheckedClaim,
    Conflict,
    Decision,
    Document,
    Failure,
    Passage,
    Provenance,
    Report,
    SummarySentence,
    Usage,
    Verdict,
    VettedClaim,
)
from pipeline.reports.against import Side, against, differing, pieces
from pipeline.reports.note import SEVERITY
from pipeline.reports.plain import counted, line, words


def render(report: Report) -> str:
    """summary.md: the summary, what was held back and why, where the articles differ, and how it was made."""
    documents = {document.id: document for document in report.documents}
    numbers = {document.id: number for number, document in enumerate(report.documents, start=1)}
    held = [vetted for vetted in report.claims if vetted.decision is Decision.HELD_BACK]
    held.sort(key=lambda vetted: SEVERITY.index(vetted.claim.verdict))
    repaired = [vetted for vetted in report.claims if vetted.former and vetted not in held]
    vetted = {vetted.claim.id: vetted.claim for vetted in report.claims}
    told = {claim for sentence in report.summary for claim in sentence.claims}
    spare = [
        v.claim for v in report.claims if v.decision is not Decision.HELD_BACK and v.claim.id not in told
    ]
    blocks = [
        ["# Vetted summary"],
        [_overview(report, len(held), numbers)],
        [_sentence(sentence, vetted, numbers) for sentence in report.summary]
        or ["No sentence could be vetted."],
        *_section("Held back", [_claim(vetted.claim, documents, numbers) for vetted in held]),
        *_section("Repaired", [_repair(vetted, documents, numbers) for vetted in repaired]),
        *_section("Supported, but not in the summary", [_spare(each, numbers) for each in spare]),
        *_section("Where the articles differ", [_conflict(each, numbers) for each in report.conflicts]),
        *_section("Not in the summary", [_left_out(point, numbers) for point in report.left_out]),
        *_section("Said by one rewrite alone", [_spare(each, numbers) for each in _unsourced(report)]),
        *_section("Sources", [_source(document, numbers[document.id]) for document in report.documents]),
        *_section("Not handled", [_failure(failure) for failure in report.failures]),
        *_section("How this was made", _provenance(report.provenance, report.usage)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def check(claims: Sequence[CheckedClaim], documents: Sequence[Document], tiers: Sequence[str]) -> str:
    """The claims in order, each with its verdict and what drifted."""
    by_id = {document.id: document for document in documents}
    numbers = {document.id: number for number, document in enumerate(documents, start=1)}
    counts = (f"{sum(claim.verdict is verdict for claim in claims)} {verdict}" for verdict in Verdict)
    blocks = [
        ["# Checked claims"],
        [f"{counted(len(claims), 'claim')}: {', '.join(counts)}. Checks: {', '.join(tiers)}."],
        [_claim(claim, by_id, numbers) for claim in claims],
        *_section("Sources", [_source(document, numbers[document.id]) for document in documents]),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def escape(text: str) -> str:
    """`text` on one line, so that CommonMark and GitHub's dialect show it as it is written."""
    escaped = _SYNTAX.sub(r"\\\g<0>", line(text))
    escaped = _LINK.sub(lambda match: match[0].replace(":", r"\:").replace(".", r"\."), escaped)
    return _LINE_START.sub(r"\1\\\2", escaped)


def told(text: str) -> str:
    """Words of an article, a claim or a reason, as they are read, without their markup."""
    return escape(words(text))


_SYNTAX = re.compile(r"[\\`*\[\]<>~|$]|(?<![^\W_])_|_(?![^\W_])|&(?=#|\w+;)|!(?=\[)")
_LINK = re.compile(r"(?i)\bwww\.|(?:https?|ftp|mailto|xmpp):")
_LINE_START = re.compile(r"^(\d{0,9})((?<=\d)[.)](?=\s|$)|(?<!\d)[#+\-=](?=[#=\-\s]|$))")


def _section(title: str, lines: list[str]) -> Iterator[list[str]]:
    if lines:
        yield [f"## {title}"]
        yield lines


def _overview(report: Report, held: int, numbers: Mapping[str, int]) -> str:
    clusters = len(report.lineage.clusters) or len(report.documents)
    overview = (
        f"{counted(len(report.summary), 'sentence')} from {counted(len(report.documents), 'article')} "
        f"({counted(clusters, 'independent source')}); {counted(held, 'claim')} held back."
    )
    return " ".join((overview, *_derived(report, numbers)))


def _derived(report: Report, numbers: Mapping[str, int]) -> Iterator[str]:
    """For each original, which articles derive from it."""
    children: dict[str, list[str]] = {}
    for edge in report.lineage.edges:
        children.setdefault(edge.parent, []).append(f"[{numbers[edge.child]}]")
    for parent, rewrites in children.items():
        verb = "derives" if len(rewrites) == 1 else "derive"
        yield f"{', '.join(sorted(rewrites))} {verb} from [{numbers[parent]}], and count with it as one source."


def _sentence(
    sentence: SummarySentence, claims: Mapping[str, CheckedClaim], numbers: Mapping[str, int]
) -> str:
    """A sentence, and under it the words that it rests on where they are not its own."""
    references = "".join(f"[{number}]" for number in sentence.references)
    lines = [f"- {told(sentence.text)} {references} *({_corroboration(sentence.corroboration)})*"]
    for name in sentence.claims:
        evidence = claims[name].evidence[:1] if name in claims else ()
        lines += [f"  - [{numbers[piece.document]}] “{told(piece.text)}”" for piece in evidence]
    return "\n".join(lines)


def _spare(claim: CheckedClaim, numbers: Mapping[str, int]) -> str:
    holders = sorted({numbers[piece.document] for piece in claim.evidence})
    return f"- {told(claim.text)} {''.join(f'[{number}]' for number in holders)}"


def _unsourced(report: Report) -> list[CheckedClaim]:
    return [vetted.claim for vetted in report.claims if vetted.claim.id in report.unsourced]


def _corroboration(count: int) -> str:
    return {0: "no independent source", 1: "one source"}.get(count, f"{count} independent sources")


def _claim(claim: CheckedClaim, documents: Mapping[str, Document], numbers: Mapping[str, int]) -> str:
    score = "" if claim.score is None else f" ({claim.score:.2f})"
    lines = [f"- **{claim.verdict}**{score}: {told(claim.text)}  ", f"  {told(claim.reason)}"]
    for flag in claim.flags:
        sides = against(flag, claim.text, documents)
        lines.append(f"  - *{flag.kind}*: {told(flag.reason)}")
        lines.append(f"    - claim: {_side(sides.claim)}")
        lines.append(f"    - {_origin(sides.document, numbers)}: {_side(sides.source)}")
    return "\n".join(lines)


def _repair(vetted: VettedClaim, documents: Mapping[str, Document], numbers: Mapping[str, int]) -> str:
    former = vetted.former or vetted.claim
    before, after = differing(former.text, vetted.claim.text)
    lines = [
        f"- was: {_side(Side(text=former.text, marks=before))}  ",
        f"  is: {_side(Side(text=vetted.claim.text, marks=after))}",
    ]
    lines += [f"  - *{flag.kind}*: {told(flag.reason)}" for flag in former.flags]
    return "\n".join(lines)


def _side(side: Side | None) -> str:
    """A side with its differing words in bold."""
    if side is None:
        return "no article has these words"
    cut = pieces(side.text, side.marks)
    text = "".join(
        _padded(piece, f"**{escape(piece)}**" if marked else escape(piece)) for piece, marked in cut
    )
    return f"{'… ' if side.before else ''}{text.strip()}{' …' if side.after else ''}"


def _padded(text: str, inner: str) -> str:
    """`inner`, with one space at either end where `text` has white space."""
    if not line(text):
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"


def _origin(document: str | None, numbers: Mapping[str, int]) -> str:
    if document is None:
        return "source"
    return f"source [{numbers[document]}]" if document in numbers else f"source {escape(document)}"


def _conflict(conflict: Conflict, numbers: Mapping[str, int]) -> str:
    first = conflict.versions[0].value if conflict.versions else ""
    lines = [f"- {told(conflict.subject)} (*{conflict.kind}*)"]
    for version in conflict.versions:
        marks = differing(first, version.value)[1]
        origin = _origin(version.passage.document, numbers).removeprefix("source ")
        lines.append(f"  - {origin} “{_side(Side(text=version.value, marks=marks))}”")
    return "\n".join(lines)


def _left_out(point: Passage, numbers: Mapping[str, int]) -> str:
    return f"- {told(point.text)} [{numbers[point.document]}]"


def _source(document: Document, number: int) -> str:
    about = [document.publisher, document.published.isoformat() if document.published else None]
    parts = [
        escape(document.title or "untitled"),
        *(escape(part) for part in about if part),
        escape(document.path),
    ]
    return f"- [{number}] {' · '.join(parts)}"


def _failure(failure: Failure) -> str:
    return f"- {escape(failure.stage)}, {escape(failure.subject)}: {escape(failure.reason)}"


def _provenance(provenance: Provenance, usage: Mapping[str, Usage]) -> list[str]:
    prompts = ", ".join(escape(fingerprint) for _, fingerprint in sorted(provenance.prompts.items()))
    total = sum(usage.values(), start=Usage())
    return [
        f"- Mode: {escape(provenance.mode)}",
        f"- Model: {escape(provenance.model)}",
        f"- Prompts: {prompts or 'none'}",
        f"- Checks: {escape(', '.join(provenance.tiers)) or 'none'}",
        f"- Requests: {total.requests:,}",
        f"- Tokens: {total.prompt_tokens:,} in, {total.completion_tokens:,} out",
        f"- Program: pipeline {escape(provenance.version)}",
    ]
