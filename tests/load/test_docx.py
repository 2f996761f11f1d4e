"""Word files: what stands beside the main text, and the numbers that Word draws."""

from __future__ import annotations

import io
import time

import pytest
import samples
from office_samples import docx, in_list, p, relations, style, word

from qa.errors import BadInput
from qa.load.documents import read_stream

MILL = "The mill grinds oats on Tuesdays."


def read(data: bytes, name: str = "a.docx") -> str:
    [document] = read_stream(io.BytesIO(data), name, name)
    return document.text


def skipped(data: bytes) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    list(read_stream(io.BytesIO(data), "a.docx", "f", skip=lambda *one: said.append(one)))
    return said


def note(kind: str, name: int, words: str, said: str = "") -> str:
    return f'<w:{kind} w:id="{name}" {said}>{p(words)}</w:{kind}>'


def refer(kind: str, name: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'


def test_notes_and_comments_follow_their_paragraph() -> None:
    text = read(
        docx(
            p(MILL, inside=refer("footnote", 2) + refer("comment", 5)) + p("Then it rests.")
            + p("It is old.", inside=refer("endnote", 1) + refer("footnote", 3)),
            {
                "footnotes": note("footnote", 0, "Line", 'w:type="separator"')
                + note("footnote", 2, "Rye from May.")
                + note("footnote", 3, "Built of stone."),
                "endnotes": note("endnote", 1, "See the deed."),
                "comments": note(
                    "comment", 5, "Ask Rob?", 'w:author="Ada" w:date="2025-03-04T10:00:00Z"'
                )
                + note("comment", 6, "Nobody refers to this."),
            },
        )
    )  # fmt: skip
    assert text.split("\n\n") == [
        MILL, "Footnote 1: Rye from May.", "Comment by Ada, 2025-03-04: Ask Rob?",
        "Then it rests.", "It is old.", "Endnote i: See the deed.", "Footnote 2: Built of stone.",
        "Comment: Nobody refers to this.\n",
    ]  # fmt: skip


def test_notes_of_a_table_come_after_it() -> None:
    row = f"<w:tr><w:tc>{p('Oats', inside=refer('footnote', 1))}</w:tc><w:tc>{p('3')}</w:tc></w:tr>"
    text = read(docx(f"<w:tbl>{row}{row}</w:tbl>", {"footnotes": note("footnote", 1, "In sacks.")}))
    assert text == "| Oats | 3 |\n| Oats | 3 |\n\nFootnote 1: In sacks.\n"


def test_headers_and_footers_come_once_and_without_page_numbers() -> None:
    text = read(
        docx(
            p(MILL),
            {
                "header1": p("File M-17"),
                "header2": p("File M-17"),
                "footer1": p("Page 3 of 4") + p("Mill Trust"),
            },
        )
    )
    assert text == f"{MILL}\n\nHeader: File M-17\n\nFooter: Mill Trust\n"


def test_text_boxes_follow_the_paragraph_that_holds_them() -> None:
    box = f"<w:txbxContent>{p('In a box.')}{p('Again.')}</w:txbxContent>"
    choice = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> End.</w:t></w:r>"
    )
    text = read(docx(p("Start.", in_list("9", 0), choice)))
    assert text == "- Start. End.\n\nIn a box.\n\nAgain.\n"


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">'
    + level(0, "decimal", "%1.", '<w:pStyle w:val="h1"/>')
    + level(1, "decimal", "%1.%2", '<w:pStyle w:val="h2"/>')
    + level(2, "lowerLetter", "(%3)")
    + level(3, "lowerRoman", "%4)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2">'
    + level(0, "bullet", "·")
    + level(1, "upperRoman", "Part %2")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/>'
    '<w:basedOn w:val="h1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="Clause"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>'
)


