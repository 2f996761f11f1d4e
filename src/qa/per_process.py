"""What does not outlast a fork: each process makes its own.

The new process has one thread. A lock that another thread held stays locked there for ever, and a
runtime waits for threads that are not there.
"""

import os
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class PerProcess(Generic[Value]):
    """A value that is made when it is first asked for, and once more in each process after it."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        # Those of earlier processes are kept: to destroy a session waits for its threads.
        self._made: dict[int, Value] = {}

    def __call__(self) -> Value:
        process = os.getpid()
        if process not in self._made:
            self._made.setdefault(process, self._make())  # a thread may have been quicker
        return self._made[process]
