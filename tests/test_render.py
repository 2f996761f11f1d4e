"""The JSON that scripts hold on to, and text that no terminal interprets."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.indexing.results import Skipped, Summary
from qa.library import Library
from qa.render import (
    answer_json,
    answer_text,
    citation_json,
    dumps,
    hit_json,
    hits_json,
    hits_text,
    place,
    summary_text,
)
from qa.text.sanitize import clean
from qa.types import Citation, Document, Hit, Paragraph, Span

QUESTION = "How many people cross the bridge every hour?"


def test_json_of_ask(library: Library) -> None:
    value = answer_json(library.ask(QUESTION, k=2))
    assert set(value) >= {
        "question", "answered", "answer", "confidence", "statements", "citations", "passages",
        "seconds",
    }  # fmt: skip
    assert value["question"] == QUESTION
    for citation in value["citations"]:
        assert set(citation) >= {
            "number", "source", "title", "paragraph", "start", "end", "quote",
        }  # fmt: skip
        document = library.document(citation["source"])
        assert document is not None
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    for statement in value["statements"]:
        quotes = [value["citations"][n - 1]["quote"] for n in statement["citations"]]
        assert statement["text"] in quotes
    assert len(value["passages"]) == 2


def test_json_of_search(library: Library) -> None:
    value = hits_json(QUESTION, library.search(QUESTION, k=3))
    assert value["query"] == QUESTION
    first = value["passages"][0]
    assert set(first) >= {
        "rank", "score", "source", "title", "paragraph", "start", "end", "text", "highlights",
    }  # fmt: skip
    text = library.documents()[0].text
    assert text[first["start"] : first["end"]] == first["text"]
    assert [text[a:b] for a, b in first["highlights"]] == [
        "About 300 people used to cross the bridge every hour."
    ]


@given(st.text())
def test_a_line_of_json_reads_back_and_cannot_act_on_a_terminal(text: str) -> None:
    line = dumps({"text": text})
    assert json.loads(line)["text"] == text
    assert "\n" not in line
    assert clean(line) == line
    assert dumps({"text": text}, unicode=False).isascii()


@given(st.text())
def test_clean_text_keeps_its_length(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert not set(clean(text)) & {"\x1b", "\x07", "\x9b", "\u202e", "\x00", "\r"}


def test_text_of_an_answer_holds_marks_and_places(library: Library) -> None:
    answer = library.ask(QUESTION)
    text = answer_text(answer)
    assert answer.answered
    assert "every hour. [1]" in text
    assert "of 10 answers like this one" in text
    assert "bridge.txt, paragraph 5, 2024-11-06, characters" in " ".join(text.split())


def test_the_page_of_a_quote_is_that_of_its_words() -> None:
    document = Document("a.pdf", "One sentence here. Two of them.", "Bridge", pages=(0, 19))
    paragraph = Paragraph(document, 4, 0, 31)
    citation = Citation(1, paragraph, Span(19, 31))
    assert (citation_json(citation)["page"], citation.quote) == (2, "Two of them.")
    assert place(paragraph) == "Bridge, a.pdf, p. 1, paragraph 4"
    assert hit_json(Hit(1, 1.0, paragraph))["page"] == 1
    assert hit_json(Hit(1, 1.0, Paragraph(Document("a.txt", "One."), 0, 0, 4)))["page"] is None


def test_where_a_document_is_from_is_told() -> None:
    document = Document("a", "One.", "T", "A", "2024-11-06", "P", "https://x.example", "en")
    told = hit_json(Hit(1, 1.0, Paragraph(document, 0, 0, 4)))
    assert [told[name] for name in ("title", "author", "published", "publisher", "url")] == [
        "T", "A", "2024-11-06", "P", "https://x.example",
    ]  # fmt: skip


def test_text_of_no_answer_says_so_and_shows_the_nearest(library: Library) -> None:
    text = answer_text(library.ask("Which submarine sank near Brazil?"))
    assert text.startswith("Not in these documents: the nearest passages do not mention")
    assert "Nearest passages:" in text


def test_text_of_hits(library: Library) -> None:
    assert hits_text(library.search(QUESTION)).startswith("1. Old Bridge Closed")


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        (Summary(), "nothing to do; 0 passages embedded"),
        (
            Summary(added=("a", "b"), unchanged=("c",), embedded=1200),
            "2 added, 1 unchanged; 1,200 passages embedded",
        ),
        (
            Summary(skipped=(Skipped("a\x1b[2J\nb.txt", "empty file"),)),
            "1 skipped; 0 passages embedded\nskipped a␛[2J b.txt: empty file",
        ),
    ],
    ids=["nothing", "counts", "hostile name"],
)
def test_text_of_a_summary(summary: Summary, text: str) -> None:
    assert summary_text(summary) == text


def test_the_section_is_named_wherever_a_place_is() -> None:
    text = "# Mill\n\n## Wheel\n\nIt turns at noon.\n"
    start = text.index("It")
    paragraph = Paragraph(
        Document("mill.md", text, title="Mill guide"), 2, start, len(text) - 1,
        sentences=(Span(start, len(text) - 1),), section=("Works", "Wheel"),
    )  # fmt: skip
    hit = Hit(1, 1.0, paragraph, similarities=(0.5,))
    assert "Works › Wheel" in place(paragraph)
    assert "Works › Wheel" in hits_text([hit])
    assert hit_json(hit)["section"] == ["Works", "Wheel"]
    citation = Citation(1, paragraph, paragraph.sentences[0])
    assert citation_json(citation)["section"] == ["Works", "Wheel"]
    plain = Hit(1, 1.0, Paragraph(Document("a.txt", text), 0, 0, 6), similarities=())
    assert hit_json(plain)["section"] == []
    assert "›" not in place(plain.paragraph)


def test_a_part_of_a_table_is_shown_under_its_header() -> None:
    text = "| Plot | Trees |\n| north | 31 |\n"
    part = Paragraph(Document("a.txt", text), 1, 17, 31, header=Span(0, 16))
    shown = hits_text([Hit(1, 1.0, part, similarities=())])
    assert shown.index("Plot") < shown.index("north")