def test_numbers_are_those_that_word_draws() -> None:
    text = read(
        docx(
            p("Scope", style("h1"))
            + p("Terms", style("h1"))
            + p("one", in_list("1", 1))
            + p("two", in_list("1", 1))
            + p("first", style("x"))
            + p("second", style("x"))
            + p("deep", in_list("1", 3))
            + p("three", in_list("1", 1))
            + p("anew", style("x"))
            + p("no number", style("x") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
            + p("dot", in_list("2", 0))
            + p("part", in_list("2", 1))
            + p("fifth", in_list("3", 0))
            + p("sixth", in_list("3", 0)),
            {"numbering": NUMBERING, "styles": STYLES},
        )
    )
    assert text == (
        "# 1. Scope\n\n# 2. Terms\n\n2.1 one\n2.2 two\n(a) first\n(b) second\ni) deep\n2.3 three\n"
        "(a) anew\n\nno number\n\n- dot\nPart I part\n5. fifth\n6. sixth\n"
    )


def test_what_a_style_or_a_paragraph_was_before_a_change_does_not_count() -> None:
    before = f"<w:pPrChange><w:pPr>{style('h1')}</w:pPr></w:pPrChange>"
    text = read(docx(p(MILL, before), {"numbering": NUMBERING, "styles": STYLES}))
    assert text == f"{MILL}\n"


def test_a_line_of_contents_leads_to_its_page_by_dots() -> None:
    line = p("Oats", style("toc"), "<w:r><w:tab/><w:t>12</w:t></w:r>")
    assert read(docx(line, {"styles": STYLES})) == "Oats ..... 12\n"


def test_merged_cells_stand_in_every_row_and_column() -> None:
    def cell(words: str, said: str = "") -> str:
        return f"<w:tc><w:tcPr>{said}</w:tcPr>{p(words)}</w:tc>"

    rows = [
        cell("Grain", '<w:vMerge w:val="restart"/>') + cell("Price", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("May") + cell("June"),
        cell("Oats, all of them", '<w:gridSpan w:val="3"/>'),
        cell("Oats") + cell("3") + cell("4"),
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    assert read(docx(f"<w:tbl>{table}</w:tbl>")) == (
        "| Grain | Price | Price |\n| Grain | May | June |\n| Oats, all of them |  |  |\n"
        "| Oats | 3 | 4 |\n"
    )


@pytest.mark.parametrize(
    ("main", "stored", "target"),
    [
        ("word/document2.xml", "word/document2.xml", "/word/document2.xml"),
        ("Text/main.xml", "text\\Main.xml", "Text/main.xml"),
        ("main.xml", "./main.xml", "./main.xml"),
    ],
)
def test_the_main_part_is_the_one_that_the_package_names(
    main: str, stored: str, target: str
) -> None:
    body = word("document", p(MILL, inside=refer("footnote", 1)))
    folder, _, name = main.rpartition("/")
    data = samples.zipped(
        {
            "_rels/.rels": relations(("r1", "officeDocument", target)),
            stored: body,
            f"{folder}/_rels/{name}.rels".lstrip("/"): relations(("r1", "footnotes", "/odd/n.xml")),
            "odd/n.xml": word("footnotes", note("footnote", 1, "Rye.")),
        }
    )
    assert read(data) == f"{MILL}\n\nFootnote 1: Rye.\n"


def test_pages_and_drawings_inside_are_read_and_other_files_named() -> None:
    data = samples.zipped(
        {
            "word/document.xml": word(
                "document",
                '<w:altChunk r:id="r1"/>' + p("Sales:", inside='<w:r><c:chart r:id="r2"/></w:r>'),
            ),
            "word/_rels/document.xml.rels": relations(
                ("r1", "aFChunk", "chunk.html"),
                ("r2", "chart", "c.xml"),
                ("r3", "package", "embeddings/a.bin"),
            ),
            "word/chunk.html": f"<h2>Mill</h2><p>{MILL}</p>",
            "word/c.xml": "<c><c:title><a:p><a:t>Oats</a:t></a:p></c:title><c:ser><c:tx><c:v>Sacks"
            '</c:v></c:tx><c:cat><c:pt idx="0"><c:v>May</c:v></c:pt></c:cat><c:val>'
            '<c:pt idx="0"><c:v>31</c:v></c:pt></c:val></c:ser></c>',
            "word/embeddings/a.bin": "x",
        }
    )
    assert (
        read(data)
        == f"## Mill\n\n{MILL}\n\nSales:\n\nOats\n\n|  | Sacks |\n|---|---|\n| May | 31 |\n"
    )
    assert skipped(data) == [
        ("f/word/embeddings/a.bin", "a file inside a document is not read"),
    ]


def test_a_locked_or_older_file_is_named_as_such() -> None:
    with pytest.raises(BadInput, match=r"^locked by a password, or in the format before 2007"):
        read(b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def test_default_attributes_cost_nothing() -> None:
    defaults = "".join(f' a{i} CDATA "x"' for i in range(20_000))
    declared = f"<!DOCTYPE d [<!ATTLIST t {defaults}>]><d>{'<t/>' * 200_000}</d>"
    begun = time.monotonic()
    with pytest.raises(BadInput, match="its XML declares attributes"):
        read(samples.docx(declared))
    assert time.monotonic() - begun < 5
