"""The words of documents as they are shown, without the marks of Markdown; not yet safe to draw.

Only what is shown: JSON, exports and copies keep every character.
"""

import re
from collections.abc import Sequence

from qa.text.markup import shown
from qa.text.sanitize import one_line
from qa.types import Answer, Citation, Group, Paragraph, Statement

_MARK = re.compile(r"[*_`#|~>\[\]\\<&!]|^[ \t]*[-+=]", re.MULTILINE)
"""Without one of these a text has no mark of Markdown."""


def words_of(paragraph: Paragraph, start: int, end: int) -> str:
    """Characters of a paragraph's document as they are shown, without the marks of Markdown.

    They are drawn as parts of their paragraph, where a mark may begin or end.
    """
    text, before = paragraph.text, paragraph.start
    if not _MARK.search(text):
        return text[start - before : end - before]
    from qa.load.formats import is_plain_text  # it brings all formats, and most answers need none

    if is_plain_text(paragraph.document.source):
        return text[start - before : end - before]
    return shown(text, start - before, end - before)


def statement_words(statement: Statement, citations: Sequence[Citation]) -> str:
    """The words of a statement as they are shown."""
    for number in statement.citations:
        citation = citations[number - 1]
        if citation.sentence_text == statement.text:
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
