"""Whether files have changed since the last update; cheap enough to run before every question."""

import os
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Protocol

from qa.errors import BadInput
from qa.files.find import find
from qa.files.plain_text import is_plain_text
from qa.files.sources import is_saved_input
from qa.files.state import State, digest
from qa.indexing.origins import recall, roots_with_files
from qa.indexing.results import Staleness
from qa.store.records import StoredFile
from qa.store.settings import IndexSettings
from qa.store.store import Store

SECONDS = 0.05
"""Spent at most; enough for a folder of about 20,000 files."""
LARGEST = 1_000_000
"""Bytes of a file that is read at most, where size and time are not enough to compare it."""


class HasStore(Protocol):
    """Anything with an open index, such as a Library."""

    store: Store


def staleness(index: HasStore | Store, seconds: float = SECONDS) -> Staleness:
    """Compares the files that the index mirrors with the index.

    They are compared by size and time of change; a small file where these differ is read. If there
    is not enough time for all files, each call looks at other ones. Folders that do not exist, as
    on another machine, and web pages are left out.

    Args:
        seconds: to spend at most; the result covers what was compared by then.
    """
    deadline = time.monotonic() + seconds
    store = index if isinstance(index, Store) else index.store
    with store.snapshot():
        settings, stored = store.settings, store.database.stored_files()
    # Written by an older qa, or by somebody else, whose files are not looked at.
    if settings.suffixes is None or not settings.is_own:
        return Staleness(whole=False)
    stale, filled_roots = _compare(settings, stored, deadline)
    empty_roots = frozenset() if filled_roots is None else roots_with_files(settings) - filled_roots
    if not (stale and empty_roots):
        return stale
    # Their documents stay in the index, under names that no other file may get.
    absent = {source for source, root in recall(settings, stored).items() if root in empty_roots}
    others = [file for file in stored if file.file not in absent]
    return _compare(settings, others, deadline, absent)[0]


def _compare(
    settings: IndexSettings,
    stored: Iterable[StoredFile],
    deadline: float,
    reserved: Collection[str] = (),
) -> tuple[Staleness, set[str] | None]:
    """How files differ, and which roots have any; None where there was not enough time."""
    named = [Path(root) for root in settings.roots if os.path.isabs(root)]
    roots = [root for root in named if root.exists()]
    missing = {file.file: file for file in stored if not is_saved_input(file.file)}
    changed: list[str] = []
    new: list[str] = []
    filled_roots: set[str] = set()
    complete, finished = len(roots) == len(named), True

    def is_text(path: str) -> bool:
        return time.monotonic() <= deadline and is_plain_text(path)

    try:
        for file in find(
            roots,
            settings.suffixes or (),
            settings.exclude,
            shuffled=True,
            reserved=reserved,
            is_text=is_text,
        ):
            filled_roots.add(file.root)
            in_index = missing.pop(file.source, None)
            if in_index is None and not os.access(file.at, os.R_OK):
                complete = False  # a file that no run could index, or a folder with others in it
            elif in_index is None:
                new.append(file.source)
            elif _differs(file.at, in_index):
                changed.append(file.source)
            if time.monotonic() > deadline:
                complete, finished = False, False
                break
    except (BadInput, OSError):  # a folder that became unreadable during the comparison
        complete, finished = False, False
    # Checking files that are not text takes time too; none is opened after the deadline.
    if time.monotonic() > deadline:
        complete, finished = False, False
    # Of a file that could not be read the index has nothing that could be gone.
    removed = sorted(file for file in missing if missing[file].sha256) if complete else ()
    stale = Staleness(tuple(sorted(changed)), tuple(sorted(new)), tuple(removed), complete)
    return stale, filled_roots if finished else None


def _differs(path: str, in_index: StoredFile) -> bool:
    """Raises OSError if the file cannot be read."""
    state = State.of(path)
    if state.size != in_index.size:
        return True
    if state.changed_ns == in_index.mtime_ns or not in_index.sha256:
        return False
    if state.size > LARGEST:
        return in_index.mtime_ns != 0
    return digest(Path(path)) != in_index.sha256
