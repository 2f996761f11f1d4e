"""Answers to be taken elsewhere: quotes word for word, and nothing that a document can inject."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from qa.export import COLUMNS, HTML_HEAD, csv_head, csv_rows, html, markdown
from qa.library import Library
from qa.types import (
    Answer,
    Citation,
    Document,
    Group,
    Paragraph,
    Relation,
    Span,
    Statement,
)

HOSTILE = (
    "1. <script>alert(1)</script> *a* _b_ [c](javascript:d) `e` | f ~~g~~ &copy; $h$ # i > j \\ k"
)


def _answer(text: str, quote: str = "", *, url: str = "", title: str = "A title") -> Answer:
    """An answer whose one statement is the whole document."""
    document = Document("a.txt", text, title=title, author="Ada <b>", url=url)
    paragraph = Paragraph(document, 0, 0, len(text), sentences=(Span(0, len(text)),))
    start = text.index(quote) if quote else 0
    citation = Citation(1, paragraph, Span(start, start + len(quote or text)))
    statement = Statement(text, (1,), citation.quote)
    return Answer("What *is* it?", citation.quote, (statement,), (citation,), (), 0.7)


class _Page(HTMLParser):
    """Which tags a page has, with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "text", [HOSTILE, "- a list?", "+ one", "12) twelve", "=== x", "# no heading", "a ![b](c)"]
)
def test_markdown_shows_what_the_document_says(text: str) -> None:
    shown = MarkdownIt().enable(["table", "strikethrough"]).render(markdown(_answer(text)))
    page = _Page(shown)
    assert text in page.text
    assert {tag for tag, _ in page.tags} <= {"h2", "p", "blockquote", "strong"}


def test_markdown_has_the_answer_its_sentence_and_a_footnote() -> None:
    text = markdown(_answer("It rains in May.", "May", url="https://example.org/a?b=1&c=2"))
    assert text.split("\n\n") == [
        "## What \\*is\\* it?",
        "**May**",
        "> It rains in May. [^1]",
        "Right in about 7 of 10 answers like this one: see for yourself.",
        "[^1]: Ada \\<b\\>, A title, a.txt, paragraph 1, characters 12-15"
        " <https://example.org/a?b=1&c=2>",
    ]
    assert not markdown(_answer("It rains."), titled=False).startswith("#")


@pytest.mark.parametrize(
    ("relations", "lines"),
    [
        ((Relation.MAIN, Relation.MAIN), ["See also: [^2][^3]"]),
        (
            (Relation.DIFFERS, Relation.ALSO),
            ["Sources differ:", "- May [^1]", "- May [^2]", "Also mentioned:", "- May [^3]"],
        ),
        ((Relation.ALSO, Relation.ALSO), ["Also mentioned:", "- May [^2]", "- May [^3]"]),
    ],
)
def test_no_footnote_is_without_a_mark(
    relations: tuple[Relation, Relation], lines: list[str]
) -> None:
    answer = _answer("It rains in May.", "May")
    first = answer.citations[0]
    answer = replace(
        answer,
        citations=tuple(replace(first, number=number) for number in (1, 2, 3)),
        groups=tuple(
            Group("May", (number,), 1, relation)
            for number, relation in enumerate((Relation.MAIN, *relations), start=1)
        ),
    )
    text = markdown(answer)
    body = text.partition("[^1]:")[0]
    assert all(line in body.splitlines() for line in lines)
    assert set(re.findall(r"\[\^\d\]", body)) == {"[^1]", "[^2]", "[^3]"}
    page = html(answer)
    assert all(f"<sup>{number}</sup>" in page for number in (1, 2, 3))


def test_footnotes_of_several_answers_in_one_file_have_names_of_their_own() -> None:
    page = "\n\n".join(markdown(_answer("It rains in May."), part=part) for part in (1, 2, 3))
    named = re.findall(r"^\[\^(\S+)\]:", page, re.MULTILINE)
    assert named == ["1", "2-1", "3-1"]
    assert all(page.count(f"May. [^{name}]") == 1 for name in named)


def test_html_shows_what_the_document_says_and_links_to_web_addresses_alone() -> None:
    page = _Page(f"{HTML_HEAD}\n{html(_answer(HOSTILE, url='https://example.org/?a=1&b=2'))}")
    assert HOSTILE in page.text
    assert "script" not in {tag for tag, _ in page.tags}
    assert ("a", {"href": "https://example.org/?a=1&b=2"}) in page.tags
    assert ("blockquote", {"cite": "https://example.org/?a=1&b=2"}) in page.tags
    for url in ("javascript:alert(1)", "file:///etc/passwd", 'https://a/"onclick="b', "https://"):
        assert "a" not in {tag for tag, _ in _Page(html(_answer("It rains.", url=url))).tags}


