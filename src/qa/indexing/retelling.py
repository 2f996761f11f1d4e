"""Whether two documents retell one report: copied, translated anew, shortened, quoted at length.

A copy shares its runs of words with the original (shingles: Broder, "On the resemblance and
containment of documents", 1997). A retelling shares none, but goes through the same things in the
same order: of the sentences that are each other's nearest, by their vectors, many stand in the same
sequence, and in them the same names and numbers. Reports of the same event by others share names,
but in other places; minutes and releases made from one template share whole sentences, which are
left out of account, but not what is filled in.

Whether two documents are one report depends on these two alone, never on what else is indexed.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.store.records import Sketch
from qa.text.facts import facts
from qa.text.words import lower_words

SHINGLE = 4
"""Words in a run that is compared."""
COPIED = 2 / 3
"""The part of the shorter document's runs of words that is in the other one, if it is a copy."""
TAKEN_OVER = 0.5
"""The part of a sentence's runs of words that is in the other document, if it is not reworded."""
SMALL = 20
"""Words; of fewer, only an equal text is a copy."""
NEAR = 0.45
"""The least cosine of two sentences that may tell the same."""
MENTIONED = 0.5
"""The part of the shorter document's names and numbers that a retelling has anywhere."""
SAME_ORDER = 0.2
"""The part of the shorter document's sentences that a retelling surely tells in the same order; a
sentence that was split in two, or told otherwise, is not counted."""
SAME_FACTS = 0.5
"""The part of these sentences' names and numbers that surely stand in the same places there."""
ABRIDGED = 2 / 3
"""The part of all its names and numbers, if it takes over sentences, and shortens them."""
LEAST_FACTS = 4
"""Names and numbers that a retelling shares at least, or nothing shows that it is one."""
SENTENCE = 5
"""Words of a sentence that is compared, at least: not of names of a list, or of headings."""
FARTHEST = 3
"""Sentences around the one with the nearest vector in which its names and numbers are looked for;
a shortened text says in one sentence what stood in several."""
LONGEST = 2000
"""Sentences of a document; of a longer one, such as a book, only runs of words are compared."""
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
    """Those that are compared (`compared`), in order."""
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
    def runs(self) -> list[frozenset[int]]:
        """The shingles of each sentence."""
        return [frozenset(_shingles(lower_words(sentence)).tolist()) for sentence in self.sentences]


def compared(sentences: Sequence[str]) -> list[int]:
    """Which of a document's sentences are compared with others'; positions, rising."""
    long_enough = [n for n, each in enumerate(sentences) if len(lower_words(each)) >= SENTENCE]
    return long_enough if len(long_enough) <= LONGEST else []


def sketch(text: str, sentences: Sequence[str]) -> Sketch:
    """What tells quickly which documents may retell the same report as this one.

    Args:
        sentences: of the paragraphs that are searched.
    """
    words = lower_words(text)
    hashes = np.unique(_shingles(words))
    kept = max(LEAST_SAMPLE, int(np.searchsorted(hashes, SAMPLED)))
    known = _united(facts([sentences[n] for n in compared(sentences)]))
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


