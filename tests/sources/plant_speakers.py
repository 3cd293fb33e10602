"""Give what people say in the rewrites of the labelled articles to somebody else, and count the rows that say so.

python -m tests.sources.plant_speakers
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.records import Document, FlagKind, Span
from pipeline.sources.conflicts import conflicts
from pipeline.sources.lineage import lineage
from pipeline.sources.prints import fingerprints
from pipeline.sources.speakers import speaker_of
from tests.sources.groups import articles, document

SOMEBODY = "Quentin Farrow"


def planted() -> Iterator[tuple[Document, Document]]:
    """Each original with a rewrite of it in which one person's words are given to somebody else."""
    events: dict[str, list[Document]] = defaultdict(list)
    for labelled in articles("dev") + articles("test"):
        events[labelled.event].append(labelled.document)
    for documents in events.values():
        by_id = {document.id: document for document in documents}
        for cluster in lineage(documents).clusters:
            for name in cluster[1:]:
                yield from ((by_id[cluster[0]], changed) for changed in _changed(by_id[name]))


def rows(original: Document, rewrite: Document) -> int:
    """How many rows of the ledger say that somebody else says it."""
    pair = [original, rewrite]
    found = conflicts(pair, lineage(pair, primary=original.id))
    return sum(row.kind is FlagKind.ATTRIBUTION for row in found)


def _changed(rewrite: Document) -> Iterator[Document]:
    (prints,) = fingerprints([rewrite])
    for number in range(len(prints.sentences)):
        name = speaker_of(prints, number)
        if name:
            span, text = prints.sentences[number].span, rewrite.text
            said = span.of(text).replace(name, SOMEBODY)
            yield document(rewrite.id, text[: span.start] + said + Span.at(span.end, len(text)).of(text))


if __name__ == "__main__":
    counts = [rows(*pair) for pair in planted()]
    found = sum(count > 0 for count in counts)
    print(f"{found} of {len(counts)} changes of speaker became a row; {sum(counts) - found} rows too many")
