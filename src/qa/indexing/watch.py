"""When to update the index: waits for files to change, and for the changes to settle."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from qa.errors import MissingExtra
from qa.files.ignore import FILES
from qa.files.state import State

SETTLED = 400
"""Milliseconds without a change after which an update begins."""
PATIENCE = 3000
"""Milliseconds after which an update begins even if changes go on."""
AGAIN = 5000
"""Milliseconds after which an update that failed may be tried again."""


def changes(
    roots: Sequence[Path],
    index: Path,
    *,
    stop: threading.Event | None = None,
    notify: Callable[[str], None] | None = None,
) -> Iterator[bool]:
    """Yields True after files have changed, and False from time to time when none has.

    The first is True, since files may have changed before they were watched. Ends when `stop` is
    set. While a root does not exist, it waits.

    Args:
        roots: absolute paths of files and folders.
        index: the index folder, in which changes are ignored.
        notify: called with a line if a root does not exist.

    Raises:
        MissingExtra: if watchfiles is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise MissingExtra("--watch needs another package: pip install 'qa[watch]'") from None
    return _rounds(watch, roots, index.absolute(), stop or threading.Event(), notify)


def _rounds(
    watch: Callable[..., Iterator[set[Any]]],
    roots: Sequence[Path],
    index: Path,
    stop: threading.Event,
    notify: Callable[[str], None] | None,
) -> Iterator[bool]:
    # A system may report a path by its real name.
    watched = [*roots, *(root.resolve() for root in roots)]
    ignored = {index, index.resolve()}
    states, due = _states(roots), True
    while not stop.is_set():
        if missing := _missing(roots):
            if notify:
                notify(f"{missing[0]}: no such file or folder; waiting for it")
            while _missing(roots):
                if stop.wait(1):
                    return
        for file_changes in watch(
            *roots,
            watch_filter=lambda _change, path: _counts(Path(path), watched, ignored),
            debounce=PATIENCE,
            step=SETTLED,
            rust_timeout=AGAIN,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            before, states = states, _states(roots)
            # Changes before the watch began were not reported.
            yield bool(file_changes) or states != before or due
            # A file that was replaced is a new file, which is not watched yet.
            due = states != before or bool(_missing(roots))
            if due:
                break


def _counts(path: Path, roots: Sequence[Path], index: Collection[Path]) -> bool:
    """Whether a change of this path can change the index."""
    if not {path, *path.parents}.isdisjoint(index):
        return False
    inside = next((path.relative_to(root) for root in roots if path.is_relative_to(root)), path)
    hidden = any(part.startswith(".") for part in inside.parts[:-1])
    return not hidden and (inside.name in FILES or not inside.name.startswith("."))


def _missing(roots: Sequence[Path]) -> list[Path]:
    return [root for root in roots if not root.exists()]


def _states(roots: Sequence[Path]) -> list[State | None]:
    """The states of roots that are files; None for folders."""
    return [State.of(root) if root.is_file() else None for root in roots]
