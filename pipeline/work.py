"""The stages that may ask a model, with the prompts they used and what they spent; and the repair loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import prompts
from pipeline.checks.judge import Judge
from pipeline.llm.connect import Connection
from pipeline.progress import Progress
from pipeline.prompts import Prompt
from pipeline.records import CheckedClaim, Chunk, Claim, Document, Failure, Usage, Verdict
from pipeline.settings import Settings, Tier
from pipeline.stages.check import check
from pipeline.stages.extract import extract, extract_sentences
from pipeline.stages.repair import repair, restate


class Work:
    """One run's use of a model. `usage` is by stage, `tiers` are the checks that every claim goes through."""

    def __init__(self, settings: Settings, connection: Connection, progress: Progress) -> None:
        self._settings = settings
        self._connection = connection
        self._progress = progress
        self.usage: dict[str, Usage] = {}
        self.prompts_used: list[Prompt] = []
        self._judge = self._make_judge()
        self.tiers = ("rules", "judge") if self._judge else ("rules",)

    async def extract(self, chunks: Sequence[Chunk]) -> list[Claim | Failure]:
        """The claims of `chunks`: the model's, or the sentences themselves where there is no model."""
        model = self._connection.model
        if model is None:
            return extract_sentences(chunks)
        prompt = self._prompt("extract_claims")
        self._progress.stage("extract", len(chunks))
        return await extract(chunks, model, prompt, self._settings.concurrency, self._stepper("extract"))

    async def check(
        self, claims: Sequence[Claim], documents: Sequence[Document], stage: str = "check"
    ) -> list[CheckedClaim]:
        """`claims` against `documents`, by the rules and, where there is one, the judge."""
        if not claims:
            return []
        self._progress.stage(stage, len(claims))
        return await check(claims, documents, self._judge, self._settings.concurrency, self._stepper(stage))

    async def repair(
        self, checked: Sequence[CheckedClaim], claims: Mapping[str, Claim], documents: Sequence[Document]
    ) -> tuple[list[CheckedClaim], dict[str, CheckedClaim]]:
        """The claims with the drifted ones mended where that helps, and the former check of each mended one.

        First in the model's words, as often as the settings allow: a further round starts from the repair that failed.
        Last in the source's own sentence.
        """
        current = list(checked)
        former: dict[str, CheckedClaim] = {}
        bad = _mendable(current)
        for _ in range(self._settings.repair_rounds):
            proposals = await self._mended(list(bad.values()))
            bad = await self._replace(current, dict(zip(bad, proposals, strict=True)), former, documents)
        restated = {at: restate(one, claims[one.id].evidence) for at, one in _mendable(current).items()}
        await self._replace(current, restated, former, documents)
        return _unique(current), former

    async def _mended(self, bad: Sequence[CheckedClaim]) -> list[Claim | None]:
        """What the model makes of `bad`."""
        model = self._connection.model
        if model is None or not bad:
            return [None for _ in bad]
        prompt = self._prompt("repair_claim")
        self._progress.stage("repair", len(bad))
        return await repair(bad, model, prompt, self._settings.concurrency, self._stepper("repair"))

    async def _replace(
        self,
        current: list[CheckedClaim],
        proposals: Mapping[int, Claim | None],
        former: dict[str, CheckedClaim],
        documents: Sequence[Document],
    ) -> dict[int, CheckedClaim]:
        """Put the proposals that hold into `current`, the old ones into `former`; give the mendable ones that fail."""
        tries = {at: new for at, new in proposals.items() if new and new.text != current[at].text}
        checked = await self.check(list(tries.values()), documents, "check again")
        failed = {}
        for at, again in zip(tries, checked, strict=True):
            if again.verdict is Verdict.SUPPORTED:
                former[again.id] = current[at]
                current[at] = again
            elif again.verdict in _MENDABLE:
                failed[at] = again
        return failed

    def _make_judge(self) -> Judge | None:
        if self._settings.tier is Tier.RULES or self._connection.model is None:
            return None
        return Judge(
            model=self._connection.model,
            prompt=self._prompt("judge_claim"),
            cited=self._prompt("judge_cited"),
            votes=self._settings.votes,
            logprobs=self._connection.logprobs,
        )

    def _prompt(self, name: str) -> Prompt:
        prompt = prompts.load(name, self._settings.prompts)
        if prompt not in self.prompts_used:
            self.prompts_used.append(prompt)
        return prompt

    def _stepper(self, stage: str) -> _Stepper:
        return _Stepper(stage, self._connection, self._progress, self.usage)


class _Stepper:
    """Called when a step of a stage is done: books what it used, and tells the listener."""

    def __init__(
        self, stage: str, connection: Connection, progress: Progress, usage: dict[str, Usage]
    ) -> None:
        self._stage, self._connection, self._progress, self._usage = stage, connection, progress, usage

    def __call__(self, _: object) -> None:
        used = self._connection.used()
        self._usage[self._stage] = self._usage.get(self._stage, Usage()) + used
        self._progress.step(used)


_MENDABLE = (Verdict.DRIFTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


def _mendable(claims: Sequence[CheckedClaim]) -> dict[int, CheckedClaim]:
    """The claims that a repair may help, by their place."""
    return {at: claim for at, claim in enumerate(claims) if claim.verdict in _MENDABLE}


def _unique(claims: Sequence[CheckedClaim]) -> list[CheckedClaim]:
    """Each claim once: two drifted ones may have been mended into the same sentence."""
    return list({claim.text: claim for claim in reversed(claims)}.values())[::-1]
