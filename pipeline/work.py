"""The stages that may ask a model, with the prompts they used and what they spent.

Calls wait for an endpoint; what asks no model is done by workers meanwhile. So that neither waits for the other, a
claim is read as soon as a model has named it, and each claim goes its own way from its check to its repair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

from pipeline import prompts
from pipeline.checks.judge import Judge
from pipeline.checks.likeness import stems_of
from pipeline.checks.reading import Packed, Sources, read, read_early
from pipeline.llm.connect import Connection
from pipeline.llm.metered import Metered
from pipeline.llm.model import Model
from pipeline.llm.queued import Queued
from pipeline.llm.together import none_failed, together
from pipeline.progress import Progress
from pipeline.prompts import Prompt
from pipeline.records import CheckedClaim, Chunk, Claim, Failure, Usage, Verdict
from pipeline.settings import Settings, Tier
from pipeline.stages.check import check
from pipeline.stages.extract import extract, extract_sentences
from pipeline.stages.repair import repair, restate
from pipeline.workers import Workers

T = TypeVar("T")


class Work:
    """One run's use of a model. `usage` is by stage, `tiers` are the checks that every claim goes through.

    Claims are held against the sources that `workers` have.
    """

    def __init__(self, settings: Settings, connection: Connection, progress: Progress) -> None:
        self._settings = settings
        self._model = Queued(connection.model, settings.concurrency) if connection.model else None
        self._progress = progress
        self._readings: dict[str, asyncio.Future[Packed]] = {}
        self._prompts: dict[str, Prompt] = {}
        self._untold = Usage()
        self.usage: dict[str, Usage] = {}
        self._judge = self._make_judge(connection.logprobs)
        self.tiers = ("rules", "judge") if self._judge else ("rules",)

    @property
    def prompts_used(self) -> tuple[Prompt, ...]:
        """The prompts of all that was asked, in the order of their first use."""
        return tuple(self._prompts.values())

    async def extract(self, chunks: Sequence[Chunk], workers: Workers[Sources]) -> list[Claim | Failure]:
        """The claims of `chunks`: the model's, or the sentences themselves where there is no model."""
        if self._model is None:
            return extract_sentences(chunks)
        self._progress.stage("extract", len(chunks))
        model, prompt = self._metered(self._model, "extract"), self._prompt("extract_claims")
        return await extract(
            chunks, model, prompt, _AHEAD * self._settings.concurrency, partial(self._extracted, workers)
        )

    async def check(self, claims: Sequence[Claim], workers: Workers[Sources]) -> list[CheckedClaim]:
        """Each of `claims` checked, by the rules and, where there is one, the judge."""
        return await self._of_each(claims, lambda claim: self._checked(claim, workers, "check"))

    async def check_and_mend(
        self, claims: Sequence[Claim], workers: Workers[Sources], on_done: Callable[[CheckedClaim], None]
    ) -> tuple[list[CheckedClaim], dict[str, CheckedClaim]]:
        """Each of `claims` checked, and mended where it drifted and that helps; the former check of each mended one.

        A claim that another one was mended into comes once. `on_done` is called with each as it is through, these too.
        """

        async def one(claim: Claim) -> _Through:
            through = await self._through(claim, workers)
            on_done(through.claim)
            return through

        found = await self._of_each(claims, one)
        mended = sorted((one for one in found if one.former), key=lambda one: one.round)
        return (
            _unique([one.claim for one in found]),
            {one.claim.id: one.former for one in mended if one.former},
        )

    # --- one claim ---------------------------------------------------------------------------------------

    async def _of_each(
        self, claims: Sequence[Claim], one: Callable[[Claim], Coroutine[Any, Any, T]]
    ) -> list[T]:
        """What `one` makes of each of `claims`."""
        if claims:
            self._progress.stage("check", len(claims))
        return none_failed(
            await together((one(claim) for claim in claims), _AHEAD * self._settings.concurrency, self._step)
        )

    async def _through(self, claim: Claim, workers: Workers[Sources]) -> _Through:
        """The claim as it can stand: as it is, mended by the model, or in its source's own sentence.

        The model is asked as often as the settings allow; a further round starts from the repair that failed.
        """
        first = latest = await self._checked(claim, workers, "check")
        if first.verdict not in _MENDABLE:
            return _Through(first)
        for number in range(self._settings.repair_rounds):
            again = await self._tried(await self._mended(latest), first, workers)
            if again is not None and again.verdict is Verdict.SUPPORTED:
                return _Through(again, first, number)
            if again is None or again.verdict not in _MENDABLE:
                break
            latest = again
        again = await self._tried(restate(first, claim.evidence), first, workers)
        if again is not None and again.verdict is Verdict.SUPPORTED:
            return _Through(again, first, self._settings.repair_rounds)
        return _Through(first)

    async def _checked(self, claim: Claim, workers: Workers[Sources], stage: str) -> CheckedClaim:
        early = self._readings.pop(claim.text, None)
        reading = (await early).unpacked() if early else await workers.start(read, claim.text)
        self.usage.setdefault(stage, Usage())
        judge = self._judge and replace(self._judge, model=self._metered(self._judge.model, stage))
        return await check(claim, reading, judge)

    async def _mended(self, claim: CheckedClaim) -> Claim | None:
        if self._model is None:
            return None
        return await repair(claim, self._metered(self._model, "repair"), self._prompt("repair_claim"))

    async def _tried(
        self, proposal: Claim | None, claim: CheckedClaim, workers: Workers[Sources]
    ) -> CheckedClaim | None:
        """The check of `proposal`, None where it says no more than `claim`."""
        if proposal is None or proposal.text == claim.text:
            return None
        return await self._checked(proposal, workers, "check again")

    # --- the model, and what it is asked -----------------------------------------------------------------

    def _make_judge(self, logprobs: bool) -> Judge | None:
        if self._settings.tier is Tier.RULES or self._model is None:
            return None
        return Judge(
            model=self._model,
            prompt=self._prompt("judge_claim"),
            cited=self._prompt("judge_cited"),
            votes=self._settings.votes,
            logprobs=logprobs,
        )

    def _prompt(self, name: str) -> Prompt:
        if name not in self._prompts:
            self._prompts[name] = prompts.load(name, self._settings.prompts)
        return self._prompts[name]

    def _metered(self, model: Model, stage: str) -> Model:
        """The model, with what it is asked booked on `stage`."""
        self.usage.setdefault(stage, Usage())
        return Metered(model, partial(self._book, stage))

    def _book(self, stage: str, used: Usage) -> None:
        self.usage[stage] += used
        self._untold += used

    def _extracted(self, workers: Workers[Sources], found: object) -> None:
        """A chunk is through: let its claims be read while other chunks wait for the model."""
        self._step(found)
        if isinstance(found, list):
            for claim in found:
                if isinstance(claim, Claim):
                    stems_of(claim.text)  # merging will ask for them
                    if workers.count and claim.text not in self._readings:
                        self._readings[claim.text] = workers.start(read_early, claim.text)

    def _step(self, _: object) -> None:
        self._progress.step(self._untold)
        self._untold = Usage()


class _Through(NamedTuple):
    """A claim that is through; where it was mended, its former check and the `round`: the source's words come last."""

    claim: CheckedClaim
    former: CheckedClaim | None = None
    round: int = 0


_AHEAD = 2
"""So many jobs for each call that there may be at a time: while one reads an answer, another has its question ready."""

_MENDABLE = (Verdict.DRIFTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


def _unique(claims: Sequence[CheckedClaim]) -> list[CheckedClaim]:
    """Each claim once: two drifted ones may have been mended into the same sentence."""
    return list({claim.text: claim for claim in reversed(claims)}.values())[::-1]
