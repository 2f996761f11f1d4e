"""The outline of a text: what is a paragraph, what is a fragment, and where each one stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.split.outline import outline
from qa.types import Kind

B, H, C, Y, L, F = (
    Kind.BODY,
    Kind.HEADING,
    Kind.CAPTION,
    Kind.BYLINE,
    Kind.LABEL,
    Kind.FRONT_MATTER,
)
ONE = "The old bridge over the Lowe fell into the river on Monday."
TWO = "Nobody was hurt, the mayor said, because the road had been closed."


def shown(text: str) -> list[tuple[Kind, str]]:
    """The blocks as (kind, text)."""
    return [(block.kind, text[block.start : block.end]) for block in outline(text)]


def body(text: str) -> list[str]:
    return [words for kind, words in shown(text) if kind is B]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{ONE}\n{TWO}", [ONE, TWO], id="one-per-line"),
        pytest.param(f"{ONE}\n\n\n{TWO}\n", [ONE, TWO], id="blank-lines"),
        pytest.param(f"  {ONE} \t\n \n {TWO}", [ONE, TWO], id="trimmed"),
        pytest.param(
            "The old bridge over the Lowe fell into the river\n"
            "on Monday, when nobody was on it, and the road\n"
            "along the bank was closed.\n\n"
            "The council will meet on Friday to decide who is\n"
            "going to pay for another one.",
            [
                "The old bridge over the Lowe fell into the river\n"
                "on Monday, when nobody was on it, and the road\n"
                "along the bank was closed.",
                "The council will meet on Friday to decide who is\ngoing to pay for another one.",
            ],
            id="wrapped-with-blank-lines",
        ),
        pytest.param(
            "The old bridge over the Lowe fell into the river\n"
            "on Monday, when nobody was on it, and the road\n"
            "along the bank was closed.\n"
            "The council will meet on Friday to decide who is\n"
            "going to pay for another one.",
            [
                "The old bridge over the Lowe fell into the river\n"
                "on Monday, when nobody was on it, and the road\n"
                "along the bank was closed.",
                "The council will meet on Friday to decide who is\ngoing to pay for another one.",
            ],
            id="wrapped-without-blank-lines",
        ),
        pytest.param(
            "Lowe Bridge Co said it\n"
            "will close the crossing at the mill from the first of\n"
            "May until the end of the year.\n"
            "    The company said the piers had been damaged by ice\n"
            "and could not be repaired before the summer.\n"
            "    It gave no figures.\n"
            "    Shares fell two points to 31 in early trading, the\n"
            "lowest since March.\n Reuter\n",
            [
                "Lowe Bridge Co said it\n"
                "will close the crossing at the mill from the first of\n"
                "May until the end of the year.",
                "The company said the piers had been damaged by ice\n"
                "and could not be repaired before the summer.",
                "It gave no figures.",
                "Shares fell two points to 31 in early trading, the\nlowest since March.",
            ],
            id="newswire-indentation",
        ),
        pytest.param(f"“{ONE}\n“{TWO}”", [f"“{ONE}", f"“{TWO}”"], id="quote-over-two-paragraphs"),
        pytest.param(
            "Q: Did you hear the bridge fall?\nA: I heard it at night.\nQ: And then?\nA: Nothing.",
            [
                "Q: Did you hear the bridge fall?\nA: I heard it at night.\nQ: And then?\n"
                "A: Nothing."
            ],
            id="interview",
        ),
        pytest.param(
            f"{ONE}\n\n> It was a fine bridge.\n> We shall miss it.\n\n{TWO}",
            [ONE, "> It was a fine bridge.\n> We shall miss it.", TWO],
            id="block-quote",
        ),
        pytest.param(
            f"{ONE}\n\nThe council will pay for:\n\n- stone\n- sand\n- new lamps\n\n{TWO}",
            [ONE, "The council will pay for:\n\n- stone\n- sand\n- new lamps", TWO],
            id="list-with-lead-in",
        ),
        pytest.param(
            f"{ONE}\n1. stone\n2. sand\n   and gravel\n{TWO}",
            [ONE, "1. stone\n2. sand\n   and gravel", TWO],
            id="numbered-list",
        ),
        pytest.param(
            f"{ONE}\n\n| Part | Cost |\n|------|-----:|\n| Pier | 12 |\n\n{TWO}",
            [ONE, "| Part | Cost |\n|------|-----:|\n| Pier | 12 |", TWO],
            id="table",
        ),
        pytest.param(
            f"{ONE}\n\nPart | Cost\n--- | ---\nPier | 12\n\n{TWO}",
            [ONE, "Part | Cost\n--- | ---\nPier | 12", TWO],
            id="table-without-outer-pipes",
        ),
        pytest.param(
            f"{ONE}\n\n```\nx = 1\n\n# no heading\n```\n\n{TWO}",
            [ONE, "```\nx = 1\n\n# no heading\n```", TWO],
            id="code",
        ),
        pytest.param(
            f"{ONE}\n\nNet 8,100 vs 2,500\nSales 32 mln vs 23 mln\n\n{TWO}",
            [ONE, "Net 8,100 vs 2,500\nSales 32 mln vs 23 mln", TWO],
            id="figures",
        ),
        pytest.param(
            "桥在周一倒塌。\n没有人受伤！", ["桥在周一倒塌。", "没有人受伤！"], id="chinese"
        ),
        pytest.param("milk\neggs\nbread", ["milk\neggs\nbread"], id="notes"),
        pytest.param(
            "The rain comes down\nand nobody hears\n\nThe mill is dark\nand so are we",
            ["The rain comes down\nand nobody hears", "The mill is dark\nand so are we"],
            id="verse",
        ),
        pytest.param("# Bridge\n\n# Mill", ["# Bridge\n\n# Mill"], id="nothing-but-headings"),
        pytest.param("   \n\t\n", [], id="white-space"),
        pytest.param("", [], id="empty"),
    ],
)
def test_body_paragraphs(text: str, expected: list[str]) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(f"# The bridge\n{ONE}\n## After it\n{TWO}", [H, B, H, B], id="atx"),
        pytest.param(
            f"The bridge\n==========\n{ONE}\n\nAfter\n---\n{TWO}", [H, B, H, B], id="setext"
        ),
        pytest.param(f"{ONE}\n---\n{TWO}\n\n***\n", [B, L, B, L], id="separators"),
        pytest.param(
            f"Lowe Bridge Falls\nThe Valley News\n{ONE}", [H, L, B], id="title-and-outlet"
        ),
        pytest.param(f"{ONE}\nA sudden end\n{TWO}", [B, H, B], id="heading-between"),
        pytest.param(f"{ONE}\nWHAT COMES NEXT\n{TWO}", [B, H, B], id="capitals"),
        pytest.param(f"{ONE}\nWhat Happens Next?\n{TWO}", [B, H, B], id="question-as-heading"),
        pytest.param(f"{ONE}\nWhat will happen next now?\n{TWO}", [B, B, B], id="question-as-body"),
        pytest.param(
            f"Who broke the bridge in May?\nBy Ada Lowe\n{ONE}", [H, Y, B], id="question-title"
        ),
        pytest.param(
            f"{ONE}\nRiver Lowe\nMILL HILL\nArea of\nflood\n5 miles\n5 km\n{TWO}",
            [B, L, B],
            id="map",
        ),
        pytest.param(
            f"{ONE}\nNote: As of Nov. 6\nSource: Valley Survey\nAda Lowe/AP\n{TWO}",
            [B, C, C, C, B],
            id="map-captions",
        ),
        pytest.param(
            f"{ONE}\n\nPhoto: The river on Tuesday.\n\n(Photo by Ada Lowe)\n\n"
            f"Image source: Valley Archive\n\n![the river](river.png)\n\n{TWO}",
            [B, C, C, C, C, B],
            id="captions",
        ),
        pytest.param(f"By Ada Lowe and Tom Ash\n{ONE}\nAuthor: Ada Lowe", [Y, B, Y], id="bylines"),
        pytest.param(
            f"Written by ADA LOWE\n{ONE}\nReporting by A. Lowe; Editing by T. Ash",
            [Y, B, Y],
            id="agency",
        ),
        pytest.param(f"{ONE}\nBy Monday evening the water had fallen.", [B, B], id="by-in-prose"),
        pytest.param(
            f"6 November 2024\n{ONE}\nPublished: Nov. 6, 2024\n{TWO}", [L, B, L, B], id="dates"
        ),
        pytest.param(f"{ONE}\nShare\nRead more\n{TWO}\nReuter", [B, L, B, L], id="navigation"),
        pytest.param(f"---\ntitle: Bridge\ntags:\n  - a\n---\n{ONE}", [F, B], id="front-matter"),
        pytest.param(f"---\n{ONE}\n---\n{TWO}", [L, B, L, B], id="not-front-matter"),
        pytest.param(f"{ONE}\n```\n{TWO}", [B, L, B], id="fence-never-closed"),
        pytest.param("Only a fragment", [B], id="one-fragment"),
        pytest.param("---", [L], id="only-a-rule"),
    ],
)
def test_kinds(text: str, kinds: list[Kind]) -> None:
    assert [kind for kind, _ in shown(text)] == kinds


def test_long_list_items_stand_alone() -> None:
    long = "- " + "word " * 70 + "end."
    assert body(f"{ONE}\n\n- short\n- brief\n{long}\n- last\n- least") == [
        ONE,
        "- short\n- brief",
        long,
        "- last\n- least",
    ]


def test_lines_say_whether_a_break_is_a_wrap() -> None:
    assert [block.lines for block in outline(f"{ONE}\n\n- stone\n- sand")] == [False, True]


MARKS = ["", " ", "\t", "# ", "## Title", "---", "===", "> ", "- ", "1. ", "| a | b |", "|---|---|"]
WORDS = ["By Ada Lowe", ONE, TWO, "Share", "a   b   c", "title: x", "Photo: y", "桥在周一倒塌。"]
SIGNS = [
    "```",
    "~~~",
    "“",
    "”",
    "\u3000",
    "\x0c",
    "\r",
    "\u2028",
    "\x1c",
    "\ufeff",
    "\u200b",
    "    ",
]
FRAGMENTS = st.sampled_from(MARKS + WORDS + SIGNS)


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=25).map("\n".join) | st.text())
def test_blocks_are_in_order_and_cover_the_text(text: str) -> None:
    position = 0
    for block in outline(text):
        assert position <= block.start < block.end
        assert text[position : block.start].strip() == ""
        words = text[block.start : block.end]
        assert words == words.strip()
        position = block.end
    assert text[position:].strip() == ""


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=12).map("\n".join))
def test_a_text_with_words_has_a_body(text: str) -> None:
    blocks = outline(text)
    worded = [
        block
        for block in blocks
        if block.kind is not F and any(c.isalnum() for c in text[block.start : block.end])
    ]
    assert not worded or any(block.kind is B for block in blocks)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "By ",
        "![",
        "A/",
        "#",
        "|",
        "a   ",
        "</a>",
        ". ",
        '!"',
        "“ a",
        "a: ",
        "1. a\n",
        "> \n",
        "```\n",
    ],
)
def test_a_megabyte_of_anything_is_outlined(unit: str) -> None:
    # In time that grows with the square of the length, this would take hours.
    assert outline(unit * (1_000_000 // len(unit)))


def test_a_numbered_table_of_contents_is_no_list() -> None:
    entries = [f"{n}. The {word} ........ {n * 7}" for n, word in enumerate(("kiln", "oven"), 1)]
    text = "\n".join(("Contents", "", *entries, "", "1. Light the kiln.", "2. Wait for a day."))
    kinds = {text[b.start : b.end].split("\n")[0]: b.kind for b in outline(text)}
    assert Kind.CONTENTS in kinds.values()
    assert [kind for line, kind in kinds.items() if "...." in line] == [Kind.CONTENTS] * sum(
        "...." in line for line in kinds
    )
    assert kinds["1. Light the kiln."] is Kind.BODY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Keeper: Holt\nDate: 2023-02-09\nMended the north window.\n",
            ["Keeper: Holt\nDate: 2023-02-09\nMended the north window."],
            id="remark",
        ),
        pytest.param(
            f"Keeper: Holt\nTower: north\n\n{ONE}",
            ["Keeper: Holt\nTower: north", ONE],
            id="text-after-a-gap",
        ),
        pytest.param(
            f"Keeper: Holt\nTower: north\n{' '.join([TWO] * 6)}",
            ["Keeper: Holt\nTower: north", " ".join([TWO] * 6)],
            id="long-text",
        ),
    ],
)
def test_lines_of_data_are_one_paragraph_with_a_short_text(text: str, expected: list[str]) -> None:
    assert body(text) == expected


def test_lines_of_a_page_are_no_data() -> None:
    assert body(f"The fall\nPublished: 6 May 2024\nUpdated: 7 May 2024\n{ONE}") == [ONE]


@pytest.mark.parametrize(
    ("line", "kind"), [("- Toll: two crowns", B), ("- A lamp", L), ("The Lamp", H)]
)
def test_a_lone_item_over_a_text_is_no_heading(line: str, kind: Kind) -> None:
    assert shown(f"# Ferry\n\n{ONE}\n\n{line}\n\n{TWO}")[2] == (kind, line)
