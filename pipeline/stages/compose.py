"""Compose: the summary, out of vetted claims and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks.likeness import Likeness
from pipeline.records import Decision, Document, MatrixRow, SummarySentence, VettedClaim
from pipeline.text.standing import stands_alone


def compose(
    claims: Sequence[VettedClaim],
    matrix: Sequence[MatrixRow],
    documents: Sequence[Document],
    primary: str | None,
    most: int,
) -> tuple[SummarySentence, ...]:
    """At most `most` sentences, each a vetted claim in its own words.

    Chosen are those that more independent sources hold, then those that more articles hold, then the earlier ones. They
    are told by number of independent sources, and then in the order of the original `primary`, with what only other
    articles say at the end. References are 1-based numbers of `documents`. A claim that leans on another sentence, or
    that says little but what an earlier one says, stays out of the summary; it stays in the report.
    """
    rows = {row.claim: row for row in matrix}
    order = {document.id: number for number, document in enumerate(documents, start=1)}
    ranks = order | ({primary: 0} if primary else {})
    lengths = {document.id: len(document.text) for document in documents}
    fit = [v for v in claims if v.decision is not Decision.HELD_BACK and stands_alone(v.claim.text)]
    told = sorted(fit, key=lambda vetted: _place(vetted, ranks, lengths))
    support = {v.claim.id: _support(v, rows.get(v.claim.id)) for v in told}
    weighty = sorted(_distinct(told), key=lambda v: (support[v.claim.id], _place(v, ranks, lengths)))[:most]
    weighty.sort(key=lambda v: (support[v.claim.id][0], _place(v, ranks, lengths)))
    return tuple(_sentence(vetted, rows.get(vetted.claim.id), order) for vetted in weighty)


_REPEATED = 0.6
"""Weighted share of a sentence's words in an earlier one from which on it says too little that is new."""

_REPEATED_PLACE = 0.3
"""The same where both rest on one sentence of an article: then other words are mostly a paraphrase."""


def _distinct(told: Sequence[VettedClaim]) -> list[VettedClaim]:
    """Without those that repeat an earlier one; so of several wordings the original's stays."""
    likeness = Likeness([vetted.claim.text for vetted in told])
    chosen: list[int] = []
    for number, vetted in enumerate(told):
        if not any(
            likeness.share(number, other) >= (_REPEATED_PLACE if _meet(vetted, told[other]) else _REPEATED)
            for other in chosen
        ):
            chosen.append(number)
    return [told[number] for number in chosen]


def _meet(one: VettedClaim, other: VettedClaim) -> bool:
    """Whether both rest on one place of an article."""
    return any(
        piece.document == theirs.document and piece.span.overlaps(theirs.span)
        for piece in one.claim.evidence
        for theirs in other.claim.evidence
    )


def _support(vetted: VettedClaim, row: MatrixRow | None) -> tuple[int, int]:
    """Orders by independent sources, then by articles, the most first."""
    return (-(row.corroboration if row else 0), -len({piece.document for piece in vetted.claim.evidence}))


def _place(vetted: VettedClaim, ranks: dict[str, int], lengths: dict[str, int]) -> tuple[int, float, str]:
    """Orders by the article that its words are closest to, then by where it stands there."""
    first = next(iter(vetted.claim.evidence), None)
    if first is None:
        return len(ranks) + 1, 1.0, vetted.claim.id
    return ranks[first.document], first.start / (lengths[first.document] or 1), vetted.claim.id


def _sentence(vetted: VettedClaim, row: MatrixRow | None, order: dict[str, int]) -> SummarySentence:
    references = sorted({order[piece.document] for piece in vetted.claim.evidence})
    return SummarySentence(
        text=vetted.claim.text,
        claims=(vetted.claim.id,),
        references=tuple(references),
        corroboration=row.corroboration if row else min(1, len(references)),
    )
