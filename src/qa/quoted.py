"""The words of documents as they are shown, without the marks of Markdown; not yet safe to draw.

Only what is shown: JSON, exports and copies keep every character.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.text.blocks import Block, blocks
from qa.text.markup import shown
from qa.text.sanitize import one_line
from qa.types import Answer, Citation, Group, Paragraph, Span, Statement

_MARK = re.compile(r"[*_`#|~>\[\]\\<&!]|^[ \t]*[-+=]", re.MULTILINE)
"""Without one of these a text has no mark of Markdown."""


def words_of(paragraph: Paragraph, start: int, end: int) -> str:
    """Characters of a paragraph's document as they are shown, without the marks of Markdown.

    They are drawn as parts of their paragraph, where a mark may begin or end.
    """
    text, before = paragraph.text, paragraph.start
    if not _is_marked(paragraph):
        return text[start - before : end - before]
    return shown(text, start - before, end - before)


def blocks_of(paragraph: Paragraph, start: int, end: int) -> list[Block]:
    """The blocks in these characters of a paragraph's document, with offsets in the document."""
    before = paragraph.start
    found = blocks(paragraph.text, start - before, end - before, marked=_is_marked(paragraph))
    return [
        replace(
            block,
            lines=tuple(Span(line.start + before, line.end + before) for line in block.lines),
        )
        for block in found
    ]


def _is_marked(paragraph: Paragraph) -> bool:
    """Whether there may be marks of Markdown in it."""
    if not _MARK.search(paragraph.text):
        return False
    from qa.load.formats import is_plain_text  # it brings all formats, and most answers need none

    return not is_plain_text(paragraph.document.source)


def citation_of(statement: Statement, citations: Sequence[Citation]) -> Citation | None:
    """The citation whose sentence a statement is; None for one that is in no document so."""
    found = (citations[number - 1] for number in statement.citations)
    return next((one for one in found if one.sentence_text == statement.text), None)


def statement_words(statement: Statement, citations: Sequence[Citation]) -> str:
    """The words of a statement as they are shown."""
    if citation := citation_of(statement, citations):
        return words_of(citation.paragraph, citation.sentence.start, citation.sentence.end)
    return statement.text


def answer_words(answer: Answer, group: Group | None = None) -> str:
    """The short answer, or that of a group, as it is shown."""
    text, numbers = answer.text, answer.statements[0].citations if answer.statements else ()
    if group is not None:
        text, numbers = group.answer, group.citations
    for citation in (answer.citations[number - 1] for number in numbers):
        if citation.quote == text:
            return one_line(words_of(citation.paragraph, citation.span.start, citation.span.end))
    return one_line(text)
