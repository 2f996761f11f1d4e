"""When garbage is collected: while the reader reads an answer, and not while a key waits.

A full collection stops all threads, for 0.1 s and more once the libraries of the models are loaded.
"""

from __future__ import annotations

import gc

_RARELY = 100
"""Collections of the middle generation before a full one; the default of ten is a few questions."""


def collect_rarely() -> None:
    """From now on, make a full collection only when asked to, or when very much has piled up."""
    gc.set_threshold(700, 10, _RARELY)


def _is_rare() -> bool:
    return gc.get_threshold()[2] == _RARELY


def freeze() -> None:
    """Treat everything loaded so far, such as modules, as permanent: do not search it again."""
    if _is_rare():
        gc.freeze()


def collect() -> None:
    """Collect what has become garbage since the last freeze, then freeze the rest."""
    if _is_rare():
        gc.collect()
        gc.freeze()


def unfreeze() -> None:
    """Search everything the next time, since something large was dropped."""
    if _is_rare():
        gc.unfreeze()
