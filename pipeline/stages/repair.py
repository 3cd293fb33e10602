"""Repair: a claim that drifted gets back the words of its source. What comes of it is checked like any other claim."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from pipeline.errors import BudgetExceeded, CassetteMiss, EndpointError
from pipeline.llm.ask import ask
from pipeline.llm.model import Model
from pipeline.prompts import Prompt
from pipeline.records import CheckedClaim, Claim, Evidence
from pipeline.text.headings import is_heading
from pipeline.text.markup import one_line
from pipeline.text.standing import stands_alone


class MendedClaim(BaseModel):
    """What the model answers: the claim with the source's meaning."""

    claim: str = Field(description="The mended claim, one plain sentence that can be understood alone.")


async def repair(claim: CheckedClaim, model: Model, prompt: Prompt) -> Claim | None:
    """`claim` mended by the model, or None where it gives none that differs. Raises BudgetExceeded and CassetteMiss."""
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


_ROOM = 200


def restate(claim: CheckedClaim, cited: Sequence[Evidence]) -> Claim | None:
    """The claim said in the source's own sentence; None when that is no sentence that can be understood alone."""
    for piece in cited:
        text = one_line(piece.text)
        if text[-1:] in '.!?"”' and stands_alone(text) and not is_heading(text) and text != claim.text:
            return Claim.of(text, (piece,), claim.speaker, claim.certainty)
    return None
