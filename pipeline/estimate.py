"""What a run will take, without asking anybody.

The run is rehearsed as far as the journal has the answers; its first questions are known to the token. What follows
from answers that nobody has given yet is reckoned by RATIOS.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.checks.reading import Sources
from pipeline.journal import FILE, Journal, Tally, opened
from pipeline.llm.connect import Connection, rehearsal
from pipeline.llm.embedded import MOST_SLOTS
from pipeline.llm.limits import Limits
from pipeline.llm.model import Request
from pipeline.llm.rehearsed import Rehearsed
from pipeline.progress import Silent
from pipeline.records import Chunk, Claim, Document, Failure, Record, Usage
from pipeline.settings import Settings, Tier
from pipeline.stages.chunk import chunk
from pipeline.stages.ingest import ingest
from pipeline.stages.merge import merge
from pipeline.text import tokens
from pipeline.work import Work
from pipeline.workers import Workers


class Ratios(Record):
    """Averages of a real run over seeds/ with Qwen2.5-Coder-1.5B-Instruct. Tokens are those of o200k_base.

    `claims` of a token of an article, after merging; `questions` to the judge of a claim; `mended`: the share of
    claims that go to repair; `again`: questions to the judge that follow a repair. The rest are tokens: of a
    claim as the model writes it, of a question to the judge and its answer in words, of a repair and its answer,
    of the template around a request; the speeds are tokens sent and received in a second of one call, to a
    hosted model (a guess) and to the embedded one on two cores.
    """

    claims: float = 1 / 48
    fewest_claims: float = 3
    questions: float = 1.0
    mended: float = 0.02
    again: float = 0.5
    claim_tokens: float = 76
    judge_tokens: float = 145
    verdict_tokens: float = 60
    repair_tokens: float = 240
    repaired_tokens: float = 45
    template_tokens: float = 45
    hosted_speed: tuple[float, float] = (3000, 60)
    local_speed: tuple[float, float] = (200, 18)


RATIOS = Ratios()


class Estimate(Record):
    """What a run would ask besides the `known` answers of the journal, by stage; `seconds` of wall-clock time."""

    articles: int
    chunks: int
    known: int
    stages: dict[str, Usage]
    seconds: float
    cost: float | None

    @property
    def usage(self) -> Usage:
        """All stages together."""
        return sum(self.stages.values(), start=Usage())


def estimate(paths: Sequence[str | Path], settings: Settings, out: Path) -> Estimate:
    """What `run` would ask for `paths` with `out` as its folder. Raises InputError as `run` does."""
    documents = ingest(paths, sys.stdin).documents
    chunks = [piece for document in documents for piece in chunk(document, settings.chunk_tokens)]
    with _journal_of(out, settings.cache) as journal:
        model = rehearsal(settings, journal)
        if model is None:
            stages, known, seconds = dict[str, Usage](), 0, 0.0
        else:
            missing = asyncio.run(_rehearse(chunks, documents, model, settings))
            stages, known = _stages(model, missing, settings), model.known
            seconds = _seconds(stages, journal.tallies() if journal else [], settings)
    whole = Estimate(
        articles=len(documents), chunks=len(chunks), known=known, stages=stages, seconds=seconds, cost=None
    )
    return whole.model_copy(update={"cost": _cost(whole.usage, settings)})


async def _rehearse(
    chunks: Sequence[Chunk], documents: Sequence[Document], model: Rehearsed, settings: Settings
) -> list[int]:
    """Go through the stages as far as `model` answers; the tokens of each chunk that it has no answer for."""
    connection = Connection("rehearsal", model.name, model, logprobs=model.can.logprobs)
    work = Work(settings, connection, Silent())
    workers = Workers(Sources(documents), 0)
    extracted = await work.extract(chunks, workers)
    claims = merge([claim for claim in extracted if isinstance(claim, Claim)])
    await work.check_and_mend(claims, workers, lambda _: None)
    failed = {(one.document, one.span) for one in extracted if isinstance(one, Failure)}
    return [piece.tokens for piece in chunks if (piece.document, piece.span) in failed]


def _stages(model: Rehearsed, missing: Sequence[int], settings: Settings) -> dict[str, Usage]:
    missed: dict[str, list[int]] = {"extract": [], "check": [], "repair": []}
    for request in model.missed.values():
        missed[_STAGES.get(request.shape_name if request.shape else "", "check")].append(_size(request))
    written = [max(RATIOS.fewest_claims, size * RATIOS.claims) for size in missing]
    claims = sum(written)
    judged = settings.tier is not Tier.RULES
    per_claim = RATIOS.questions * (1 if model.can.logprobs else settings.votes) if judged else 0.0
    new_questions = claims * per_claim
    repairs = (claims + len(missed["check"])) * RATIOS.mended if settings.repair_rounds else 0.0
    again = (repairs + len(missed["repair"])) * RATIOS.again if judged else 0.0
    questions = len(missed["check"]) + new_questions + again
    answer = 1 if model.can.logprobs else RATIOS.verdict_tokens
    mendings = len(missed["repair"]) + repairs
    return {
        "extract": _usage(len(missed["extract"]), sum(missed["extract"]), claims * RATIOS.claim_tokens),
        "check": _usage(
            questions,
            sum(missed["check"]) + (new_questions + again) * RATIOS.judge_tokens,
            questions * answer,
        ),
        "repair": _usage(
            mendings,
            sum(missed["repair"]) + repairs * RATIOS.repair_tokens,
            mendings * RATIOS.repaired_tokens,
        ),
    }


_STAGES = {"ClaimDrafts": "extract", "MendedClaim": "repair"}


def _usage(requests: float, sent: float, received: float) -> Usage:
    return Usage(requests=round(requests), prompt_tokens=round(sent), completion_tokens=round(received))


def _size(request: Request) -> int:
    return round(RATIOS.template_tokens + sum(tokens.count(message.content) for message in request.messages))


def _seconds(stages: Mapping[str, Usage], tallies: Sequence[Tally], settings: Settings) -> float:
    """Of wall-clock time: at the speed of the answers in the journal, if there are any."""
    is_local = settings.base_url is None
    at_once = min(settings.concurrency, MOST_SLOTS) if is_local else settings.concurrency
    total = sum(stages.values(), start=Usage())
    timed = [tally for tally in tallies if tally.seconds > 0]
    if timed:
        took = sum(tally.seconds for tally in timed)
        wrote = sum(tally.usage.completion_tokens + tally.usage.requests for tally in timed)
        return took / wrote * (total.completion_tokens + total.requests) / at_once
    sent, received = RATIOS.local_speed if is_local else RATIOS.hosted_speed
    return (total.prompt_tokens / sent + total.completion_tokens / received) / at_once


def _cost(usage: Usage, settings: Settings) -> float | None:
    if settings.price_prompt is None or settings.price_completion is None:
        return None
    prices = Limits(price_prompt=settings.price_prompt, price_completion=settings.price_completion)
    return prices.cost(usage)


@contextmanager
def _journal_of(out: Path, resume: bool) -> Iterator[Journal | None]:
    """The journal of `out`, None where there is none: an estimate leaves nothing behind. See `api.run` for `resume`."""
    if not (out / FILE).is_file():
        yield None
        return
    with opened(out, fresh=not resume) as journal:
        yield journal
