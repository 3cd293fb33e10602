"""Find the lines that a site prints under all its articles, so that they tie no two of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.sources.traits import Sentence, Traits

_ARTICLES = 3
"""What so many articles that are otherwise different begin or end with is no part of any of them."""

_MOST = 0.5
"""Furniture is less than this share of the words of an article; what is more is the article, copied."""

_Keys = Sequence[tuple[str, ...]]


def without_furniture(articles: Sequence[Traits]) -> list[Traits]:
    """The articles without the sentences that at least three different ones begin or end with."""
    heads = _shared([article.sentences for article in articles])
    tails = _shared([article.sentences[::-1] for article in articles])
    return [
        replace(article, sentences=article.sentences[head : len(article.sentences) - tail])
        for article, head, tail in zip(articles, heads, tails, strict=True)
    ]


def _shared(articles: Sequence[Sequence[Sentence]]) -> list[int]:
    """How many of its first sentences each article shares with enough different ones."""
    keys = [[_key(sentence) for sentence in sentences] for sentences in articles]
    sizes = [sum(len(key) for key in article) for article in keys]
    alike: dict[tuple[str, ...], list[int]] = {}
    for index, article in enumerate(keys):
        if article:
            alike.setdefault(article[0], []).append(index)
    found = [0] * len(articles)
    for group in alike.values():
        for index in group if len(group) >= _ARTICLES else ():
            found[index] = _run(index, group, keys, sizes)
    return found


def _run(index: int, group: Sequence[int], keys: Sequence[_Keys], sizes: Sequence[int]) -> int:
    """The longest run of first sentences that two other, different articles of `group` begin with too."""
    runs = []
    for other in group:
        length = _common(keys[index], keys[other])
        words = sum(len(key) for key in keys[index][:length])
        if other != index and words < _MOST * min(sizes[index], sizes[other]):
            runs.append(length)
    return sorted(runs, reverse=True)[_ARTICLES - 2] if len(runs) >= _ARTICLES - 1 else 0


def _common(left: _Keys, right: _Keys) -> int:
    length = 0
    while length < min(len(left), len(right)) and left[length] == right[length]:
        length += 1
    return length


def _key(sentence: Sentence) -> tuple[str, ...]:
    return tuple(token.stem for token in sentence.tokens)
