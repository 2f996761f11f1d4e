"""PDF: columns, and what is a heading."""

from __future__ import annotations

from samples import Placed, pdf

from qa.load.pdf import read_pdf


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    left = (
        "The mill was built by monks",
        "who came down the valley in",
        "the spring of 1402 and had",
        "a dam made of oak.",
    )
    right = (
        "A ferry crossed the lake in",
        "summer only, and its owner",
        "was paid in eggs until the",
        "road was made.",
    )
    lines: list[Placed] = [
        (72, 750, 11, "Both histories were told by the same teacher to every child in town.")
    ]
    for i, (one, other) in enumerate(zip(left, right, strict=True)):
        lines += [(72, 700 - 13 * i, 11, one), (320, 700 - 13 * i, 11, other)]
    text = read_pdf(pdf([lines])).text
    assert " ".join(left) in text
    assert " ".join(right) in text
    assert text.startswith("Both histories")


def test_large_sentences_above_small_print_are_text() -> None:
    small: list[Placed] = [
        (72, 500 - 10 * i, 7, "All other terms are void unless the law says so. " * 2)
        for i in range(8)
    ]
    text = read_pdf(pdf([[(72, 700, 12, "The boat is rented for 300 euros a week."), *small]])).text
    assert "#" not in text


def test_titles_that_programs_put_there_are_none() -> None:
    lines: list[Placed] = [(72, 700, 12, "The boat is rented.")]
    for title in ("Microsoft Word - x.doc", "d41d8cd98f00b204e9800998ecf8427e", "Scan_0012"):
        assert read_pdf(pdf([lines], f"/Title ({title})")).title == ""


def test_fields_and_notes_are_read() -> None:
    made = pdf([[(72, 700, 12, "Name of the ship:")]])
    annots = (
        b"/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /V (Grey Gull)"
        b" /Rect [200 698 300 712] >> << /Type /Annot /Subtype /Text"
        b" /Contents (Ask the owner first.) /Rect [400 500 420 520] >>] /MediaBox"
    )
    text = read_pdf(made.replace(b"/MediaBox", annots, 1)).text
    assert "Name of the ship: Grey Gull" in text
    assert "Note: Ask the owner first." in text


def test_pages_without_text_are_told() -> None:
    told: list[str] = []
    line: Placed = (72, 700, 12, "The deeds follow as copies.")
    read_pdf(pdf([[line], [], [], [line], []]), told.append)
    assert told == ["no text on 3 of 5 pages (2-3, 5): run text recognition (OCR) on a scan first"]
