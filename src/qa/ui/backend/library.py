"""The library on threads of its own, so that the screen never waits for it.

Questions are answered one after the other on one thread; a cancelled one is dropped between its
stages. Documents are looked up on a second thread, so that a source can be read while an answer is
computed, and an update of the index runs on a third.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Protocol, TypeVar

from qa.converse.turn import Asked, Turn
from qa.errors import BadInput, QAError
from qa.indexing.results import Staleness, Status, Summary
from qa.types import Answer, Document, Hit, Paragraph
from qa.ui.backend.index import FolderStamp, IndexFolderLike, OnProgress, with_root
from qa.ui.backend.screen_thread import on_screen
from qa.ui.model.exchange import Exchange
from qa.ui.model.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from qa.write.writing import CheckedWriter

Value = TypeVar("Value")
NICE = 10
"""How much lower the priority of the computing threads is, as for `nice`."""


class LibraryLike(Asked, Protocol):
    """The part of `qa.library.Library` that the UI uses; threads may share it."""

    def warm(self) -> None: ...
    def suggestions(self) -> Iterator[str]: ...
    def next_questions(self, turns: Sequence[Turn]) -> Iterator[str]: ...
    def status(self) -> Status: ...
    def close(self) -> None: ...


OnPassages = Callable[[tuple[Hit, ...]], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what it is asked after and of."""

    question: str
    turns: tuple[Turn, ...] = ()
    k: int = 5
    """Passages that come with the answer."""
    alone: bool = False
    """Whether it is taken literally, whatever came before."""
    scope: Scope = EVERYTHING


Opener = Callable[[OnProgress], LibraryLike]
"""Opens a library, or builds it first, reporting progress. Raises QAError."""


class StoppedError(Exception):
    """Raised inside a running build or update to stop it; the index stays as it was."""


def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=name, initializer=_lower_priority)


def _lower_priority() -> None:
    """Give way to the thread of the screen, also with the threads that this one starts.

    Only Linux has priorities for single threads; elsewhere nothing changes.
    """
    if sys.platform == "linux":
        os.nice(NICE)


