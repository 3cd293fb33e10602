"""Extract: chunks in, claims out. The words a claim cites are found in the chunk by our own search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import (
    BudgetExceeded,
    CassetteMiss,
    ContextOverflow,
    CutReply,
    EndpointError,
    PipelineError,
)
from pipeline.llm.ask import ask
from pipeline.llm.model import Model
from pipeline.llm.together import together
from pipeline.prompts import Prompt
from pipeline.records import Certainty, Chunk, Claim, Evidence, Failure, Match, Span
from pipeline.text import tokens
from pipeline.text.find import find, nearest
from pipeline.text.headings import is_heading
from pipeline.text.markup import one_line, readable
from pipeline.text.sentences import sentences


class ClaimDraft(BaseModel):
    """One claim as the model writes it: nothing in it is believed yet."""

    model_config = ConfigDict(extra="ignore")

    claim: str = Field(description="One plain, short sentence that can be understood alone.")
    speaker: str | None = Field(default=None, description="Who says it, null if the article itself does.")
    certainty: Certainty = Field(default=Certainty.STATED, description="How sure the article is of it.")
    quote: str = Field(description="The words of the article that prove it, copied letter by letter.")


class ClaimDrafts(BaseModel):
    """What the model answers for one chunk."""

    claims: list[ClaimDraft]


async def extract(
    chunks: Sequence[Chunk],
    model: Model,
    prompt: Prompt,
    limit: int,
    on_done: Callable[[object], None] | None = None,
) -> list[Claim | Failure]:
    """The claims of `chunks`, in their order, asked of `model` with at most `limit` calls at a time.

    A chunk whose reply is cut or whose prompt is too long is halved and asked again. What cannot be had becomes a
    Failure that names the chunk. Raises BudgetExceeded and CassetteMiss.
    """
    jobs = (_of_chunk(chunk, model, prompt) for chunk in chunks)
    results = await together(jobs, limit, on_done)
    found: list[Claim | Failure] = []
    for chunk, result in zip(chunks, results, strict=True):
        if isinstance(result, BudgetExceeded | CassetteMiss):
            raise result
        found.extend([_failed(chunk, result)] if isinstance(result, PipelineError) else result)
    return found


def extract_sentences(chunks: Sequence[Chunk]) -> list[Claim | Failure]:
    """The claims of `chunks` without a model: each sentence as it stands, headings left out."""
    return [
        Claim.of(text, (_evidence(chunk, span, Match.EXACT),))
        for chunk in chunks
        for span in sentences(chunk.text)
        if not is_heading(text := _unlinked(one_line(span.of(chunk.text))))
        and len(text.split()) >= _FEWEST_WORDS
    ]


_FEWEST_WORDS = 4
_TOKENS_PER_CLAIM = 45
_ENVELOPE = 400
_SAME_WORDS = 0.85


async def _of_chunk(chunk: Chunk, model: Model, prompt: Prompt) -> list[Claim | Failure]:
    text = _readable(chunk.text)
    if not text:
        return []
    size = tokens.count(text)
    messages = prompt.render(text=text, most=max(3, size // _TOKENS_PER_CLAIM))
    try:
        reply = await ask(model, messages, ClaimDrafts, max_tokens=2 * size + _ENVELOPE)
    except (CutReply, ContextOverflow) as error:
        halves = _halves(chunk)
        if not halves:
            return [_failed(chunk, error)]
        return [claim for half in halves for claim in await _of_chunk(half, model, prompt)]
    except (BudgetExceeded, CassetteMiss):
        raise
    except EndpointError as error:
        return [_failed(chunk, error)]
    return list(_distinct(claim for draft in reply.claims for claim in _read(draft, chunk)))


def _readable(text: str) -> str:
    """The chunk as the model sees it: without headings, which are nobody's claims."""
    lines = [line for line in readable(text).splitlines() if not is_heading(line.strip())]
    return "\n".join(line for line in lines if line.strip())


