"""When garbage is collected: while the reader reads an answer, and not while a key waits.

A full collection stops all threads, for 0.1 s and more once the models' libraries are loaded.
"""

from __future__ import annotations

import gc

_RARELY = 100
"""Collections of the middle generation before a full one; ten by default, a few questions long."""


def begin() -> None:
    """From now on, collect everything only when told to, or when very much has piled up."""
    gc.set_threshold(700, 10, _RARELY)


def _begun() -> bool:
    return gc.get_threshold()[2] == _RARELY


def settle() -> None:
    """Take all there is for lasting, such as modules: it is not looked through any more."""
    if _begun():
        gc.freeze()


def collect() -> None:
    """Collect what has come up since, and take the rest for lasting."""
    if _begun():
        gc.collect()
        gc.freeze()


def loosen() -> None:
    """Something large was let go: look through everything the next time."""
    if _begun():
        gc.unfreeze()
