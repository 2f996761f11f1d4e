"""Whether two documents retell one report: copied, translated anew, shortened, quoted at length.

A copy shares its runs of words with the original (shingles: Broder, "On the resemblance and
containment of documents", 1997). A retelling shares none, but goes through the same things in the
same order: sentences with near vectors stand in the same sequence, and in them the same names and
numbers. Reports of the same event by others share names, but not in the same places; minutes and
releases made from one template share whole sentences, which are left out of account, but not what
is filled in.

Whether two documents are one report depends on these two alone, never on what else is indexed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.store.records import Sketch
from qa.text.facts import facts
from qa.text.words import spoken

SHINGLE = 4
"""Words in a run that is compared."""
COPIED = 2 / 3
"""The part of the shorter document's runs of words that is in the other one, if it is a copy."""
SMALL = 20
"""Words; of fewer, only an equal text is a copy."""
SAME_SENTENCE = 0.6
"""The least cosine of sentences that may tell the same."""
RETOLD = 0.6
"""The part of the shorter document, in words, that the other tells in the same order."""
SAME_FACTS = 0.5
"""The part of the shorter document's names and numbers that surely stand in the same places."""
LEAST_FACTS = 4
"""Names and numbers that a retelling shares at least, or nothing shows that it is one."""
SENTENCE = 5
"""Words of a sentence that is compared, at least: not of names of a list, or of headings."""
FARTHEST = 3
"""Sentences around the one with the nearest vector in which its names and numbers are looked for;
a shortened text says in one sentence what stood in several."""
LARGEST = 4_000_000
"""Pairs of sentences that are compared; of books, only runs of words are."""
SAMPLED = 1 << 29
"""Hashes below this, one in eight, are kept in a sketch, and at least LEAST_SAMPLE of them, which
makes samples of long and of short documents comparable (Broder, as above)."""
LEAST_SAMPLE = 64


@dataclass(frozen=True, eq=False)
class Telling:
    """A document as it is compared with another one."""

    words: tuple[str, ...]
    """Of its text, in order."""
    sentences: tuple[str, ...]
    """Those that are compared (`is_compared`), in order."""
    vectors: NDArray[np.float32]
    """Of these sentences, unit length, (n, dim)."""

    @cached_property
    def shingles(self) -> NDArray[np.uint32]:
        """Hashes of its runs of words, in order."""
        return _shingles(self.words)

    @cached_property
    def facts(self) -> list[frozenset[str]]:
        """The names and numbers of each sentence."""
        return facts(self.sentences)

    @cached_property
    def spoken(self) -> list[tuple[str, ...]]:
        """The words of each sentence."""
        return [tuple(spoken(sentence)) for sentence in self.sentences]

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """How many words each sentence has."""
        return np.array([len(words) for words in self.spoken], np.int64)


def is_compared(sentence: str) -> bool:
    return len(spoken(sentence)) >= SENTENCE


def sketch(text: str, sentences: Sequence[str]) -> Sketch:
    """What tells quickly which documents may retell the same report as this one.

    Args:
        sentences: of the paragraphs that are searched.
    """
    words = spoken(text)
    hashes = np.unique(_shingles(words))
    kept = max(LEAST_SAMPLE, int(np.searchsorted(hashes, SAMPLED)))
    known = frozenset().union(*facts([each for each in sentences if is_compared(each)]))
    facts_hashes = np.unique(np.array([crc32(fact.encode()) for fact in known], np.uint32))
    return Sketch(
        len(words),
        hashes[:kept].astype("<u4").tobytes(),
        facts_hashes.astype("<u4").tobytes(),
    )


def is_one_report(one: Telling, other: Telling) -> bool:
    """Whether two documents retell one report, in whichever order they are given."""
    short, long = sorted((one, other), key=lambda telling: (len(telling.words), telling.words))
    return _is_copied(short, long) or _is_retold(short, long)


