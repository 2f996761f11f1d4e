"""OpenDocument files: what stands beside the main text, and the numbers of lists and headings."""

from __future__ import annotations

import io

import pytest
import samples
from office_samples import odt

from qa.errors import BadInput
from qa.load.documents import read_stream

MILL = "The mill grinds oats on Tuesdays."


def read(data: bytes, name: str = "a.odt") -> str:
    [document] = read_stream(io.BytesIO(data), name, name)
    return document.text


def note(kind: str, words: str) -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        f"<text:note-body><text:p>{words}</text:p></text:note-body></text:note>"
    )


def test_notes_and_comments_follow_their_paragraph() -> None:
    comment = (
        "<office:annotation><dc:creator>Ada</dc:creator><dc:date>2025-03-04T10:00:00</dc:date>"
        "<text:list><text:list-item><text:p>Ask Rob?</text:p></text:list-item></text:list>"
        "</office:annotation>"
    )
    text = read(
        odt(
            f"<text:p>The mill{note('footnote', 'Rye from May.')} grinds{comment} oats.</text:p>"
            f"<text:p>It rests.{note('endnote', 'On Sundays.')}</text:p>"
        )
    )
    assert text == (
        "The mill grinds oats.\n\nFootnote 1: Rye from May.\n\nComment by Ada, 2025-03-04: Ask"
        " Rob?\n\nIt rests.\n\nEndnote i: On Sundays.\n"
    )


def test_headers_and_footers_come_once_and_without_page_numbers() -> None:
    page = "<text:page-number>3</text:page-number>"
    margins = (
        "<style:header><text:p>File M-17</text:p></style:header>"
        "<style:header-left><text:p>File M-17</text:p></style:header-left>"
        f"<style:footer><text:p>Page {page}</text:p><text:p>Mill Trust</text:p></style:footer>"
    )
    master = f"<office:master-styles><style:master-page>{margins}</style:master-page>"
    text = read(odt(f"<text:p>{MILL}</text:p>", styles=f"{master}</office:master-styles>"))
    assert text == f"{MILL}\n\nHeader: File M-17\n\nFooter: Mill Trust\n"


def number(at: int, form: str, more: str = "") -> str:
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" {more}/>'


LISTS = (
    '<text:list-style style:name="L">'
    + number(1, "1", 'style:num-suffix="."')
    + number(2, "a", 'style:num-prefix="(" style:num-suffix=")"')
    + number(3, "1", 'text:display-levels="3"')
    + "</text:list-style>"
    '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/>'
    "</text:list-style>"
)


def items(*inner: str, said: str = "") -> str:
    lines = "".join(f"<text:list-item>{one}</text:list-item>" for one in inner)
    return f"<text:list {said}>{lines}</text:list>"


def line(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def test_numbers_of_lists() -> None:
    named = 'text:style-name="L"'
    text = read(
        odt(
            items(
                line("one"),
                line("two") + line("more") + items(line("a"), line("b") + items(line("deep"))),
                items(line("c, in an item of no number")),
                said=named,
            )
            + line("Between.")
            + items(line("three"), said=f'{named} text:continue-numbering="true"')
            + items(line("anew"), said=named)
            + items(line("dot"), said='text:style-name="B"'),
            automatic=LISTS,
        )
    )
    assert text == (
        "1. one\n2. two\n\nmore\n\n(a) a\n(b) b\n2.b.1 deep\n(a) c, in an item of no number\n\n"
        "Between.\n\n3. three\n1. anew\n- dot\n"
    )


def test_numbers_of_headings() -> None:
    outline = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
    )
    levels = [(1, "Scope"), (2, "Terms"), (2, "Time"), (3, "Days"), (1, "Money"), (2, "Rent")]
    body = "".join(f'<text:h text:outline-level="{at}">{it}</text:h>' for at, it in levels)
    assert read(odt(body, styles=f"<office:styles>{outline}</office:styles>")) == (
        "# 1 Scope\n\n## 1.1 Terms\n\n## 1.2 Time\n\n### Days\n\n# 2 Money\n\n## 2.1 Rent\n"
    )


def test_a_picture_s_name_is_no_text_and_a_text_box_is() -> None:
    box = f"<draw:text-box>{line('In a box.')}</draw:text-box>"
    frame = f"<draw:frame><svg:title>pic</svg:title><svg:desc>d</svg:desc>{box}</draw:frame>"
    assert read(odt(f"<text:p>Start{frame}, end.</text:p>")) == "Start, end.\n\nIn a box.\n"


def test_covered_and_repeated_cells() -> None:
    def cell(words: str, said: str = "", tag: str = "table-cell") -> str:
        return f"<table:{tag} {said}>{line(words) if words else ''}</table:{tag}>"

    covered = cell("", tag="covered-table-cell")
    rows = [
        cell("Grain", 'table:number-rows-spanned="2"')
        + cell("Price", 'table:number-columns-spanned="2"') + covered,
        covered + cell("May") + cell("June"),
        cell("Oats") + cell("3", 'table:number-columns-repeated="2"')
        + cell("", 'table:number-columns-repeated="16000"'),
    ]  # fmt: skip
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    blank = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
    assert read(odt(f"<table:table>{table}{blank}</table:table-row></table:table>")) == (
        "| Grain | Price | Price |\n| Grain | May | June |\n| Oats | 3 | 3 |\n"
    )


def test_sheets_have_their_names() -> None:
    row = "<table:table-row><table:table-cell><text:p>Oats</text:p></table:table-cell>"
    row += "<table:table-cell><text:p>3</text:p></table:table-cell></table:table-row>"
    body = f'<office:spreadsheet><table:table table:name="May">{row}{row}</table:table>'
    text = read(odt(f"{body}</office:spreadsheet>"), "a.ods")
    assert text == "## May\n\n| Oats | 3 |\n| Oats | 3 |\n"


def test_slides_have_titles_and_notes() -> None:
    title = f'<draw:frame presentation:class="title">{line("Oats")}</draw:frame>'
    notes = f"<presentation:notes><draw:frame>{line('Smile.')}</draw:frame></presentation:notes>"
    text = read(odt(f"<draw:page>{title}{line(MILL)}{notes}</draw:page>"), "a.odp")
    assert text == f"## Oats\n\n{MILL}\n\nNotes: Smile.\n"


def test_a_file_that_is_one_xml() -> None:
    text = read(
        f'<office:document xmlns:office="o" xmlns:text="t"><office:body><office:text>{line(MILL)}'
        "</office:text></office:body></office:document>".encode(),
        "a.fodt",
    )
    assert text == f"{MILL}\n"


def test_a_locked_file_is_named_as_such() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    data = samples.zipped({"META-INF/manifest.xml": manifest, "content.xml": b"\x93\x11"})
    with pytest.raises(BadInput, match="encrypted: it needs a password"):
        read(data)
