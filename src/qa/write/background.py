"""A writer at work on a thread of its own, so that whoever waits for it can leave at any moment."""

import atexit
import queue
import threading
from collections.abc import Callable, Generator

from qa.errors import WriterUnusable

BEAT = 0.25
"""Seconds without a piece after which an empty one says that it is still at work."""

Put = Callable[[str], bool]
"""Takes a piece, and says whether to stop."""


def pieces_of(
    write: Callable[[Put], None], *, ends_first: bool = False
) -> Generator[str, None, None]:
    """What `write` puts, as it comes; closing the generator tells it to stop.

    Args:
        ends_first: whether it must have stopped before the interpreter ends.

    Raises:
        WriterUnusable: what `write` raises.
    """
    pieces: queue.SimpleQueue[str | WriterUnusable | None] = queue.SimpleQueue()
    stopped = threading.Event()

    def put(piece: str) -> bool:
        pieces.put(piece)
        return stopped.is_set()

    def run() -> None:
        try:
            write(put)
        except WriterUnusable as error:
            pieces.put(error)
        finally:
            pieces.put(None)

    def end() -> None:
        stopped.set()
        running.join()

    running = threading.Thread(target=run, name="writer", daemon=True)
    running.start()
    if ends_first:
        atexit.register(end)
    try:
        while True:
            try:
                piece = pieces.get(timeout=BEAT)
            except queue.Empty:
                yield ""
                continue
            if piece is None:
                return
            if isinstance(piece, WriterUnusable):
                raise piece
            yield piece
    finally:
        stopped.set()
        if not running.is_alive():
            atexit.unregister(end)
