"""The parts of a question are answered in order, and the one that nothing answers is named."""

from dataclasses import replace

from qa.answer.compound import join
from qa.types import (
    Answer,
    Attribution,
    Citation,
    Document,
    Group,
    Hit,
    Paragraph,
    Relation,
    Span,
    Statement,
)

TEXT = "Ada Moll runs the mill. The key is red."
DOCUMENT = Document("mill.txt", TEXT)
PARAGRAPHS = tuple(
    Paragraph(DOCUMENT, n, start, end, sentences=(Span(start, end),))
    for n, (start, end) in enumerate(((0, 23), (24, 39)))
)
HITS = tuple(Hit(rank, 1.0, p) for rank, p in enumerate(PARAGRAPHS, start=1))


def _answer(question: str, number: int, start: int, end: int, confidence: float) -> Answer:
    citation = Citation(1, PARAGRAPHS[number], Span(start, end))
    text = citation.quote
    statement = Statement(PARAGRAPHS[number].text, (1,), text)
    passages = (HITS[number], HITS[1 - number])
    return Answer(question, text, (statement,), (citation,), passages, confidence)


WHO = _answer("who runs the mill", 0, 0, 8, 0.9)
COLOUR = _answer("what colour is the key?", 1, 35, 38, 0.6)
NOTHING = Answer("who owns it?", "", (), (), HITS, 0.1, reason="they do not say who")


def test_parts_in_order() -> None:
    answer = join("both?", [WHO, COLOUR])
    assert (answer.question, answer.text, answer.confidence) == ("both?", "Ada Moll; red", 0.6)
    assert [s.citations for s in answer.statements] == [(1,), (2,)]
    assert [(c.number, c.quote) for c in answer.citations] == [(1, "Ada Moll"), (2, "red")]
    assert [(h.rank, h.paragraph.ordinal) for h in answer.passages] == [(1, 0), (2, 1)]
    assert answer.reason == ""


def test_the_same_place_has_one_number() -> None:
    answer = join("twice?", [WHO, WHO])
    assert [s.citations for s in answer.statements] == [(1,), (1,)]
    assert len(answer.citations) == 1


def test_what_nothing_answers_is_named() -> None:
    answer = join("both?", [NOTHING, COLOUR])
    assert (answer.text, answer.confidence) == ("red", 0.6)
    assert answer.reason == "nothing answers “who owns it?”"


def test_nothing_at_all() -> None:
    answer = join("both?", [NOTHING, NOTHING])
    assert not answer.answered
    assert answer.confidence == 0.1
    assert answer.reason == "nothing answers “who owns it?” and “who owns it?”"
    assert not answer.other_language


def test_what_differs_in_one_part_is_told_of_that_part() -> None:
    who = replace(WHO, groups=(Group("Ada Moll", (1,), 2, Relation.MAIN),))
    colours = (
        Group("red", (1,), 1, Relation.MAIN, attributions=(Attribution(1, Span(24, 31)),)),
        Group("blue", (1,), 1, Relation.DIFFERS),
    )
    answer = join("both?", [who, replace(COLOUR, groups=colours)])
    assert answer.sources_differ
    assert [[group.answer for group in part] for part in answer.compared] == [["red", "blue"]]
    assert [group.citations for group in answer.groups] == [(1,), (2,), (2,)]
    assert answer.attributed(2) == "The key"
