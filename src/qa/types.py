"""The frozen values passed between the stages, from a document to an answer.

Offsets are half-open ranges of characters (code points) of `Document.text`, computed once, in
`split` and `read`, then only sliced. From `Paragraph` on, a value refers to the earlier one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"[^\W_]+")


class Kind(StrEnum):
    """What a paragraph is in its document; all but CONTENTS are searched, BODY with full weight."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    BYLINE = "byline"
    LABEL = "label"  # any other fragment: map labels, a dateline by itself, navigation words
    FRONT_MATTER = "front matter"
    CONTENTS = "contents"  # a table of contents, an index: the words of every answer, and none


@dataclass(frozen=True, slots=True)
class Span:
    """A non-empty range of characters of a document's text, `start` inclusive, `end` exclusive.

    Raises:
        ValueError: if the range is empty, reversed or negative.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start}, {self.end}")


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its text exactly as decoded, with newlines as \\n and nothing else changed."""

    source: str
    """Path as indexed, relative to the folder it was found in, with forward slashes."""
    text: str
    title: str = ""
    """From front matter, a heading or a title-like first line; "" when it has none."""
    author: str = ""
    """Names as written, without "By" or "Author:"; "" when unknown."""
    published: str = ""
    """ISO 8601 date ("2024-11-06") where it could be read, else as written; "" when unknown."""
    publisher: str = ""
    """The newspaper or site; "" when unknown."""
    url: str = ""
    """Where it was published; "" when unknown."""
    language: str = ""
    """ISO 639-1 code ("en") where the document states it, or its words tell that it is not English
    ("und" for which it is not known); else ""."""
    pages: tuple[int, ...] = ()
    """Where each page begins in `text`, from page 1; none for a format without pages."""

    @property
    def name(self) -> str:
        """The name to show: its title, or else the file's name without its suffix."""
        return self.title or self.source.rsplit("/", 1)[-1].rsplit(".", 1)[0] or self.source


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A place in a document: a paragraph of its body, or a fragment such as a heading.

    `sentences` lie inside the paragraph, in order, and do not overlap.
    """

    document: Document
    ordinal: int
    """Position in the document, from 0, fragments counted too."""
    start: int
    end: int
    kind: Kind = Kind.BODY
    sentences: tuple[Span, ...] = ()
    section: tuple[str, ...] = ()
    """The headings above it, without their marks, the outermost first; not the document's title."""
    header: Span | None = None
    """The header row of the table that it is a part of, where that stands in another paragraph."""

    @property
    def number(self) -> int:
        """Its number in words and on the screen, from 1."""
        return self.ordinal + 1

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def with_context(self) -> str:
        """Its text after what stands over it: path, title, headings, the header of its table."""
        document, header = self.document, self.header
        columns = document.text[header.start : header.end] if header else ""
        path = " ".join(_WORD.findall(document.source))
        return "\n".join((path, document.title, *self.section, columns, self.text))

    @property
    def page(self) -> int | None:
        """The page on which it begins, from 1; None for a format without pages."""
        return bisect_right(self.document.pages, self.start) or None

    def sentence_at(self, span: Span) -> Span:
        """The sentence around the span; where it touches several, from the first to the last.

        The whole paragraph if it has no sentences, such as a byline.
        """
        touched = [s for s in self.sentences if s.start < span.end and span.start < s.end]
        if not touched:
            return Span(self.start, self.end)
        return Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered, exact place in a document. Numbers count from 1 in reading order."""

    number: int
    paragraph: Paragraph
    span: Span
    """The exact words; `sentence` is the sentence around them."""

    @property
    def sentence(self) -> Span:
        """The whole sentence around the quote."""
        return self.paragraph.sentence_at(self.span)

    @property
    def sentence_text(self) -> str:
        """The words of that sentence."""
        sentence = self.sentence
        return self.paragraph.document.text[sentence.start : sentence.end]

    @property
    def quote(self) -> str:
        """The document's own words at `span`."""
        return self.paragraph.document.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved paragraph (a passage). A higher score is better; its scale: `Retriever`."""

    rank: int
    """From 1."""
    score: float
    paragraph: Paragraph
    highlights: tuple[Span, ...] = ()
    """The sentences that match the question best, in the order of the text; may be empty."""
    similarities: tuple[float, ...] = ()
    """Cosine of the question with each sentence of the paragraph, -1..1."""
    copies: tuple[Paragraph, ...] = ()
    """Other places with exactly the same words, which are cited too."""

    @property
    def similarity(self) -> float:
        """Cosine of the question with the nearest sentence, -1..1; 0 for a fragment."""
        return max(self.similarities, default=0.0)

    @property
    def citation(self) -> Citation:
        """The passage as a citation numbered by rank: its first highlight, or else all of it."""
        whole = Span(self.paragraph.start, self.paragraph.end)
        return Citation(self.rank, self.paragraph, self.highlights[0] if self.highlights else whole)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader found in one hit: the exact answer, and the chance that it is right."""

    hit: Hit
    span: Span
    """The shortest exact answer."""
    score: float
    """The reader's estimate, 0..1, that the span answers the question."""
    relevance: float = 0.0
    """The reader's logit that the passage answers the question; 0 if the reader gives none."""
    right: float = 0.0
    """The judge's estimate, 0..1, that the span is right, by its sentence alone; 0 without one."""

    @property
    def sentence(self) -> Span:
        """The sentence around the answer, or all those that it touches."""
        return self.hit.paragraph.sentence_at(self.span)

    @property
    def sentence_text(self) -> str:
        """The words of that sentence."""
        sentence = self.sentence
        return self.hit.paragraph.document.text[sentence.start : sentence.end]

    @property
    def quote(self) -> str:
        """The document's own words at `span`."""
        return self.hit.paragraph.document.text[self.span.start : self.span.end]