def with_quotations(
    reports: Mapping[str, int], passages: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """The reports of documents as one answer counts them, which is given from a few passages.

    A document that quotes another one between much of its own is no retelling of it, but where an
    answer stands in the quotation both are one source.

    Args:
        reports: of all documents of the passages, as stored: ids above 0, none for a report that
            only one document tells.
        passages: source and text of each.

    Returns:
        The same with what is joined in addition, under ids below 0 where neither had one.
    """
    joined = dict(reports)
    texts = [(source, lower_words(text)) for source, text in passages]
    runs = [frozenset(_shingles(words).tolist()) for _, words in texts]
    for (n, (one, words)), (k, (other, others)) in combinations(enumerate(texts), 2):
        if (
            joined.get(one, one) == joined.get(other, other)
            or min(map(len, (words, others))) < SMALL
        ):
            continue
        if len(runs[n] & runs[k]) >= COPIED * min(len(runs[n]), len(runs[k])):
            ids = {joined.get(source, 0) for source in (one, other)} - {0}
            new = max(ids, default=-1 - len(joined))
            members = [source for source, report in joined.items() if report in ids]
            joined |= dict.fromkeys((one, other, *members), new)
    return joined


def _is_copied(short: Telling, long: Telling) -> bool:
    if len(short.words) < SMALL:
        return short.words == long.words
    if np.isin(short.shingles, long.shingles).mean() < COPIED:
        return False
    return _is_of_whole(np.flatnonzero(np.isin(long.shingles, short.shingles)), short, long)


def _is_retold(short: Telling, long: Telling) -> bool:
    """Whether it is abridged, with hardly a name or number that is not there, or told otherwise."""
    own, theirs = _united(short.facts), _united(long.facts)
    abridged = at_least(len(own & theirs), len(own)) >= ABRIDGED
    # What is taken over, but for a word or two, shows little: that of a template is too.
    known = frozenset(long.shingles.tolist())
    reworded = [
        n for n, runs in enumerate(short.runs) if len(runs & known) < TAKEN_OVER * len(runs)
    ]
    told = _united(short.facts[n] for n in reworded)
    mentioned = len(told & theirs) >= max(LEAST_FACTS, MENTIONED * len(told))
    if not (abridged or mentioned):
        return False
    pairs = in_order(short.vectors @ long.vectors.T)
    if abridged and at_least(len(pairs), len(short.sentences)) >= SAME_ORDER:
        placed = _facts_in_place(short, long, pairs)
        if placed >= LEAST_FACTS and at_least(placed, len(own)) >= ABRIDGED:
            return _is_of_whole(_places(pairs, long), short, long)
    pairs = pairs[np.isin(pairs[:, 0], reworded)]
    if not mentioned or at_least(len(pairs), len(reworded)) < SAME_ORDER:
        return False
    placed = _facts_in_place(short, long, pairs)
    paired = len(_united(short.facts[i] for i, _ in pairs.tolist()))
    if placed < LEAST_FACTS or at_least(placed, paired) < SAME_FACTS:
        return False
    return _is_of_whole(_places(pairs, long), short, long)


def _places(pairs: NDArray[np.int64], long: Telling) -> NDArray[np.int64]:
    """About which words of the longer document the sentences paired with the shorter's are."""
    return pairs[:, 1] * len(long.words) // len(long.sentences)


def at_least(shared: int, count: int) -> float:
    """The part of all that is shared at least, with a certainty of 95 %, if `shared` of `count` is.

    Wilson's lower bound: a few of a few, which a shared subject explains, do not suffice.
    """
    if not shared:
        return 0.0
    z, part = 1.645, shared / count
    spread = z * math.sqrt(part * (1 - part) / count + (z / count) ** 2 / 4)
    return (part + z * z / count / 2 - spread) / (1 + z * z / count)


def in_order(cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    """The pairs of sentences, (k, 2), both rising, that tell the same in the same order.

    They are each other's nearest, and the longest rising sequence of such pairs; what stands in
    another order counts no more than what is left out.

    Args:
        cosines: of each sentence of one document (n) with each of the other (m).
    """
    nearest, back = cosines.argmax(1), cosines.argmax(0)
    rows = np.arange(len(nearest))
    mutual = (back[nearest] == rows) & (cosines[rows, nearest] >= NEAR)
    pairs: NDArray[np.int64] = np.stack([rows, nearest], 1)[mutual]
    # Patience sorting: the pair that ends the best sequence of each length, and what leads to it.
    ends: list[int] = []
    before: list[int] = []
    for n, place in enumerate(pairs[:, 1].tolist()):
        length = bisect_left(ends, place, key=lambda end: int(pairs[end, 1]))
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [n]
    sequence: list[int] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        sequence.append(n)
        n = before[n]
    return pairs[np.array(sequence[::-1], np.int64)]


def _facts_in_place(short: Telling, long: Telling, pairs: NDArray[np.int64]) -> int:
    """How many names and numbers of the shorter one stand near the sentence paired with theirs."""
    last = len(long.sentences) - 1
    reach = min(FARTHEST, max(1, round(len(long.sentences) / len(short.sentences))))
    # Not beyond the sentences paired with those before and after.
    before, after = [0, *pairs[:-1, 1]], [*pairs[1:, 1], last]
    placed: set[str] = set()
    for (i, j), first, end in zip(pairs.tolist(), before, after, strict=True):
        near = long.facts[max(first, j - reach) : min(end, j + reach) + 1]
        placed |= short.facts[i] & _united(near)
    return len(placed)


def _united(sentences: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sentences)


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
