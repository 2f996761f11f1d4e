"""Whether files have changed since the index was made, cheaply: before every question."""

import os
import time
from pathlib import Path
from typing import Protocol

from qa.errors import BadInput
from qa.files.find import find
from qa.files.sources import is_saved_input
from qa.files.state import State, digest
from qa.indexing.results import Staleness
from qa.store.records import StoredFile
from qa.store.store import Store

SECONDS = 0.05
"""Spent at most; a folder of 20,000 files takes about as long."""
LARGEST = 1_000_000
"""Bytes of a file that is read, where size and time do not tell."""


class HasStore(Protocol):
    """What has an open index, as a Library."""

    store: Store


def staleness(index: HasStore | Store, seconds: float = SECONDS) -> Staleness:
    """Compares the files that the index mirrors with what it has of them.

    By size and time of change; a file where these differ is read, if it is small. Where there are
    more than there is time for, others are looked at each time. Folders that are
    not there at all, as on another machine, and addresses of the web are not asked.

    Args:
        seconds: to spend at most; what was found by then is told.
    """
    until = time.monotonic() + seconds
    store = index if isinstance(index, Store) else index.store
    with store.snapshot():
        settings, stored = store.settings, store.database.stored_files()
    if "suffixes" not in settings:  # made by an older qa
        return Staleness(whole=False)
    named = [Path(root) for root in settings["roots"] if os.path.isabs(root)]
    roots = [root for root in named if root.exists()]
    missing = {file.file: file for file in stored if not is_saved_input(file.file)}
    changed: list[str] = []
    new: list[str] = []
    whole = len(roots) == len(named)
    try:
        for found in find(roots, settings["suffixes"], settings.get("exclude", ()), shuffled=True):
            known = missing.pop(found.source, None)
            if known is None and not os.access(found.at, os.R_OK):
                whole = False  # a file that no run could index, or a folder with others in it
            elif known is None:
                new.append(found.source)
            elif _differs(found.at, known):
                changed.append(found.source)
            if time.monotonic() > until:
                whole = False
                break
    except (BadInput, OSError):  # a folder that closed while it was looked at
        whole = False
    gone = sorted(missing) if whole else ()
    return Staleness(tuple(sorted(changed)), tuple(sorted(new)), tuple(gone), whole)


def _differs(path: str, known: StoredFile) -> bool:
    """Raises OSError if the file cannot be read."""
    state = State.of(path)
    if state.size != known.size:
        return True
    if state.changed_ns == known.mtime_ns or not known.sha256:
        return False
    if state.size > LARGEST:
        return known.mtime_ns != 0
    return digest(Path(path)) != known.sha256
