"""Key sentences: near to all others, early, unlike each other, in the order of the text."""

import numpy as np

from qa.converse.key_sentences import key_sentences
from qa.store.catalogue import SentenceVectors
from qa.types import Document, Kind, Paragraph, Span

SENTENCES = (
    "The council met in the town hall on Monday evening.",
    "It will close the bridge for the whole of the winter.",
    "Was there any other way to keep the town alive?",
    "Too short.",
    "The council will close the bridge for the whole winter.",
    "The ferry carries people over the lake until the spring comes.",
)


def chosen(vectors: list[list[float]], most: int, kind: Kind = Kind.BODY) -> list[str]:
    text = " ".join(SENTENCES)
    starts = [text.index(sentence) for sentence in SENTENCES]
    spans = [Span(a, a + len(s)) for a, s in zip(starts, SENTENCES, strict=True)]
    paragraph = Paragraph(Document("a.txt", text), 0, 0, len(text), kind, tuple(spans))
    unit = np.array(vectors, dtype=np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    found = key_sentences(SentenceVectors(tuple((paragraph, s) for s in spans), unit), most)
    return [text[span.start : span.end] for _, span in found]


SAME = [[1.0, 0.0]] * len(SENTENCES)


def test_of_equals_the_first_that_stands_alone() -> None:
    assert chosen(SAME, 1) == [SENTENCES[0]]


def test_the_central_one_where_the_first_is_far_from_all() -> None:
    assert chosen([[0, 1], [1, 0], [1, 0], [1, 0], [1, 0.1], [1, 0]], 1) == [SENTENCES[4]]


def test_a_second_one_is_unlike_the_first_and_they_stand_in_order() -> None:
    vectors = [[1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [0.8, 0.6]]
    assert chosen(vectors, 2) == [SENTENCES[0], SENTENCES[5]]


def test_questions_and_scraps_only_where_there_is_nothing_else() -> None:
    assert set(chosen(SAME, 6)) == set(SENTENCES) - {SENTENCES[2], SENTENCES[3]}
    assert chosen(SAME, 1, Kind.LABEL)


def test_a_document_without_sentences_has_none() -> None:
    assert key_sentences(SentenceVectors((), np.zeros((0, 2), np.float32)), 3) == []
