"""Check claims against documents: every rule, then the judge if there is one, then one verdict a claim."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks import findings
from pipeline.checks.align import SourceIndex
from pipeline.checks.judge import Judge, judge_claim
from pipeline.checks.verdict import decide
from pipeline.errors import PipelineError
from pipeline.llm.together import together
from pipeline.records import CheckedClaim, Claim, Document, Finding


async def check(
    claims: Sequence[Claim], documents: Sequence[Document], judge: Judge | None = None, concurrency: int = 4
) -> list[CheckedClaim]:
    """Each of `claims` with its verdict, in their order; at most `concurrency` claims are before the judge at a time.

    The documents are read once. Whatever cannot be determined is UNDETERMINED. Raises BudgetExceeded and CassetteMiss,
    for they concern the run and not one claim.
    """
    index = SourceIndex(documents)
    ruled = [findings(claim.text, index) for claim in claims]
    if judge is None:
        return [decide(claim, found) for claim, found in zip(claims, ruled, strict=True)]
    judged = await together((judge_claim(claim, index, judge) for claim in claims), concurrency)
    return [
        decide(claim, (*found, _finding(verdict)))
        for claim, found, verdict in zip(claims, ruled, judged, strict=True)
    ]


def _finding(result: Finding | PipelineError) -> Finding:
    if isinstance(result, PipelineError):
        raise result
    return result
