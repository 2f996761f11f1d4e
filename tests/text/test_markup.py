"""Markdown is drawn as it is meant, and every character keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.load.formats import is_plain_text
from qa.text.markup import HIDDEN, LONGEST, Look, drawn, shown
from qa.text.sanitize import clean

MARKUP = st.text(alphabet="ab *_`#>|-[]()!\\\n", max_size=200)


def seen(text: str) -> str:
    return drawn(text).text.replace(HIDDEN, "")


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        pytest.param("## Opening hours", "Opening hours", id="heading"),
        pytest.param("#hashtag", "#hashtag", id="no heading"),
        pytest.param("- salt\n* oil\n  + rice", "• salt\n• oil\n  • rice", id="list"),
        pytest.param("3. stir", "3. stir", id="numbers stay"),
        pytest.param("> said she", "▎ said she", id="quotation"),
        pytest.param("| a | b |\n|---|:-:|\n| 1 | 2 |", "a │ b\n───┼───\n1 │ 2", id="table"),
        pytest.param(r"| a \| b | c |", "a | b │ c", id="a bar in a cell"),
        pytest.param("of **30 days** and *more*", "of 30 days and more", id="strong"),
        pytest.param("2 * 3 * 4 and snake_case", "2 * 3 * 4 and snake_case", id="no marks"),
        pytest.param("run `qa --help` now", "run qa --help now", id="code"),
        pytest.param("[the guide](https://example.org/a_b) first", "the guide first", id="link"),
        pytest.param("![a map](map.png)", "a map", id="picture"),
        pytest.param("a <em>b</em> < c<br>d", "a b < c<br>d", id="tags"),
        pytest.param("Q&amp;A &lt;b&gt; &#39;", "Q&A <b> '", id="entities"),
        pytest.param(r"5 \* 3", "5 * 3", id="escape"),
        pytest.param("Title\n=====", "Title\n─────", id="underlined"),
        pytest.param("```sh\n# make **it**\n```\nend", "\n# make **it**\n\nend", id="fence"),
        pytest.param("```\nopen *to* the end", "\nopen *to* the end", id="open fence"),
    ],
)  # fmt: skip
def test_what_is_seen(text: str, looks: str) -> None:
    assert seen(text) == looks


def test_how_parts_look() -> None:
    text = "Give **thirty** days' *notice* by `mail`."
    looks = {text[span.start : span.end]: look for span, look in drawn(text).looks}
    assert looks == {"thirty": Look.STRONG, "notice": Look.EMPHASIS, "mail": Look.CODE}


def test_a_part_is_shown_as_a_part_of_the_whole() -> None:
    text = "**Closed. Open again** in April."
    assert shown(text, 0, 9) == "Closed."
    assert shown(text, 10) == "Open again in April."


def test_the_rows_of_a_table_know_their_edges() -> None:
    text = "Prices:\n| a | b |\n|---|---|\n| 1 | 2 |\n\n| alone |"
    (head, rule, row), (alone,) = drawn(text).tables
    assert [text[each.start : each.end] for each in (head, row, alone)] == [
        "| a | b |",
        "| 1 | 2 |",
        "| alone |",
    ]
    assert (head.is_rule, rule.is_rule) == (False, True)
    assert [each - head.start for each in head.edges] == [4]
    assert alone.edges == ()


@given(MARKUP)
def test_every_character_keeps_its_place(text: str) -> None:
    text = clean(text)
    after = drawn(text).text
    assert len(after) == len(text)
    assert [n for n, c in enumerate(after) if c == "\n"] == [
        n for n, c in enumerate(text) if c == "\n"
    ]
    for before, now in zip(text, after, strict=True):
        assert now in (before, HIDDEN) or (now in "•▎│┼─" and not before.isalnum())


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
