"""The judge tier: a model reads the source sentences that a claim should rest on, and says whether they
confirm it.

Each sentence of a claim is judged apart on the passages it aligns with, in source order, and the weakest
counts (SummaC, Laban et al. 2022; MiniCheck, Tang et al. 2024). The answer is the probability of the first
token, Yes against No; where an endpoint gives no probabilities, a structured verdict whose cited words must
be found in the passages. The model sees the claim and the source, never how the claim came about. What
cannot be read is undetermined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, Field

from pipeline.checks.align import Alignment, Unit, align
from pipeline.checks.index import SourceIndex
from pipeline.checks.sentence import Sentence
from pipeline.errors import BudgetExceeded, CassetteMiss, EndpointError
from pipeline.llm.ask import ask, yes_probability
from pipeline.llm.model import Model
from pipeline.prompts import Prompt
from pipeline.records import Claim, Finding
from pipeline.text.find import find


@dataclass(frozen=True)
class Judge:
    """Who judges, and how.

    `prompt` asks for Yes or No, `cited` for a structured verdict. `votes` is how often a structured verdict
    is asked for; first-token probabilities are asked for once, as the same question has the same
    probabilities.
    """

    model: Model
    prompt: Prompt
    cited: Prompt
    votes: int = 1
    logprobs: bool = True


class JudgeReply(BaseModel):
    """What the model is asked to fill where it gives no probabilities."""

    words: list[str] = Field(description="The words of the source that decide it, copied letter by letter.")
    answer: Literal["Yes", "No"] = Field(
        description="Yes if the source confirms every detail of the claim, else No."
    )


@dataclass(frozen=True)
class Question:
    """One sentence of a claim and the passages that it is judged by, as they are shown; empty where there are none."""

    claim: str
    passages: str


async def judge_claim(claim: Claim, index: SourceIndex, judge: Judge) -> Finding:
    """The judge's finding on `claim`: `judge_support` in [0, 1] of its weakest sentence, and of all on
    average.

    A reply that is empty, cut, refused, unreadable or late makes the finding undetermined.
    """
    return await judged(questions(align(claim.text, index)), judge)


def questions(alignment: Alignment) -> tuple[Question, ...]:
    """What the judge is asked about a claim: nothing else of the documents is needed to judge it."""
    units = alignment.units
    shown = [evidence(unit, alignment.index) for unit in units]
    return tuple(map(Question, _texts(units), shown))


async def judged(asked: Sequence[Question], judge: Judge) -> Finding:
    """The judge's finding on the claim that `asked` are the questions about; see `judge_claim`."""
    if not asked:
        return Finding(check=_NAME, undetermined="There is no sentence to judge.")
    try:
        answers = [await _support(question.claim, question.passages, judge) for question in asked]
    except (BudgetExceeded, CassetteMiss):
        raise
    except EndpointError as error:
        return Finding(check=_NAME, undetermined=f"The judge gave no verdict: {error}")
    logits = [_logit(answer) for answer in answers]
    return Finding(
        check=_NAME,
        signals={
            "judge_support": min(answers),
            "judge_weakest": min(logits),
            "judge_average": math.fsum(logits) / len(logits),
        },
    )


def evidence(unit: Unit, index: SourceIndex) -> str:
    """The sentences that a claim sentence is judged by: its passages and the one before the best, in source
    order.

    "…" stands where the source goes on between two of them. Empty when the source holds nothing like the
    claim.
    """
    if not unit.is_found:
        return ""
    before = [s for s in index.neighbours(unit.best, reach=1) if s.number < unit.best.number]
    chosen = sorted({s.number: s for s in (*unit.passages, *before)}.values(), key=lambda s: s.number)
    lines = [_shown(chosen[0])]
    for previous, sentence in pairwise(chosen):
        if sentence.number != previous.number + 1:
            lines.append("…")
        lines.append(_shown(sentence))
    return "\n".join(lines)


_NAME = "judge"
_LONGEST = 800  # code points of one sentence that are shown: tables and lists can be one endless "sentence"
_SURE = 8.0  # natural-log odds beyond which one answer tells no more than another


def _shown(sentence: Sentence) -> str:
    text = " ".join(sentence.span.of(sentence.whole).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _texts(units: Sequence[Unit]) -> list[str]:
    """Each claim sentence as it is shown; one that starts with a pronoun keeps the sentence before it."""
    shown: list[str] = []
    for i, unit in enumerate(units):
        text = _shown(unit.claim)
        if i and unit.claim.words[0].norm in _POINTS_BACK:
            text = f"{_shown(units[i - 1].claim)} {text}"
        shown.append(text)
    return shown


_POINTS_BACK = frozenset(("he", "she", "it", "they", "this", "these", "those", "his", "her", "their", "its"))


async def _support(text: str, passages: str, judge: Judge) -> float:
    """Probability in [0, 1] that `passages` confirm all of `text`; 0 without asking where there are none."""
    if not passages:
        return 0.0
    if judge.logprobs:
        share = await yes_probability(judge.model, judge.prompt.render(evidence=passages, claim=text))
        if share is not None:
            return share
    messages = judge.cited.render(evidence=passages, claim=text)
    replies = [
        await ask(
            judge.model,
            messages,
            JudgeReply,
            max_tokens=_REPLY_TOKENS,
            temperature=0.0 if judge.votes == 1 else _VOTING_TEMPERATURE,
            seed=None if judge.votes == 1 else vote,
        )
        for vote in range(judge.votes)
    ]
    confirmed = sum(_is_confirmed(reply, passages) for reply in replies)
    return (confirmed + 0.5) / (
        judge.votes + 1
    )  # Krichevsky and Trofimov's estimate: one vote is not certainty


_REPLY_TOKENS = 300
_VOTING_TEMPERATURE = 0.7


def _is_confirmed(reply: JudgeReply, passages: str) -> bool:
    """Whether the reply says Yes, and cites words that the passages hold."""
    cited = [words for words in reply.words if words.strip()]
    return reply.answer == "Yes" and bool(cited) and all(find(words, passages) for words in cited)


def _logit(probability: float) -> float:
    if probability <= 0 or probability >= 1:
        return math.copysign(_SURE, probability - 0.5)
    return min(max(math.log(probability / (1 - probability)), -_SURE), _SURE)
