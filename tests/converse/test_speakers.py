"""Whose words a text quotes or reports."""

import pytest

from qa.converse.speakers import speakers
from qa.types import Document, Kind, Paragraph, Span


def names(text: str) -> list[str]:
    paragraph = Paragraph(Document("a", text), 0, 0, len(text), Kind.BODY, (Span(0, len(text)),))
    found = speakers([paragraph])
    assert all(text[one.span.start : one.span.end] == one.name for one in found)
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We wait,” said Tove Lind, who leads the works.", ["Tove Lind"]),
        ("“We wait,” Tove Lind said.", ["Tove Lind"]),
        ("Jan van der Berg, a grower at St. Anne, told the paper: “No.”", ["Jan van der Berg"]),
        ("According to the grower Jon Berg, the frost came late.", ["Jon Berg"]),
        ("“No,” explained analyst J. P. Roe.", ["J. P. Roe"]),
        ("Tove Lind leads the works. “We wait,” Lind said.", ["Lind"]),
        ("“We wait,” said Tove Lind. “Now,” Lind added.", ["Tove Lind"]),
        ("The town said so. According to the Ministry of Works, it is true.", []),
        ("In Russia, officers said nothing.", []),
        ("He said so on Monday.", []),
    ],
)
def test_speakers(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_those_quoted_word_for_word_come_first() -> None:
    reported, quoted = "Ada Roe said that it rained.", "“It rained,” said Jon Berg."
    document = Document("a", f"{reported}\n{quoted}")
    cut = len(reported) + 1
    paragraphs = [
        Paragraph(document, 0, 0, cut - 1),
        Paragraph(document, 1, cut, cut + len(quoted)),
    ]
    assert [one.name for one in speakers(paragraphs)] == ["Jon Berg", "Ada Roe"]
