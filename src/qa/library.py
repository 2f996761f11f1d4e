"""The facade: open or build an index, search it, ask it. The command line and the UI use only this.

library = Library.build(["articles"], "index")      # or Library.open("index")
answer = library.ask("How many troops were sent?")
print(answer.text, [c.quote for c in answer.citations])
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qa.answer.comparison import side_by_side
from qa.answer.compose import THRESHOLD, compose
from qa.answer.compound import join
from qa.answer.other_language import in_english, readable, unread
from qa.embed.embedder import Embedder
from qa.indexing.results import Status
from qa.indexing.retelling import with_quotations
from qa.per_process import PerProcess
from qa.read.loading import load_reader
from qa.read.reader import READ, Reader, read_in_parts, reads_only_english
from qa.retrieve.ranking import rerank
from qa.retrieve.retriever import Retriever, check_question
from qa.retrieve.understanding import UnderstoodQuestion
from qa.store import reports, totals
from qa.store.catalogue import Catalogue
from qa.store.filters import Filter
from qa.store.store import Store
from qa.text.questions import parts
from qa.types import Answer, Comparison, Document, Hit, Paragraph

if TYPE_CHECKING:
    from qa.converse.conversation import Conversation
    from qa.converse.turn import Turn
    from qa.indexing.results import Step

COMPARED = 10
"""Documents compared, if not said otherwise."""
OF_EACH = 3
"""Passages read of each of them."""
CANDIDATES = 10
"""Passages searched for each of them: a document with many near ones leaves room for others."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which documents are asked, as `Library.search` takes it."""

    where: str | Sequence[str]
    sources: Collection[str] | None


