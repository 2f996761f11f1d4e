"""What the face asks of a library, and the threads on which it asks.

Questions are answered one after the other on one thread; one that nobody wants any more is dropped
between its stages. Documents are looked up on another, so that a source can be read while an answer
is computed, and an update of the index runs on a third. The screen waits for none of them.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Protocol, TypeVar

from qa.errors import BadInput, QAError
from qa.indexing.results import Staleness, Status, Summary
from qa.types import Answer, Document, Hit, Paragraph
from qa.ui.backend.index import FolderStamp, IndexFolderLike, OnProgress, with_root
from qa.ui.model.scope import EVERYTHING, Scope

Value = TypeVar("Value")
NICE = 10
"""How far a computing thread steps back behind the screen's, as by `nice`."""


class LibraryLike(Protocol):
    """The part of `qa.library.Library` that the face uses; threads may share it."""

    def warm(self) -> None: ...
    def search(
        self,
        question: str,
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]: ...
    def answer(self, question: str, hits: Sequence[Hit], k: int = 5) -> Answer: ...
    def documents(self) -> tuple[Document, ...]: ...
    def document(self, source: str) -> Document | None: ...
    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]: ...
    def status(self) -> Status: ...
    def close(self) -> None: ...


Opener = Callable[[OnProgress], LibraryLike]
"""Opens a library, or builds it first, reporting progress. Raises QAError."""


class StoppedError(Exception):
    """Raised inside a running build or update to stop it; nothing half-made is kept."""


def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=name, initializer=_stand_back)


def _stand_back() -> None:
    """Let the screen's thread go first where this one, or one that it starts, wants the same core.

    Only Linux has a priority for a thread; elsewhere all stay alike.
    """
    if sys.platform == "linux":
        os.nice(NICE)