class Backend:
    """Opens, asks and updates a library; all methods are awaited on the thread of the screen."""

    def __init__(
        self,
        opener: Opener,
        index_folder: IndexFolderLike | None = None,
        writer: CheckedWriter | None = None,
    ) -> None:
        """A backend for the library that `opener` opens.

        Args:
            index_folder: Where the index is stored; without it nothing is watched or updated.
            writer: Writes on answers.
        """
        self._writer = writer
        self._writing = _thread("writing")
        self._opener = opener
        self._index_folder = index_folder
        self._library: LibraryLike | None = None
        self._failure: QAError | None = None
        self._identity = 0
        self._asking = _thread("library")
        self._reading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
        self._updating = _thread("index")
        self._suggesting = _thread("suggestions")
        self._opened = asyncio.Event()
        self._closing, self._stop = Event(), Event()

    async def _ask(self, work: Callable[[LibraryLike], Value]) -> Value:
        """Run `work` after the questions that came before."""
        return await self._on(self._asking, lambda: work(self._open))

    async def _read(self, work: Callable[[LibraryLike], Value]) -> Value:
        """Run `work`, even while a question is being answered."""
        await self._opened.wait()
        return await self._on(self._reading, lambda: work(self._open))

    async def _on(self, thread: ThreadPoolExecutor, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    @property
    def _open(self) -> LibraryLike:
        if self._failure is not None:
            raise self._failure
        if self._library is None:
            raise RuntimeError("the library was used before it was opened")
        return self._library

    async def open(self, on_progress: OnProgress) -> Status:
        """Open the library; `on_progress` is called on the thread of the library."""

        def checked(stage: str, done: int, total: int, unit: str = "", /) -> None:
            if self._closing.is_set():
                raise StoppedError
            on_progress(stage, done, total, unit)

        def work() -> Status:
            try:
                self._library = self._opener(checked)
            except QAError as error:
                self._failure = error
                raise
            self._identity = self._index_folder.identity() if self._index_folder else 0
            return self._library.status()

        try:
            return await self._on(self._asking, work)
        finally:
            self._opened.set()

    # Questions

    async def warm(self) -> None:
        await self._ask(lambda library: library.warm())

    async def search(self, question: str, scope: Scope = EVERYTHING) -> tuple[Hit, ...]:
        """The passages to read for an answer."""

        def search(library: LibraryLike) -> tuple[Hit, ...]:
            from qa.read.reader import READ

            return library.search(question, READ, **scope.arguments)

        return await self._ask(search)

    async def answer(self, asked: Question, on_passages: OnPassages) -> Answer:
        """The answer to a question in its conversation.

        Args:
            on_passages: called on the thread of the screen with the passages that are read.
        """
        dropped, passages = Event(), on_screen(on_passages)

        def found(hits: tuple[Hit, ...]) -> None:
            if dropped.is_set():
                raise StoppedError
            passages(hits)

        def work(library: LibraryLike) -> Answer:
            # imported here: at the top it would delay the first paint
            from qa.converse.conversation import Conversation

            conversation = Conversation(library, asked.turns)
            return conversation.ask(
                asked.question, asked.k, alone=asked.alone, found=found, **asked.scope.arguments
            )

        try:
            return await self._ask(work)
        except asyncio.CancelledError:
            dropped.set()
            raise

    @property
    def has_writer(self) -> bool:
        """Whether a language model writes on answers."""
        return self._writer is not None

    async def written(self, answer: Answer) -> AsyncGenerator[Answer, None]:
        """The answer after each sentence that is written on it; nothing without a writer."""
        if self._writer is None:
            return
        stopped = Event()
        steps = self._writer.steps(answer, lambda: stopped.is_set() or self._closing.is_set())
        try:
            while (step := await self._on(self._writing, lambda: next(steps, None))) is not None:
                yield step.answer
        finally:
            stopped.set()

    async def suggestions(self) -> AsyncIterator[str]:
        """Questions that the documents answer, each as soon as it is found."""
        async for question in self._found(lambda library: library.suggestions()):
            yield question

    async def next_questions(self, exchanges: Sequence[Exchange]) -> AsyncIterator[str]:
        """Questions to ask after the last of these exchanges, each as soon as it is found."""
        turns = [Turn(each.question, each.answer) for each in exchanges if each.answer]
        async for question in self._found(lambda library: library.next_questions(turns)):
            yield question

    async def _found(self, begin: Callable[[LibraryLike], Iterator[str]]) -> AsyncIterator[str]:
        """What an iterator finds, on a thread of its own; what waits no longer stops it."""
        await self._opened.wait()
        found = await self._on(self._suggesting, lambda: begin(self._open))
        while not self._closing.is_set():
            question = await self._on(self._suggesting, lambda: next(found, None))
            if question is None:
                return
            yield question

    async def documents(self) -> tuple[Document, ...]:
        return await self._read(lambda library: library.documents())

    async def document(self, source: str) -> Document | None:
        """The document of this source as it is in the index now."""
        return await self._read(lambda library: library.document(source))

    async def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        """The paragraphs of a document; none if the index has another text of it by now."""
        paragraphs = await self._read(lambda library: library.paragraphs(document))
        return paragraphs if paragraphs and paragraphs[0].document == document else ()

    async def is_marked_up(self, document: Document) -> bool:
        """Whether the text of a document is Markdown, as that of all formats but plain text."""

        def is_marked_up() -> bool:
            from qa.load.formats import is_plain_text  # costs too much before the first paint

            return not is_plain_text(document.source)

        return await self._on(self._reading, is_marked_up)

    async def status(self) -> Status:
        return await self._read(lambda library: library.status())

    # The index folder

    @property
    def has_index_folder(self) -> bool:
        """Whether the index can be watched and updated."""
        return self._index_folder is not None

    async def stamp(self) -> FolderStamp:
        """A value that changes whenever the index is written; () where there is none."""
        index_folder = self._index_folder
        await self._opened.wait()
        return await self._on(self._reading, index_folder.stamp) if index_folder else ()

    async def reopen(self) -> bool:
        """Open the index that replaced the one that is open; whether there is one.

        Raises:
            IndexMissing: if it is still being built.
        """
        index_folder = self._index_folder
        await self._opened.wait()
        return (
            await self._on(self._reading, partial(self._open_replacement, index_folder))
            if index_folder
            else False
        )

    def _open_replacement(self, index_folder: IndexFolderLike) -> bool:
        identity = index_folder.identity()
        if identity in (0, self._identity):
            return False
        before, self._library = self._library, index_folder.open()
        self._identity, self._failure = identity, None
        if before is not None:
            self._asking.submit(before.close)  # a question may be running on it
        return True

    async def staleness(self) -> Staleness | None:
        """How the files differ from the index; None where that is not watched."""
        index_folder = self._index_folder
        return await self._read(index_folder.staleness) if index_folder else None

    async def file_problem(self, document: Document, roots: tuple[str, ...]) -> str:
        """What is wrong with the file of a document, in words; "" when nothing is.

        Raises:
            OSError: if it cannot be read.
        """
        index_folder = self._index_folder
        return (
            await self._read(partial(_file_problem, index_folder, document, roots))
            if index_folder
            else ""
        )

    async def update(self, roots: Sequence[str], on_progress: OnProgress) -> Summary:
        """Update the index to hold these roots; `on_progress` is called on the updating thread.

        Raises:
            StoppedError: after `stop_update`, and when the app closes.
        """
        index_folder = self._index_folder
        if index_folder is None:
            raise BadInput("this index cannot be updated here; use `qa index`")
        self._stop.clear()

        def checked(stage: str, done: int, total: int, unit: str = "", /) -> None:
            if self._closing.is_set() or self._stop.is_set():
                raise StoppedError
            on_progress(stage, done, total, unit)

        return await self._on(self._updating, lambda: index_folder.update(roots, checked))

    async def undo(self) -> str:
        """Bring back the index before the last update; what that did, in words.

        Raises:
            BadInput: if there is nothing to undo.
        """
        index_folder = self._index_folder
        if index_folder is None:
            raise BadInput("this index cannot be updated here; use `qa index`")
        return await self._on(self._updating, index_folder.undo)

    async def with_root(self, roots: Sequence[str], typed: str) -> tuple[str, ...]:
        """As `qa.ui.backend.index.with_root`, which may search a folder."""
        return await self._on(self._reading, partial(with_root, roots, typed))

    def stop_update(self) -> None:
        """Stop the running update at its next step; the next one reuses what it embedded."""
        self._stop.set()

    def close(self) -> None:
        """Close without waiting: work that has not begun is dropped."""
        self._closing.set()
        self._updating.shutdown(wait=False, cancel_futures=True)
        self._suggesting.shutdown(wait=False, cancel_futures=True)
        self._writing.shutdown(wait=False, cancel_futures=True)
        self._reading.shutdown(wait=False, cancel_futures=True)
        self._asking.submit(self._close_library)
        self._asking.shutdown(wait=False)

    def _close_library(self) -> None:
        # A document that is being looked up still needs the library.
        self._reading.shutdown(wait=True)
        self._suggesting.shutdown(wait=True)
        if self._library is not None:
            self._library.close()


def _file_problem(
    index_folder: IndexFolderLike, document: Document, roots: tuple[str, ...], library: LibraryLike
) -> str:
    return index_folder.file_problem(library, document, roots)
