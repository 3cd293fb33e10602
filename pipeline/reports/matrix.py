"""matrix.svg: every claim against every article. A disc supports, a diamond drifts, a cross contradicts.

Columns stand in the groups of the lineage, so that five discs under one bracket are seen to be one source.
What is silent is left empty, and a row's signs are one path each, so that a thousand rows stay light.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.records import MatrixCell, MatrixRow, Record, Report, Stance, VettedClaim
from pipeline.reports.lineage import clusters
from pipeline.reports.note import SYMBOLS
from pipeline.reports.plain import counted, shorten, words
from pipeline.reports.svg import Figure, document_name, element, fitted, hint, standalone, text

_MARGIN = 16
_LABEL = 400
_ROW = 26
_HEAD = 78
_NAME = 420
"""The name of an article under the figure has at least so many pixels."""

_LINE = 19
_SIGNS = {
    Stance.SUPPORTS: ("fig-supports", "M{x:g} {y:g}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
    Stance.DRIFTS: ("fig-drifts", "M{x:g} {y:g}m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z"),
    Stance.CONTRADICTS: ("fig-contradicts", "M{x:g} {y:g}m-4 -4l8 8m0 -8l-8 8"),
}


def render(report: Report) -> str:
    """matrix.svg as a file."""
    return standalone(figure(report))


def figure(report: Report) -> Figure:
    """The drawing, for a file or for the page, whose rows are `g[data-c]` with the index of the claim."""
    grid = _grid(report)
    indices = {vetted.claim.id: index for index, vetted in enumerate(report.claims)}
    bottom = _HEAD + _ROW * len(report.matrix)
    head = [_backing(grid), *_legend(), *_brackets(report, grid), *_heads(report, grid)]
    body = _rules(grid, bottom)
    for number, row in enumerate(report.matrix):
        at = indices.get(row.claim)
        claim = None if at is None else report.claims[at]
        body.append(_row(row, claim, at, grid, _HEAD + _ROW * (number + 0.5)))
    key, height = _key(report, grid.right + 56, bottom + _MARGIN)
    return Figure(
        width=grid.right + 56,
        height=height,
        title=f"{counted(len(report.matrix), 'claim')} against {counted(len(report.documents), 'article')}",
        description=_told(report),
        body="".join((*body, *key)) + element("g", "".join(head), class_="fig-heads"),
    )


def said(row: MatrixRow, numbers: dict[str, int]) -> str:
    """The row in words: "supports [1] [2]; drifts [3] (number)"."""
    parts = []
    for stance in _SIGNS:
        cells = [cell for cell in row.cells if cell.stance is stance and cell.document in numbers]
        if cells:
            parts.append(f"{stance} {' '.join(_cell(cell, numbers) for cell in cells)}")
    return "; ".join(parts) or "all articles are silent"


def _cell(cell: MatrixCell, numbers: dict[str, int]) -> str:
    kinds = f" ({', '.join(cell.kinds)})" if cell.kinds else ""
    return f"[{numbers[cell.document]}]{kinds}"


class _Grid(Record):
    """Where each document's column stands, in pixels, its number, and where the columns end."""

    columns: dict[str, float]
    numbers: dict[str, int]
    right: float


def _grid(report: Report) -> _Grid:
    step = 26 if len(report.documents) <= 24 else 18
    numbers = {document.id: number for number, document in enumerate(report.documents, start=1)}
    at, columns = float(_MARGIN + _LABEL + 20), {}
    for cluster in clusters(report):
        for name in sorted(cluster, key=numbers.__getitem__):
            columns[name] = at
            at += step
        at += 10
    return _Grid(columns=columns, numbers=numbers, right=at + 8)


def _brackets(report: Report, grid: _Grid) -> list[str]:
    """A bracket over each group of articles that are one source."""
    spans = [[grid.columns[name] for name in cluster] for cluster in clusters(report) if len(cluster) > 1]
    return [
        element("path", d=f"M{min(span) - 7:g} 46v-4h{max(span) - min(span) + 14:g}v4", class_="fig-group")
        for span in spans
    ]


