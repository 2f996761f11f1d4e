"""Which kind of index fits how many vectors, and why; what was measured is in docs/performance.md.

Few vectors are compared with a question one by one. Many are sorted into lists by the centre that
they are nearest to, each number kept in 8 bits, and the lists nearest to the question are searched.
"""

from math import ceil, sqrt

EXACT_UP_TO = 50_000
"""Vectors that are all compared with each question."""
LISTS_PER_ROOT = 4
"""Lists for n vectors: this many times the square root of n."""
PER_LIST = 40
"""Vectors a list from which the centres are computed; FAISS asks for 39."""
LISTS_SEARCHED = 256
"""Lists searched for a question."""


def lists_for(count: int, now: int = 0) -> int:
    """How many lists `count` vectors are sorted into; 0: none, they are compared one by one.

    Args:
        now: lists of the present index. Their number stays while there are between half and twice
            the vectors that they were made for, so that an index is seldom rebuilt.
    """
    made_for = (now / LISTS_PER_ROOT) ** 2
    if now and made_for / 2 <= count <= 2 * made_for:
        return now
    return 0 if count <= EXACT_UP_TO else round(LISTS_PER_ROOT * sqrt(count))


def probes_for(lists: int, share: float = 1.0) -> int:
    """How many of the lists are searched, where this share of all vectors may be found.

    The smaller the share, the more lists: as many vectors are compared as without a condition.
    """
    return min(lists, ceil(LISTS_SEARCHED / max(share, LISTS_SEARCHED / lists)))


def explained(count: int, dim: int, lists: int) -> str:
    """The choice in words, for `qa status`."""
    if not lists:
        return f"{count:,} x {dim}, each compared with the question"
    return (
        f"{count:,} x {dim} of 8 bits in {lists:,} lists, the nearest {probes_for(lists)} searched:"
        f" beyond {EXACT_UP_TO:,} it would take long to compare each"
    )
