"""A question -> hits: dense and lexical search, fused, without twins, spread over documents.

The best candidates of both searches are joined. Each gets the cosine of its nearest sentence and
its BM25 score; both are standardised over the candidates, and their weighted sum ranks them. The
choice of the weights, and what else was tried, is in docs/quality.md.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.embed.embedder import DEFAULT_MODEL, Embedder
from qa.embed.loading import Prepare, load_embedder
from qa.errors import BadInput, IndexUnusable
from qa.retrieve.ranking import Candidate, fuse, spread
from qa.retrieve.understanding import UnderstoodQuestion
from qa.store.filters import Filter
from qa.store.full_text import full_text_query
from qa.store.spelling import corrections
from qa.store.store import Store
from qa.text.pointers import asked_day
from qa.text.questions import asks_for_author, phrases
from qa.text.titles import is_beginning
from qa.text.words import content_stems, says, stems
from qa.types import Hit, Paragraph, Span

CANDIDATES = 100
"""Passages taken from each of the two searches."""
ENTRIES = 3
"""Passages of the documents of a day, from each of the two searches, if a question asks of it."""
WORDS_WEIGHT = 0.5
"""Weight of the share of the question's words in a sentence, when a sentence is chosen as the
passage's highlight; its cosine has weight 1."""
LONGEST_QUESTION = 10_000
"""Characters."""

_NO_CHARACTER = re.compile("[\ud800-\udfff]")
"""What Python makes of a byte that is no UTF-8: half of a pair, which no text can hold."""