class Library:
    """An index that can be asked. Models load at the first question, or at `warm`.

    Threads may share a library. Usable as a context manager.
    """

    def __init__(
        self,
        store: Store,
        *,
        embedder: Embedder | None = None,
        reader: Reader | str | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        """From loaded parts; None for the default. A reader may be a name (`load_reader`)."""
        self.store = store
        self.folder = store.folder
        self.catalogue = Catalogue(store)
        self._embedder = embedder
        self._reader = reader
        self._notify = notify
        self._retriever: Retriever | None = None
        self._loading = PerProcess(threading.Lock)
        self._suggested: tuple[tuple[int, str], tuple[str, ...]] | None = None

    @classmethod
    def open(
        cls,
        folder: str | Path = "index",
        *,
        reader: Reader | str | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> Self:
        """Opens an index; quick, loads no model.

        Args:
            reader: None for the default, "none" for whole sentences, or the name of a
                folder or Hugging Face model (`load_reader`).
            notify: called with a line about anything slow, such as preparing a model.

        Raises:
            IndexMissing, IndexUnusable: if there is none, or it cannot be used.
        """
        return cls(Store.open(Path(folder)), reader=reader, notify=notify)

    @classmethod
    def build(
        cls,
        paths: Sequence[str | Path],
        folder: str | Path = "index",
        *,
        rebuild: bool = False,
        model: str | None = None,
        progress: "Callable[[Step], None] | None" = None,
    ) -> Self:
        """Makes the index mirror files, folders and web addresses, and opens it; see `index`.

        Raises:
            BadInput, ModelUnusable, IndexUnusable: as `qa.indexing.indexer.index`.
        """
        # imported here: asking needs none of what reads and splits
        from qa.indexing.indexer import index
        from qa.indexing.request import IndexRequest

        request = IndexRequest(paths, rebuild=rebuild, model=model)
        index(request, Path(folder), progress=progress)
        return cls.open(folder)

    def warm(self) -> None:
        """Loads the models now instead of at the first question."""
        self._loaded_retriever()
        self._loaded_reader()

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The `k` passages most relevant to the question, best first; see `Retriever`."""
        return self._loaded_retriever().search(question, k, where=where, sources=sources)

    def search_many(
        self,
        questions: Sequence[str],
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> list[tuple[Hit, ...]]:
        """As `search`, for several questions in one batch."""
        return self._loaded_retriever().search_many(questions, k, where=where, sources=sources)

    def ask(
        self,
        question: str,
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> Answer:
        """The documents' answer, with at least the `k` nearest passages.

        Args:
            where: conditions like "published>=2024-10", all of which a document must satisfy.
            sources: ask only these documents; None for all.

        Raises:
            BadInput: if the question is empty or far too long, or a condition is invalid.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        started = time.perf_counter()
        scope = _Scope(where, sources)
        answer = self._answer(question, None, k, scope)
        return replace(answer, seconds=time.perf_counter() - started)

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> Answer:
        """The answer that these hits of `search` give, with the `k` best of them.

        For callers that show passages before the answer; `ask` does both in one call. Pass `READ`
        hits, as `ask` does: with fewer, fewer answers are found. A question of several parts is
        searched again, part by part: pass the `where` and `sources` of the search.
        """
        started = time.perf_counter()
        answer = self._answer(question, hits, k, _Scope(where, sources))
        return replace(answer, seconds=time.perf_counter() - started)

    def conversation(self, turns: "Sequence[Turn]" = ()) -> "Conversation":
        """A conversation, in which a question may lean on those before it.

        Args:
            turns: those of a conversation that is taken up again.
        """
        # imported here: a question by itself needs none of it
        from qa.converse.conversation import Conversation

        return Conversation(self, turns)

    def compare(
        self,
        question: str,
        n: int = COMPARED,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> Comparison:
        """What each of the `n` documents nearest to the question says to it, the oldest first.

        Raises:
            BadInput: as `ask`.
        """
        started = time.perf_counter()
        searched = self.understand(question).searched
        hits = self.search(searched, CANDIDATES * n, where=where, sources=sources)
        of_document: dict[str, list[Hit]] = {}
        for hit in hits:
            of_document.setdefault(hit.paragraph.document.source, []).append(hit)
        chosen = [read[:OF_EACH] for read in list(of_document.values())[:n]]
        reader = self._loaded_reader()
        comparison = side_by_side(
            searched,
            read_in_parts(reader, searched, _readable(reader, chain.from_iterable(chosen))),
            [read[0].paragraph.document for read in chosen],
            self._reports_of(hits),
            threshold=getattr(reader, "threshold", THRESHOLD),
        )
        return replace(
            comparison,
            question=check_question(question),
            seconds=time.perf_counter() - started,
        )

    def understand(self, question: str) -> UnderstoodQuestion:
        """The question as `search` and `ask` search it: misspelt words as the index has them."""
        return self._loaded_retriever().understand(question)

    def _answer(self, question: str, hits: Sequence[Hit] | None, k: int, scope: "_Scope") -> Answer:
        """Each part of the question by itself; `hits` are of the whole, None to search."""
        from qa.converse.about import answer_request  # `qa status` and `qa search` need none

        about = answer_request(question, self, where=scope.where, sources=scope.sources)
        if about is not None:
            return about
        understood = self.understand(question)
        searched = parts(understood.searched)
        if len(searched) > 1:
            answers = [self._read(part, self._hits(part, k, scope)) for part in searched]
            answer = join(question, answers)
        else:
            hits = self._hits(understood.searched, k, scope) if hits is None else hits
            answer = self._read(understood.searched, hits)
        if not answer.passages and (among := Filter.of(scope.where, scope.sources)):
            answer = replace(answer, reason=f"no documents match {among}")
        return replace(
            answer,
            question=check_question(question),
            corrections=understood.corrections,
            passages=answer.passages[:k],
        )

    def _hits(self, question: str, k: int, scope: "_Scope") -> tuple[Hit, ...]:
        return self.search(question, max(k, READ), where=scope.where, sources=scope.sources)

    def _read(self, question: str, hits: Sequence[Hit]) -> Answer:
        """The answer to one question, where the reader can read the question and the passages."""
        reader = self._loaded_reader()
        only_english = reads_only_english(reader)
        if only_english and not readable(question, hits):
            return unread(question, hits)
        findings = reader.read(question, _readable(reader, hits))
        answer = compose(
            question,
            findings,
            rerank(hits, findings),
            threshold=getattr(reader, "threshold", THRESHOLD),
            reports=self._reports_of(hits),
        )
        if only_english and hits and not answer.answered and not in_english(hits[0]):
            return unread(question, answer.passages)
        return answer

    def _reports_of(self, hits: Sequence[Hit]) -> dict[str, int]:
        """As `reports`, for these hits; documents whose passages quote each other count as one."""
        passages = [(hit.paragraph.document.source, hit.paragraph.text) for hit in hits]
        with self.store.snapshot():
            told = reports.reports(self.store.database, sorted(dict(passages)))
        return with_quotations(told, passages)

    def suggestions(self) -> Iterator[str]:
        """Up to five questions that these documents answer, found one by one.

        Each was asked first, which takes a while; those found are kept until the index changes.
        """
        from qa.converse.suggestions import suggestions

        with self.store.snapshot():
            now = self.store.settings.generation, self.store.settings.updated
        if self._suggested is None or self._suggested[0] != now:
            found = []
            for question in suggestions(self):
                found.append(question)
                yield question
            self._suggested = now, tuple(found)
        else:
            yield from self._suggested[1]

    def next_questions(self, turns: "Sequence[Turn]") -> Iterator[str]:
        """Up to three questions to ask after the last of these turns, found one by one."""
        from qa.converse.suggestions import next_questions

        return next_questions(self, turns)

    def documents(self) -> tuple[Document, ...]:
        """All documents, in order of source."""
        with self.store.snapshot():
            return tuple(self.store.database.documents())

    def document(self, source: str) -> Document | None:
        """The document of this source; None if there is none."""
        with self.store.snapshot():
            return self.store.database.document(source)

    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        """All paragraphs of a document, fragments included, in order."""
        with self.store.snapshot():
            return tuple(self.store.database.paragraphs(document))

    def undated(self) -> tuple[int, int]:
        """How many documents state no date, and how many one that cannot be read."""
        with self.store.snapshot():
            return totals.undated(self.store.database)

    def reports(self) -> dict[str, int]:
        """By source the id, until the next update, of the report that a document tells with others;
        they are one source. One without an id is a report of its own.
        """
        with self.store.snapshot():
            return reports.all_reports(self.store.database)

    def status(self) -> Status:
        """What is in the index now."""
        with self.store.snapshot():
            database, settings = self.store.database, self.store.settings
            counts = totals.counts(database)
            return Status(
                folder=str(self.folder),
                documents=counts["documents"],
                paragraphs=counts["paragraphs"],
                passages=counts["windows"],
                model=settings.model,
                updated=settings.updated,
                bytes=self.store.size(),
                generation=settings.generation,
                roots=settings.roots,
                vectors=self.store.vectors_explained(counts["windows"]),
                unread=settings.unread,
                skipped=counts["skipped"],
                not_english=counts["not English"],
                not_searched=totals.not_searched(database),
                reports=reports.independent(database),
                own=settings.is_own,
            )

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _loaded_reader(self) -> Reader:
        with self._loading():
            if self._reader is None or isinstance(self._reader, str):
                self._reader = load_reader(self._reader, self._notify)
            return self._reader

    def _loaded_retriever(self) -> Retriever:
        with self._loading():
            with self.store.snapshot():  # another process may have changed the model
                model = self.store.settings.fingerprint
            if self._retriever is None or self._retriever.embedder.fingerprint != model:
                self._retriever = Retriever(self.store, self._embedder, notify=self._notify)
            return self._retriever


def _readable(reader: Reader, hits: Iterable[Hit]) -> list[Hit]:
    """The hits in a language that the reader reads."""
    only_english = reads_only_english(reader)
    return [hit for hit in hits if not only_english or in_english(hit)]
