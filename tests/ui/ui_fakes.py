"""A library that answers from a script: real values, no index, no model, no waiting."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qa.converse.turn import Turn
from qa.errors import QAError
from qa.types import (
    Answer,
    Citation,
    Document,
    Group,
    Hit,
    Kind,
    Paragraph,
    Relation,
    Span,
    Statement,
)
from qa.ui.backend.index import OnProgress


def document(
    source: str, *blocks: tuple[Kind, str], author: str = "", published: str = ""
) -> Document:
    return Document(
        source,
        "\n\n".join(text for _, text in blocks),
        blocks[0][1].lstrip("# "),
        author,
        published,
    )


def paragraphs(of: Document, *blocks: tuple[Kind, str]) -> tuple[Paragraph, ...]:
    made, position = [], 0
    for ordinal, (kind, text) in enumerate(blocks):
        start = position
        end = start + len(text)
        sentences = tuple(
            Span(start + match.start(), start + match.end())
            for match in re.finditer(r"\S.*?(?:[.!?][”\"]?(?=\s|$)|$)", text, re.DOTALL)
        )
        made.append(Paragraph(of, ordinal, start, end, kind, sentences))
        position = end + 2
    return tuple(made)


HARBOUR = (
    (Kind.HEADING, "Harbour bridge closes for the winter"),
    (Kind.BYLINE, "By Ada Vell"),
    (
        Kind.BODY,
        "The old harbour bridge will close to all traffic on 3 November, the port authority said on"
        " Monday. Repairs are expected to take five months and to cost 12 million crowns.",
    ),
    (
        Kind.BODY,
        "Engineers found cracks in four of the eleven piers last summer. “We cannot wait for"
        " another winter,” said Tove Lind, who leads the works. She expects the bridge to open"
        " again in April.",
    ),
    (Kind.CAPTION, "The bridge seen from the fish market"),
    (
        Kind.BODY,
        "Some 9,000 people cross the bridge on a working day. A free ferry will run every ten"
        " minutes from six in the morning until midnight.",
    ),
    (
        Kind.BODY,
        "Shopkeepers on the south bank fear for their trade. The town has promised them half of"
        " their rent until the bridge opens.",
    ),
)
FERRY = (
    (Kind.HEADING, "A ferry for nine thousand"),
    (
        Kind.BODY,
        "While the harbour bridge is closed, two electric ferries will carry those who used to"
        " walk. The town counts 8,500 of them on a working day.",
    ),
    (
        Kind.BODY,
        "The boats were built in 2019 and have been tried on the lake. Each takes 120 people and"
        " their bicycles.",
    ),
    (
        Kind.BODY,
        "The bridge should be open again in April, if the weather allows. Until then the ferry"
        " costs nothing.",
    ),
)
BRIDGE_DOCUMENT = document("news/bridge.md", *HARBOUR, author="Ada Vell", published="2024-10-07")
FERRY_DOCUMENT = document("news/ferry.txt", *FERRY, author="Harbour Post", published="2024-10-09")
BRIDGE = paragraphs(BRIDGE_DOCUMENT, *HARBOUR)
BOATS = paragraphs(FERRY_DOCUMENT, *FERRY)


def citation(number: int, paragraph: Paragraph, quote: str) -> Citation:
    start = paragraph.document.text.index(quote, paragraph.start)
    return Citation(number, paragraph, Span(start, start + len(quote)))


def hit(rank: int, paragraph: Paragraph, score: float = 0.5) -> Hit:
    return Hit(rank, score, paragraph, paragraph.sentences[:1])


HITS = (hit(1, BRIDGE[5], 0.8), hit(2, BOATS[1], 0.7), hit(3, BRIDGE[3], 0.4))


def sentence(at: Citation) -> str:
    text = at.paragraph.document.text
    return next(
        text[s.start : s.end] for s in at.paragraph.sentences if s.start <= at.span.start < s.end
    )


def answer(question: str, text: str, *citations: Citation, confidence: float = 0.86) -> Answer:
    statements = tuple(Statement(sentence(each), (each.number,)) for each in citations)
    return Answer(question, text, statements, citations, HITS, confidence, seconds=0.12)


CROSSING = (
    citation(1, BRIDGE[5], "9,000 people"),
    citation(2, BOATS[1], "8,500 of them"),
    citation(3, BRIDGE[5], "every ten minutes"),
)
COUNTS = "What are the two counts?"
HOW_MANY = "How many people cross the bridge?"
WHEN = "When does the bridge open again?"
WHEAT = "What is the price of wheat?"
TWO_COUNTS = (
    Statement(sentence(CROSSING[0]), (1,), "9,000"),
    Statement(sentence(CROSSING[1]), (2,), "8,500"),
)
ANSWERS = {
    HOW_MANY: answer(HOW_MANY, "9,000 people", *CROSSING),
    WHEN: answer(WHEN, "in April", citation(1, BRIDGE[3], "April"), citation(2, BOATS[3], "April")),
    COUNTS: Answer(
        COUNTS,
        "9,000",
        TWO_COUNTS,
        CROSSING[:2],
        HITS,
        0.6,
        seconds=0.1,
        groups=(
            Group("9,000", (1,), 1, Relation.MAIN),
            Group("8,500", (2,), 1, Relation.DIFFERS),
        ),
    ),
    WHEAT: Answer(WHEAT, "", (), (), HITS, 0.04, seconds=0.1, reason="no passage speaks of wheat"),
}


@dataclass(frozen=True)
class FakeStatus:
    documents: int = 2
    paragraphs: int = 7
    passages: int = 7
    model: str = "sentence-transformers/all-MiniLM-L6-v2"
    updated: str = "2024-10-10T08:30:00"
    bytes: int = 123_456
    folder: str = "index"
    roots: tuple[str, ...] = ("news",)
    generation: int = 1
    own: bool = True

    @property
    def own_roots(self) -> tuple[str, ...]:
        return self.roots if self.own else ()


@dataclass
class FakeLibrary:
    """Answers what `ANSWERS` knows; `gate`, when given, holds every answer until it is set."""

    pages: dict[Document, tuple[Paragraph, ...]] = field(
        default_factory=lambda: {BRIDGE_DOCUMENT: BRIDGE, FERRY_DOCUMENT: BOATS}
    )
    answers: dict[str, Answer] = field(default_factory=lambda: dict(ANSWERS))
    gate: threading.Event | None = None
    error: Exception | None = None
    asked: list[str] = field(default_factory=list)
    closed: bool = False
    warming: threading.Event | None = None
    searching: threading.Event | None = None
    """Holds every search until it is set."""
    searched: list[str] = field(default_factory=list)
    narrowed: list[dict[str, object]] = field(default_factory=list)
    """How each question and search was narrowed."""
    generation: int = 1
    roots: tuple[str, ...] = ("news",)
    suggested: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    """What is offered after every answer."""

    def warm(self) -> None:
        if self.warming is not None:
            self.warming.wait(30)

    def search(self, question: str, k: int = 5, **narrowed: object) -> tuple[Hit, ...]:
        self.searched.append(question)
        self.narrowed.append(narrowed)
        if self.searching is not None:
            self.searching.wait(30)
        if self.error is not None:
            raise self.error
        known = self.answers.get(question)
        return known.passages[:k] if known else HITS[:k]

    def ask(self, question: str, k: int = 5, **narrowed: object) -> Answer:
        return self.answer(question, self.search(question, k, **narrowed), k, **narrowed)

    def answer(self, question: str, hits: Sequence[Hit], k: int = 5, **narrowed: object) -> Answer:
        self.asked.append(question)
        if self.gate is not None:
            self.gate.wait(30)
        return self.answers.get(question) or Answer(
            question, "", (), (), HITS, 0.0, reason="nothing fits"
        )

    def documents(self) -> tuple[Document, ...]:
        return tuple(self.pages)

    def document(self, source: str) -> Document | None:
        return next((each for each in self.pages if each.source == source), None)

    def paragraphs(self, document: Document) -> tuple[Paragraph, ...]:
        known = self.document(document.source)
        return self.pages[known] if known else ()

    def suggestions(self) -> Iterator[str]:
        return iter(self.suggested)

    def next_questions(self, turns: Sequence[Turn]) -> Iterator[str]:
        return iter(self.next)

    def status(self) -> FakeStatus:
        return FakeStatus(documents=len(self.pages), generation=self.generation, roots=self.roots)

    def close(self) -> None:
        self.closed = True


@dataclass(frozen=True)
class FakeStaleness:
    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class FakeSkipped:
    source: str
    reason: str


@dataclass(frozen=True)
class FakeSummary:
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[FakeSkipped, ...] = ()
    embedded: int = 0
    moved: tuple[str, ...] = ()
    retained: tuple[str, ...] = ()


@dataclass
class FakeIndexFolder:
    """Files that change when a test says so; `steps`, when given, holds an update after each."""

    library: FakeLibrary
    stale_files: FakeStaleness = FakeStaleness()
    wrong: str = ""
    """What is said of every file."""
    error: Exception | None = None
    steps: threading.Semaphore | None = None
    summary: FakeSummary = FakeSummary(unchanged=("news/bridge.md",), embedded=3)
    updates: int = 0
    undone: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    other: FakeLibrary | QAError | None = None
    """The index that somebody put in place of the one that is open."""
    there: bool = True
    """Whether any index is in the folder."""
    updated: list[tuple[str, ...]] = field(default_factory=list)
    """What each update was to hold."""

    def stamp(self) -> tuple[tuple[int, ...], ...]:
        return ((self.library.generation, self.identity()),) if self.there else ()

    def identity(self) -> int:
        return id(self.other or self.library) if self.there else 0

    def open(self) -> FakeLibrary:
        if isinstance(self.other, QAError):
            raise self.other
        assert self.other is not None
        return self.other

    def staleness(self, library: FakeLibrary) -> FakeStaleness:
        return self.stale_files

    def file_problem(self, library: FakeLibrary, document: Document, roots: tuple[str, ...]) -> str:
        return self.wrong

    def undo(self) -> str:
        if self.error:
            raise self.error
        self.library.generation += 1
        self.undone += 1
        return "the last update is undone: 1 file restored, 0 removed"

    def update(self, roots: Sequence[str], report: OnProgress) -> FakeSummary:
        self.updates += 1
        self.updated.append(tuple(roots))
        try:
            for done in range(5):
                report("embedding", done, 4, "kB")
                if self.steps is not None:
                    self.steps.acquire(timeout=60)
            if self.error is not None:
                raise self.error
        finally:
            self.ended.set()
        self.library.generation += 1
        self.library.roots = tuple(roots)
        self.stale_files = FakeStaleness()
        return self.summary


def opener(library: FakeLibrary | QAError) -> Callable[[object], FakeLibrary]:
    def open_library(report: object) -> FakeLibrary:
        if isinstance(library, QAError):
            raise library
        return library

    return open_library
