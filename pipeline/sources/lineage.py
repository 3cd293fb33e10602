"""Who derives from whom: a graph of the articles, with reasons and a confidence, from their text alone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from pipeline.errors import InputError
from pipeline.records import Derivation, Document, Lineage, Shared, Span
from pipeline.sources.matching import Match
from pipeline.sources.prints import Prints, fingerprints
from pipeline.sources.reasons import reasons
from pipeline.sources.resemblance import Resemblance, resemblance

DEPENDENT = 0.5
"""From this confidence on, two articles are held to have one source."""

_COMPARE_ALL = 30
"""Up to this many articles every pair is compared; above it, each with its neighbours."""

_NEIGHBOURS = 16
"""With so many others, those that share most rare words, an article is compared when there are many."""

_TOPICAL = 0.12
"""Cosine of the rare words below which two of many articles are not compared."""


def lineage(
    documents: Sequence[Document], primary: str | None = None, prints: Sequence[Prints] | None = None
) -> Lineage:
    """Who derives from whom among `documents`.

    Every document is in at least one cluster, the likely original first; largest clusters come first, then
    those whose first document was given first. Documents that share no cluster are independent. A document
    made from two independent ones is in both their clusters. `primary` (an id or a path) is taken for the
    original of its cluster; without it the original of the largest cluster is primary, None when no two
    articles belong together. `prints` are the fingerprints of `documents`, where they are known. Raises InputError when
    `primary` is none of `documents`.
    """
    first = chosen(documents, primary)
    pairs = _Pairs(fingerprints(documents) if prints is None else prints)
    edges: list[Derivation] = []
    clusters: list[tuple[str, ...]] = []
    for members in _components(pairs):
        order = _by_origin(members, pairs, first)
        found = _edges(order, pairs)
        edges.extend(found)
        clusters.extend(_clusters([documents[i].id for i in order], found))
    clusters.sort(key=lambda cluster: -len(cluster))
    has_one = len(documents) == 1 or (len(clusters) > 0 and len(clusters[0]) > 1)
    likely = clusters[0][0] if has_one else None
    return Lineage(
        edges=tuple(edges),
        clusters=tuple(clusters),
        primary=likely if first is None else documents[first].id,
    )


class Coefficients(TypedDict):
    """A logistic regression over the signals of a resemblance."""

    bias: float
    weights: dict[str, float]


def probability(signals: dict[str, float], table: Coefficients) -> float:
    """The probability that two articles with these signals have one source."""
    total = table["bias"] + sum(weight * signals[name] for name, weight in table["weights"].items())
    return 1 / (1 + math.exp(-total))


@cache
def coefficients() -> Coefficients:
    """The table that `python -m tests.sources.fit_lineage --write` fits on labelled pairs."""
    table: Coefficients = json.loads(files("pipeline").joinpath("data/lineage.json").read_text("utf-8"))
    return table


def chosen(documents: Sequence[Document], primary: str | None) -> int | None:
    """The number of the document that `primary` names, by its id or path. Raises InputError when it is none of them."""
    if primary is None:
        return None
    path = Path(primary).resolve()
    for index, document in enumerate(documents):
        if primary in (document.id, document.path) or Path(document.path).resolve() == path:
            return index
    known = ", ".join(document.path for document in documents)
    raise InputError(f"The primary article {primary!r} is not among the articles; they are: {known}.")


# --- pairs -----------------------------------------------------------------------------------------------


class _Pairs:
    """The articles by twos, each two compared once, when first asked for."""

    def __init__(self, prints: Sequence[Prints]) -> None:
        self.prints = prints
        self._known: dict[tuple[int, int], tuple[float, Resemblance]] = {}

    def strength(self, first: int, second: int) -> float:
        """The probability that two articles have one source."""
        return self._compare(min(first, second), max(first, second))[0]

    def resemblance(self, first: int, second: int) -> Resemblance:
        """What two articles have in common."""
        return self._compare(min(first, second), max(first, second))[1]

    def dependent(self, member: int) -> list[int]:
        """The articles that were compared with `member` and found to have one source with it."""
        return [
            other
            for pair, (strength, _) in sorted(self._known.items())
            if member in pair and strength >= DEPENDENT
            for other in pair
            if other != member
        ]

    def _compare(self, first: int, second: int) -> tuple[float, Resemblance]:
        if (first, second) not in self._known:
            found = resemblance(self.prints[first], self.prints[second])
            self._known[first, second] = (probability(found.signals, coefficients()), found)
        return self._known[first, second]


def candidates(prints: Sequence[Prints]) -> Iterator[tuple[int, int]]:
    """Pairs worth a close comparison: all of a few articles; of many, those that share most rare words.

    Of articles with the same words one after the other, only the first is compared with the rest.
    """
    twins = _twins(prints)
    yield from ((first, twin) for twin, first in twins.items())
    kept = [index for index in range(len(prints)) if index not in twins]
    if len(kept) <= _COMPARE_ALL:
        yield from combinations(kept, 2)
        return
    found: set[tuple[int, int]] = set()
    for row, likeness in enumerate(_likeness([prints[index].columns for index in kept])):
        likeness[row] = 0.0
        nearest = np.argsort(-likeness, kind="stable")[:_NEIGHBOURS]
        found.update((min(row, int(n)), max(row, int(n))) for n in nearest if likeness[n] >= _TOPICAL)
    yield from ((kept[first], kept[second]) for first, second in sorted(found))


def _likeness(rows: Sequence[npt.NDArray[np.int64]]) -> Iterator[npt.NDArray[np.float64]]:
    """For each article its cosine with all, by the columns that each has, rarer ones weighing more.

    Only articles that share a column meet, so the time grows with what they share, and no table of all is made.
    """
    column = np.concatenate(rows)
    holder = np.repeat(np.arange(len(rows)), [len(row) for row in rows])[np.argsort(column, kind="stable")]
    counts = np.bincount(column)
    ends = np.cumsum(counts)
    squares = np.log(len(rows) / np.maximum(1, counts)) ** 2
    norms = np.sqrt([squares[row].sum() for row in rows])
    for row, norm in zip(rows, norms, strict=True):
        holders = np.concatenate([holder[ends[at] - counts[at] : ends[at]] for at in row] or [holder[:0]])
        shared = np.bincount(holders, np.repeat(squares[row], counts[row]), len(rows))
        product = norm * norms
        yield np.divide(shared, product, out=np.zeros(len(rows)), where=product > 0)


def _twins(prints: Sequence[Prints]) -> dict[int, int]:
    """Articles whose words are those of an earlier one, with that one."""
    first: dict[tuple[str, ...], int] = {}
    twins = {}
    for index, p in enumerate(prints):
        known = first.setdefault(p.stems, index)
        if known != index and p.stems:
            twins[index] = known
    return twins


def _components(pairs: _Pairs) -> list[list[int]]:
    """Articles that are tied together by pairs with one source."""
    leader = list(range(len(pairs.prints)))

    def find(node: int) -> int:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for first, second in candidates(pairs.prints):
        if pairs.strength(first, second) >= DEPENDENT:
            low, high = sorted((find(first), find(second)))
            leader[high] = low
    members: dict[int, list[int]] = {}
    for node in range(len(leader)):
        members.setdefault(find(node), []).append(node)
    return list(members.values())


# --- who came first --------------------------------------------------------------------------------------


def _by_origin(members: list[int], pairs: _Pairs, chosen: int | None) -> list[int]:
    """The members of a cluster, the likeliest original first, then by what they may derive from."""
    if len(members) == 1:
        return members
    scores = {member: _originality(member, members, pairs) for member in members}
    if chosen is not None and chosen in scores:
        scores[chosen] = math.inf
    return sorted(members, key=lambda member: (-scores[member], member))


def _originality(member: int, members: list[int], pairs: _Pairs) -> float:
    """How much speaks for a member being the original of its cluster.

    Copies resemble the original more than each other; they lose facts and quotations and rarely gain any;
    they name where they have it from; they come later. A reporter's article has a dateline or says who
    reported it.
    """
    own = pairs.prints[member].traits
    others = [pairs.prints[other].traits for other in members if other != member]
    central = sum(_nearness(member, other, pairs) for other in pairs.dependent(member)) / len(others)
    richness = sum(len(own.facts & other.facts) for other in others) / max(
        1, sum(len(o.facts) for o in others)
    )
    quoted = len(own.quotations) - sum(len(other.quotations) for other in others) / len(others)
    is_credited = any(own.outlets & (other.credits.keys() - other.outlets) for other in others)
    credits_other = any(other.outlets & (own.credits.keys() - own.outlets) for other in others)
    return (
        2.0 * central
        + 1.5 * richness
        + 0.5 * math.tanh(quoted / 3)
        + 2.0 * is_credited
        - 2.0 * credits_other
        + 1.0 * own.is_first_hand
        - 0.7 * min(2, len(own.hearsay))
        + 1.0 * _earlier(own.document, [other.document for other in others])
    )


def _nearness(first: int, second: int, pairs: _Pairs) -> float:
    signals = pairs.resemblance(first, second).signals
    return pairs.strength(first, second) * (signals["likeness"] + signals["shingles"] + signals["credit"])


def _earlier(own: Document, others: Sequence[Document]) -> float:
    """From 1, came out before all the others whose date is known, to -1, after all of them."""
    dates = [other.published for other in others if other.published]
    if own.published is None or not dates:
        return 0.0
    return (sum(own.published < date for date in dates) - sum(own.published > date for date in dates)) / len(
        dates
    )


# --- edges and clusters ----------------------------------------------------------------------------------


def _edges(order: list[int], pairs: _Pairs) -> list[Derivation]:
    """For each document but the first the likeliest parent before it, and others independent of that one."""
    place = {member: position for position, member in enumerate(order)}
    edges = []
    for child in order[1:]:
        earlier = [other for other in pairs.dependent(child) if place[other] < place[child]]
        earlier.sort(key=lambda other: (-_nearness(child, other, pairs), place[other]))
        parents: list[int] = []
        for parent in earlier:
            if all(pairs.strength(parent, known) < DEPENDENT for known in parents):
                parents.append(parent)
                edges.append(_edge(parent, child, pairs))
    return edges


def _edge(parent: int, child: int, pairs: _Pairs) -> Derivation:
    found = resemblance(pairs.prints[child], pairs.prints[parent])
    return Derivation(
        parent=found.right.traits.document.id,
        child=found.left.traits.document.id,
        confidence=round(pairs.strength(parent, child), 3),
        reasons=reasons(found),
        passages=_passages(found),
    )


def _passages(found: Resemblance) -> tuple[Shared, ...]:
    """The sentences of the left article that the right one accounts for, each with its place there."""
    return tuple(
        Shared(child=found.left.sentences[match.left].span, parent=_origin(match, found))
        for match in found.matches
        if match.is_held
    )


def _origin(match: Match, found: Resemblance) -> Span:
    """What accounts for a sentence of the left article: one sentence of the right one, or two that both add to it."""
    told = found.left.sentences[match.left].content
    first, *following = found.right.sentences[match.right : match.right + 2]
    for second in following:
        if len((told & second.content) - first.content) >= _ADDS:
            is_both = len((told & first.content) - second.content) >= _ADDS
            return Span.at((first if is_both else second).span.start, second.span.end)
    return first.span


_ADDS = 2
"""A sentence that holds so many words of another, beyond those of its neighbour, adds to what accounts for it."""


def _clusters(order: list[str], edges: Sequence[Derivation]) -> list[tuple[str, ...]]:
    """One cluster for each document that derives from none: it and all that derive from it, in order."""
    parents: dict[str, set[str]] = {}
    for edge in edges:
        parents.setdefault(edge.child, set()).add(edge.parent)
    roots = {name: set() if name in parents else {name} for name in order}
    for name in order:
        for parent in parents.get(name, ()):
            roots[name] |= roots[parent]
    return [tuple(name for name in order if root in roots[name]) for root in order if root not in parents]
