"""Compose: the summary, out of vetted claims and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

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
    numbers = sorted(range(len(told)), key=lambda at: (support[told[at].claim.id], at))
    weighty = [told[at] for at in islice(_distinct(numbers, told), most)]
    weighty.sort(key=lambda v: (support[v.claim.id][0], _place(v, ranks, lengths)))
    return tuple(_sentence(vetted, rows.get(vetted.claim.id), order) for vetted in weighty)


_REPEATED = 0.6
"""Weighted share of a sentence's words in an earlier one from which on it says too little that is new."""

_REPEATED_PLACE = 0.3
"""The same where both rest on one sentence of an article: then other words are mostly a paraphrase."""


def _distinct(numbers: Iterable[int], told: Sequence[VettedClaim]) -> Iterator[int]:
    """Those of `numbers` whose claim repeats none before it in `told` that stands itself; so the original's words stay.

    Whether a claim stands is found out only for `numbers`, one by one, and for what they may repeat.
    """
    likeness = Likeness([vetted.claim.text for vetted in told])
    repeated: dict[int, list[int]] = {}
    stands: dict[int, bool] = {}
    for number in numbers:
        waiting = [number]
        while waiting:
            at = waiting[-1]
            if at not in repeated:
                repeated[at] = [other for other in range(at) if _repeats(at, other, told, likeness)]
            unknown = [other for other in repeated[at] if other not in stands]
            if unknown:
                waiting.extend(unknown)
            else:
                stands[at] = not any(stands[other] for other in repeated[at])
                waiting.pop()
        if stands[number]:
            yield number


def _repeats(number: int, other: int, told: Sequence[VettedClaim], likeness: Likeness) -> bool:
    share = likeness.share(number, other)
    return share >= _REPEATED or (share >= _REPEATED_PLACE and _meet(told[number], told[other]))


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
