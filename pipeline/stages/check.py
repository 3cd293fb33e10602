"""Check claims against documents: every rule, then the judge if there is one, then one verdict a claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.checks.judge import Judge, judged
from pipeline.checks.reading import Reading, Sources, read
from pipeline.checks.verdict import decide
from pipeline.llm.together import none_failed, together
from pipeline.records import CheckedClaim, Claim, Document


async def check(claim: Claim, reading: Reading, judge: Judge | None = None) -> CheckedClaim:
    """`claim`, of which `reading` is the reading, with its verdict.

    Whatever cannot be determined is UNDETERMINED. Raises BudgetExceeded and CassetteMiss, for they concern the run and
    not one claim.
    """
    found = reading.findings
    if judge is not None and not any(finding.undetermined for finding in found):
        found = (*found, await judged(reading.asked, judge))
    return decide(claim, found)


async def check_all(
    claims: Sequence[Claim],
    documents: Sequence[Document],
    judge: Judge | None = None,
    concurrency: int = 4,
    on_done: Callable[[object], None] | None = None,
) -> list[CheckedClaim]:
    """Each of `claims` checked against `documents`, in their order; `on_done` is called as each is through.

    At most `concurrency` are before the judge at a time.
    """
    sources = Sources(documents)

    async def one(claim: Claim) -> CheckedClaim:
        return await check(claim, read(sources, claim.text), judge)

    return none_failed(await together((one(claim) for claim in claims), concurrency, on_done))
