"""lineage.svg: who was made from whom, one band for each group of articles that hang together.

In a band the original stands on the left and each article right of the one it was most probably made from;
further edges are dashed. Articles that stand alone are set side by side below. A few articles get roomy
cards, hundreds get one line each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.records import Derivation, Document, Record, Report
from pipeline.reports.places import drawn_edges
from pipeline.reports.plain import counted, percent, words
from pipeline.reports.svg import Figure, document_name, element, fitted, hint, standalone, text, wrapped

_MARGIN = 16
_ROOMY = 12
"""With more articles than this, a card is one line."""


class _Size(Record):
    """Measures in pixels: a card, the way between two columns, and from one row to the next."""

    width: float
    height: float
    gap: float
    row: float


class _Place(Record):
    """Where a document's card stands: column and row, which may lie between two rows."""

    document: str
    column: int
    row: float


def render(report: Report) -> str:
    """lineage.svg as a file."""
    return standalone(figure(report))


def figure(report: Report) -> Figure:
    """The drawing, for a file or for the page."""
    many = len(report.documents) > _ROOMY
    size = (
        _Size(width=258, height=24, gap=74, row=30) if many else _Size(width=256, height=66, gap=92, row=80)
    )
    sheet = _Sheet(report, size)
    for cluster in sheet.clusters:
        if len(cluster) > 1:
            sheet.band(cluster)
    sheet.alone([cluster[0] for cluster in sheet.clusters if len(cluster) == 1])
    return Figure(
        width=sheet.width + _MARGIN,
        height=sheet.y,
        title=f"Lineage of {counted(len(report.documents), 'article')}",
        description=" ".join(_told(report, sheet)),
        body="".join(sheet.parts),
    )


def tree(report: Report) -> dict[str, str]:
    """The likeliest parent of each derived document: its most confident edge that closes no circle."""
    known = {document.id for document in report.documents}
    parents: dict[str, str] = {}
    for edge in sorted(report.lineage.edges, key=lambda edge: (-edge.confidence, edge.child, edge.parent)):
        fits = edge.child not in parents and {edge.parent, edge.child} <= known
        if fits and edge.child not in _line_of(edge.parent, parents):
            parents[edge.child] = edge.parent
    return parents


def clusters(report: Report) -> list[tuple[str, ...]]:
    """All documents in their clusters, large ones first; a document that is in none stands alone."""
    order = {document.id: number for number, document in enumerate(report.documents)}
    given = [tuple(name for name in cluster if name in order) for cluster in report.lineage.clusters]
    placed = {name for cluster in given for name in cluster}
    found = [cluster for cluster in given if cluster] + [(name,) for name in order if name not in placed]
    return sorted(found, key=lambda cluster: (-len(cluster), min(order[name] for name in cluster)))


