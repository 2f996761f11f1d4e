"""Hits and what a reader found in them -> the hits in a better order.

A reader sees question and passage together and knows better which passage answers; but only where
the query is a question, so search alone does without it. docs/quality.md has what it is worth.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from qa.text.words import spoken
from qa.types import Finding, Hit, Paragraph

RELEVANCE_WEIGHT = 0.15
"""Of the reader's logit, against 1 for the fused score."""
MOST_RELEVANCE = 12.0
"""Beyond this, either way, a logit says no more."""


def rerank(hits: Sequence[Hit], findings: Sequence[Finding]) -> tuple[Hit, ...]:
    """The hits by fused score and relevance, ranked from 1; a hit without finding has none."""
    relevance = {finding.hit.rank: finding.relevance for finding in findings}
    scored = [
        replace(
            hit,
            score=hit.score
            + RELEVANCE_WEIGHT
            * max(-MOST_RELEVANCE, min(MOST_RELEVANCE, relevance.get(hit.rank, 0.0))),
        )
        for hit in hits
    ]
    scored.sort(key=lambda hit: -hit.score)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(scored, start=1))


DENSE_WEIGHT = 0.7
"""Of the cosine, against 1 - DENSE_WEIGHT for BM25, both standardised."""
TWIN_OVERLAP = 0.75
"""Two paragraphs that share this part of their word pairs (Jaccard) say the same."""


def fuse(
    cosines: dict[int, float],
    bm25: dict[int, float],
    places: Callable[[Iterable[int]], dict[int, tuple[str, int]]],
) -> list[tuple[int, float]]:
    """(paragraph id, fused score), best first; equal scores by place.

    Ids tell in which order documents came, which must not be seen in the hits.
    """
    if not cosines:
        return []
    dense = np.array(list(cosines.values()))
    lexical = np.array([bm25.get(key, 0.0) for key in cosines])
    fused = DENSE_WEIGHT * _standardise(dense) + (1 - DENSE_WEIGHT) * _standardise(lexical)
    ranked = list(zip(cosines, fused.tolist(), strict=True))
    often = Counter(score for _, score in ranked)
    place = places(key for key, score in ranked if often[score] > 1)
    return sorted(ranked, key=lambda one: (-one[1], place.get(one[0], ("", 0))))


def _standardise(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(scores)  # a sum's last digit depends on the order
    spread = ordered.std()
    return (scores - ordered.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


def spread(
    ranked: Iterable[tuple[Paragraph, int, float]], k: int
) -> list[tuple[Paragraph, int, float]]:
    """The best k that do not repeat each other, no document with more than its share.

    Of the first n at most three fifths, and three at any rate, are of one document, unless there
    is nothing else. So the first hits are the same however many are asked for.
    """
    coming = _without_twins(ranked)
    waiting: list[tuple[Paragraph, int, float]] = []
    chosen: list[tuple[Paragraph, int, float]] = []
    taken: Counter[str] = Counter()
    while len(chosen) < k:
        most = max(3, ceil(0.6 * (len(chosen) + 1)))
        free = (c for c in _growing(waiting, coming) if taken[c[0].document.source] < most)
        candidate = next(free, None) or next(iter(waiting), None)
        if candidate is None:
            break
        waiting.remove(candidate)
        chosen.append(candidate)
        taken[candidate[0].document.source] += 1
    return chosen


def _growing(
    waiting: list[tuple[Paragraph, int, float]], coming: Iterator[tuple[Paragraph, int, float]]
) -> Iterator[tuple[Paragraph, int, float]]:
    """What waits, then what comes, which waits from now on."""
    yield from waiting
    for one in coming:
        waiting.append(one)
        yield one


def _without_twins(
    ranked: Iterable[tuple[Paragraph, int, float]],
) -> Iterator[tuple[Paragraph, int, float]]:
    """Of paragraphs that say the same nearly word for word, and the same numbers, the first."""
    seen: list[tuple[frozenset[str], frozenset[tuple[str, str]]]] = []
    for candidate in ranked:
        said = spoken(candidate[0].text)
        numbers = frozenset(word for word in said if word[0].isdigit())
        pairs = frozenset(zip(said, said[1:] or said, strict=False))
        # Two reports that differ in a figure are what a reader wants to see.
        if not any(
            numbers == n and len(pairs & p) >= TWIN_OVERLAP * len(pairs | p) for n, p in seen
        ):
            yield candidate
            seen.append((numbers, pairs))
