"""Documents that give different answers, and those that only word the same one differently."""

import pytest

from qa.answer.differing import MIN_CONFIDENCE, differing_statements
from qa.types import Citation, Document, Paragraph, Span, Statement


def _cited(source: str, number: int) -> Citation:
    text = "Some words."
    return Citation(number, Paragraph(Document(source, text), 0, 0, len(text)), Span(0, 4))


TWO_SOURCES = (_cited("dyke.txt", 1), _cited("pump.txt", 2))
ONE_SOURCE = (_cited("dyke.txt", 1), _cited("dyke.txt", 2))


def _statements(*answers: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(f"It was {answer}, they said.", (number,), answer)
        for number, answer in enumerate(answers, start=1)
    )


def test_each_answer_of_its_own_document_is_named_in_order() -> None:
    statements = _statements("forty metres", "fifty metres")
    assert differing_statements(statements, TWO_SOURCES, MIN_CONFIDENCE) == statements


@pytest.mark.parametrize(
    "answers",
    [
        ("Ostrova", "Lena Ostrova"),
        ("Lena Ostrova", "ostrova"),
        ("May 3", "may 3"),
        ("May 1932", "May 3, 1932"),
    ],
)
def test_a_longer_form_of_an_answer_is_the_same_answer(answers: tuple[str, str]) -> None:
    assert differing_statements(_statements(*answers), TWO_SOURCES, 0.9) == ()


def test_one_document_does_not_contradict_itself() -> None:
    assert differing_statements(_statements("forty", "fifty"), ONE_SOURCE, 0.9) == ()


def test_whole_sentences_and_guesses_contradict_nothing() -> None:
    whole = tuple(Statement(text, (n,), text) for n, text in ((1, "It fell."), (2, "It rose.")))
    assert differing_statements(whole, TWO_SOURCES, 0.9) == ()
    guesses = _statements("forty", "fifty")
    assert differing_statements(guesses, TWO_SOURCES, MIN_CONFIDENCE - 0.01) == ()
