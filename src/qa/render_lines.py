"""Words of documents as lines of plain text: what stands on a line there has one here."""

import textwrap
from collections.abc import Sequence

from qa.quoted import blocks_of, citation_of, words_of
from qa.text.blocks import Shape
from qa.text.punctuation import joined_lines
from qa.text.sanitize import clean, one_line
from qa.types import Citation, Paragraph, Statement

WIDTH = 88
"""Columns of text output."""


def wrapped(text: str, indent: str = "", first: str = "") -> str:
    """A line, broken at the width of text output."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def quoted_lines(
    paragraph: Paragraph, start: int, end: int, *, indent: str = "", first: str = "", then: str = ""
) -> list[str]:
    """Characters of a paragraph's document; code is neither wrapped nor joined.

    Args:
        indent: before each line but the first of an item or row, which has `first`.
        then: what stands behind the words; after code on a line of its own, so that no copy has it.
    """
    lines, last = list[str](), ""
    for block in blocks_of(paragraph, start, end):
        for line in block.lines:
            words = words_of(paragraph, line.start, line.end)
            if block.shape is Shape.CODE:
                code = clean(words.expandtabs()).split("\n")
                lines += [f"{first}{each}".rstrip() for each in code]
                last = ""
            else:
                last = one_line(words)
                lines.append(wrapped(last, indent, first))
    if then and last:
        lines[-1] = wrapped(f"{last} {then}", indent, first)
    elif then:
        lines.append(wrapped(then, indent, first))
    return lines


def statement_lines(statement: Statement, citations: Sequence[Citation], then: str) -> list[str]:
    """A statement, and behind it what stands there."""
    if citation := citation_of(statement, citations):
        sentence = citation.sentence
        return quoted_lines(citation.paragraph, sentence.start, sentence.end, then=then)
    text = joined_lines(f"{statement.text} {then}")
    return [wrapped(one_line(line)) for line in text.split("\n")]
