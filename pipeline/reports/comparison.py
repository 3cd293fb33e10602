"""What `pipeline compare` prints: an editor's note, Markdown, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from pipeline.records import (
    Comparison,
    Conflict,
    Document,
    Drift,
    Passage,
    Rewrite,
    Stance,
    Verdict,
)
from pipeline.reports import published
from pipeline.reports.against import differing, pieces
from pipeline.reports.markdown import escape
from pipeline.reports.note import note
from pipeline.reports.plain import counted, line, shorten
from pipeline.reports.published import Passage as Place
from pipeline.reports.published import Published, Share

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


def as_json(comparison: Comparison) -> str:
    """The JSON of `pipeline compare`."""
    shown = _published(comparison).model_dump(mode="json", by_alias=True)
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Comparison], str]] = {"text": text, "json": as_json, "markdown": markdown}


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
            lines += [f"      {line(reason)}" for reason in edge.reasons]
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
        lines = [f"    · {shorten(passage.text, 160)}" for passage in passages[:_SHOWN]]
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
    lines = [f"{line(conflict.subject)} ({conflict.kind})"]
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
        lines += [f"  - {escape(reason)}" for reason in edge.reasons]
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
        lines.append(f"- **{row.claim.verdict}**: {escape(row.claim.text)}")
        lines += [f"  - *{flag.kind}*: {escape(flag.reason)}" for flag in row.claim.flags]
    if lines:
        yield "\n".join(lines)
    for title, passages in _lists(rewrite):
        shown = [f"- {escape(shorten(passage.text, 160))}" for passage in passages[:_SHOWN]]
        more = len(passages) - len(shown)
        yield f"It {title}:"
        yield "\n".join([*shown, f"- and {more} more"] if more else shown)


def _conflict_item(conflict: Conflict) -> str:
    first = conflict.versions[0].value
    lines = [f"- {escape(conflict.subject)} (*{conflict.kind}*)"]
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
        lines.append(f"| {escape(shorten(texts[row.claim], 120))} | {cells} | {row.corroboration} |")
    return lines


# --- JSON ------------------------------------------------------------------------------------------------


class _Document(Published):
    """An article; `distance` and `against` are set for a rewrite, `left_out` are places in its original."""

    id: str
    path: str
    title: str | None
    publisher: str | None
    published: str | None
    sha256: str
    against: str | None
    distance: Share | None
    left_out: tuple[Place, ...]
    own: tuple[Place, ...]


class _Row(published.Row):
    text: str


class _Drift(Published):
    document: str
    claim: str
    verdict: Verdict
    flags: tuple[published.Flag, ...]
    against: str
    span: tuple[int, int]
    score: Share | None
    reason: str


class _Comparison(Published):
    documents: tuple[_Document, ...]
    lineage: published.Lineage
    matrix: tuple[_Row, ...]
    conflicts: tuple[published.Conflict, ...]
    drift: tuple[_Drift, ...]


def _published(comparison: Comparison) -> _Comparison:
    texts = {claim.id: claim.text for claim in comparison.claims}
    rewrites = {rewrite.document: rewrite for rewrite in comparison.rewrites}
    return _Comparison(
        documents=tuple(_document(document, rewrites.get(document.id)) for document in comparison.documents),
        lineage=published.published_lineage(comparison.lineage),
        matrix=tuple(_Row(**row.model_dump(), text=texts[row.claim]) for row in comparison.matrix),
        conflicts=tuple(published.Conflict(**conflict.model_dump()) for conflict in comparison.conflicts),
        drift=tuple(_drift(row) for row in comparison.drift),
    )


def _document(document: Document, rewrite: Rewrite | None) -> _Document:
    return _Document(
        id=document.id,
        path=document.path,
        title=document.title,
        publisher=document.publisher,
        published=document.published.isoformat() if document.published else None,
        sha256=document.sha256,
        against=rewrite.against if rewrite else None,
        distance=rewrite.distance if rewrite else None,
        left_out=_passages(rewrite.left_out if rewrite else ()),
        own=_passages(rewrite.own if rewrite else ()),
    )


def _passages(passages: tuple[Passage, ...]) -> tuple[Place, ...]:
    return tuple(Place(**passage.model_dump()) for passage in passages)


def _drift(row: Drift) -> _Drift:
    claim = row.claim
    return _Drift(
        document=row.document,
        claim=claim.text,
        verdict=claim.verdict,
        flags=tuple(published.Flag(**flag.model_dump()) for flag in claim.flags),
        against=row.against,
        span=(row.place.start, row.place.end),
        score=claim.score,
        reason=claim.reason,
    )
