"""Vectors for the tests of the store, in the kind of index that fits their number."""

import numpy as np

from qa.store.sizing import lists_for
from qa.store.vectors import Vectors


def build_vectors(ids: np.ndarray, rows: np.ndarray) -> Vectors:
    """From `ids`, int64 (n,), and unit vectors, float32 (n, dim)."""
    lists = lists_for(len(rows))
    vectors = Vectors.in_lists(lists, rows) if lists else Vectors.empty(rows.shape[1])
    vectors.add(ids, rows)
    return vectors
