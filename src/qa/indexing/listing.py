"""The files that a run looks at, and the roots that had files at the last run and have none now.

Such a root, as where a disk is not mounted, keeps its documents until `--rebuild` or other paths.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from qa.files.find import FoundFile
from qa.files.unread import Unread
from qa.indexing.origins import recall, roots_with_files
from qa.indexing.request import IndexRequest
from qa.load.documents import find_files
from qa.store.database import Database
from qa.store.settings import IndexSettings
from qa.store.sync import DATABASE


@dataclass(frozen=True, slots=True)
class Listing:
    """The files and folders of a request, as they are now."""

    files: tuple[FoundFile, ...]
    unread: Mapping[str, int]
    """How many files of each unread suffix, and links, are passed over."""
    roots: tuple[str, ...]
    """What the index is to mirror: all that is requested, less what --rebuild drops."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """By source, the root of each file of a root that has none now."""


def list_request(
    request: IndexRequest, exclude: Sequence[str], last: IndexSettings | None, folder: Path
) -> Listing:
    """The files of a request, compared with the settings of the last run.

    Raises:
        BadInput: as `find_files`, for a path that had no files at the last run.
    """
    filled_roots = roots_with_files(last) if last else frozenset()
    missing = {
        str(path)
        for path in request.files
        if os.path.abspath(path) in filled_roots and not os.path.lexists(path)
    }
    paths = [path for path in request.files if str(path) not in missing]
    unread = Unread()
    files = _first(find_files(paths, exclude, unread), request.first_bytes)
    missing_roots = {os.path.abspath(path) for path in missing}
    if request.rebuild:
        roots = tuple(root for root in request.roots if root not in missing_roots)
        return Listing(files, unread.counts(), roots)
    roots = tuple(request.roots)
    empty_roots = filled_roots.intersection(roots) - {file.root for file in files}
    if last and tuple(exclude) != tuple(last.exclude):
        empty_roots &= missing_roots  # other folders may have files that are left out from now on
    absent: Mapping[str, str] = {}
    if empty_roots:
        with closing(Database.open(folder / DATABASE)) as database, database.snapshot():
            origins = recall(database.settings(), database.stored_files())
        absent = {source: root for source, root in origins.items() if root in empty_roots}
        unread = Unread()
        files = find_files(paths, exclude, unread, absent)
    return Listing(files, unread.counts(), roots, absent)


def _first(files: tuple[FoundFile, ...], most: int | None) -> tuple[FoundFile, ...]:
    """The first files, in order, of at most so many bytes together, and one at any rate."""
    if most is None:
        return files
    sizes = accumulate(file.path.stat().st_size if file.path.exists() else 0 for file in files)
    return files[: max(1, sum(size <= most for size in sizes))]
