"""Check claims against documents: every rule, then the judge if there is one, then one verdict a claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.judge import Judge, judge_claim
from pipeline.checks.verdict import decide
from pipeline.errors import PipelineError
from pipeline.llm.together import together
from pipeline.records import CheckedClaim, Claim, Document


async def check(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    judge: Judge | None = None,
    concurrency: int = 4,
    on_done: Callable[[object], None] | None = None,
) -> list[CheckedClaim]:
    """Each of `claims` with its verdict, in their order; at most `concurrency` are before the judge at a
    time.

    The documents are read once, and `on_done` is called as each claim is through. Whatever cannot be
    determined is UNDETERMINED. Raises BudgetExceeded and CassetteMiss, for they concern the run and not one
    claim.
    """
    index = SourceIndex(documents)

    async def one(claim: Claim) -> CheckedClaim:
        found = findings(claim.text, index)
        if judge is not None and not any(finding.undetermined for finding in found):
            found = (*found, await judge_claim(claim, index, judge))
        return decide(claim, found)

    results = await together((one(claim) for claim in claims), concurrency, on_done)
    return [_or_raised(result) for result in results]


def _or_raised(result: CheckedClaim | PipelineError) -> CheckedClaim:
    if isinstance(result, PipelineError):
        raise result
    return result
