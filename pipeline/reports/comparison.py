"""What `pipeline compare` prints: an editor's note, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.records import (
    Comparison,
    Conflict,
    Drift,
    Passage,
    Rewrite,
    Stance,
    Verdict,
)
from pipeline.reports import json
from pipeline.reports.against import differing, pieces
from pipeline.reports.markdown import escape, told
from pipeline.reports.note import note
from pipeline.reports.plain import counted, line, shorten, words

_SHOWN = 5
"""So many of the points that a rewrite leaves out are named; the others are counted."""


def text(comparison: Comparison) -> str:
    """A note for an editor: who derives from whom, what each rewrite changed, where the articles differ."""
    blocks = [
        f"{_overview(comparison)}",
        *_told("Who derives from whom", _lineage(comparison)),
        *(block for rewrite in comparison.rewrites for block in _rewrite(rewrite, comparison)),
        *_told("Where the articles differ", [_conflict(each) for each in comparison.conflicts]),
        *_told("Not handled", [f"{line(f.subject)}: {line(f.reason)}" for f in comparison.failures]),
    ]
    return "\n\n".join(blocks) + "\n"


def markdown(comparison: Comparison) -> str:
    """The same as a Markdown page, with a table of the claims across the articles."""
    blocks = [
        "# The articles compared",
        escape(_overview(comparison)),
        *_section("Who derives from whom", _edges(comparison)),
        *(block for rewrite in comparison.rewrites for block in _rewrite_page(rewrite, comparison)),
        *_section("Where the articles differ", [_conflict_item(each) for each in comparison.conflicts]),
        *_section("Claims across the articles", _table(comparison)),
        *_section("Not handled", [f"- {escape(f.subject)}: {escape(f.reason)}" for f in comparison.failures]),
    ]
    return "\n\n".join(blocks) + "\n"


FORMATS: dict[str, Callable[[Comparison], str]] = {"text": text, "json": json.compare, "markdown": markdown}


# --- what both pages say ---------------------------------------------------------------------------------


def _overview(comparison: Comparison) -> str:
    articles = counted(len(comparison.documents), "article")
    sources = counted(len(comparison.lineage.clusters), "independent source")
    primary = comparison.lineage.primary
    told = f"{articles}, {sources}."
    return f"{told} The likely original is {line(primary)}." if comparison.lineage.edges and primary else told


def _counts(drift: list[Drift]) -> str:
    counts = {verdict: sum(row.claim.verdict is verdict for row in drift) for verdict in Verdict}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)


def _changed(rewrite: Rewrite, comparison: Comparison) -> tuple[list[Drift], list[Drift]]:
    """All claims of a rewrite, and those that its original has otherwise; not those it says nothing of."""
    drift = [row for row in comparison.drift if row.document == rewrite.document]
    own = {passage.start for passage in rewrite.own}
    return drift, [
        row for row in drift if row.claim.verdict is not Verdict.SUPPORTED and row.place.start not in own
    ]


# --- the note --------------------------------------------------------------------------------------------


def _told(title: str, blocks: list[str]) -> Iterator[str]:
    if blocks:
        yield "\n\n".join([f"{title.upper()}", *blocks])


def _lineage(comparison: Comparison) -> list[str]:
    lineage = comparison.lineage
    told = []
    for cluster in lineage.clusters:
        if len(cluster) == 1:
            told.append(f"{line(cluster[0])}\n  stands alone")
            continue
        edges = [edge for edge in lineage.edges if edge.child in cluster[1:] and edge.parent in cluster]
        lines = [f"{line(cluster[0])}\n  is the likely original of {counted(len(cluster) - 1, 'article')}"]
        for edge in edges:
            origin = "" if edge.parent == cluster[0] else f", by way of {line(edge.parent)}"
            lines.append(f"  → {line(edge.child)}  {edge.confidence:.0%}{origin}")
            lines += [f"      {words(reason)}" for reason in edge.reasons]
        told.append("\n".join(lines))
    return told


def _rewrite(rewrite: Rewrite, comparison: Comparison) -> Iterator[str]:
    drift, changed = _changed(rewrite, comparison)
    documents = {document.id: document for document in comparison.documents}
    yield (
        f"{line(rewrite.document)}\n"
        f"  against {line(rewrite.against)}: distance {rewrite.distance:.2f}\n"
        f"  {counted(len(drift), 'claim')}: {_counts(drift)}"
    )
    yield from (note(row.claim, documents) for row in changed)
    for title, passages in _lists(rewrite):
        lines = [f"    · {shorten(words(passage.text), 160)}" for passage in passages[:_SHOWN]]
        more = len(passages) - len(lines)
        yield "\n".join([f"  {title}:", *lines, *([f"    · and {more} more"] if more else [])])


def _lists(rewrite: Rewrite) -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """What a rewrite says on its own, and what it leaves out, each under a title, empty ones left out."""
    if rewrite.own:
        yield f"says in {counted(len(rewrite.own), 'sentence')} what its original does not", rewrite.own
    if rewrite.left_out:
        yield f"leaves out {counted(len(rewrite.left_out), 'sentence')} of its original", rewrite.left_out


def _conflict(conflict: Conflict) -> str:
    first = conflict.versions[0].value
    lines = [f"{words(conflict.subject)} ({conflict.kind})"]
    for version in conflict.versions:
        cut = pieces(version.value, differing(first, version.value)[1])
        value = line("".join(f"{{+{piece}+}}" if marked else piece for piece, marked in cut))
        lines.append(
            f"  {line(version.passage.document)}, {version.passage.start}–{version.passage.end}\n    {value}"
        )
    return "\n".join(lines)


# --- Markdown --------------------------------------------------------------------------------------------


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield "\n".join(lines)


def _edges(comparison: Comparison) -> list[str]:
    lines = []
    for edge in comparison.lineage.edges:
        lines.append(f"- {escape(edge.child)} derives from {escape(edge.parent)} ({edge.confidence:.0%})")
        lines += [f"  - {told(reason)}" for reason in edge.reasons]
    alone = [cluster[0] for cluster in comparison.lineage.clusters if len(cluster) == 1]
    return [*lines, *(f"- {escape(name)} stands alone" for name in alone)]


def _rewrite_page(rewrite: Rewrite, comparison: Comparison) -> Iterator[str]:
    drift, changed = _changed(rewrite, comparison)
    yield f"## {escape(rewrite.document)}"
    yield (
        f"Against {escape(rewrite.against)}: distance {rewrite.distance:.2f}; "
        f"{counted(len(drift), 'claim')}: {_counts(drift)}."
    )
    lines = []
    for row in changed:
        lines.append(f"- **{row.claim.verdict}**: {told(row.claim.text)}")
        lines += [f"  - *{flag.kind}*: {told(flag.reason)}" for flag in row.claim.flags]
    if lines:
        yield "\n".join(lines)
    for title, passages in _lists(rewrite):
        shown = [f"- {escape(shorten(words(passage.text), 160))}" for passage in passages[:_SHOWN]]
        more = len(passages) - len(shown)
        yield f"It {title}:"
        yield "\n".join([*shown, f"- and {more} more"] if more else shown)


def _conflict_item(conflict: Conflict) -> str:
    first = conflict.versions[0].value
    lines = [f"- {told(conflict.subject)} (*{conflict.kind}*)"]
    for version in conflict.versions:
        cut = pieces(version.value, differing(first, version.value)[1])
        value = "".join(f"**{escape(piece)}**" if marked else _spaced(piece) for piece, marked in cut)
        lines.append(f"  - {escape(version.passage.document)}: {value}")
    return "\n".join(lines)


def _spaced(piece: str) -> str:
    """An unmarked piece escaped, with the white space at its ends that keeps it off the marked ones."""
    inner = escape(piece)
    return f"{' ' if piece[:1].isspace() else ''}{inner}{' ' if piece[-1:].isspace() and inner else ''}"


_STANCES = {"supports": "●", "drifts": "≠", "contradicts": "✗", "silent": "·"}


def _table(comparison: Comparison) -> list[str]:
    if not comparison.matrix:
        return []
    texts = {claim.id: claim.text for claim in comparison.claims}
    heads = [escape(document.id) for document in comparison.documents]
    legend = ", ".join(f"{sign} {stance}" for stance, sign in _STANCES.items())
    lines = [
        legend,
        "",
        f"| claim | {' | '.join(heads)} | independent |",
        f"|---|{'---|' * (len(heads) + 1)}",
    ]
    for row in comparison.matrix:
        stances = {cell.document: cell.stance for cell in row.cells}
        cells = " | ".join(_STANCES[stances.get(d.id, Stance.SILENT)] for d in comparison.documents)
        lines.append(f"| {escape(shorten(words(texts[row.claim]), 120))} | {cells} | {row.corroboration} |")
    return lines