def _backing(grid: _Grid) -> str:
    """What hides the rows that are scrolled under the head."""
    return element("rect", width=grid.right + 56, height=_HEAD - 8, class_="fig-paper")


def _rules(grid: _Grid, bottom: float) -> list[str]:
    return [
        element("line", x1=x, x2=x, y1=_HEAD - 8, y2=bottom, class_="fig-rule") for x in grid.columns.values()
    ]


def _legend() -> list[str]:
    x, parts = float(_MARGIN), []
    for stance, (class_, sign) in _SIGNS.items():
        parts.append(element("path", d=sign.format(x=x + 6, y=22), class_=class_))
        parts.append(text(stance, x + 18, 26, "fig-small"))
        x += 34 + 6.2 * len(stance)
    return parts


def _heads(report: Report, grid: _Grid) -> list[str]:
    y = _HEAD - 16
    heads = [
        text("CLAIM", _MARGIN + 22, y, "fig-caps"),
        text("SOURCES", grid.right, y, "fig-caps", text_anchor="middle"),
    ]
    for number, document in enumerate(report.documents, start=1):
        head = text(str(number), grid.columns[document.id], y, "fig-number", text_anchor="middle")
        heads.append(element("g", hint(document_name(document)) + head))
    return heads


def _key(report: Report, width: float, top: float) -> tuple[list[str], float]:
    """The names of the articles under their numbers' figure, and where they end."""
    columns = min(len(report.documents), max(1, int((width - 2 * _MARGIN) // _NAME)))
    if not columns:
        return [], top
    rows = -(-len(report.documents) // columns)
    step = (width - 2 * _MARGIN) / columns
    parts = [text("ARTICLES", _MARGIN + 6, top + 14, "fig-caps")]
    for index, document in enumerate(report.documents):
        column, row = divmod(index, rows)
        x, y = _MARGIN + 6 + column * step, top + 36 + row * _LINE
        parts.append(text(f"[{index + 1}]", x, y, "fig-number"))
        name = text(fitted(document_name(document), step - 46), x + 30, y, "fig-label")
        parts.append(element("g", hint(f"{document_name(document)} · {document.path}") + name))
    return parts, top + 30 + rows * _LINE + _MARGIN


def _row(row: MatrixRow, vetted: VettedClaim | None, index: int | None, grid: _Grid, y: float) -> str:
    """One claim. `index` is None where the row's claim is not in the report."""
    label = words(vetted.claim.text) if vetted else row.claim
    symbol = SYMBOLS[vetted.claim.verdict] if vetted else ""
    told = f"{shorten(label, 240)} — {said(row, grid.numbers)}"
    parts = [
        hint(told),
        element(
            "rect", x=_MARGIN / 2, y=y - _ROW / 2, width=grid.right + 40, height=_ROW, rx=4, class_="fig-hit"
        ),
        text(symbol, _MARGIN + 6, y + 4, "fig-number", text_anchor="middle"),
        text(fitted(label, _LABEL - 30), _MARGIN + 22, y + 4, "fig-label"),
        *_signs(row.cells, grid.columns, y),
        text(str(row.corroboration), grid.right, y + 4, "fig-number", text_anchor="middle"),
    ]
    if index is None:
        return element("g", "".join(parts))
    return element("g", "".join(parts), class_="fig-row", data_c=index)


def _signs(cells: Sequence[MatrixCell], columns: dict[str, float], y: float) -> list[str]:
    signs = []
    for stance, (class_, sign) in _SIGNS.items():
        places = [
            columns[cell.document] for cell in cells if cell.stance is stance and cell.document in columns
        ]
        if places:
            signs.append(element("path", d="".join(sign.format(x=x, y=y) for x in places), class_=class_))
    return signs


def _told(report: Report) -> str:
    cells = Counter(cell.stance for row in report.matrix for cell in row.cells)
    cells[Stance.SILENT] += len(report.matrix) * len(report.documents) - cells.total()
    return ", ".join(f"{cells[stance]} cells: {stance}" for stance in Stance) + "."
