"""An answer is a part of one cell of a table, never of two; what stands over it is never one."""

import numpy as np
import pytest

from qa.read.windows import Window, best_span, cells_of, lead_of
from qa.types import Document, Hit, Paragraph, Span


def _window(text: str) -> tuple[Window, list[str]]:
    """A window whose tokens are the words, also those of one sign."""
    places, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        places.append((at, at if word == "|" else at + len(word)))
        at += len(word)
    whole = Span(0, len(text))
    hit = Hit(1, 1.0, Paragraph(Document("a.txt", text), 0, 0, len(text), sentences=(whole,)))
    cells = cells_of(text, whole, places)
    count = len(places)
    return Window(hit, [0] * count, [0] * count, 0, places, cells), text.split()


@pytest.mark.parametrize(
    "text",
    [
        "| Rye bread | four crowns | baked daily |",
        "Rye bread\tfour crowns\tbaked daily",
        "Rye bread    four crowns    baked daily",
    ],
)
def test_no_answer_crosses_a_cell(text: str) -> None:
    window, words = _window(text)
    start, end = (np.zeros(len(words), dtype=np.float32) for _ in range(2))
    start[words.index("bread")] = 9.0
    end[words.index("crowns")] = 9.5
    span, logit = best_span(window, start, end)
    assert text[span.start : span.end] in ("bread", "crowns", "four crowns")
    assert logit == pytest.approx(9.5)


def test_an_answer_in_one_cell_is_whole() -> None:
    window, words = _window("| Rye bread | four crowns | baked daily |")
    start, end = (np.zeros(len(words), dtype=np.float32) for _ in range(2))
    start[words.index("four")] = end[words.index("crowns")] = 5.0
    span, _ = best_span(window, start, end)
    assert window.hit.paragraph.document.text[span.start : span.end] == "four crowns"


def test_prose_has_nocells_of() -> None:
    assert _window("Rye bread is baked daily and costs four crowns.")[0].cells is None


def test_headings_and_the_header_of_a_table_are_read_before_it() -> None:
    text = "Bread  | Price\nRye | four crowns\n"
    paragraph = Paragraph(
        Document("a.txt", text), 1, 15, 32, section=("Shop", "Oven"), header=Span(0, 14)
    )
    assert lead_of(paragraph) == "Shop › Oven\nBread  | Price\n"
    assert lead_of(Paragraph(Document("a.txt", text), 0, 0, 14)) == ""
