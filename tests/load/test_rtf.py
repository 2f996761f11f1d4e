"""RTF: numbered lists, headings, notes, comments and running heads, beside the running text."""

from __future__ import annotations

import pytest

from qa.load.rtf import read_rtf


def text(body: str) -> str:
    return read_rtf(rf"{{\rtf1\ansi\ansicpg1252 {body}}}".encode("cp1252")).text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            r"{\listtext\pard\plain 1.\tab}Soak the reed.\par"
            r"{\listtext\pard\plain 2.\tab}Split it.\par",
            "1. Soak the reed.\n2. Split it.\n",
            id="word",
        ),
        pytest.param(
            r"{\pntext\f0 a)\tab}{\*\pn\pnlvlbody}Soak it.\par{\pntext\f0 b)\tab}Split it.\par",
            "a) Soak it.\nb) Split it.\n",
            id="older",
        ),
        pytest.param(
            r"{\pntext\f3\'B7\tab}Soak it.\par {\listtext\'a7\tab}Split it.\par",
            "- Soak it.\n- Split it.\n",
            id="bullets",
        ),
        pytest.param(
            r"\pard\outlinelevel1{\listtext 2.\tab}Weaving\par\pard\outlinelevel9 Soak it.\par",
            "## 2. Weaving\n\nSoak it.\n",
            id="headings",
        ),
        pytest.param(
            r"The reed{\super\chftn{\footnote\pard {\super\chftn} It is cut in May.}} is dry.\par "
            r"It is split.\par",
            "The reed is dry.\n\nFootnote 1: It is cut in May.\n\nIt is split.\n",
            id="footnote",
        ),
        pytest.param(
            r"The reed is dry.{\footnote\ftnalt Cut in May.}",
            "The reed is dry.\n\nEndnote 1: Cut in May.\n",
            id="endnote-at-the-end",
        ),
        pytest.param(
            r"{\*\atnid O}{\*\atnauthor Olu}\chatn{\*\annotation{\*\atndate 1}Too dear.}"
            r"It costs 12 euros.\par",
            "It costs 12 euros.\n\nComment by Olu: Too dear.\n",
            id="comment",
        ),
        pytest.param(
            r"{\header Order R-7\par}The reed is dry.\par\sect{\headerl Order R-7\par}"
            r"It is cut.\par",
            "Header: Order R-7\n\nThe reed is dry.\n\nIt is cut.\n",
            id="running-head",
        ),
        pytest.param(
            r"{\shp{\*\shpinst{\shptxt\pard Keep it wet.\par}}}The reed is dry.\par",
            "The reed is dry.\n\nKeep it wet.\n",
            id="text-box",
        ),
        pytest.param(
            r"\trowd Reed{\footnote Cut in May.}\cell 12\cell\row Split it.\par",
            "| Reed | 12 |\n\nFootnote 1: Cut in May.\n\nSplit it.\n",
            id="note-in-a-cell",
        ),
    ],
)
def test_what_stands_beside_the_running_text(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize("group", [r"{\footnote x", r"{\listtext x", r"{\listtext {"])
def test_a_note_without_end_loses_no_text_before_it(group: str) -> None:
    assert text(r"The reed is dry.\par " + group * 20_000).startswith("The reed is dry.\n")
