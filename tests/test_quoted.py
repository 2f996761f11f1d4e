"""Quotes are shown without the marks of Markdown, and plain texts as they are."""

from qa.quoted import answer_words, statement_words, words_of
from qa.types import Answer, Citation, Document, Paragraph, Span, Statement

TEXT = "The **night ferry** leaves at [nine](times.html). It is `free`."


def cited(source: str, quote: str) -> tuple[Answer, Citation]:
    document = Document(source, TEXT)
    first = Span(0, TEXT.index(" It is"))
    paragraph = Paragraph(document, 0, 0, len(TEXT), sentences=(first,))
    start = TEXT.index(quote)
    citation = Citation(1, paragraph, Span(start, start + len(quote)))
    statement = Statement(citation.sentence_text, (1,))
    return Answer("When?", quote, (statement,), (citation,), (), 0.9, 0.1), citation


def test_marks_are_left_out_of_sentence_and_answer() -> None:
    answer, citation = cited("boats.md", "leaves at [nine](times.html)")
    assert statement_words(answer.statements[0], answer.citations) == (
        "The night ferry leaves at nine."
    )
    assert answer_words(answer) == "leaves at nine"
    assert words_of(citation.paragraph, 4, 19) == "night ferry"
    assert citation.quote == "leaves at [nine](times.html)"


def test_a_plain_text_is_shown_as_it_is() -> None:
    answer, _ = cited("boats.txt", "[nine]")
    assert statement_words(answer.statements[0], answer.citations) == answer.statements[0].text
    assert answer_words(answer) == "[nine]"
