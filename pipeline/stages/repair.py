"""Repair: a claim that drifted gets back the words of its source. What comes of it is checked like any other claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel, Field

from pipeline.errors import BudgetExceeded, CassetteMiss, EndpointError, PipelineError
from pipeline.llm.ask import ask
from pipeline.llm.model import Model
from pipeline.llm.together import together
from pipeline.prompts import Prompt
from pipeline.records import CheckedClaim, Claim, Evidence
from pipeline.text.headings import is_heading
from pipeline.text.markup import one_line
from pipeline.text.standing import stands_alone


class MendedClaim(BaseModel):
    """What the model answers: the claim with the source's meaning."""

    claim: str = Field(description="The mended claim, one plain sentence that can be understood alone.")


async def repair(
    claims: Sequence[CheckedClaim],
    model: Model,
    prompt: Prompt,
    limit: int,
    on_done: Callable[[object], None] | None = None,
) -> list[Claim | None]:
    """For each of `claims` a mended one, or None where the model gives none that differs.

    Raises BudgetExceeded and CassetteMiss.
    """
    results = await together((_mended(claim, model, prompt) for claim in claims), limit, on_done)
    mended: list[Claim | None] = []
    for result in results:
        if isinstance(result, BudgetExceeded | CassetteMiss):
            raise result
        mended.append(None if isinstance(result, PipelineError) else result)
    return mended


def restate(claim: CheckedClaim, cited: Sequence[Evidence]) -> Claim | None:
    """The claim said in the source's own sentence; None when that is no sentence that can be understood alone."""
    for piece in cited:
        text = one_line(piece.text)
        if text[-1:] in '.!?"”' and stands_alone(text) and not is_heading(text) and text != claim.text:
            return Claim.of(text, (piece,), claim.speaker, claim.certainty)
    return None


_ROOM = 200


async def _mended(claim: CheckedClaim, model: Model, prompt: Prompt) -> Claim | None:
    evidence = "\n".join(dict.fromkeys(one_line(piece.text) for piece in claim.evidence))
    if not evidence:
        return None
    problems = "\n".join(flag.reason for flag in claim.flags) or claim.reason
    messages = prompt.render(evidence=evidence, claim=claim.text, problems=problems)
    try:
        reply = await ask(model, messages, MendedClaim, max_tokens=_ROOM)
    except (BudgetExceeded, CassetteMiss):
        raise
    except EndpointError:
        return None
    text = " ".join(reply.claim.split())
    if not text or text == claim.text:
        return None
    return Claim.of(text, claim.evidence, claim.speaker, claim.certainty)
