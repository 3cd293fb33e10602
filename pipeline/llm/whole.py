"""A model whose server may cut prompts without a word: what it has not read to the end does not count as read."""

from __future__ import annotations

from pipeline.errors import ContextOverflow
from pipeline.llm.model import Model, Reply, Request
from pipeline.text import tokens

LEAST_SHARE = 0.6
"""A server that counts fewer of our tokens than this has cut the prompt: no tokenizer is that much thriftier."""

LEAST_COUNTED = 500
"""Fewer counted tokens than this tell nothing: some servers leave out what they had in their cache."""


class Whole:
    """`model`, with ContextOverflow in place of a reply to a prompt of which the server has read only a part."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """Answer `request`. Raises ContextOverflow when the prompt was cut, and what the model raises."""
        reply = await self._model.complete(request)
        if is_cut(request, reply):
            raise ContextOverflow(
                f"{self.name!r} has read no more than {reply.usage.prompt_tokens:,} tokens of a longer prompt. "
                "Give the server a larger context, or set a smaller --chunk-tokens."
            )
        return reply


def is_cut(request: Request, reply: Reply) -> bool:
    """Whether the server counts so few tokens of the prompt that it cannot have read all."""
    counted = reply.usage.prompt_tokens
    if counted < LEAST_COUNTED:
        return False
    return counted < LEAST_SHARE * sum(tokens.count(message.content) for message in request.messages)
