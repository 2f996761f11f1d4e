"""The order of hits: two searches fused, spread over documents, and reranked by a reader.

A reader sees question and passage together and judges better which passage answers; but it needs a
question, so `search` alone does not use it. docs/quality.md shows how much reranking improves.
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
"""Weight of the reader's logit; the fused score has weight 1."""
MOST_RELEVANCE = 12.0
"""Logits are limited to this, either way: beyond it they tell no more."""


def rerank(hits: Sequence[Hit], findings: Sequence[Finding]) -> tuple[Hit, ...]:
    """The hits by fused score and relevance, ranked from 1; without a finding, relevance is 0."""
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
"""Weight of the cosine; BM25 has 1 - DENSE_WEIGHT. Both are standardised."""
TWIN_OVERLAP = 0.75
"""Two paragraphs that share at least this part of their word pairs (Jaccard) are twins: they say
the same."""


def fuse(
    cosines: dict[int, float],
    bm25: dict[int, float],
    places: Callable[[Iterable[int]], dict[int, tuple[str, int]]],
) -> list[tuple[int, float]]:
    """(paragraph id, fused score), best first; equal scores in order of place.

    Ids depend on the order in which documents were indexed, which must not show in the hits.

    Args:
        cosines, bm25: by paragraph id; only paragraphs with a cosine are ranked.
        places: gives (source, ordinal) for paragraph ids; asked only where scores are equal.
    """
    if not cosines:
        return []
    dense = np.array(list(cosines.values()))
    lexical = np.array([bm25.get(key, 0.0) for key in cosines])
    fused = DENSE_WEIGHT * _standardise(dense) + (1 - DENSE_WEIGHT) * _standardise(lexical)
    ranked = list(zip(cosines, fused.tolist(), strict=True))
    times = Counter(score for _, score in ranked)
    place_of = places(key for key, score in ranked if times[score] > 1)
    return sorted(ranked, key=lambda scored: (-scored[1], place_of.get(scored[0], ("", 0))))


def _standardise(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(scores)  # the last digit of a sum depends on the order
    spread = ordered.std()
    return (scores - ordered.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


def spread(
    ranked: Iterable[tuple[Paragraph, int, float]], k: int
) -> list[tuple[Paragraph, int, float]]:
    """The best k that do not repeat each other, with a limit on the share of each document.

    Of the first n at most three fifths, or three where that is more, are from one document, unless
    there is nothing else. So the first hits are the same however large k is.
    """
    upcoming = _without_twins(ranked)
    waiting: list[tuple[Paragraph, int, float]] = []
    chosen: list[tuple[Paragraph, int, float]] = []
    chosen_of: Counter[str] = Counter()
    while len(chosen) < k:
        limit = max(3, ceil(0.6 * (len(chosen) + 1)))
        allowed = (
            c
            for c in _waiting_then_upcoming(waiting, upcoming)
            if chosen_of[c[0].document.source] < limit
        )
        candidate = next(allowed, None) or next(iter(waiting), None)
        if candidate is None:
            break
        waiting.remove(candidate)
        chosen.append(candidate)
        chosen_of[candidate[0].document.source] += 1
    return chosen


def _waiting_then_upcoming(
    waiting: list[tuple[Paragraph, int, float]], upcoming: Iterator[tuple[Paragraph, int, float]]
) -> Iterator[tuple[Paragraph, int, float]]:
    """The waiting candidates, then the upcoming ones, each of which is added to the waiting."""
    yield from waiting
    for candidate in upcoming:
        waiting.append(candidate)
        yield candidate


def _without_twins(
    ranked: Iterable[tuple[Paragraph, int, float]],
) -> Iterator[tuple[Paragraph, int, float]]:
    """Only the first of paragraphs with nearly the same wording and exactly the same numbers."""
    earlier: list[tuple[frozenset[str], frozenset[tuple[str, str]]]] = []
    for candidate in ranked:
        paragraph_words = spoken(candidate[0].text)
        numbers = frozenset(word for word in paragraph_words if word[0].isdigit())
        word_pairs = frozenset(
            zip(paragraph_words, paragraph_words[1:] or paragraph_words, strict=False)
        )
        # Two reports that differ in a number are kept: people want to see both.
        if not any(
            numbers == other_numbers
            and len(word_pairs & other_pairs) >= TWIN_OVERLAP * len(word_pairs | other_pairs)
            for other_numbers, other_pairs in earlier
        ):
            yield candidate
            earlier.append((numbers, word_pairs))
