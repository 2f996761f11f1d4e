"""PowerPoint files: slides in order, their titles, lists, tables, notes; and damaged ones."""

from __future__ import annotations

import io

import pytest
from office_samples import pptx, relations, shape, slide
from samples import zipped

from qa.errors import BadInput
from qa.load.documents import read_stream

MILL = "The mill grinds oats on Tuesdays."


def read(data: bytes, name: str = "a.pptx") -> str:
    [document] = read_stream(io.BytesIO(data), name, name)
    return document.text


def line(words: str, properties: str) -> str:
    return f"<a:p>{properties}<a:r><a:t>{words}</a:t></a:r></a:p>"


def test_slides_come_as_they_are_shown_under_their_titles() -> None:
    first = shape("body", "Oats", line("Rye", '<a:pPr lvl="1"/>')) + shape("ctrTitle", "Grain")
    second = shape("sldNum", "2") + shape("ftr", "Mill Trust") + shape("", MILL)
    assert read(pptx({"slide7": first, "slide2": second, "slide3": shape("title")})) == (
        f"## Grain\n\n- Oats\n- Rye\n\n## Slide 2\n\n{MILL}\n"
    )


def test_numbers_of_lists_and_lines_that_are_none() -> None:
    one = '<a:pPr><a:buAutoNum type="arabicPeriod" startAt="3"/></a:pPr>'
    under = '<a:pPr lvl="1"><a:buAutoNum type="alphaLcParenBoth"/></a:pPr>'
    lines = [line("Sow", one), line("deep", under), line("wide", under), line("Reap", one)]
    lines += [line("dry", under), line("That is all.", "<a:pPr><a:buNone/></a:pPr>")]
    assert read(pptx({"slide1": shape("title", "Work") + shape("body", *lines)})) == (
        "## Work\n\n3. Sow\n(a) deep\n(b) wide\n4. Reap\n(a) dry\n\nThat is all.\n"
    )


def test_tables_are_rows() -> None:
    def cell(words: str, said: str = "") -> str:
        body = f"<a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody>"
        return f"<a:tc {said}>{body}</a:tc>"

    rows = [
        cell("Grain") + cell("Price", 'gridSpan="2"') + cell("", 'hMerge="1"'),
        cell("Oats", 'rowSpan="2"') + cell("May") + cell("3"),
        cell("", 'vMerge="1"') + cell("June") + cell("4"),
    ]
    table = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    frame = f"<p:graphicFrame><a:tbl>{table}</a:tbl></p:graphicFrame>"
    assert read(pptx({"slide1": shape("title", "Prices") + frame})) == (
        "## Prices\n\n| Grain | Price | Price |\n| Oats | May | 3 |\n| Oats | June | 4 |\n"
    )


def test_notes_and_charts_follow_their_slide() -> None:
    chart = (
        "<d><ser><tx><v>Price</v></tx><cat><pt idx='0'><v>May</v></pt></cat>"
        "<val><pt idx='0'><v>3</v></pt></val></ser></d>"
    )
    notes = slide(shape("sldNum", "1") + shape("body", "Speak slowly.", "") + shape("hdr", "H"))
    frame = '<p:graphicFrame><c:chart r:id="c"/></p:graphicFrame>'
    parts = {
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("n", "notesSlide", "../notes/n1.xml"), ("c", "chart", "../charts/c1.xml")
        ),
        "ppt/notes/n1.xml": notes,
        "ppt/charts/c1.xml": chart,
    }
    data = pptx({"slide1": shape("title", "Oats") + frame, "b": shape("", MILL)}, parts=parts)
    assert read(data) == (
        "## Oats\n\n|  | Price |\n|---|---|\n| May | 3 |\n\nNotes: Speak slowly.\n\n"
        f"## Slide 2\n\n{MILL}\n"
    )  # fmt: skip


def test_a_slide_that_is_named_often_is_read_once_and_unknown_ones_fall_back_to_numbers() -> None:
    often = '<p xmlns:r="r">' + '<sldId r:id="r0"/>' * 5_000 + "</p>"
    data = pptx({"slide1": shape("", MILL)}, parts={"ppt/presentation.xml": often})
    assert read(data) == f"## Slide 1\n\n{MILL}\n"
    lost = '<p xmlns:r="r"><sldId r:id="zz"/></p>'
    slides = {"slide10": shape("title", "Ten"), "slide9": shape("title", "Nine")}
    assert read(pptx(slides, parts={"ppt/presentation.xml": lost})) == "## Nine\n\n## Ten\n"


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(zipped({"x": "y"}), "damaged: ppt/presentation.xml is missing", id="none"),
        pytest.param(pptx({}), "it contains no text", id="empty"),
        pytest.param(b"Oats", "damaged, or not really a zip", id="no zip"),
        pytest.param(
            pptx({"slide1": ""}, parts={"ppt/slides/slide1.xml": LAUGHS}),
            "its XML declares entities, which are refused for safety",
            id="entities",
        ),
        pytest.param(
            pptx(
                {"slide1": ""},
                parts={"ppt/_rels/presentation.xml.rels": relations(("r0", "slide", "gone.xml"))},
            ),
            "damaged: ppt/gone.xml is missing",
            id="no slide",
        ),
        pytest.param(
            pptx({"slide1": "<a>" * 6_000 + "</a>" * 6_000}), "nested too deeply", id="deep"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(data)
    assert str(caught.value) == reason
