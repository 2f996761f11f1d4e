"""What the face asks of a library, and the one thread on which it asks.

A library is opened, warmed and questioned on a single thread: it need not be safe for several,
the screen never waits for it, and a question that nobody wants any more is dropped from the queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Protocol, TypeVar

from qa.errors import QAError
from qa.types import Answer, Document, Hit, Paragraph

Value = TypeVar("Value")


class StatusLike(Protocol):
    """The facts about an index that the screen shows."""

    @property
    def documents(self) -> int: ...
    @property
    def paragraphs(self) -> int: ...
    @property
    def passages(self) -> int: ...
    @property
    def model(self) -> str: ...
    @property
    def updated(self) -> str: ...
    @property
    def bytes(self) -> int: ...
    @property
    def folder(self) -> str: ...
    @property
    def roots(self) -> tuple[str, ...]: ...


class LibraryLike(Protocol):
    """The part of `qa.library.Library` that the face uses."""

    def warm(self) -> None: ...
    def search(self, question: str, k: int = 5) -> tuple[Hit, ...]: ...
    def ask(self, question: str, k: int = 5) -> Answer: ...
    def documents(self) -> tuple[Document, ...]: ...
    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]: ...
    def status(self) -> StatusLike: ...
    def close(self) -> None: ...


Report = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is."""
Opener = Callable[[Report], LibraryLike]
"""Opens a library, or builds it first, reporting progress. Raises QAError."""


class StoppedError(Exception):
    """Raised inside a running build when the person leaves; nothing half-made is kept."""


class Desk:
    """The library on its own thread; every method may be awaited from the screen's."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._library: LibraryLike | None = None
        self._failure: QAError | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._leaving = Event()

    async def _run(self, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def open(self, report: Report) -> StatusLike:
        """Open the library; `report` is called on the library's thread."""

        def checked(stage: str, done: int, total: int) -> None:
            if self._leaving.is_set():
                raise StoppedError
            report(stage, done, total)

        def work() -> StatusLike:
            try:
                self._library = self._opener(checked)
            except QAError as error:
                self._failure = error
                raise
            return self._library.status()

        return await self._run(work)

    @property
    def _open(self) -> LibraryLike:
        if self._failure is not None:
            raise self._failure
        if self._library is None:
            raise RuntimeError("the library is asked before it is open")
        return self._library

    async def warm(self) -> None:
        await self._run(lambda: self._open.warm())

    async def search(self, question: str, k: int) -> tuple[Hit, ...]:
        return await self._run(lambda: self._open.search(question, k))

    async def ask(self, question: str, k: int) -> Answer:
        return await self._run(lambda: self._open.ask(question, k))

    async def documents(self) -> tuple[Document, ...]:
        return await self._run(lambda: self._open.documents())

    async def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        return await self._run(lambda: self._open.paragraphs(document))

    def close(self) -> None:
        """Leave without waiting: work that has not begun is dropped."""
        self._leaving.set()
        self._thread.submit(self._close_library)
        self._thread.shutdown(wait=False)

    def _close_library(self) -> None:
        if self._library is not None:
            self._library.close()
