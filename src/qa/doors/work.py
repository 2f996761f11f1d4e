"""Work on the library beside the server's loop: in few threads, with limits of number and time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

Made = TypeVar("Made")

THREADS = 4
"""Questions that are answered at once; the models use all cores already."""
WAITING = 200
"""Questions at once, those that wait counted; more are refused."""
SECONDS = 60.0
"""The longest that a question may take, with its waiting."""


class Work:
    """Threads that answer, and how much they have to do."""

    def __init__(self, threads: int = THREADS, seconds: float = SECONDS) -> None:
        self._threads = ThreadPoolExecutor(threads, "answer")
        self._seconds = seconds
        self._begun = 0

    async def run(self, function: Callable[[], Made]) -> Made:
        """What the function returns.

        Raises:
            HTTPException: 503 if too much waits already, 504 if it takes too long.
        """
        if self._begun >= WAITING:
            raise HTTPException(503, "too many questions at once", {"Retry-After": "5"})
        self._begun += 1
        running = asyncio.get_running_loop().run_in_executor(self._threads, function)
        running.add_done_callback(self._ended)
        done, _ = await asyncio.wait({running}, timeout=self._seconds)
        if not done:
            running.cancel()  # one that is running goes on, and its answer is not wanted
            raise HTTPException(504, f"no answer within {self._seconds:.0f} seconds")
        return running.result()

    def close(self) -> None:
        """Drops what waits; what is running ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ended(self, running: "asyncio.Future[Made]") -> None:
        self._begun -= 1
        if not running.cancelled():
            running.exception()  # looked at: nobody may wait for it any more
