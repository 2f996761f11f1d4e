"""What stands beside an answer, and what cannot be one."""

from qa.answer.compose import compose
from qa.types import Document, Finding, Hit, Paragraph, Span


def _found(rank: int, text: str, words: str, score: float) -> Finding:
    at = text.index(words)
    whole = Span(0, len(text))
    paragraph = Paragraph(Document(f"{rank}.txt", text), 0, 0, len(text), sentences=(whole,))
    return Finding(Hit(rank, 1.0, paragraph), Span(at, at + len(words)), score)


def _said(question: str, *findings: Finding) -> list[str]:
    return [statement.text for statement in compose(question, findings, ()).statements]


FIRST = "The mill was built by Ada Lowe."


def test_a_less_likely_statement_is_shown_only_if_it_says_the_answer_too() -> None:
    first = _found(1, FIRST, "Ada Lowe", 0.9)
    same = _found(2, "Ada Lowe laid its first stone in spring.", "spring", 0.6)
    other = _found(3, "The weir is the work of Ivo Brand.", "Ivo Brand", 0.8)
    question = "Who built the mill?"
    assert _said(question, first, other, same) == [
        FIRST,
        "Ada Lowe laid its first stone in spring.",
    ]


def test_how_many_is_answered_by_no_words_without_a_number() -> None:
    question = "How many keepers has the mill?"
    assert not _said(question, _found(1, "The keepers of the mill left.", "The keepers", 0.9))
    assert _said(question, _found(1, "Nine keepers live there.", "Nine keepers", 0.9))


def test_a_comparison_has_a_statement_for_each_side() -> None:
    weir = _found(1, "A weir is a low wall across a river.", "a low wall", 0.4)
    dam = _found(2, "A dam is a high wall that holds a lake.", "a high wall", 0.6)
    near = _found(3, "A weir and a dam both need repair.", "both", 0.7)
    said = _said("What is the difference between a weir and a dam?", near, dam, weir)
    assert [words.split(" is ")[0] for words in said] == ["A weir", "A dam"]


def test_a_number_goes_before_a_vague_one() -> None:
    vague = _found(1, "Hundreds of pumps were sent to Arle.", "Hundreds", 0.8)
    exact = _found(2, "They sent 340 pumps to Arle.", "340", 0.6)
    unlikely = _found(3, "There are 12 pumps in Arle.", "12", 0.3)
    question = "How many pumps were sent to Arle?"
    assert compose(question, [vague, exact], ()).text == "340"
    assert compose(question, [vague, unlikely], ()).text == "Hundreds"