class Retriever:
    """Finds the passages that bear on a question.

    Example:
        for hit in Retriever.open("index").search("Who was sent to Kursk?", k=5):
            print(hit.citation.quote, hit.paragraph.document.source)
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder | None = None,
        *,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        """From an open store; `embedder` is the model of the index unless one is given.

        Raises:
            ModelUnusable: if that model does not load.
            IndexUnusable: if the index was made with another model than `embedder`.
        """
        settings = store.settings
        if embedder is None:
            named_here = settings.model != DEFAULT_MODEL and settings.is_own
            may_prepare = Prepare.HERE if named_here else Prepare.DEFAULT
            embedder = load_embedder(settings.model, notify, may_prepare)
        self.store = store
        self.embedder = embedder
        self._check_model()

    @classmethod
    def open(cls, folder: str | Path = "index") -> Self:
        """From an index folder, with the model that it was made with.

        Raises:
            IndexMissing, IndexUnusable, ModelUnusable: if either cannot be opened.
        """
        return cls(Store.open(Path(folder)))

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The `k` best passages, best first; see `search_many`."""
        return self.search_many([question], k, where=where, sources=sources)[0]

    def search_many(
        self,
        questions: Sequence[str],
        k: int = 5,
        *,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
    ) -> list[tuple[Hit, ...]]:
        """For each question its best passages; all questions are embedded in one batch.

        A hit's score is the fused one, in standard deviations above the average candidate of its
        question: it compares passages of one question, not passages of different questions.

        Args:
            where: conditions like "published>=2024-10" (`qa.store.filters`); only documents that
                satisfy all of them are searched.
            sources: search only these documents; None for all.

        Raises:
            BadInput: if a question is empty or longer than `LONGEST_QUESTION` characters, or a
                condition is not valid.
            ValueError: if k is less than 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        among = Filter.of(where, sources)
        clean = [self.understand(question).searched for question in questions]
        if not clean:
            return []
        vectors = self.embedder.embed_questions(clean)
        return [self._search(q, v, k, among) for q, v in zip(clean, vectors, strict=True)]

    def understand(self, question: str) -> UnderstoodQuestion:
        """The question as it is searched: misspelt words as the index has them.

        Raises:
            BadInput: if it is none; see `check_question`.
        """
        question = check_question(question)
        with self.store.snapshot():
            replacements = corrections(self.store.database, question, self._is_word)
        return UnderstoodQuestion.of(question, replacements)

    def _is_word(self, word: str) -> bool:
        """Whether the model knows a word as a whole, which it does of some 30,000 common ones."""
        return self.embedder.count_tokens(word) == 1

    def _check_model(self) -> None:
        settings = self.store.settings
        if settings.fingerprint != self.embedder.fingerprint:
            raise IndexUnusable(
                f"{self.store.folder} was made with {settings.model}, and its weights are not "
                f"those of {self.embedder.name} here: run `qa index` to embed it again"
            )

    def _search(
        self, question: str, vector: NDArray[np.float32], k: int, among: Filter
    ) -> tuple[Hit, ...]:
        depth = max(CANDIDATES, 3 * k)
        with self.store.snapshot():
            self._check_model()
            bm25, nearest = self.store.search(full_text_query(question), vector, depth, among)
            cosines = self.store.nearest(vector, nearest.keys() | bm25.keys())
            kinds = self.store.database.kinds(cosines)
            ranked = fuse(cosines, bm25, self.store.database.places, kinds)
            if asks_for_author(question):
                ranked = self._with_byline(ranked)
            day = asked_day(question)
            if day:
                ranked = self._with_entries(ranked, question, vector, among.on(day.iso))
            # Copies and documents over their share are skipped, so read more than k.
            candidates = _with_phrases(self._read(ranked, 3 * k), phrases(question))
            chosen = spread(candidates, k, max(30, 3 * k), newer_first=day is None)
            similarities = self.store.similarities(
                vector, {one.key: one.paragraph for one in chosen}
            )
        question_stems = content_stems(question)
        return tuple(
            _hit(rank, one, similarities[one.key], question_stems)
            for rank, one in enumerate(chosen, start=1)
        )

    def _read(self, ranked: Sequence[tuple[int, float]], batch_size: int) -> Iterator[Candidate]:
        """The paragraphs, read in batches as they are needed: each brings its whole document."""
        for first in range(0, len(ranked), batch_size):
            batch = ranked[first : first + batch_size]
            paragraphs = self.store.database.paragraphs_by_id(key for key, _ in batch)
            # A damaged full-text index may name paragraphs that do not exist.
            yield from (
                Candidate(paragraphs[key], key, score) for key, score in batch if key in paragraphs
            )

    def _with_byline(self, ranked: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """`ranked`, with the byline of its best document that has one put first."""
        bylines = self.store.database.bylines(key for key, _ in ranked)
        best = next((bylines[key] for key, _ in ranked if key in bylines), None)
        return ranked if best is None else [(best, ranked[0][1]), *ranked]

    def _with_entries(
        self,
        ranked: list[tuple[int, float]],
        question: str,
        vector: NDArray[np.float32],
        on_day: Filter,
    ) -> list[tuple[int, float]]:
        """`ranked`, with what documents of the day that is asked of have put first."""
        words = full_text_query(question)
        bm25, nearest = self.store.search(words, vector, ENTRIES, on_day)
        first = dict.fromkeys((*bm25, *nearest))
        best = max((score for _, score in ranked), default=0.0)
        return [*((key, best) for key in first), *(one for one in ranked if one[0] not in first)]


def check_question(question: str) -> str:
    """The question without surrounding white space.

    Raises:
        BadInput: if it has no letter or digit, or a character that is none (a byte that is no
            UTF-8), or is longer than `LONGEST_QUESTION` characters.
    """
    if _NO_CHARACTER.search(question):
        raise BadInput("the question has a byte that is no UTF-8: ask it in UTF-8")
    clean = question.strip()
    if not clean:
        raise BadInput("the question is empty: ask something")
    if not any(map(str.isalnum, clean)):
        raise BadInput("the question has no letter or digit: ask something, in words")
    if len(clean) > LONGEST_QUESTION:
        raise BadInput(
            f"the question has {len(clean):,} characters: ask in at most {LONGEST_QUESTION:,}"
        )
    return clean


def _with_phrases(candidates: Iterator[Candidate], required: Sequence[str]) -> Iterator[Candidate]:
    """Those in which, or above which, all phrases are said that the question has in quotes."""
    for candidate in candidates:
        text = _said(candidate.paragraph) if required else ""
        if all(says(text, phrase) for phrase in required):
            yield candidate


def _said(paragraph: Paragraph) -> str:
    """A paragraph and what stands over it; a title that is only its document's first words does
    not."""
    document = paragraph.document
    if is_beginning(document.title, document.text):
        return "\n".join((*paragraph.section, paragraph.text))
    return paragraph.with_context


def _hit(
    rank: int, found: Candidate, similarities: tuple[float, ...], question_stems: frozenset[str]
) -> Hit:
    """A hit whose highlight is the sentence nearest to the question in meaning and words."""
    paragraph, text = found.paragraph, found.paragraph.document.text
    if not paragraph.sentences:  # split by an older version of qa
        whole = (Span(paragraph.start, paragraph.end),)
        return Hit(rank, found.score, paragraph, whole, copies=found.copies)
    sentence_scores = [
        cosine
        + WORDS_WEIGHT
        * len(question_stems & stems(text[s.start : s.end]))
        / max(1, len(question_stems))
        for s, cosine in zip(paragraph.sentences, similarities, strict=True)
    ]
    best = paragraph.sentences[sentence_scores.index(max(sentence_scores))]
    return Hit(rank, found.score, paragraph, (best,), similarities, found.copies)
