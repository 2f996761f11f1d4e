"""A fork waits for a quiet moment, and the new process begins with nothing open.

The new process inherits what SQLite thinks it has locked, none of which is locked for it
(https://sqlite.org/howtocorrupt.html, 2.6). So an index that is open is closed there first, which
works only where no other thread was about to use it.
"""

import os
import threading
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """What is open in one process, and may be used there only by who holds its lock."""

    lock: threading.RLock

    def leave_to_parent(self) -> None:
        """Called in the new process: closes what was inherited, and makes a new lock."""


_open: WeakSet[Forkable] = WeakSet()
_held: list[Forkable] = []
_forking = threading.Lock()


def follow_forks(opened: Forkable) -> None:
    """Has every fork from now on, while this object lives, wait for its lock."""
    _open.add(opened)


def _wait() -> None:
    _forking.acquire()
    for opened in tuple(_open):
        opened.lock.acquire()
        _held.append(opened)


def _go_on() -> None:
    while _held:
        _held.pop().lock.release()
    _forking.release()


def _begin() -> None:
    while _held:
        _held.pop().leave_to_parent()
    _forking.release()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(before=_wait, after_in_parent=_go_on, after_in_child=_begin)