def _halves(chunk: Chunk) -> list[Chunk]:
    """The chunk cut between two sentences near its middle; nothing when it is a single one."""
    spans = sentences(chunk.text)
    if len(spans) < 2:
        return []
    cut = min((span.start for span in spans[1:]), key=lambda start: abs(start - len(chunk.text) // 2))
    return [_part(chunk, 0, cut), _part(chunk, cut, len(chunk.text))]


def _part(chunk: Chunk, start: int, end: int) -> Chunk:
    text = chunk.text[start:end]
    span = Span.at(chunk.span.start + start, chunk.span.start + end)
    return Chunk(document=chunk.document, span=span, text=text, tokens=tokens.count(text))


def _read(draft: ClaimDraft, chunk: Chunk) -> Iterator[Claim | Failure]:
    """The claims of a draft: one for each of its sentences, though one is asked for."""
    text = _initials_joined(" ".join(draft.claim.split()), chunk.text)
    parts = [_unlinked(span.of(text)) for span in sentences(text)] or [text]
    for part in parts:
        if len(part.split()) < _FEWEST_WORDS:
            yield _failed(chunk, f"the model wrote {part!r}, which is no sentence")
            continue
        evidence = _cited(draft.quote, chunk) if len(parts) == 1 else _cited(part, chunk)
        yield Claim.of(part, evidence, _speaker(draft.speaker or "", evidence, chunk), draft.certainty)


def _speaker(named: str, evidence: Sequence[Evidence], chunk: Chunk) -> str | None:
    """The speaker that the model names, if the sentence it cites names them too."""
    cited = [piece.span for piece in evidence]
    around = [span for span in sentences(chunk.text) if any(_shifted(span, chunk).overlaps(c) for c in cited)]
    return named.strip() if any(find(named, chunk.text, span) for span in around) else None


def _shifted(span: Span, chunk: Chunk) -> Span:
    return Span.at(chunk.span.start + span.start, chunk.span.start + span.end)


def _initials_joined(text: str, source: str) -> str:
    """`text` with "U.S." for "U. S." where the source writes it so: a constrained small model puts spaces there."""
    return _SPACED_INITIALS.sub(
        lambda match: joined if (joined := match[0].replace(" ", "")) in source else match[0], text
    )


def _unlinked(sentence: str) -> str:
    """The sentence without the word that joins it to the one before it."""
    rest = _LINK_WORD.sub("", sentence, count=1)
    return rest if rest == sentence else rest[:1].upper() + rest[1:]


_LINK_WORD = re.compile(
    r"^(?:But|And|Yet|However|Meanwhile|Moreover|Furthermore|Nevertheless|Nonetheless),?\s(?=\w)"
)
_SPACED_INITIALS = re.compile(r"\b(?:[A-Z]\. )+[A-Z]\.")


def _cited(quote: str, chunk: Chunk) -> tuple[Evidence, ...]:
    """The place of the cited words in the document; none when they are nowhere, which the check will tell."""
    quote = _initials_joined(quote, chunk.text)
    found = find(quote, chunk.text)
    if found is not None:
        return (_evidence(chunk, found.span, found.match),)
    near = nearest(quote, chunk.text)
    if near is not None and near.ratio >= _SAME_WORDS:
        return (_evidence(chunk, near.span, Match.SIMILAR),)
    return ()


def _evidence(chunk: Chunk, span: Span, match: Match) -> Evidence:
    place = _shifted(span, chunk)
    return Evidence(
        document=chunk.document, start=place.start, end=place.end, text=span.of(chunk.text), match=match
    )


def _failed(chunk: Chunk, error: PipelineError | str) -> Failure:
    return Failure(
        stage="extract",
        subject=f"characters {chunk.span.start:,}–{chunk.span.end:,}",
        reason=str(error),
        document=chunk.document,
        span=chunk.span,
    )


def _distinct(results: Iterator[Claim | Failure]) -> Iterator[Claim | Failure]:
    """Each claim once: a small model likes to say a thing twice."""
    seen: set[str] = set()
    for result in results:
        text = result.text.casefold() if isinstance(result, Claim) else ""
        if not text or text not in seen:
            seen.add(text)
            yield result