class Backend:
    """The library on its own threads; every method may be awaited from the screen's."""

    def __init__(self, opener: Opener, keeper: IndexFolderLike | None = None) -> None:
        """A desk for the library that `opener` opens; without a keeper nobody minds its files."""
        self._opener = opener
        self._keeper = keeper
        self._library: LibraryLike | None = None
        self._failure: QAError | None = None
        self._identity = 0
        self._asking = _thread("library")
        self._looking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
        self._updating = _thread("index")
        self._opened = asyncio.Event()
        self._leaving, self._stop = Event(), Event()

    async def _ask(self, work: Callable[[LibraryLike], Value]) -> Value:
        """Have this done after the questions that came before."""
        return await self._on(self._asking, lambda: work(self._open))

    async def _look(self, work: Callable[[LibraryLike], Value]) -> Value:
        """Have this done also while a question is being answered."""
        await self._opened.wait()
        return await self._on(self._looking, lambda: work(self._open))

    async def _on(self, thread: ThreadPoolExecutor, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    @property
    def _open(self) -> LibraryLike:
        if self._failure is not None:
            raise self._failure
        if self._library is None:
            raise RuntimeError("the library is asked before it is open")
        return self._library

    async def open(self, report: OnProgress) -> Status:
        """Open the library; `report` is called on the library's thread."""

        def checked(stage: str, done: int, total: int, unit: str = "", /) -> None:
            if self._leaving.is_set():
                raise StoppedError
            report(stage, done, total, unit)

        def work() -> Status:
            try:
                self._library = self._opener(checked)
            except QAError as error:
                self._failure = error
                raise
            self._identity = self._keeper.identity() if self._keeper else 0
            return self._library.status()

        try:
            return await self._on(self._asking, work)
        finally:
            self._opened.set()

    # Questions

    async def warm(self) -> None:
        await self._ask(lambda library: library.warm())

    async def search(self, question: str, scope: Scope = EVERYTHING) -> tuple[Hit, ...]:
        """As many passages as are read for an answer."""

        def look(library: LibraryLike) -> tuple[Hit, ...]:
            from qa.library import READ  # loaded by now; before the first paint it would delay it

            return library.search(question, READ, **scope.arguments)

        return await self._ask(look)

    async def answer(self, question: str, hits: Sequence[Hit], k: int) -> Answer:
        return await self._ask(lambda library: library.answer(question, hits, k))

    async def documents(self) -> tuple[Document, ...]:
        return await self._look(lambda library: library.documents())

    async def document(self, source: str) -> Document | None:
        """The document of this source as it is in the index now."""
        return await self._look(lambda library: library.document(source))

    async def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        """The paragraphs of a document; none if the index holds another text of it by now."""
        found = await self._look(lambda library: library.paragraphs(document))
        return found if found and found[0].document == document else ()

    async def status(self) -> Status:
        return await self._look(lambda library: library.status())

    # The files of the index

    @property
    def keeps(self) -> bool:
        """Whether anyone minds the files of the index."""
        return self._keeper is not None

    async def stamp(self) -> FolderStamp:
        """A value that changes when somebody writes the index; () where there is none."""
        keeper = self._keeper
        await self._opened.wait()
        return await self._on(self._looking, keeper.stamp) if keeper else ()

    async def reopen(self) -> bool:
        """Open the index that stands in place of the one that was opened; whether there is another.

        Raises:
            IndexMissing: if it is still being made.
        """
        keeper = self._keeper
        await self._opened.wait()
        return await self._on(self._looking, partial(self._exchange, keeper)) if keeper else False

    def _exchange(self, keeper: IndexFolderLike) -> bool:
        identity = keeper.identity()
        if identity in (0, self._identity):
            return False
        before, self._library = self._library, keeper.open()
        self._identity, self._failure = identity, None
        if before is not None:
            self._asking.submit(before.close)  # a question may have begun with it
        return True

    async def stale(self) -> Staleness | None:
        """How the files differ from the index; None where nobody minds them."""
        keeper = self._keeper
        return await self._look(keeper.stale) if keeper else None

    async def file_problem(self, document: Document, roots: tuple[str, ...]) -> str:
        """What is wrong with the file of a document, in words; "" when nothing is.

        Raises:
            OSError: if it cannot be read.
        """
        keeper = self._keeper
        return await self._look(partial(_amiss, keeper, document, roots)) if keeper else ""

    async def update(self, roots: Sequence[str], report: OnProgress) -> Summary:
        """Make the index mirror these; `report` is called on the thread of the update.

        Raises:
            StoppedError: after `stop_update`, and when the person leaves.
        """
        keeper = self._keeper
        if keeper is None:
            raise BadInput("this index cannot be updated from here: use `qa index`")
        self._stop.clear()

        def checked(stage: str, done: int, total: int, unit: str = "", /) -> None:
            if self._leaving.is_set() or self._stop.is_set():
                raise StoppedError
            report(stage, done, total, unit)

        return await self._on(self._updating, lambda: keeper.update(roots, checked))

    async def with_root(self, roots: Sequence[str], given: str) -> tuple[str, ...]:
        """As `qa.ui.keeper.with_root`, which may look through a folder."""
        return await self._on(self._looking, partial(with_root, roots, given))

    def stop_update(self) -> None:
        """Have the running update end at its next step; what it embedded is kept."""
        self._stop.set()

    def close(self) -> None:
        """Leave without waiting: work that has not begun is dropped."""
        self._leaving.set()
        self._updating.shutdown(wait=False, cancel_futures=True)
        self._looking.shutdown(wait=False, cancel_futures=True)
        self._asking.submit(self._close_library)
        self._asking.shutdown(wait=False)

    def _close_library(self) -> None:
        # What looks at a document now still needs the library.
        self._looking.shutdown(wait=True)
        if self._library is not None:
            self._library.close()


def _amiss(
    keeper: IndexFolderLike, document: Document, roots: tuple[str, ...], library: LibraryLike
) -> str:
    return keeper.file_problem(library, document, roots)