def test_csv_has_a_row_for_each_citation() -> None:
    answer = _answer('It "rains",\nin May.', "May")
    rows = list(csv.DictReader(io.StringIO(f"{csv_head()}\n{csv_rows(answer)}")))
    assert len(rows) == 1
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["sentence"] == 'It "rains",\nin May.'
    assert (rows[0]["quote"], rows[0]["number"], rows[0]["start"]) == ("May", "1", "15")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_of_csv_is_calculated(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(f"{csv_head()}\n{csv_rows(_answer(text))}"))
    assert row["quote"] == f"'{text}"


def test_no_answer_is_said_with_the_nearest_places(library: Library) -> None:
    answer = library.ask("Which zeppelin exploded?", where=["source=bridge.txt"])
    assert not answer.answered
    for shown in (markdown(answer), html(answer)):
        assert "Not in these documents" in shown
        assert "Old Bridge Closed After Inspection" in shown
    (row,) = csv.DictReader(io.StringIO(f"{csv_head()}\n{csv_rows(answer)}"))
    assert (row["verdict"], row["quote"], row["reason"]) == ("not here", "", answer.reason)


def test_words_of_qa_are_said_in_place_of_a_refusal() -> None:
    hello = Answer(
        "hello", "", (), (), (), 0.0, remark="Hello! <Ask>", suggestions=("Who *is* it?",)
    )
    assert markdown(hello).split("\n\n") == ["## hello", r"Hello! \<Ask\>", r"- Who \*is\* it?"]
    page = _Page(html(hello))
    assert "Not in these documents" not in page.text
    assert "Hello! <Ask>" in page.text
    assert "Who *is* it?" in page.text


SHEET = """To start it:
1. Wash *the* drum
   and close it.
2. Turn it.
| Fruit | Fee |
|-------|-----|
| Pears \\| <b>plums</b> | [6](javascript:x) |
| figs |
~~~sh
for name in *; do
\tremove "$name" </code></pre><script>
```
# <b>done</b>
~~~"""


def _sheet() -> Answer:
    document = Document("press.md", SHEET, "Press")
    whole = Span(0, len(SHEET))
    citation = Citation(1, Paragraph(document, 0, 0, len(SHEET), sentences=(whole,)), whole)
    return Answer("How?", SHEET, (Statement(SHEET, (1,)),), (citation,), (), 0.7)


QUOTED_CODE = 'for name in *; do\n\tremove "$name" </code></pre><script>\n```\n# <b>done</b>'
QUOTED_TAGS = ["br", "br", "table", "tr", "th", "th", "tr", "td", "td", "tr", "td"]


def test_markdown_keeps_lines_tables_and_code_of_a_quote() -> None:
    text = markdown(_sheet())
    assert text.split("\n\n")[1].splitlines() == [
        "> To start it:\\",
        "> 1\\. Wash \\*the\\* drum and close it.\\",
        "> 2\\. Turn it.",
        ">",
        "> | Fruit | Fee |",
        "> | --- | --- |",
        "> | Pears \\\\\\| \\<b\\>plums\\</b\\> | \\[6\\](javascript:x) |",
        "> | figs |  |",
        ">",
        "> ````",
        *(f"> {line}" for line in QUOTED_CODE.split("\n")),
        "> ````",
        ">",
        "> [^1]",
    ]
    page = _Page(MarkdownIt().enable(["table", "strikethrough"]).render(text))
    tags = [tag for tag, _ in page.tags]
    assert [tag for tag in tags if tag in {*QUOTED_TAGS, "pre"}] == [*QUOTED_TAGS, "td", "pre"]
    assert not {"script", "b", "a", "h1", "em"} & set(tags)
    assert QUOTED_CODE in page.text
    assert "Pears \\| <b>plums</b>" in page.text


def test_html_keeps_lines_tables_and_code_of_a_quote() -> None:
    page = _Page(html(_sheet()))
    tags = [tag for tag, _ in page.tags]
    assert [tag for tag in tags if tag in {*QUOTED_TAGS, "pre"}] == [*QUOTED_TAGS, "pre"]
    assert not {"script", "b", "a", "h1", "em"} & set(tags)
    assert QUOTED_CODE in page.text
    assert "Pears \\| <b>plums</b>" in page.text


def test_a_row_without_its_header_has_an_empty_one_in_markdown() -> None:
    row = "| Pears | 6 |"
    document = Document("press.md", row, "Press")
    whole = Span(0, len(row))
    citation = Citation(1, Paragraph(document, 0, 0, len(row), sentences=(whole,)), whole)
    answer = Answer("How?", row, (Statement(row, (1,)),), (citation,), (), 0.7)
    assert "> |  |  |\n> | --- | --- |\n> | Pears | 6 |\n>\n> [^1]" in markdown(answer)
