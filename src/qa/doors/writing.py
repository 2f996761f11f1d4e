"""The writer of a server (`--writer`): it writes on threads of its own, so it delays no answer."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from dataclasses import replace

from starlette.exceptions import HTTPException

from qa.doors.work import Work
from qa.types import Answer, Written
from qa.write.writing import CheckedWriter, Step

THREADS = 4
"""Answers that are written on at once; one that runs a file here takes them one by one."""
SECONDS = 180.0
"""The longest that writing may take, with its waiting."""


class Writing:
    """Writes on answers, if there is a writer."""

    def __init__(self, writer: CheckedWriter | None = None) -> None:
        self._writer = writer
        self._work = Work(THREADS, SECONDS)

    async def whole(self, answer: Answer) -> Answer:
        """The answer with all that is written on it; as it is where there is no writer."""
        async with aclosing(self.steps(answer)) as steps:
            async for step in steps:
                answer = step.answer
        return answer

    async def steps(self, answer: Answer) -> AsyncGenerator[Step, None]:
        """The answer after each sentence; a writer that fails or takes too long costs a line."""
        if self._writer is None:
            return
        writer, loop = self._writer, asyncio.get_running_loop()
        written: asyncio.Queue[Step | None] = asyncio.Queue()
        left = threading.Event()

        def write() -> None:  # in a thread of the work
            with closing(writer.steps(answer, left.is_set)) as steps:
                for step in steps:
                    loop.call_soon_threadsafe(written.put_nowait, step)

        writing = loop.create_task(self._work.run(write))
        writing.add_done_callback(lambda _: written.put_nowait(None))
        last = Step(answer, None)
        try:
            while (step := await written.get()) is not None:
                last = step
                yield step
            await writing
        except HTTPException as error:
            so_far = last.written or Written((), writer.name)
            failed = replace(so_far, failure=str(error.detail))
            yield Step(replace(last.answer, written=failed), None)
        finally:
            left.set()
            writing.cancel()

    @property
    def name(self) -> str:
        """What to call the language model; "" without one."""
        return self._writer.name if self._writer else ""

    def close(self) -> None:
        """Drops what waits."""
        self._work.close()
