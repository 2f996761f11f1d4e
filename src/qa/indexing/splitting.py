"""A file -> its documents, described and split into paragraphs: all that needs no model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.files.sources import is_url
from qa.indexing.retelling import sketch
from qa.load.documents import read_documents
from qa.load.part import Skip
from qa.split.metadata import described
from qa.split.outline import outline
from qa.split.paragraphs import split
from qa.split.sections import heading_words, is_marked
from qa.store.records import Sketch
from qa.types import Document, Kind, Paragraph


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document with its paragraphs, in order."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    searched: tuple[bool, ...]
    """For each paragraph whether it is to be found by itself."""
    sketch: Sketch


def read_and_split(
    path: Path,
    source: str,
    *,
    fields: Mapping[str, str] | None = None,
    skip: Skip | None = None,
    follow: bool = True,
) -> Iterator[SplitDocument]:
    """The documents in a file, split; arguments and errors as of `read_documents`."""
    for document in read_documents(path, source, fields=fields, skip=skip, follow=follow):
        yield split_document(document)


def split_document(document: Document) -> SplitDocument:
    """The document with what its text says of itself, and its paragraphs."""
    blocks = outline(document.text)
    document = described(document, blocks)
    if is_url(document.source) and not document.url:
        document = replace(document, url=document.source)
    paragraphs = split(document, blocks)
    searched = tuple(are_searched(paragraphs))
    sentences = [
        document.text[sentence.start : sentence.end]
        for paragraph, is_searched in zip(paragraphs, searched, strict=True)
        if is_searched
        for sentence in paragraph.sentences
    ]
    return SplitDocument(document, paragraphs, searched, sketch(document.text, sentences))


def are_searched(paragraphs: Sequence[Paragraph]) -> Iterator[bool]:
    """For each paragraph of a document whether it is to be found by itself.

    Not a contents page, which has the words of every answer and gives none; not a fragment without
    any word; and not a heading with text under it, since that is found by the heading's words.
    """
    only_headings = all(paragraph.kind is Kind.HEADING for paragraph in paragraphs)
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        if paragraph.kind is Kind.CONTENTS:
            yield False
        elif paragraph.kind is Kind.BODY:
            yield True
        elif not any(character.isalnum() for character in paragraph.text):
            yield False
        elif paragraph.kind is not Kind.HEADING:
            yield True
        else:
            words = heading_words(paragraph.text)
            above = (*paragraph.section, words)
            leads = following is not None and following.section[: len(above)] == above
            is_title = words == paragraph.document.title
            yield only_headings if is_title else not (leads and is_marked(paragraph.text))
