"""The order of hits: two searches fused, spread over documents, and reranked by a reader.

A reader sees question and passage together and judges better which passage answers; but it needs a
question, so `search` alone does not use it. docs/quality.md shows how much reranking improves.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from qa.types import Finding, Hit, Kind, Paragraph

RELEVANCE_WEIGHT = 0.15
"""Weight of the reader's logit; the fused score has weight 1."""
MOST_RELEVANCE = 12.0
"""Logits are limited to this, either way: beyond that they carry no more information."""


def rerank(hits: Sequence[Hit], findings: Sequence[Finding]) -> tuple[Hit, ...]:
    """The hits by fused score and relevance, ranked from 1; without a finding, relevance is 0."""
    relevance: dict[int, float] = {}
    for finding in findings:
        rank = finding.hit.rank
        relevance[rank] = max(relevance.get(rank, finding.relevance), finding.relevance)
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
PENALTIES = {
    Kind.CAPTION: 0.3,
    Kind.LABEL: 0.7,
    Kind.HEADING: 0.7,
    Kind.FRONT_MATTER: 0.5,
    Kind.BYLINE: 0.9,
}
"""Taken from the fused score, in standard deviations: a few words above or beside a text are
nearer to a question than the text that answers it."""
TWIN_OVERLAP = 0.75
"""Two paragraphs that share at least this part of their word pairs (Jaccard) are versions of one
text."""


def fuse(
    cosines: dict[int, float],
    bm25: dict[int, float],
    places: Callable[[Iterable[int]], dict[int, tuple[str, int]]],
    kinds: Mapping[int, Kind],
) -> list[tuple[int, float]]:
    """(paragraph id, fused score), best first; equal scores in order of place.

    Ids depend on the order in which documents were indexed, which must not show in the hits.

    Args:
        cosines, bm25: by paragraph id; only paragraphs with a cosine are ranked.
        places: gives (source, ordinal) for paragraph ids; asked only where scores are equal.
        kinds: of the paragraphs that are not of the body, by id.
    """
    if not cosines:
        return []
    dense = np.array(list(cosines.values()))
    lexical = np.array([bm25.get(key, 0.0) for key in cosines])
    fused = DENSE_WEIGHT * _standardise(dense) + (1 - DENSE_WEIGHT) * _standardise(lexical)
    ranked = [
        (key, score - PENALTIES.get(kinds.get(key, Kind.BODY), 0.0))
        for key, score in zip(cosines, fused.tolist(), strict=True)
    ]
    times = Counter(score for _, score in ranked)
    place_of = places(key for key, score in ranked if times[score] > 1)
    return sorted(ranked, key=lambda scored: (-scored[1], place_of.get(scored[0], ("", 0))))


def _standardise(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(scores)  # the last digit of a sum depends on the order
    spread = ordered.std()
    return (scores - ordered.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may become a hit."""

    paragraph: Paragraph
    key: int
    """The paragraph's id in the index."""
    score: float
    copies: tuple[Paragraph, ...] = ()
    """Others with exactly the same words."""


def spread(
    ranked: Iterable[Candidate], k: int, pool: int, *, newer_first: bool = True
) -> list[Candidate]:
    """The best k, without copies, with a limit on the share of each document.

    Of the first n at most three fifths, or three where that is more, are from one document, unless
    there is nothing else. So the first hits are the same however large k is.

    Args:
        pool: how many different passages are looked at.
        newer_first: of versions of one text the newer comes first.
    """
    candidates = _without_copies(ranked, pool)
    upcoming = iter(_newer_first(candidates) if newer_first else candidates)
    waiting: list[Candidate] = []
    chosen: list[Candidate] = []
    chosen_of: Counter[str] = Counter()
    while len(chosen) < k:
        limit = max(3, ceil(0.6 * (len(chosen) + 1)))
        allowed = (
            c
            for c in _waiting_then_upcoming(waiting, upcoming)
            if chosen_of[c.paragraph.document.source] < limit
        )
        candidate = next(allowed, None) or next(iter(waiting), None)
        if candidate is None:
            break
        waiting.remove(candidate)
        chosen.append(candidate)
        chosen_of[candidate.paragraph.document.source] += 1
    return chosen


def _waiting_then_upcoming(
    waiting: list[Candidate], upcoming: Iterator[Candidate]
) -> Iterator[Candidate]:
    """The waiting candidates, then the upcoming ones, each of which is added to the waiting."""
    yield from waiting
    for candidate in upcoming:
        waiting.append(candidate)
        yield candidate


def _without_copies(ranked: Iterable[Candidate], most: int) -> list[Candidate]:
    """One candidate for each wording, with its other places.

    White space alone may differ, character for character, so that what is cited of one stands at
    the same offsets in the others.
    """
    first: dict[tuple[int, tuple[str, ...]], Candidate] = {}
    for candidate in ranked:
        text = candidate.paragraph.text
        wording = len(text), tuple(text.split())
        if same := first.get(wording):
            copies = (*same.copies, candidate.paragraph)
            first[wording] = replace(same, copies=copies)
        elif len(first) < most:
            first[wording] = candidate
        else:
            break
    return list(first.values())


def _newer_first(candidates: list[Candidate]) -> list[Candidate]:
    """Versions of one text change places so that the newer stands before the older."""
    dates = [candidate.paragraph.document.published for candidate in candidates]
    if len(set(filter(None, dates))) < 2:
        return candidates
    texts = [candidate.paragraph.text.lower().split() for candidate in candidates]
    pairs = [frozenset(zip(words, words[1:] or words, strict=False)) for words in texts]
    ordered = list(range(len(candidates)))
    for later in range(len(ordered)):
        for earlier in range(later):
            a, b = ordered[earlier], ordered[later]
            if not dates[a] or dates[a] >= dates[b]:
                continue
            if len(pairs[a] & pairs[b]) >= TWIN_OVERLAP * len(pairs[a] | pairs[b]):
                ordered[earlier], ordered[later] = b, a
    return [candidates[n] for n in ordered]
