"""The values check themselves and derive what they can."""

import pytest

from qa.types import Answer, Citation, Document, Hit, Paragraph, Span


@pytest.mark.parametrize(
    ("start", "end"), [(3, 3), (4, 3), (-1, 2)], ids=["empty", "reversed", "negative"]
)
def test_a_span_is_a_real_range(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="start < end"):
        Span(start, end)


@pytest.mark.parametrize(
    ("source", "title", "name"),
    [
        ("a/b.txt", "A Title", "A Title"),
        ("a/late-harvest.md", "", "late-harvest"),
        ("README", "", "README"),
        (".txt", "", ".txt"),
    ],
)
def test_a_document_has_a_name(source: str, title: str, name: str) -> None:
    assert Document(source, "text", title).name == name


def test_a_quote_is_a_slice_of_the_document() -> None:
    document = Document("a.txt", "Été. Zwei Sätze 😀 hier.")
    paragraph = Paragraph(document, 0, 5, 23)
    assert paragraph.text == "Zwei Sätze 😀 hier."
    assert Citation(1, paragraph, Span(10, 17)).quote == "Sätze 😀"


def test_a_hit_cites_its_first_highlight_or_else_all_of_itself() -> None:
    paragraph = Paragraph(Document("a.txt", "One. Two."), 0, 0, 9)
    assert Hit(2, 1.0, paragraph, (Span(5, 9),)).citation == Citation(2, paragraph, Span(5, 9))
    assert Hit(2, 1.0, paragraph).citation.quote == "One. Two."


@pytest.mark.parametrize(
    ("text", "confidence", "verdict"),
    [("1932", 0.8, "answered"), ("1932", 0.49, "unsure"), ("", 0.1, "not here")],
)
def test_an_answer_is_no_more_than_its_chance_allows(
    text: str, confidence: float, verdict: str
) -> None:
    assert Answer("When?", text, (), (), (), confidence).verdict == verdict
