"""Values in words: who says it, what stands in a list, where documents differ."""

import pytest
from ui_fakes import ANSWERS, COUNTS, HOW_MANY

from qa.types import Answer, Citation, Document, Paragraph, Span, Statement
from qa.ui.model import export
from qa.ui.model.exchange import Exchange, Phase
from qa.ui.model.phrases import byline, group_lines, listed

LINES = [
    "Sources differ:",
    "- 9,000 [1] · 1 source · 7 Oct 2024",
    "- 8,500 [2] · 1 source · 9 Oct 2024",
]


@pytest.mark.parametrize(
    ("document", "said", "beside"),
    [
        pytest.param(
            Document("a/b.md", "", "Bridge", "Ada Vell", "2024-10-07", "Harbour Post"),
            "Bridge · Ada Vell · Harbour Post · 7 Oct 2024",
            "Ada Vell · Harbour Post · 7 Oct 2024  a/b.md",
            id="all is known",
        ),
        pytest.param(
            Document("b.md", "", "Bridge", "Harbour post", "", "Harbour Post"),
            "Bridge · Harbour post",
            "Harbour post  b.md",
            id="the publisher is the author",
        ),
        pytest.param(Document("a/b.md", ""), "a/b.md", "", id="the source is the name"),
        pytest.param(
            Document("b.md", "", publisher="The \x1b[31mPost\n"),
            "b.md · The ␛[31mPost",
            "The ␛[31mPost",
            id="escapes are shown",
        ),
    ],
)
def test_who_says_it(document: Document, said: str, beside: str) -> None:
    assert byline(document) == said
    assert listed(document) == beside


def test_where_sources_differ_is_told_wherever_the_answer_goes() -> None:
    assert group_lines(ANSWERS[COUNTS]) == LINES
    assert group_lines(ANSWERS[HOW_MANY]) == []
    exchange = Exchange(COUNTS, Phase.DONE, answer=ANSWERS[COUNTS])
    text = export.answer_text(exchange).splitlines()
    assert text[text.index(LINES[0]) :][:3] == LINES
    markdown = export.markdown([exchange])
    assert "Sources differ:\n\n- 9,000 \\[1\\] · 1 source · 7 Oct 2024\n- 8,500" in markdown


def test_a_row_that_answers_stays_a_table_in_markdown() -> None:
    row = "| Pears | 6 |"
    whole = Span(0, len(row))
    paragraph = Paragraph(Document("press.md", row), 0, 0, len(row), sentences=(whole,))
    citation = Citation(1, paragraph, whole)
    answer = Answer("How many?", row, (Statement(row, (1,)),), (citation,), (), 0.7)
    saved = export.markdown([Exchange("How many?", Phase.DONE, answer=answer)])
    assert "> |  |  |\n> | --- | --- |\n> | Pears | 6 |\n>\n> [1]" in saved