class _Sheet:
    """The drawing as it grows downwards: `y` is the first free pixel."""

    def __init__(self, report: Report, size: _Size) -> None:
        self.size = size
        self.documents = {document.id: document for document in report.documents}
        self.numbers = {document.id: number for number, document in enumerate(report.documents, start=1)}
        self.primary = report.lineage.primary
        self.edges = report.lineage.edges
        self.links = {(edge.parent, edge.child): n for n, edge in enumerate(drawn_edges(report))}
        self.parents = tree(report)
        self.clusters = clusters(report)
        self.parts: list[str] = []
        self.y = float(_MARGIN)
        self.width = 2 * (size.width + size.gap)

    def band(self, cluster: Sequence[str]) -> None:
        """Draw one cluster: its documents in columns by how far they are from the original."""
        places = {place.document: place for place in self._placed(cluster)}
        rows = max(place.row for place in places.values()) + 1
        columns = max(place.column for place in places.values()) + 1
        size, top = self.size, self.y
        height = 34 + rows * size.row
        width = columns * (size.width + size.gap) - size.gap + 2 * _MARGIN
        self.width = max(self.width, width + _MARGIN)
        self.parts.append(
            element("rect", x=_MARGIN, y=top, width=width, height=height, rx=10, class_="fig-band")
            + text(
                f"One source in {counted(len(cluster), 'article')}".upper(), 2 * _MARGIN, top + 20, "fig-caps"
            )
        )
        at = {name: self._corner(place, top + 34) for name, place in places.items()}
        inside = [edge for edge in self.edges if {edge.parent, edge.child} <= set(at)]
        self.parts += [self._edge(edge, at) for edge in inside]
        self.parts += [self._confidence(edge, *at[edge.child]) for edge in inside if self._is_tree(edge)]
        self.parts += [self._card(name, *at[name]) for name in cluster]
        self.y = top + height + _MARGIN

    def alone(self, names: Sequence[str]) -> None:
        """Draw the documents that hang together with no other, side by side."""
        if not names:
            return
        columns = 2 if len(names) < 40 else 3 if len(names) < 120 else 4
        step = self.size.width + _MARGIN
        rows = -(-len(names) // columns)
        self.width = max(self.width, _MARGIN + min(columns, len(names)) * step)
        label = "Independent" if len(names) > 1 or len(self.clusters) > 1 else "The only article"
        self.parts.append(text(label.upper(), _MARGIN, self.y + 14, "fig-caps"))
        for index, name in enumerate(names):
            column, row = divmod(index, rows)
            self.parts.append(self._card(name, _MARGIN + column * step, self.y + 26 + row * self.size.row))
        self.y += 26 + rows * self.size.row + _MARGIN

    def _placed(self, cluster: Sequence[str]) -> Iterator[_Place]:
        """Each document of the cluster: a leaf takes the next row, a parent the middle of its children."""
        children: dict[str | None, list[str]] = {}
        for name in sorted(cluster, key=lambda name: (name != self.primary, self.numbers[name])):
            parent = self.parents.get(name)
            children.setdefault(parent if parent in cluster else None, []).append(name)
        free = 0.0
        # Depth first without recursion, as a chain of rewrites may be as long as the list of articles.
        todo = [(name, 0, False) for name in reversed(children.get(None, []))]
        rows: dict[str, float] = {}
        while todo:
            name, column, visited = todo.pop()
            below = children.get(name, [])
            if below and not visited:
                todo.append((name, column, True))
                todo += [(child, column + 1, False) for child in reversed(below)]
                continue
            rows[name] = (rows[below[0]] + rows[below[-1]]) / 2 if below else free
            free += 0 if below else 1
            yield _Place(document=name, column=column, row=rows[name])

    def _corner(self, place: _Place, top: float) -> tuple[float, float]:
        return 2 * _MARGIN + place.column * (self.size.width + self.size.gap), top + place.row * self.size.row

    def _edge(self, edge: Derivation, at: dict[str, tuple[float, float]]) -> str:
        """A curve from parent to child, the thicker the surer, with the confidence beside the child."""
        size, (x, y), (to_x, to_y) = self.size, at[edge.parent], at[edge.child]
        middle = size.height / 2
        start, end = (x + size.width, y + middle), (to_x - 7, to_y + middle)
        if end[0] <= start[0]:
            start, end = (x + size.width, y + middle), (to_x + size.width + 7, to_y + middle)
        bend = max(30.0, abs(end[0] - start[0]) / 2)
        back = -bend if end[0] > start[0] + 20 else bend
        curve = (start[0], start[1], start[0] + bend, start[1], end[0] + back, end[1], end[0], end[1])
        path = "M{:g} {:g}C{:g} {:g} {:g} {:g} {:g} {:g}".format(*curve)
        tip = -7 if back < 0 else 7
        label = percent(edge.confidence)
        parts = [
            hint(
                f"[{self.numbers[edge.child]}] from [{self.numbers[edge.parent]}], {label}: "
                + "; ".join(words(reason) for reason in edge.reasons)
            ),
            element(
                "path",
                d=path,
                class_="fig-edge" if self._is_tree(edge) else "fig-edge fig-also",
                stroke_width=1 + 1.5 * edge.confidence,
            ),
            element("path", d=f"M{end[0] - tip:g} {end[1]:g}l{tip * 1.2:g} -4v8z", class_="fig-tip"),
            element("path", d=path, class_="fig-reach"),
        ]
        return element("g", "".join(parts), class_="fig-link", data_l=self.links[edge.parent, edge.child])

    def _is_tree(self, edge: Derivation) -> bool:
        return self.parents.get(edge.child) == edge.parent

    def _confidence(self, edge: Derivation, x: float, y: float) -> str:
        middle = y + self.size.height / 2
        return text(percent(edge.confidence), x - 16, middle + 4, "fig-number fig-over", text_anchor="end")

    def _card(self, name: str, x: float, y: float) -> str:
        document, size = self.documents[name], self.size
        number = f"[{self.numbers[name]}]"
        about = _about(document, is_origin=name == self.primary)
        parts = [
            hint(f"{number} {document_name(document)} · {about} · {document.path}"),
            element("rect", x=x, y=y, width=size.width, height=size.height, rx=6, class_="fig-card"),
        ]
        if size.height < 40:
            parts.append(text(number, x + 8, y + 16, "fig-number"))
            parts.append(text(fitted(document_name(document), size.width - 48), x + 40, y + 16, "fig-label"))
        else:
            rows = wrapped(f"{number} {document_name(document)}", size.width - 24, 12.5, lines=2)
            parts += [text(row, x + 12, y + 20 + 16 * at, "fig-name") for at, row in enumerate(rows)]
            parts.append(text(fitted(about, size.width - 24, 11), x + 12, y + size.height - 11, "fig-small"))
        origin = "fig-node fig-origin" if name == self.primary else "fig-node"
        return element("g", "".join(parts), class_=origin, data_d=self.numbers[name] - 1)


def _about(document: Document, is_origin: bool) -> str:
    date = document.published.isoformat() if document.published else None
    parts = ["Original" if is_origin else None, document.publisher, date]
    return " · ".join(part for part in parts if part) or document.id


def _told(report: Report, sheet: _Sheet) -> Iterator[str]:
    """The drawing in words."""
    yield f"{counted(len(sheet.clusters), 'independent source')}."
    for edge in report.lineage.edges:
        if {edge.parent, edge.child} <= set(sheet.numbers):
            child, parent = sheet.numbers[edge.child], sheet.numbers[edge.parent]
            yield f"Article {child} was made from article {parent} (confidence {percent(edge.confidence)})."


def _line_of(name: str, parents: dict[str, str]) -> set[str]:
    """`name` and everything it derives from."""
    line = {name}
    while name in parents:
        name = parents[name]
        line.add(name)
    return line
