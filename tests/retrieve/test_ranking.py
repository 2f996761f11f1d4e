"""The reader's opinion moves passages, and only so far."""

from qa.retrieve.ranking import MOST_RELEVANCE, RELEVANCE_WEIGHT, rerank
from qa.types import Document, Finding, Hit, Paragraph, Span


def _hit(rank: int, score: float) -> Hit:
    return Hit(rank, score, Paragraph(Document(f"{rank}.txt", "Some words."), 0, 0, 11))


ONE, TWO, THREE = _hit(1, 2.0), _hit(2, 1.5), _hit(3, 1.0)


def _found(hit: Hit, relevance: float) -> Finding:
    return Finding(hit, Span(0, 4), 0.5, relevance)


def test_the_passage_that_answers_comes_first() -> None:
    again = rerank([ONE, TWO, THREE], [_found(ONE, -6.0), _found(TWO, 0.0), _found(THREE, 6.0)])
    assert [hit.paragraph.document.source for hit in again] == ["3.txt", "2.txt", "1.txt"]
    assert [hit.rank for hit in again] == [1, 2, 3]
    assert again[0].score == 1.0 + RELEVANCE_WEIGHT * 6.0


def test_without_an_opinion_nothing_moves() -> None:
    assert rerank([ONE, TWO], []) == (ONE, TWO)
    assert rerank([ONE, TWO], [_found(ONE, 0.0)]) == (ONE, TWO)


def test_no_opinion_counts_without_bound() -> None:
    far = _hit(9, 2.0 - 2 * RELEVANCE_WEIGHT * MOST_RELEVANCE - 0.1)
    assert rerank([ONE, far], [_found(far, 1e9), _found(ONE, -1e9)])[0].rank == 1
    assert rerank([ONE, far], [_found(far, 1e9), _found(ONE, -1e9)])[0].paragraph == ONE.paragraph
