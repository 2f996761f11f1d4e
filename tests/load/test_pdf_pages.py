"""PDF pages: order, tables, edges, titles, headings, fields, and what cannot be read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from samples import Placed, pdf

from qa.errors import BadInput
from qa.load.documents import read_documents
from qa.load.pdf import read_pdf

WORDS = (
    "the carter came up from the ford with salt and left again before noon while "
    "all the hens ran after him and nobody in the yard could say what he had paid "
    "for the old wheel that leaned on the barn since the year of the great snow"
).split()


def lines_of(name: str, count: int) -> list[str]:
    """Lines of running text of nearly one length, each of which says whose it is."""
    out = []
    for i in range(count):
        line = f"{name}{i}"
        for word in WORDS[i % 9 :]:
            if len(line) + len(word) > 28:
                break
            line += f" {word}"
        out.append(line)
    return out


def column(x: float, y: float, lines: Sequence[str], size: float = 10) -> list[Placed]:
    return [(x, y - 12 * i, size, line) for i, line in enumerate(lines)]


def across(*columns: Sequence[Placed]) -> list[Placed]:
    """The lines of columns drawn from left to right, line by line."""
    return [line for row in zip(*columns, strict=True) for line in row]


def test_three_columns_are_read_one_after_the_other() -> None:
    names = ("north", "middle", "south")
    columns = [column(40 + 180 * i, 700, lines_of(name, 9)) for i, name in enumerate(names)]
    text = read_pdf(pdf([across(*columns)])).text
    order = [text.index(f"{name}{i}") for name in names for i in range(9)]
    assert order == sorted(order)


def test_an_abstract_and_a_caption_across_two_columns_stay_whole() -> None:
    abstract = "This abstract goes across both of the columns and says what the paper is about."
    caption = "Figure 1: the caption goes across both columns, since the figure is a wide one too."
    page: list[Placed] = [(40, 780, 10, abstract)]
    page += across(column(40, 740, lines_of("one", 6)), column(310, 740, lines_of("two", 6)))
    page += [(40, 620, 10, caption)]
    page += across(column(40, 580, lines_of("three", 6)), column(310, 580, lines_of("four", 6)))
    text = read_pdf(pdf([page])).text
    assert abstract in text
    assert caption in text
    order = [text.index(f"{name}{i}") for name in ("one", "two", "three", "four") for i in range(6)]
    assert order == sorted(order)


def test_type_that_is_scaled_has_the_size_that_is_seen() -> None:
    page: list[Placed] = [(72, 740, 24, "The Ropewalk"), *column(72, 700, lines_of("rope", 8))]
    data = pdf([page])
    for x, y, size, _ in page:
        scaled = f"/F1 1 Tf {size} 0 0 {size} {x} {y} Tm".encode()
        data = data.replace(f"/F1 {size} Tf {x} {y} Td".encode(), scaled)
    text = read_pdf(data).text
    assert text.startswith("# The Ropewalk\n\n")
    assert "rope0 the carter came up" in text


def test_tables_are_rows_of_cells() -> None:
    rows = (("Harbour", "Depth", "Berths"), ("Skerry", "4 m", "31"), ("Lund", "7 m", "112"))
    page: list[Placed] = [(72, 740, 10, "The harbours of the coast are listed below.")]
    page += [
        (72 + 130 * i, 700 - 14 * j, 10, cell)
        for j, row in enumerate(rows)
        for i, cell in enumerate(row)
    ]
    text = read_pdf(pdf([page])).text
    assert "| Harbour | Depth | Berths |\n| Skerry | 4 m | 31 |\n| Lund | 7 m | 112 |" in text


def test_a_numbered_list_with_wide_gaps_is_no_table() -> None:
    page: list[Placed] = []
    for i, words in enumerate(("Loosen the wheel.", "Oil the axle.", "Put the wheel back.")):
        page += [(72, 700 - 14 * i, 10, f"{i + 1}."), (110, 700 - 14 * i, 10, words)]
    text = read_pdf(pdf([page])).text
    assert "1. Loosen the wheel.\n2. Oil the axle.\n3. Put the wheel back." in text


def test_entries_of_contents_keep_a_line_each() -> None:
    names = ("Looms", "Dyes and what they are made of", "Markets")
    dotted: list[Placed] = [
        (72, 700 - 14 * i, 10, f"{i + 1} {name} {'.' * 40} {3 + i}") for i, name in enumerate(names)
    ]
    lines = read_pdf(pdf([[(72, 730, 10, "Contents"), *dotted]])).text.split("\n")
    assert [line for line in lines if "..." in line] == [words for *_, words in dotted]
    plain: list[Placed] = [(72, 730, 10, "Contents")]
    for i, name in enumerate(names):
        plain += [(72, 700 - 14 * i, 10, name), (400, 700 - 14 * i, 10, f"{3 + i}")]
    assert "\nLooms .... 3\nDyes and" in read_pdf(pdf([plain])).text


def test_running_heads_and_counting_numbers_go_and_other_numbers_stay() -> None:
    pages = [
        [
            (72, 800, 9, "Annals of the Weavers"),
            (400, 800, 9, f"{17 + i}"),
            *column(72, 700, lines_of(f"page{i}x", 5)),
            (72, 500, 10, f"{4000 + 77 * i * i}"),
        ]
        for i in range(4)
    ]
    text = read_pdf(pdf(pages)).text
    assert "Annals" not in text
    assert not {"17", "18", "19", "20"} & set(text.split())
    assert {"4000", "4077", "4308", "4693"} <= set(text.split())


def test_the_header_of_a_table_that_goes_on_is_kept_once() -> None:
    pages = [
        [
            (72 + 120 * i, 760 - 14 * j, 10, cell)
            for j, row in enumerate([("Ship", "Captain", "Cargo"), *rows_of(page)])
            for i, cell in enumerate(row)
        ]
        for page in range(3)
    ]
    assert read_pdf(pdf(pages)).text.count("| Ship | Captain | Cargo |") == 1


def rows_of(page: int) -> list[tuple[str, str, str]]:
    return [(f"ship{page}{i}", f"captain{page}{i}", f"cargo{page}{i}") for i in range(4)]


def test_a_paragraph_goes_on_over_a_footnote_and_a_page() -> None:
    first = [*column(72, 740, [*lines_of("a", 8), "and the last of them was the shep-"])]
    first += [(72, 90, 7, "1 The parish books say otherwise.")]
    second = column(72, 740, ["herd from the high fold.", *lines_of("b", 8)])
    text = read_pdf(pdf([first, second])).text
    assert "was the shepherd from the high fold." in text
    assert text.startswith("1 The parish books say otherwise.\n\na0 ")


def test_headings_in_bold_type_and_by_number() -> None:
    body = lines_of("c", 6)
    page: list[Placed] = [
        (72, 750, 10, "Storage of Grain"),
        *column(72, 730, [*body, "and so it ends."]),
        (72, 620, 10, "2.1 Moisture and Heat"),
        *column(72, 590, [line.capitalize() for line in body]),
    ]
    data = pdf([page]).replace(b"/F1 10 Tf 72 750", b"/F2 10 Tf 72 750")
    bold = b"/F1 3 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"
    text = read_pdf(data.replace(b"/F1 3 0 R", bold)).text
    assert text.startswith("### Storage of Grain\n\n")
    assert "\n\n### 2.1 Moisture and Heat\n\n" in text


@pytest.mark.parametrize(
    "stated", ["", "Microsoft Word - mill_v3.doc", "untitled", "9f86d081884c7d659a2f", "Slide 1"]
)
def test_the_printed_title_is_taken_where_none_is_stated(stated: str) -> None:
    page: list[Placed] = [
        (72, 800, 20, "arXiv:1999.00001v2 [cs.XX]"),
        (72, 740, 18, "How Water Mills Were Shared"),
        (72, 718, 18, "in the Upper Valley"),
        *column(72, 660, lines_of("d", 8)),
    ]
    title = read_pdf(pdf([page], f"/Title ({stated})")).title
    assert title == "How Water Mills Were Shared in the Upper Valley"


def test_a_stated_title_that_the_page_shows_is_kept() -> None:
    page: list[Placed] = [
        (72, 780, 30, "THE LOOM"),
        (72, 740, 14, "On the shared use of mills"),
        *column(72, 660, lines_of("e", 8)),
    ]
    assert read_pdf(pdf([page], "/Title (On the Shared Use of Mills)")).title == (
        "On the Shared Use of Mills"
    )


def test_fields_have_inherited_values_and_boxes_are_ticked() -> None:
    page: list[Placed] = [(72, 700, 10, "Owner"), (72, 680, 10, "Insured")]
    data = pdf([page]).replace(
        b"/Type /Catalog",
        b"/Type /Catalog /AcroForm << /Fields [90 0 R 92 0 R] >>",
    )
    objects = (
        b"90 0 obj\n<< /FT /Tx /T (owner) /V (Widow Marsh) /Kids [91 0 R] >>\nendobj\n"
        b"91 0 obj\n<< /Type /Annot /Subtype /Widget /Parent 90 0 R"
        b" /Rect [200 697 300 711] >>\nendobj\n"
        b"92 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (insured) /V /Yes /AS /Yes"
        b" /AP << /N << /Yes 93 0 R /Off 93 0 R >> >> /Rect [200 678 212 690] >>\nendobj\n"
        b"93 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\n"
        b"stream\n\nendstream\nendobj\n"
    )
    data = data.replace(b"/MediaBox", b"/Annots [91 0 R 92 0 R] /MediaBox", 1)
    data = data.replace(b"1 0 obj", objects + b"1 0 obj", 1)
    data = data[: data.rindex(b"startxref")]  # PDFium finds the objects without it
    text = read_pdf(data).text
    assert "Owner Widow Marsh" in text
    assert "Insured [x]" in text


def test_pages_whose_glyphs_have_no_meaning_are_named() -> None:
    readable = column(72, 700, lines_of("f", 5))
    data = pdf([readable, column(72, 700, ["@@@@@@@@@@@@@@@@@@@@"] * 3)])
    glyphs = b"/Encoding << /Type /Encoding /Differences [64 /uniE123] >>"
    data = data.replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica " + glyphs)
    reasons: list[str] = []
    text = read_pdf(data, reasons.append).text
    assert reasons == [
        "unreadable glyphs on 1 of 2 pages (2): run text recognition (OCR) on a scan first"
    ]
    assert "\ue123" not in text


def test_what_cannot_be_read_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deeds.pdf"
    path.write_bytes(pdf([column(72, 700, lines_of("g", 3)), []]))
    skipped: list[tuple[str, str]] = []
    list(read_documents(path, "deeds.pdf", skip=lambda *told: skipped.append(told)))
    assert skipped == [
        ("deeds.pdf", "no text on 1 of 2 pages (2): run text recognition (OCR) on a scan first")
    ]


def test_text_along_the_margin_does_not_part_a_paragraph() -> None:
    page = column(72, 700, lines_of("h", 8))
    data = pdf([[*page[:4], (20, 660, 12, "Preprint of May"), *page[4:]]])
    data = data.replace(b"/F1 12 Tf 20 660 Td", b"/F1 12 Tf 0 1 -1 0 20 600 Tm")
    text = read_pdf(data).text
    assert text.index("Preprint of May") > text.index("h7")


def test_a_page_on_its_side_is_read_as_one_that_stands() -> None:
    page: list[Placed] = across(
        column(72, 500, lines_of("left", 6)), column(350, 500, lines_of("right", 6))
    )
    data = pdf([page])
    for x, y, size, _ in page:
        turned = f"/F1 {size} Tf 0 1 -1 0 {600 - y} {x} Tm".encode()
        data = data.replace(f"/F1 {size} Tf {x} {y} Td".encode(), turned)
    text = read_pdf(data).text
    order = [text.index(f"{name}{i}") for name in ("left", "right") for i in range(6)]
    assert order == sorted(order)


def test_a_page_of_many_pieces_takes_little_time() -> None:
    scattered: list[Placed] = [
        ((i * 37) % 560, 20 + (i * 53) % 800, 4, f"w{i}") for i in range(20_000)
    ]
    start = time.process_time()
    text = read_pdf(pdf([scattered])).text
    assert time.process_time() - start < 20
    assert "w19999" in text


def test_strange_sizes_and_places_do_no_harm() -> None:
    strange: list[Placed] = [
        (-9e7, 9e7, 0, "a"), (9e30, -9e30, 1e9, "b"), (0, 0, -12, "c"), (1, 1, 1e-9, "d"),
        (72, 700, 10, "The words that can be read."),
    ]  # fmt: skip
    assert "The words that can be read." in read_pdf(pdf([strange])).text
    with pytest.raises(BadInput):
        read_pdf(pdf([[]]))


def test_ligatures_of_tex_that_a_pdf_does_not_name_are_read() -> None:
    data = pdf([[(72, 700, 10, "The o\x1ece was e\x1ecient.")]])
    assert read_pdf(data).text == "The office was efficient.\n"


def test_large_signs_of_a_formula_are_no_heading() -> None:
    page: list[Placed] = [*column(72, 700, lines_of("i", 8)), (72, 560, 20, "X # u")]
    assert "# X # u" not in read_pdf(pdf([page])).text


def numbered(lines: Sequence[str], first: int = 1, step: int = 1, left: float = 50) -> list[Placed]:
    """Lines with their numbers beside them, aligned on the right."""
    page: list[Placed] = []
    for i, line in enumerate(lines):
        number = str(first + i)
        if (first + i) % step == 0:
            page.append((left - 4 * len(number), 700 - 14 * i, 8, number))
        page.append((80, 700 - 14 * i, 10, line))
    return page


@pytest.mark.parametrize(("step", "left"), [(1, 50), (5, 50), (1, 560)])
def test_line_numbers_of_a_draft_are_no_text(step: int, left: float) -> None:
    lines = ["The carter came up", *(" ".join(WORDS[i : i + 9]) for i in range(24))]
    pages = [numbered(lines, 1, step, left), numbered(lines[1:6], 26, step, left)]
    text = read_pdf(pdf(pages)).text
    assert not any(c.isdigit() for c in text)
    assert all(line in text for line in lines)


def test_line_numbers_of_code_are_no_text() -> None:
    code = ["def toll(cart):", "if cart.empty:", "return 0", "total = 0", "for load in cart:"] * 2
    text = read_pdf(pdf([numbered(code)])).text
    assert "1" not in text
    assert "return 0" in text


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([f"Loosen wheel {word} and oil it." for word in WORDS[:12]], id="items"),
        pytest.param(["the carter came up"] * 6, id="too-few"),
    ],
)
def test_other_numbers_beside_text_stay(lines: list[str]) -> None:
    text = read_pdf(pdf([numbered(lines, first=31)])).text
    assert all(str(31 + i) in text for i in range(len(lines)))


def test_numbers_in_a_table_stay() -> None:
    page: list[Placed] = []
    for i in range(10):
        cells = (str(i + 31), "oak", f"{i}.50")
        page += [(50 + 90 * n, 700 - 14 * i, 10, cell) for n, cell in enumerate(cells)]
    assert all(str(31 + i) in read_pdf(pdf([page])).text for i in range(10))