def _is_copied(short: Telling, long: Telling) -> bool:
    if len(short.words) < SMALL:
        return short.words == long.words
    if np.isin(short.shingles, long.shingles).mean() < COPIED:
        return False
    return _is_of_whole(np.flatnonzero(np.isin(long.shingles, short.shingles)), short, long)


def _is_retold(short: Telling, long: Telling) -> bool:
    n, m = len(short.sentences), len(long.sentences)
    if not n or not m or n * m > LARGEST:
        return False
    path = aligned(short.vectors @ long.vectors.T)
    # What is taken over word for word shows nothing here, since that of a template is too.
    known = frozenset(long.spoken)
    reworded = np.array([sentence not in known for sentence in short.spoken])
    path = path[reworded[path[:, 0]]]
    if len(path) < 2 or short.lengths[path[:, 0]].sum() < RETOLD * short.lengths[reworded].sum():
        return False
    own = frozenset().union(*(short.facts[i] for i in np.flatnonzero(reworded)))
    shared = _facts_in_place(short, long, path)
    if shared < LEAST_FACTS or at_least(shared, len(own)) < SAME_FACTS:
        return False
    return _is_of_whole(path[:, 1] * len(long.words) // m, short, long)


def at_least(shared: int, count: int) -> float:
    """The part of all that is shared at least, with a certainty of 95 %, if `shared` of `count` is.

    Wilson's lower bound: few names and numbers, which a shared subject explains, do not suffice.
    """
    z, part = 1.645, shared / count
    spread = z * math.sqrt(part * (1 - part) / count + (z / count) ** 2 / 4)
    return (part + z * z / count / 2 - spread) / (1 + z * z / count)


def aligned(cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    """The pairs of sentences, (k, 2), that tell the same, each once and both rising.

    The best sum over all such sequences, by dynamic programming as for sequences in biology
    (Needleman and Wunsch, 1970); what is added or left out costs nothing.

    Args:
        cosines: of each sentence of one document (n) with each of the other (m).
    """
    # A pair at the limit counts for something too, so that the longer sequence wins.
    gains = np.where(cosines >= SAME_SENTENCE, cosines - SAME_SENTENCE / 2, 0)
    n, m = gains.shape
    best = np.zeros((n + 1, m + 1), np.float64)
    for i in range(n):
        paired = best[i, :-1] + gains[i]
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, 1:], paired))
    path, i, j = [], n, m
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            path.append((i, j))
    return np.array(path[::-1], np.int64).reshape(-1, 2)


def _facts_in_place(short: Telling, long: Telling, path: NDArray[np.int64]) -> int:
    """How many names and numbers of the shorter one stand near the sentence aligned with theirs."""
    last = len(long.sentences) - 1
    reach = min(FARTHEST, max(1, round(len(long.sentences) / len(short.sentences))))
    # Not beyond the sentences aligned with those before and after.
    before, after = [0, *path[:-1, 1]], [*path[1:, 1], last]
    placed: set[str] = set()
    for (i, j), first, end in zip(path.tolist(), before, after, strict=True):
        near = long.facts[max(first, j - reach) : min(end, j + reach) + 1]
        placed |= short.facts[i] & frozenset().union(*near)
    return len(placed)


def _is_of_whole(places: NDArray[np.int64], short: Telling, long: Telling) -> bool:
    """Whether the longer one as a whole is the report of the shorter, and not a part of it alone.

    A part of a digest is not: else all its reports would become one through it.

    Args:
        places: the words of the longer one that the shorter tells too, rising.
    """
    first, last = places[len(places) // 20], places[-1 - len(places) // 20]
    size = len(long.words)
    return bool(3 * len(short.words) >= size or 10 * first <= size or 2 * (last - first) >= size)


def _shingles(words: Sequence[str]) -> NDArray[np.uint32]:
    runs = range(max(1, len(words) - SHINGLE + 1))
    hashes = [crc32(" ".join(words[n : n + SHINGLE]).encode()) for n in runs]
    # crc32 is linear; multiplied by an odd number, its low values are a sample of no kind of text.
    return (np.array(hashes, np.uint64) * 2_654_435_761 % (1 << 32)).astype(np.uint32)
