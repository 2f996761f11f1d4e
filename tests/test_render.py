"""The JSON that scripts hold on to, and text that no terminal interprets."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.indexing.results import Skipped, Summary
from qa.library import Library
from qa.render import (
    answer_json,
    answer_text,
    citation_json,
    comparison_json,
    comparison_text,
    dumps,
    hit_json,
    hits_json,
    hits_text,
    place,
)
from qa.render_index import summary_text
from qa.text.sanitize import clean
from qa.types import (
    Answer,
    Attribution,
    Citation,
    Comparison,
    Document,
    Group,
    Hit,
    Paragraph,
    Relation,
    Saying,
    Span,
    Statement,
)

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
    assert "bridge.txt, paragraph 6, 2024-11-06, characters" in " ".join(text.split())


def test_the_page_of_a_quote_is_that_of_its_words() -> None:
    document = Document("a.pdf", "One sentence here. Two of them.", "Bridge", pages=(0, 19))
    paragraph = Paragraph(document, 4, 0, 31)
    citation = Citation(1, paragraph, Span(19, 31))
    assert (citation_json(citation)["page"], citation.quote) == (2, "Two of them.")
    assert place(paragraph) == "Bridge, a.pdf, p. 1, paragraph 5"
    assert hit_json(Hit(1, 1.0, paragraph))["page"] == 1
    assert hit_json(Hit(1, 1.0, Paragraph(Document("a.txt", "One."), 0, 0, 4)))["page"] is None


def _said(number: int, text: str, value: str, published: str = "") -> Citation:
    document = Document(f"{number}.txt", text, f"Paper {number}", published=published)
    paragraph = Paragraph(document, 0, 0, len(text), sentences=(Span(0, len(text)),))
    return Citation(number, paragraph, Span(text.index(value), text.index(value) + len(value)))


SAID = (
    _said(1, "The ministry said that 40 ships came.", "40", "2024-05-01"),
    _said(2, "It was 60 ships.", "60"),
    _said(3, "There were 60 ships.", "60"),
    _said(4, "In March 5 ships left.", "5"),
)
GROUPS = (
    Group("40", (1,), 1, Relation.MAIN, attributions=(Attribution(1, Span(0, 12)),)),
    Group("60", (2, 3), 1, Relation.DIFFERS, retold=(3,)),
    Group("5", (4,), 1, Relation.ALSO),
)
SHIPS = Answer(
    "How many ships?",
    "40",
    (Statement("The ministry said that 40 ships came.", (1,), "40"),),
    SAID,
    (),
    0.9,
    groups=GROUPS,
)


def test_groups_are_told_with_who_says_so() -> None:
    lines = answer_text(SHIPS).splitlines()
    assert lines[2:10] == [
        "Sources differ:",
        "  40 [1], 1 source",
        "    [1] Paper 1, 2024-05-01, according to The ministry",
        "  60 [2][3], 1 source",
        "    [2] Paper 2",
        "        It was 60 ships.",
        "    [3] also in Paper 3",
        "Also mentioned: 5 [4]",
    ]
    value = answer_json(SHIPS)
    assert value["sources_differ"]
    assert [(g["answer"], g["relation"], g["sources"]) for g in value["groups"]] == [
        ("40", "main", 1),
        ("60", "differs", 1),
        ("5", "also", 1),
    ]
    assert [group["citations"] for group in value["groups"]] == [[1], [2, 3], [4]]
    assert value["groups"][1]["retold"] == [3]
    attributed = {"citation": 1, "start": 0, "end": 12, "text": "The ministry"}
    assert value["groups"][0]["attributions"] == [attributed]


def test_sources_that_agree_are_counted() -> None:
    agreeing = replace(SHIPS, groups=(Group("40", (1, 2, 3), 2, Relation.MAIN, retold=(3,)),))
    assert "2 independent sources say so." in answer_text(agreeing).splitlines()
    assert not answer_json(agreeing)["sources_differ"]


def test_a_comparison_as_a_table_and_as_json() -> None:
    sayings = (
        Saying(SAID[0], 0.9, Relation.MAIN, "The ministry"),
        Saying(SAID[1], 0.8, Relation.DIFFERS),
    )
    comparison = Comparison("How many ships?", sayings, (Document("b.txt", "", "A\x1bB"),), 0.25)
    text = comparison_text(comparison)
    assert text.splitlines()[:8] == [
        "Sources differ:",
        "",
        "2024-05-01  Paper 1",
        "            40 [1], according to The ministry",
        "              The ministry said that 40 ships came.",
        "no date     Paper 2",
        "            60 [2]",
        "              It was 60 ships.",
    ]
    assert text.endswith("Nothing to it in: A␛B")
    value = comparison_json(comparison)
    assert (value["sources_differ"], value["silent"], value["seconds"]) == (True, ["b.txt"], 0.25)
    first = value["sayings"][0]
    assert first.pop("citation") == citation_json(SAID[0])
    assert first == {
        "answer": "40",
        "relation": "main",
        "chance": 0.9,
        "attributed": "The ministry",
    }
    assert comparison_text(Comparison("?", ())) == "None of the documents says anything to it."


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


def test_text_of_a_request_is_a_list_with_the_words_of_qa(library: Library) -> None:
    answer = library.ask("What is here?")
    lines = answer_text(answer).splitlines()
    assert lines[0] == "2 documents"
    assert lines[2] == answer.remark
    assert lines[4] == "Old Bridge Closed After Inspection [1]"
    assert lines[-1].startswith("[2] A Late Harvest")
    assert answer_json(answer)["remark"] == answer.remark


def test_text_of_what_cannot_be_answered_as_asked_is_a_remark_and_choices() -> None:
    told = Answer("how many?", "", (), (), (), 0.0, remark="Of what?", suggestions=("How far?",))
    assert answer_text(told) == "Of what?\n- How far?"
    assert answer_json(told)["suggestions"] == ["How far?"]


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


def test_what_nobody_sees_is_drawn_as_nothing() -> None:
    document = Document("a.md", "The co\u00adoper\u200bative\u2060 pays.", "Dues")
    paragraph = Paragraph(document, 0, 0, len(document.text))
    assert "The cooperative pays." in hits_text([Hit(1, 1.0, paragraph, (Span(0, 3),))])


SHEET = """To start it:
1. Wash the drum
   and close it.
