"""Blocks of a text: what stands on a line, and nothing that only separates."""

from hypothesis import given
from hypothesis import strategies as st

from qa.text.blocks import Shape, blocks

TEXT = """Do this
at noon:
1. Open
   the lid.
2. Close it.
| Fruit | Fee |
|-------|----:|
| Pears | 6 |
```sh

  stop now

  | not a row
```
Done."""


def _told(start: int = 0, end: int = len(TEXT), *, marked: bool = True) -> list[tuple[object, ...]]:
    return [
        (block.shape, *(TEXT[line.start : line.end] for line in block.lines))
        for block in blocks(TEXT, start, end, marked=marked)
    ]


def test_each_item_and_row_is_a_line_and_code_is_whole() -> None:
    assert _told() == [
        (Shape.PROSE, "Do this\nat noon:", "1. Open\n   the lid.", "2. Close it."),
        (Shape.TABLE, "| Fruit | Fee |", "| Pears | 6 |"),
        (Shape.CODE, "  stop now\n\n  | not a row"),
        (Shape.PROSE, "Done."),
    ]
    assert [block.has_header for block in blocks(TEXT, 0, len(TEXT))] == [False, True, False, False]


def test_a_part_has_the_shape_of_what_it_is_a_part_of() -> None:
    assert _told(TEXT.index("Pears"), TEXT.index(" 6 |")) == [(Shape.TABLE, "Pears |")]
    assert _told(TEXT.index("| not"), TEXT.index(" a row")) == [(Shape.CODE, "| not")]


def test_without_marks_all_is_prose() -> None:
    assert {shape for shape, *_ in _told(marked=False)} == {Shape.PROSE}


@given(st.text(alphabet="|-`~\n a1.", max_size=60), st.data())
def test_lines_are_in_order_inside_the_part(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = [line for block in blocks(text, start, end) for line in block.lines]
    offsets = [offset for line in lines for offset in (line.start, line.end)]
    assert offsets == sorted(offsets)
    assert all(start <= offset <= end for offset in offsets)
    assert all(text[line.start : line.end].strip() for line in lines)
