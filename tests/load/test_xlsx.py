"""Excel files: what cells show, sheets and their rows, and files made to do harm."""

from __future__ import annotations

import io

import pytest
from office_samples import xlsx
from samples import zipped

from qa.errors import BadInput
from qa.load import xlsx as reader
from qa.load.documents import read_stream
from qa.load.xlsx_formats import show_number


def read(data: bytes, name: str = "a.xlsx") -> str:
    [document] = read_stream(io.BytesIO(data), name, name)
    return document.text


def cell(place: str, value: str, said: str = "") -> str:
    return f'<c r="{place}" {said}><v>{value}</v></c>'


def data_of(*rows: str) -> str:
    return f"<sheetData>{''.join(f'<row>{row}</row>' for row in rows)}</sheetData>"


def words(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_sheets_with_their_rows() -> None:
    strings = "<si><t>Grain</t></si><si><r><t>Ra</t></r><r><t>te</t></r><rPh><t>x</t></rPh></si>"
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="d mmmm yyyy"/></numFmts><cellStyleXfs><xf'
        ' numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf'
        ' numFmtId="170"/><xf numFmtId="14"/></cellXfs>'
    )
    prices = data_of(
        cell("B2", "0", 't="s"') + cell("D2", "1", 't="s"') + words("E2", "Since"),
        "",
        words("B9", "Oats") + cell("D9", "0.0425", 's="1"') + cell("E9", "45602", 's="2"'),
        words("B10", "Rye") + '<c r="D10" t="str"><f>A1&amp;"x"</f><v>none</v></c>'
        + cell("E10", "45603.5", 's="3"'),
    )  # fmt: skip
    hidden = data_of(words("A1", "Open") + cell("B1", "1", 't="b"') + cell("C1", "8.10"))
    text = read(xlsx({"Prices": prices, "Empty": data_of(), "More": hidden}, strings=strings,
                     styles=styles))  # fmt: skip
    assert text == (
        "## Prices\n\n| Grain | Rate | Since |\n| Oats | 4.25% | 2024-11-06 |\n"
        "| Rye | none | 2024-11-07 |\n\n## More\n\n| Open | TRUE | 8.1 |\n"
    )


def test_merged_cells_come_once_and_cells_without_places_follow_each_other() -> None:
    sheet = data_of(
        words("A1", "Mill") + words("B1", "left over"),
        "<c><v>3</v></c><c><v>4</v></c>",
    )
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    assert read(xlsx({"S": sheet + merged})) == ("## S\n\nMill\n\n| 3 | 4 |\n")


def test_dates_counted_from_1904() -> None:
    sheet = data_of(cell("A1", "0", 's="0"') + words("B1", "first"))
    book = '<workbookPr date1904="1"/>'
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    assert "| 1904-01-01 | first |" in read(xlsx({"S": sheet}, book=book, styles=styles))


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (3.0, "", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.125, "0.00", "0.13"),
        (-1234.5, '#,##0.00_);("€"#,##0.00)', "(€1,234.50)"),
        (-5, "0", "-5"),
        (-0.2, "0", "0"),
        (12.5, "[$€-407] 0.0##", "€ 12.5"),
        (5, '0 "days"', "5 days"),
        (0, '0;-0;"none"', "0"),
        (0.5, "0%", "50%"),
        (1e300, "0.00", "1e+300"),
        (2.5e6, "0.0,,", "2500000"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "d.m.yy", "1900-03-01"),
        (45602, "mmm yyyy", "2024-11"),
        (45602.75, "dd/mm/yyyy h:mm AM/PM", "2024-11-06 18:00"),
        (0.5, "h:mm:ss", "12:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (-1, "yyyy", "-1"),
        (1e12, "d/m/y", "1000000000000"),
        (7, '"Day" 0', "Day 7"),
        (7, "[Red]0", "7"),
    ],
)
def test_what_a_cell_shows(number: float, code: str, shown: str) -> None:
    assert show_number(number, code) == shown


BOMB = '<!DOCTYPE d [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(zipped({"x": "y"}), "damaged: xl/workbook.xml is missing", id="no book"),
        pytest.param(xlsx({"S": data_of()}), "it contains no text", id="empty"),
        pytest.param(b"Oats", "damaged, or not really a zip", id="no zip"),
        pytest.param(
            xlsx({"S": ""}, extra={"xl/worksheets/s0.xml": BOMB}),
            "its XML declares entities, which are refused for safety",
            id="entities",
        ),
        pytest.param(
            xlsx({}, book='<sheets><sheet name="S" r:id="q"/></sheets>',
                 extra={"xl/_rels/workbook.xml.rels": '<R><Relationship Id="q" Type="/worksheet"'
                        ' Target="gone.xml"/></R>'}),
            "damaged: xl/gone.xml is missing",
            id="no sheet",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(data)
    assert str(caught.value) == reason


def test_too_many_cells_and_too_much_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = data_of(*[cell("A1", "0", 't="s"')] * 20)
    data = xlsx({"S": sheet}, strings=f"<si><t>{'oats ' * 100}</t></si>")
    monkeypatch.setattr(reader, "MOST_TEXT", 5_000)
    with pytest.raises(BadInput, match="too much text for one document"):
        read(data)
    monkeypatch.setattr(reader, "_MOST_CELLS", 9)
    with pytest.raises(BadInput, match="more than 9 cells: save its sheets as CSV"):
        read(data)


def test_cells_far_apart_cost_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MOST_ROOM", 4)
    sheet = data_of(words("A1", "a") + words("XFD1", "b"), words("C2", "c") + words("D2", "d"))
    assert read(xlsx({"S": sheet})) == "## S\n\n| a | b |\n| c | d |\n"


def test_many_merged_ranges_take_no_time() -> None:
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    sheet = data_of(words("A1", "Oats"), words("A2", "Rye"))
    assert read(xlsx({"S": f"{sheet}<mergeCells>{ranges}</mergeCells>"})) == "## S\n\nOats\n"
