"""Who derives from whom: a graph of the articles with a reason and a confidence for each edge, from their text alone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from pipeline.errors import InputError
from pipeline.records import Derivation, Document, Lineage, Span
from pipeline.sources.reasons import reasons
from pipeline.sources.resemblance import Prints, Resemblance, resemblance
from pipeline.sources.traits import traits

DEPENDENT = 0.5
"""From this confidence on, two articles are held to have one source."""

_COMPARE_ALL = 30
"""Up to this many articles every pair is compared; above it, only pairs that share enough rare words."""

_TOPICAL = 0.12
"""Cosine of the rare words from which on two of many articles are compared closely."""

_DERIVED = 0.3
"""Cosine from which on a sentence of the child follows one of the parent."""


def lineage(documents: Sequence[Document], primary: str | None = None) -> Lineage:
    """Who derives from whom among `documents`.

    Every document is in at least one cluster, the likely original first; largest clusters come first, then those
    whose first document was given first. Documents that share no cluster are independent. A document made from two
    independent ones is in both their clusters. `primary` (an id or a path) is taken for the original of its cluster;
    without it the original of the largest cluster is primary. Raises InputError when `primary` is none of `documents`.
    """
    chosen = _chosen(documents, primary)
    prints = [Prints(traits(document)) for document in documents]
    pairs = _dependent(prints)
    edges: list[Derivation] = []
    clusters: list[tuple[str, ...]] = []
    for members in _components(len(documents), pairs):
        order = _by_origin(members, pairs, prints, chosen)
        found = _edges(order, pairs, prints)
        edges.extend(found)
        clusters.extend(_clusters([documents[i].id for i in order], found))
    clusters.sort(key=lambda cluster: -len(cluster))
    default = clusters[0][0] if clusters and len(clusters[0]) > 1 or len(documents) == 1 else None
    return Lineage(
        edges=tuple(edges),
        clusters=tuple(clusters),
        primary=documents[chosen].id if chosen is not None else default,
    )


def confidence(found: Resemblance) -> float:
    """The probability, by a logistic regression on labelled pairs, that two articles have one source."""
    table = _coefficients()
    total = table["bias"] + sum(weight * found.signals[name] for name, weight in table["weights"].items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def _coefficients() -> dict:  # type: ignore[type-arg]
    return json.loads(files("pipeline").joinpath("data/lineage.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _chosen(documents: Sequence[Document], primary: str | None) -> int | None:
    if primary is None:
        return None
    for index, document in enumerate(documents):
        if primary in (document.id, document.path):
            return index
    known = ", ".join(document.path for document in documents)
    raise InputError(f"The primary article {primary!r} is not among the articles; they are: {known}.")


# --- pairs -----------------------------------------------------------------------------------------------


class _Pairs(dict[tuple[int, int], tuple[float, Resemblance]]):
    """The dependent pairs with their confidence; asked for in either order."""

    def strength(self, first: int, second: int) -> float:
        found = self.get((min(first, second), max(first, second)))
        return found[0] if found else 0.0


def _dependent(prints: Sequence[Prints]) -> _Pairs:
    pairs = _Pairs()
    for first, second in _candidates(prints):
        found = resemblance(prints[first], prints[second])
        strength = confidence(found)
        if strength >= DEPENDENT:
            pairs[first, second] = (strength, found)
    return pairs


def _candidates(prints: Sequence[Prints]) -> Iterator[tuple[int, int]]:
    """Pairs worth a close comparison, in order."""
    count = len(prints)
    if count <= _COMPARE_ALL:
        yield from ((i, j) for i in range(count) for j in range(i + 1, count))
        return
    columns = {
        stem: n
        for n, stem in enumerate(sorted({stem for p in prints for content in p.contents for stem in content}))
    }
    table = np.zeros((count, len(columns)), dtype=np.float32)
    for row, p in enumerate(prints):
        table[row, sorted({columns[stem] for content in p.contents for stem in content})] = 1.0
    table *= np.log(count / table.sum(axis=0))
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(norms, norms, 1.0)
    likeness = table @ table.T
    for i, j in np.argwhere(np.triu(likeness, k=1) >= _TOPICAL):
        yield int(i), int(j)


def _components(count: int, pairs: _Pairs) -> list[list[int]]:
    leader = list(range(count))

    def find(node: int) -> int:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for first, second in pairs:
        low, high = sorted((find(first), find(second)))
        leader[high] = low
    members: dict[int, list[int]] = {}
    for node in range(count):
        members.setdefault(find(node), []).append(node)
    return list(members.values())


# --- who came first --------------------------------------------------------------------------------------


def _by_origin(members: list[int], pairs: _Pairs, prints: Sequence[Prints], chosen: int | None) -> list[int]:
    """The members of a cluster, the likeliest original first, then by what they may derive from."""
    scores = {member: _originality(member, members, pairs, prints) for member in members}
    if chosen in scores:
        scores[chosen] = math.inf
    return sorted(members, key=lambda member: (-scores[member], member))


def _originality(member: int, members: list[int], pairs: _Pairs, prints: Sequence[Prints]) -> float:
    """How much speaks for a member being the original of its cluster.

    Copies resemble the original more than each other; they lose facts and quotations and rarely gain any; they name
    where they have it from; they come later. A reporter's article has a dateline or says who reported it.
    """
    own = prints[member].traits
    others = [prints[other].traits for other in members if other != member]
    if not others:
        return 0.0
    central = sum(
        pairs.strength(member, other) * _nearness(member, other, pairs)
        for other in members
        if other != member
    )
    richness = sum(len(own.facts & other.facts) for other in others) / max(
        1, sum(len(o.facts) for o in others)
    )
    quoted = len(own.quotations) - sum(len(o.quotations) for o in others) / len(others)
    credited = sum(bool(own.outlets & other.credits.keys() - other.outlets) for other in others)
    credits = bool(
        own.credits.keys() & {outlet for other in others for outlet in other.outlets} - own.outlets
    )
    return (
        2.0 * central / len(others)
        + 1.5 * richness
        + 0.5 * math.tanh(quoted / 3)
        + 2.0 * min(1, credited)
        - 2.0 * credits
        + 1.0 * own.is_first_hand
        - 0.7 * min(2, len(own.hearsay))
        + 1.0 * _earlier(prints, member, members)
    )


def _nearness(first: int, second: int, pairs: _Pairs) -> float:
    found = pairs.get((min(first, second), max(first, second)))
    return found[1].signals["follows"] + found[1].signals["shingles"] if found else 0.0


def _earlier(prints: Sequence[Prints], member: int, members: list[int]) -> float:
    mine = prints[member].traits.document.published
    dates = [
        date for other in members if other != member and (date := prints[other].traits.document.published)
    ]
    if mine is None or not dates:
        return 0.0
    return (sum(mine < date for date in dates) - sum(mine > date for date in dates)) / len(dates)


# --- edges and clusters ----------------------------------------------------------------------------------


def _edges(order: list[int], pairs: _Pairs, prints: Sequence[Prints]) -> list[Derivation]:
    """For each document but the first, the likeliest parent before it, and any other that gave it further passages."""
    edges = []
    for position, child in enumerate(order[1:], start=1):
        earlier = [other for other in order[:position] if pairs.strength(child, other)]
        earlier.sort(
            key=lambda other: (
                -_nearness(child, other, pairs) * pairs.strength(child, other),
                order.index(other),
            )
        )
        parents: list[int] = []
        for parent in earlier:
            if any(pairs.strength(parent, known) for known in parents):
                continue
            parents.append(parent)
            strength, _ = pairs[min(child, parent), max(child, parent)]
            found = resemblance(prints[child], prints[parent])
            edges.append(
                Derivation(
                    parent=prints[parent].traits.document.id,
                    child=prints[child].traits.document.id,
                    confidence=round(strength, 3),
                    reasons=reasons(found),
                    passages=_passages(found),
                )
            )
    return edges


def _passages(found: Resemblance) -> tuple[Span, ...]:
    """The stretches of the left article that follow the right one; neighbouring sentences are joined."""
    sentences = found.left.traits.sentences
    follows = {match.left for match in found.matches if match.cosine >= _DERIVED}
    spans: list[Span] = []
    last = -2
    for index in sorted(follows):
        span = sentences[index].span
        if index == last + 1:
            span = Span.at(spans.pop().start, span.end)
        spans.append(span)
        last = index
    return tuple(spans)


def _clusters(order: list[str], edges: Sequence[Derivation]) -> list[tuple[str, ...]]:
    """One cluster for each document that derives from none: it and all that derive from it, in order."""
    parents: dict[str, set[str]] = {}
    for edge in edges:
        parents.setdefault(edge.child, set()).add(edge.parent)
    roots = {name: {name} if name not in parents else set() for name in order}
    for name in order:
        for parent in sorted(parents.get(name, ())):
            roots[name] |= roots[parent]
    return [tuple(name for name in order if root in roots[name]) for root in order if root not in parents]
