"""Vectors made from real ones, in any number, that lie as the real ones do.

A made vector lies between a real one and one of its neighbours, and a little beside the line. How
far beside is chosen so that a tenth of the real ones, grown to their full number, have the same
distances to their neighbours, and to questions, as all the real ones have.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
NEAR = 10
"""Neighbours between which a made vector may lie."""
ASIDE = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
"""Lengths of the step beside the line that are tried, against the vector's own length of 1."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TENTH = 10
"""The part of the real ones that is grown, to see how well it is done: one of so many."""
ASKED = 500
"""Vectors whose neighbours are looked at, among the real ones and among the made."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well made vectors lie as real ones do."""

    aside: float
    rows: tuple[tuple[str, Floats, Floats], ...]
    """What was measured; its quantiles among the real ones and among as many made ones."""

    @property
    def off(self) -> float:
        """The mean difference between the quantiles."""
        return float(np.mean([np.abs(real - made).mean() for _, real, made in self.rows]))


class Maker:
    """Makes vectors from real ones, float32 (n, dim), of unit length."""

    def __init__(self, real: Floats, aside: float, seed: int = 0) -> None:
        self._real, self._aside = real, aside
        self._chance = np.random.default_rng(seed)
        self._near = _nearest(real, real, NEAR + 1)[1][:, 1:]  # without themselves

    def make(self, n: int) -> tuple[NDArray[np.int64], Floats]:
        """Which real ones the made ones are nearest to in kind, int64 (n,), and their vectors."""
        first = self._chance.integers(len(self._real), size=n)
        other = self._near[first, self._chance.integers(NEAR, size=n)]
        share = self._chance.uniform(0, 0.5, size=(n, 1)).astype(np.float32)
        line = (1 - share) * self._real[first] + share * self._real[other]
        return first, self.beside(line)

    def beside(self, vectors: Floats) -> Floats:
        """The same, each a step to the side, of unit length."""
        n, dim = vectors.shape
        step = self._chance.standard_normal((n, dim), dtype=np.float32) * self._aside / dim**0.5
        return _unit(_unit(vectors) + step)


def fit(real: Floats, questions: Floats) -> Fit:
    """The best of `ASIDE`, and how well it does."""
    chosen = np.random.default_rng(1).permutation(len(real))
    some = real[chosen[: max(NEAR + 1, len(real) // TENTH)]]
    theirs = dict(_spreads(real, questions))
    fits = []
    for aside in ASIDE:
        ours = dict(_spreads(Maker(some, aside).make(len(real))[1], questions))
        fits.append(Fit(aside, tuple((what, theirs[what], ours[what]) for what in theirs)))
    return min(fits, key=lambda fit: fit.off)


def _spreads(vectors: Floats, questions: Floats) -> Iterator[tuple[str, Floats]]:
    """Quantiles of the cosine to the n-th nearest of `vectors`."""
    own = vectors[:: max(1, len(vectors) // ASKED)][:ASKED]
    for what, asked, self in (("question", questions[:ASKED], 0), ("paragraph", own, 1)):
        cosines = _nearest(vectors, asked, NEAR + self)[0]
        for n in (1, NEAR):
            spread = np.quantile(cosines[:, n - 1 + self], QUANTILES).astype(np.float32)
            yield f"{what} to neighbour {n}", spread


def _nearest(vectors: Floats, asked: Floats, n: int) -> tuple[Floats, NDArray[np.int64]]:
    """Cosines and places of the n nearest of each, best first."""
    import faiss

    found = faiss.knn(asked, vectors, n, metric=faiss.METRIC_INNER_PRODUCT)
    return found[0], found[1]


def _unit(vectors: Floats) -> Floats:
    found: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found