2. Turn it.
| Fruit | Fee |
|-------|-----|
| **Pears** | 6 |
```sh
for name in a_b; do
\tremove "$name" with a command so long that it would not fit into a line of the text output \x1b
done
```"""


def _sheet(part: str) -> Citation:
    document = Document("press.md", SHEET, "Press")
    start = SHEET.index(part)
    sentence = Span(start, start + len(part))
    return Citation(1, Paragraph(document, 0, 0, len(SHEET), sentences=(sentence,)), sentence)


CODE_LINES = [
    "for name in a_b; do",
    '        remove "$name" with a command so long that it would not fit into a line of the text'
    " output ␛",
    "done",
]


def test_items_rows_and_lines_of_code_stand_on_lines_of_their_own() -> None:
    shown = hits_text([Hit(1, 1.0, _sheet(SHEET).paragraph)]).splitlines()
    assert shown[1:] == [
        "   To start it:",
        "   1. Wash the drum and close it.",
        "   2. Turn it.",
        "   Fruit │ Fee",
        "   Pears │ 6",
        *(f"   {line}" for line in CODE_LINES),
    ]


def test_code_of_an_answer_can_be_copied_and_its_marks_stand_below() -> None:
    for part, lines in (
        (SHEET[SHEET.index("for name") : SHEET.rindex("\n")], [*CODE_LINES, "[1]"]),
        (SHEET[SHEET.index("| Fruit") : SHEET.index("\n```sh")], ["Fruit │ Fee", "Pears │ 6 [1]"]),
    ):
        cited = _sheet(part)
        answer = Answer("How?", part, (Statement(part, (1,)),), (cited,), (), 0.9)
        assert answer_text(answer).splitlines()[: len(lines)] == lines
        told = comparison_text(Comparison("How?", (Saying(cited, 0.9, Relation.MAIN),)))
        assert told.splitlines()[1 : 1 + len(lines)] == [f"            {line}" for line in lines]
