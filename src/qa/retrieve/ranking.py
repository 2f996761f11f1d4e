"""Hits and what a reader found in them -> the hits in a better order.

A reader sees question and passage together and knows better which passage answers; but only where
the query is a question, so search alone does without it. docs/quality.md has what it is worth.
"""

from collections.abc import Sequence
from dataclasses import replace

from qa.types import Finding, Hit

WEIGHT = 0.15
"""Of the reader's logit, against 1 for the fused score."""
MOST = 12.0
"""Beyond this, either way, a logit says no more."""


def rerank(hits: Sequence[Hit], findings: Sequence[Finding]) -> tuple[Hit, ...]:
    """The hits by fused score and relevance, ranked from 1; a hit without finding has none."""
    relevance = {finding.hit.rank: finding.relevance for finding in findings}
    scored = [
        replace(hit, score=hit.score + WEIGHT * max(-MOST, min(MOST, relevance.get(hit.rank, 0.0))))
        for hit in hits
    ]
    scored.sort(key=lambda hit: -hit.score)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(scored, start=1))
