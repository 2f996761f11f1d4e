"""When to bring the index in step again: waits for files to change, and for changes to settle."""

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
"""Milliseconds after which it begins although changes go on."""
AGAIN = 5000
"""Milliseconds after which an update that failed may be tried again."""


def changes(
    roots: Sequence[Path],
    index: Path,
    *,
    stop: threading.Event | None = None,
    tell: Callable[[str], None] | None = None,
) -> Iterator[bool]:
    """Yields True after files have changed, and False now and then when nothing has.

    The first is True: files may have changed before they were watched. Ends when `stop` is set.
    Where a root is gone, it waits until all are back.

    Args:
        roots: absolute paths of files and folders.
        index: the index folder, in which changes do not count.
        tell: hears, in a line, that a root is gone.

    Raises:
        MissingExtra: if watchfiles is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise MissingExtra("--watch needs a package: pip install 'qa[watch]'") from None
    return _rounds(watch, roots, index.absolute(), stop or threading.Event(), tell)


def _rounds(
    watch: Callable[..., Iterator[set[Any]]],
    roots: Sequence[Path],
    index: Path,
    stop: threading.Event,
    tell: Callable[[str], None] | None,
) -> Iterator[bool]:
    # A system may tell of a path by its real name.
    own = [*roots, *(root.resolve() for root in roots)]
    not_own = {index, index.resolve()}
    states, due = _states(roots), True
    while not stop.is_set():
        if gone := _gone(roots):
            if tell:
                tell(f"{gone[0]}: no such file or folder; waiting for it")
            while _gone(roots):
                if stop.wait(1):
                    return
        for found in watch(
            *roots,
            watch_filter=lambda _change, path: _counts(Path(path), own, not_own),
            debounce=PATIENCE,
            step=SETTLED,
            rust_timeout=AGAIN,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            before, states = states, _states(roots)
            # What changed before the watch began was not heard.
            yield bool(found) or states != before or due
            # A file that was replaced is another one, which nobody watches yet.
            due = states != before or bool(_gone(roots))
            if due:
                break


def _counts(path: Path, roots: Sequence[Path], index: Collection[Path]) -> bool:
    """Whether a change of this path can change the index."""
    if not {path, *path.parents}.isdisjoint(index):
        return False
    inside = next((path.relative_to(root) for root in roots if path.is_relative_to(root)), path)
    hidden = any(part.startswith(".") for part in inside.parts[:-1])
    return not hidden and (inside.name in FILES or not inside.name.startswith("."))


def _gone(roots: Sequence[Path]) -> list[Path]:
    return [root for root in roots if not root.exists()]


def _states(roots: Sequence[Path]) -> list[State | None]:
    """Of the roots that are files; also the watch of one that was replaced by another shows."""
    return [State.of(root) if root.is_file() else None for root in roots]
