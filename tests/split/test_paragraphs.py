"""Paragraphs, sentences and windows: every one an exact place in the document."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from texts import TEXTS

from qa.split.paragraphs import LONGEST, split
from qa.types import Document, Kind

LONG = {
    "sentences": "The bridge is closed. " * 2000,
    "one sentence": "bridge " * 5000,
    "one word": "a" * 35_000,
    "a list": "- The bridge is closed today\n" * 1500,
    "spaces in a word": "a" * 9_999 + " " * 15_000 + "b" * 9_999,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_paragraph_without_end_becomes_several(text: str) -> None:
    paragraphs = split(Document("a.txt", text))
    assert len(paragraphs) > 1
    rest = 0
    for paragraph in paragraphs:
        assert paragraph.end - paragraph.start <= LONGEST
        assert not text[rest : paragraph.start].strip()
        assert paragraph.sentences[0].start == paragraph.start
        assert paragraph.sentences[-1].end == (rest := paragraph.end)
    assert not text[rest:].strip()


@given(TEXTS)
@example('0\r"')
def test_every_place_holds(text: str) -> None:
    position = 0
    for ordinal, paragraph in enumerate(split(Document("a.txt", text, "A"))):
        assert paragraph.ordinal == ordinal
        assert paragraph.start >= position
        position = paragraph.start
        for sentence in paragraph.sentences:
            assert position <= sentence.start < sentence.end <= paragraph.end
            assert text[position : sentence.start].strip() == ""
            words = text[sentence.start : sentence.end]
            assert words == words.strip()
            position = sentence.end
        assert paragraph.kind is not Kind.BODY or position == paragraph.end
        position = paragraph.end


@pytest.mark.parametrize(
    "block",
    [
        "To open the sluice, run:\n\n```\nsluice open\nsluice wait\n```",
        "Then:\n\n1. Ask the miller, with:\n\n   ```\n   ask\n   ```\n\n2. Wait.\n\n3. Go home.",
        "For the mortar:\nsand, washed\nlime of last year\nwater from the mill",
    ],
    ids=["code", "steps-with-code", "bare-lines"],
)
def test_what_a_colon_announces_stands_with_it(block: str) -> None:
    text = f"The mill has a sluice of old oak.\n\n{block}\n\nIt was built by two brothers.\n"
    assert block in [p.text for p in split(Document("a.md", text))]


def test_a_short_line_of_a_list_without_marks_is_no_heading() -> None:
    text = (
        "Two mills stand here.\n\n3 bags of flour\n2 eggs from the farm\nOne lemon\n1 cup of oil\n"
    )
    assert [p.kind for p in split(Document("a.txt", text))].count(Kind.HEADING) == 0
