"""Finds which documents retell one report, after an update, and records it in the index.

Only documents that are new are compared, and only with those that share enough of their sketches;
a report that has lost a document is put together again. A report is all documents that pairs of
retellings join, so that the order of updates makes no difference. Documents that are joined already
are not compared, so many copies of one text cost little.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.indexing.retelling import (
    LEAST_FACTS,
    LEAST_SAMPLE,
    MENTIONED,
    Telling,
    compared,
    is_one_report,
    sketch,
)
from qa.store import reports as stored
from qa.store.reports import Hashes, Sketches
from qa.store.settings import IndexSettings
from qa.store.writable import WritableDatabase
from qa.text.words import lower_words

SHARED = 0.4
"""The part of the shorter document's sampled runs of words that a copy has in its sketch too; less
than `COPIED`, since a sample may be unlucky."""
MOST_COMPARED = 100
"""Documents that one is compared with, those with the most in common first. More are only in
collections made from one template, where hardly any retells another."""
KEPT_IN_MEMORY = 128
"""Documents read to be compared."""


def find_reports(
    database: WritableDatabase, settings: IndexSettings, *, updated: bool = True
) -> None:
    """Records which documents retell one report; for use inside the update's transaction.

    Args:
        settings: of the generation that is being made, with the model of its vectors.
        updated: whether documents came or went; else only those of an older format are compared.
    """
    model, dim = settings.fingerprint, settings.dim
    fresh = set(stored.not_sketched(database))
    for document in sorted(fresh):
        text, sentences, _ = stored.read(database, document, model, dim)
        database.add_sketch(document, sketch(text, sentences))
    if updated:
        fresh.update(stored.since(database, database.settings().generation))
        fresh.update(stored.parted(database))
    if not fresh:
        return

    @lru_cache(maxsize=KEPT_IN_MEMORY)
    def telling(document: int) -> Telling:
        text, sentences, vectors = stored.read(database, document, model, dim)
        kept = compared(sentences)
        chosen = tuple(sentences[n] for n in kept)
        return Telling(tuple(lower_words(text)), chosen, vectors[kept])

    joined = _Joined(stored.pairs(database))
    for one, others in candidates(stored.sketches(database), fresh):
        for other in others:
            if not joined.are(one, other) and is_one_report(telling(one), telling(other)):
                joined.join(one, other)
                stored.join(database, one, other)


def candidates(sketches: Sketches, fresh: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """For each of the documents in `fresh` those that may retell the same report, likeliest first.

    Two documents are candidates by what their two sketches share.
    """
    wanted = np.flatnonzero(np.isin(sketches.keys, list(fresh)))
    shingles, facts = _Shared(sketches.shingles, wanted), _Shared(sketches.facts, wanted)
    words, fact_counts = sketches.words, sketches.facts.counts
    sizes, limits = sketches.shingles.counts, _limits(sketches.shingles)
    for position in wanted.tolist():
        score = np.zeros(len(words))
        others, shared = facts.with_others(position, LEAST_FACTS)
        own = _of_shorter(fact_counts, words, position, others)
        enough = shared >= MENTIONED * own
        score[others[enough]] = shared[enough] / own[enough]
        others, shared = shingles.with_others(position, 1)
        # Of the shorter one's sample, what lies below the limit of the other's can be shared.
        own = _of_shorter(sizes, words, position, others)
        least = np.minimum(limits[position], limits[others])
        possible = own * least / _of_shorter(limits, words, position, others)
        enough = shared >= SHARED * possible
        score[others[enough]] += shared[enough] / np.maximum(1, possible[enough])
        likely = np.flatnonzero(score)
        best = likely[np.argsort(-score[likely], kind="stable")][:MOST_COMPARED]
        if len(best):
            yield int(sketches.keys[position]), sketches.keys[best].tolist()


def _of_shorter(
    numbers: NDArray[np.int64], words: NDArray[np.int64], position: int, others: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The shorter document's number; of equally long ones, the lesser one."""
    own, theirs = numbers[position], numbers[others]
    shorter = np.where(words[position] < words[others], own, theirs)
    same = words[position] == words[others]
    return np.where(same, np.minimum(own, theirs), shorter)


def _limits(shingles: Hashes) -> NDArray[np.int64]:
    """Below which hash a document's sample is complete."""
    ends = np.cumsum(shingles.counts)
    whole = shingles.counts < LEAST_SAMPLE
    last = shingles.values[np.maximum(ends - 1, 0)].astype(np.int64) if len(ends) else ends
    return np.where(whole, 1 << 32, last + 1)


class _Shared:
    """How many hashes documents share with others."""

    def __init__(self, hashes: Hashes, wanted: NDArray[np.int64]) -> None:
        """Args:
        wanted: positions of the documents that will be asked for.
        """
        ends = np.cumsum(hashes.counts)
        self._starts, self._ends = ends - hashes.counts, ends
        self._values = hashes.values
        # Most hashes of a large index are of no wanted document, and need no sorting.
        occurs = np.zeros(1 << 22, bool)
        for position in wanted:
            occurs[self._of(position) >> 10] = True
        kept = np.flatnonzero(occurs[hashes.values >> 10])
        owners = np.repeat(np.arange(len(ends)), hashes.counts)[kept]
        order = np.argsort(hashes.values[kept], kind="stable")
        self._sorted, self._owners = hashes.values[kept][order], owners[order]
        self._total = len(ends)

    def with_others(self, position: int, least: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions of the other documents that share at least so many, and how many each.

        Who shares `least` shares one of all but the `least` - 1 that most documents have (prefix
        filtering, as in joins of sets). So the commonest are looked up for few documents.
        """
        values = self._of(position)
        starts = np.searchsorted(self._sorted, values, "left").tolist()
        ends = np.searchsorted(self._sorted, values, "right").tolist()
        runs = sorted((self._owners[a:b] for a, b in zip(starts, ends, strict=True)), key=len)
        rare, common = runs[: len(runs) - least + 1], runs[len(runs) - least + 1 :]
        if len(runs) < least:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        shared = np.bincount(np.concatenate(rare), minlength=self._total)
        shared[position] = 0
        others = np.flatnonzero(shared)
        counts = shared[others]
        for owners in common:
            places = np.searchsorted(owners, others)
            counts += owners[np.minimum(places, len(owners) - 1)] == others
        enough = counts >= least
        return others[enough], counts[enough]

    def _of(self, position: int) -> NDArray[np.uint32]:
        return self._values[self._starts[position] : self._ends[position]]


class _Joined:
    """Documents joined into reports (union-find)."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self._parents: dict[int, int] = {}
        for one, other in pairs:
            self.join(one, other)

    def join(self, one: int, other: int) -> None:
        self._parents[self._root(one)] = self._root(other)

    def are(self, one: int, other: int) -> bool:
        return self._root(one) == self._root(other)

    def _root(self, document: int) -> int:
        above = self._parents.get(document, document)
        while above != document:
            self._parents[document] = self._parents.get(above, above)
            document, above = above, self._parents.get(above, above)
        return document
