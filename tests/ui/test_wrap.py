"""Lines cover the text, fit the width, and know their offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qa.text.sanitize import clean
from qa.types import Document, Kind, Paragraph
from qa.ui.drawing.wrap import Block, blocks_of, lay_out

LETTERS = st.text(alphabet="ab cdé漢字👩\u200d🚀e\u0301-\n.", max_size=300)


def shown(text: str, width: int) -> list[str]:
    layout = lay_out(text, [Block(0, len(text), 0)], width)
    return [text[layout[n].start : layout[n].end] for n in range(len(layout))]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("one two three", 7, ["one two", "three"], id="at a space"),
        pytest.param("onetwothree", 4, ["onet", "woth", "ree"], id="a long word is cut"),
        pytest.param("one  two", 3, ["one", "two"], id="spaces at a cut are gone"),
        pytest.param("漢字漢字 ab", 5, ["漢字", "漢字", "ab"], id="wide characters take two cells"),
        pytest.param("ab\ncd", 10, ["ab", "cd"], id="a short source line keeps its end"),
        pytest.param("", 5, [""], id="nothing is one empty line"),
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    assert shown(text, width) == lines


def test_lines_broken_to_fit_are_joined_but_lists_are_not() -> None:
    prose = "a line of prose that was broken by hand at some width\nand goes on here"
    assert shown(prose, 200) == [prose]
    listed = "a line of prose that was broken by hand at some width\n- and an item here"
    assert shown(listed, 200) == listed.split("\n")


@given(text=LETTERS, width=st.integers(2, 40))
def test_lines_fit_and_only_white_space_lies_between_them(text: str, width: int) -> None:
    text = clean(text)
    layout = lay_out(text, [Block(0, len(text), 0)], width)
    position = 0
    for number in range(len(layout)):
        line = layout[number]
        assert not text[position : line.start].strip()
        assert cell_len(text[line.start : line.end]) <= width
        position = line.end
    assert not text[position:].strip()


@given(text=LETTERS, width=st.integers(2, 40), data=st.data())
def test_an_offset_leads_to_the_line_that_shows_it(
    text: str, width: int, data: st.DataObject
) -> None:
    text = clean(text)
    layout = lay_out(text, [Block(0, len(text), 0)], width)
    offset = data.draw(st.integers(0, len(text)))
    line = layout[layout.line_of(offset)]
    # White space at a line's end belongs to the line before it.
    assert line.start <= offset
    assert not text[line.end : offset].strip()


def test_every_visible_character_is_in_a_block() -> None:
    text = "---\ntitle: x\n---\n\n# Head\n\nBody one.\nstray\n\nBody two.\n"
    document = Document("a.md", text, "Head")
    cuts = [("Head", Kind.HEADING), ("Body one.", Kind.BODY), ("Body two.", Kind.BODY)]
    paragraphs = [
        Paragraph(document, n, text.index(words), text.index(words) + len(words), kind)
        for n, (words, kind) in enumerate(cuts)
    ]
    blocks = blocks_of(text, paragraphs)
    assert [text[block.start : block.end] for block in blocks] == [
        "---\ntitle: x\n---",
        "# Head",
        "Body one.",
        "stray",
        "Body two.",
    ]
    assert [block.paragraph for block in blocks] == [-1, 0, 1, -1, 2]


@given(st.text(max_size=200))
def test_safe_text_keeps_its_length_and_holds_no_control_characters(text: str) -> None:
    safe = clean(text)
    assert len(safe) == len(text)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in safe)
    safe.encode("utf-8")


def test_five_megabytes_are_laid_out() -> None:
    sentence = "The port authority said on Monday that the bridge would close for repairs. "
    text = "\n\n".join([sentence * 6] * 11_000)
    position, blocks = 0, []
    for part in text.split("\n\n"):
        blocks.append(Block(position, position + len(part)))
        position += len(part) + 2
    assert len(text) > 4_900_000
    assert len(lay_out(text, blocks, 80)) > 70_000
