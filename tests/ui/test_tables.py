"""Columns of tables stand one below the other, and every offset stays true."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qa.text.markup import drawn
from qa.text.sanitize import clean
from qa.ui.drawing.cells import cells, expanded, filled
from qa.ui.drawing.tables import aligned
from qa.ui.drawing.wrap import Block, lay_out

FARES = """| Boat | Fare |
|------------------|---|
| Night ferry | 12 |
| 渡船 | 9 |
"""
MARKUP = st.text(alphabet="ab *_`#>|-[]()!\\\n渡", max_size=200)


def test_columns_stand_one_below_the_other() -> None:
    text = aligned(drawn(FARES), 40)
    assert len(text) == len(FARES)
    assert expanded(text).splitlines() == [
        "Boat        │ Fare",
        "────────────┼───",
        "Night ferry │ 12",
        "渡船        │ 9",
    ]


def test_a_table_that_is_too_wide_then_stays_as_it_is() -> None:
    assert aligned(drawn(FARES), 12) == drawn(FARES).text


def test_a_text_cannot_hold_what_fills_a_column() -> None:
    assert aligned(drawn(f"a{filled('│', 900)}b"), 40) == "a▯b"


@given(MARKUP, st.integers(2, 30))
def test_lines_hold_what_is_drawn(text: str, width: int) -> None:
    text = aligned(drawn(clean(text)), width)
    layout = lay_out(text, [Block(0, len(text), 0)], width, drawn=text)
    for line in map(layout.__getitem__, range(len(layout))):
        part = text[line.start : line.end]
        assert cell_len(expanded(part)) == sum(map(cells, part))
        assert sum(map(cells, part)) <= max(width, 2)
