"""Markdown is drawn as it is meant, and every character keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.load.formats import is_plain_text
from qa.text.sanitize import clean
from qa.ui.drawing.highlight import Level
from qa.ui.drawing.markup import HIDDEN, LONGEST, drawn
from qa.ui.drawing.wrap import Block, lay_out

MARKUP = st.text(alphabet="ab *_`#>|-[]()!\\\n", max_size=200)


def seen(text: str) -> str:
    return drawn(text).text.replace(HIDDEN, "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("## Opening hours", "Opening hours", id="heading"),
        pytest.param("#hashtag", "#hashtag", id="no heading"),
        pytest.param("- salt\n* oil\n  + rice", "• salt\n• oil\n  • rice", id="list"),
        pytest.param("3. stir", "3. stir", id="numbers stay"),
        pytest.param("> said she", "▎ said she", id="quotation"),
        pytest.param("| a | b |\n|---|:-:|\n| 1 | 2 |", "│ a │ b │\n┼───┼───┼\n│ 1 │ 2 │"),
        pytest.param(r"| a \| b | c |", "│ a | b │ c │", id="a bar in a cell"),
        pytest.param("of **30 days** and *more*", "of 30 days and more", id="strong"),
        pytest.param("2 * 3 * 4 and snake_case", "2 * 3 * 4 and snake_case", id="no marks"),
        pytest.param("run `qa --help` now", "run qa --help now", id="code"),
        pytest.param("[the guide](https://example.org/a_b) first", "the guide first", id="link"),
        pytest.param("![a map](map.png)", "a map", id="picture"),
        pytest.param(r"5 \* 3", "5 * 3", id="escape"),
        pytest.param("Title\n=====", "Title\n─────", id="underlined"),
        pytest.param("```sh\n# make **it**\n```\nend", "\n# make **it**\n\nend", id="fence"),
        pytest.param("```\nopen *to* the end", "\nopen *to* the end", id="open fence"),
    ],
)  # fmt: skip
def test_what_is_seen(text: str, shown: str) -> None:
    assert seen(text) == shown


def test_how_parts_look() -> None:
    text = "Give **thirty** days' *notice* by `mail`."
    looks = {text[r.start : r.end]: r.levels for r in drawn(text).looks.cut(0, len(text))}
    assert looks["thirty"] == {Level.STRONG}
    assert looks["notice"] == {Level.EMPHASIS}
    assert looks["mail"] == {Level.CODE}
    assert set().union(*looks.values()) == {Level.STRONG, Level.EMPHASIS, Level.CODE}
    assert len("".join(looks)) == len(text)


@given(MARKUP)
def test_every_character_keeps_its_place(text: str) -> None:
    text = clean(text)
    shown = drawn(text).text
    assert len(shown) == len(text)
    assert [n for n, c in enumerate(shown) if c == "\n"] == [
        n for n, c in enumerate(text) if c == "\n"
    ]
    for before, after in zip(text, shown, strict=True):
        assert after in (before, HIDDEN) or (after in "•▎│┼─" and not before.isalnum())


@given(MARKUP, st.integers(2, 30))
def test_lines_hold_what_is_drawn(text: str, width: int) -> None:
    text = clean(text)
    layout = lay_out(text, [Block(0, len(text), 0)], width, drawn=drawn(text).text)
    for n in range(len(layout)):
        line = layout[n]
        assert len(drawn(text).text[line.start : line.end].replace(HIDDEN, "")) <= width


def test_a_long_text_is_drawn_as_it_is_written() -> None:
    text = "# a *b*\n" * (LONGEST // 8 + 1)
    assert drawn(text).text == text


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("notes/a.txt", True),
        ("src/tool.py", True),
        ("README", True),
        ("guide/a.md", False),
        ("report.pdf", False),
        ("letters.mbox/3", False),
        ("pack.zip/deep/a.txt", True),
        ("https://example.org/a.txt", False),
    ],
)
def test_which_texts_are_plain(source: str, plain: bool) -> None:
    assert is_plain_text(source) is plain