class Verdict(StrEnum):
    """What an answer is worth. Only an ANSWERED one is to be shown as the answer."""

    ANSWERED = "answered"
    UNSURE = "unsure"  # more likely wrong than right: the best sentence is a "perhaps"
    NOT_HERE = "not here"


SURE = 0.5
"""The least confidence of an answer that is more likely right than wrong."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it stands in the source, with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    answer: str = ""
    """The short answer in it: a part of the text, or all of it."""


class Relation(StrEnum):
    """How the answer of a group stands to the best one."""

    MAIN = "main"  # it is the best one
    DIFFERS = "differs"
    ALSO = "also"  # another answer, but no contradiction: a further item, event or part


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom the text names as the one who says it: "the ministry", in "according to the ministry".

    The place is in the document of the citation.
    """

    citation: int
    """Its number."""
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """What several places give as the same answer."""

    answer: str
    """The short answer at the first citation."""
    citations: tuple[int, ...]
    """Numbers of the places that give it, the best first, or the newest where dates are known."""
    sources: int
    """How many independent sources give it: a report that several documents retell is one."""
    relation: Relation
    retold: tuple[int, ...] = ()
    """Those of its citations whose document retells the report of an earlier one."""
    attributions: tuple[Attribution, ...] = ()
    """Whom the sentences name as saying so, for the citations where they do."""


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that a language model wrote on an answer."""

    text: str
    citations: tuple[int, ...]
    """Numbers of the places that bear it out."""
    doubt: str = ""
    """Why nothing bears it out, in words; "" where it is borne out."""

    @property
    def supported(self) -> bool:
        return not self.doubt


@dataclass(frozen=True, slots=True)
class Written:
    """What a user's own language model, named `model`, wrote on an answer, sentences checked."""

    sentences: tuple[WrittenSentence, ...]
    model: str
    failure: str = ""
    """What kept it from writing, or from going on, in one line; mostly ""."""

    @property
    def text(self) -> str:
        """The sentences that are borne out; "" where there are none."""
        return " ".join(sentence.text for sentence in self.sentences if sentence.supported)

    @property
    def struck(self) -> int:
        """How many sentences are not borne out."""
        return sum(not sentence.supported for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents answer to a question. "Not answered" is a value, not an error."""

    question: str
    text: str
    """The shortest exact answer, "" when not answered."""
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    """Numbered from 1; `citations[n - 1].number == n`."""
    passages: tuple[Hit, ...]
    """The passages read, best first; when not answered, the nearest ones."""
    confidence: float
    """0..1: the estimated chance that the answer is right."""
    seconds: float = 0.0
    """Time from question to answer."""
    reason: str = ""
    """When not answered, or not all parts of the question: why, in words."""
    groups: tuple[Group, ...] = ()
    """The places that give the same answer, together: the answer's first; none without one."""
    corrections: tuple[tuple[str, str], ...] = ()
    """Misspelt words of the question: each as written, and as it was searched and read."""
    other_language: bool = False
    """Not answered because the reader reads English only: the passages may hold the answer."""
    understood_as: str | None = None
    """The question that was answered, where a conversation changed the one asked; else None."""
    remark: str = ""
    """Words of qa itself, never of a document: what a list holds, what qa can do; mostly ""."""
    suggestions: tuple[str, ...] = ()
    """Questions that can be asked in place of one that says too little; mostly none."""
    written: Written | None = None
    """Prose on it by a language model of the user's own; None where none was asked."""

    @property
    def answered(self) -> bool:
        return bool(self.text)

    @property
    def verdict(self) -> Verdict:
        if not self.answered:
            return Verdict.NOT_HERE
        return Verdict.ANSWERED if self.confidence >= SURE else Verdict.UNSURE

    @property
    def sources_differ(self) -> bool:
        """Whether sources give answers that cannot both be right, or are not both valid now."""
        return any(group.relation is Relation.DIFFERS for group in self.groups)

    @property
    def compared(self) -> tuple[tuple[Group, ...], ...]:
        """For each part of the question that has other answers: its groups, the best first."""
        parts: list[list[Group]] = []
        for group in self.groups:
            if group.relation is Relation.MAIN:
                parts.append([])
            parts[-1].append(group)
        return tuple(tuple(part) for part in parts if len(part) > 1)

    def attributed(self, number: int) -> str:
        """Whom the text names as saying what a citation of a group quotes; "" where nobody."""
        text = self.citations[number - 1].paragraph.document.text
        named = (a.span for g in self.groups for a in g.attributions if a.citation == number)
        return next((text[span.start : span.end] for span in named), "")

    @property
    def refusal(self) -> str:
        """What is said in place of an answer."""
        return "No short answer" if self.other_language else "Not in these documents"


@dataclass(frozen=True, slots=True)
class Saying:
    """What one document says to a question."""

    citation: Citation
    chance: float
    """0..1, that it answers the question."""
    relation: Relation | None
    """To the likeliest answer; None where it can be compared with none."""
    attributed: str = ""
    """Whom its sentence names as saying so; "" where nobody."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each of several documents says to a question, the oldest first."""

    question: str
    sayings: tuple[Saying, ...]
    """Their citations are numbered from 1, in this order."""
    silent: tuple[Document, ...] = ()
    """Documents that were read, too, and say nothing to it, the nearest first."""
    seconds: float = 0.0

    @property
    def sources_differ(self) -> bool:
        return any(saying.relation is Relation.DIFFERS for saying in self.sayings)
