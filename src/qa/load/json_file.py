"""A file of JSON -> Documents: a list of documents or rows, or else its keys and values as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from qa.errors import BadInput
from qa.load.json_values import json_fault
from qa.load.part import MIB, Part, ReadOptions
from qa.load.row_documents import Numbered, row_documents
from qa.load.row_layout import Shape, layout_of
from qa.load.row_values import flat, is_scalar, scalar
from qa.load.text_builder import TextBuilder
from qa.types import Document

MOST_JSON = 32 * MIB
"""Bytes of a .json file, which is wholly in memory; JSON Lines have no such limit."""
_DEEPEST = 40  # keys under keys that become headings
_FEWEST = 2  # objects of a list that is a table
_SHORT_LIST = 300  # characters of a list that is written on one line
_SPACE = " \t\n\r"


def read_json(part: Part, options: ReadOptions) -> Iterator[Document]:
    """The documents of a list of objects, an object that is one, or any value as one document.

    Raises:
        BadInput: if it is not JSON; a list that breaks off is read up to there.
    """
    data = part.read(MOST_JSON)
    try:
        text = data.decode(json.detect_encoding(data)).lstrip(_SPACE + "\ufeff")
    except UnicodeError:
        raise BadInput("not UTF-8: save the file as UTF-8") from None
    if not text:
        raise BadInput("empty file")
    values = list(_values(text))
    objects = [value for _, value in values if isinstance(value, dict)]
    if not text.startswith("["):
        yield from _one(values[0], part, options)
    elif objects or any(isinstance(value, BadInput) for _, value in values):
        yield from row_documents(values, part, options)
    else:
        yield _outline([value for _, value in values], part.source)


def _values(text: str) -> Iterator[Numbered]:
    """The values of a list, or the one value, each with its number."""
    decoder = json.JSONDecoder()
    listed = text.startswith("[")
    at = _after_space(text, 1) if listed else 0
    number = 0
    while at < len(text) and text[at] != "]":
        number += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield number, json_fault(error)
            return
        yield number, value
        at = _after_space(text, at)
        if not listed or text[at : at + 1] != ",":
            break
        at = _after_space(text, at + 1)
    if listed and text[at : at + 1] != "]":
        yield number + 1, BadInput("cut short: the list does not end")


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _one(numbered: Numbered, part: Part, options: ReadOptions) -> Iterator[Document]:
    """The documents of one value: itself, those of a list in it, or its outline."""
    value = numbered[1]
    if isinstance(value, BadInput) or (isinstance(value, dict) and _is_document(value, options)):
        yield from row_documents([numbered], part, options)
        return
    if not isinstance(value, dict):
        yield _outline(value, part.source)
        return
    lists = [key for key, inner in value.items() if _holds_documents(inner, options)]
    if len(lists) == 1:
        yield from row_documents(enumerate(value.pop(lists[0]), 1), part, options)
        if not any(flat(inner) for inner in value.values()):
            return
    yield _outline(value, part.source)


def _is_document(value: dict[str, object], options: ReadOptions) -> bool:
    layout = layout_of([value], options.fields, by_length=False)
    names = {str(key).strip().lower(): key for key in value}
    if layout.shape is Shape.QUESTIONS:
        return True
    named = [names[name] for name in layout.text if name in names]
    texts = [value[name] for name in named if not isinstance(value[name], dict)]
    return layout.shape is Shape.TEXTS and any(
        is_scalar(text) or (isinstance(text, list) and all(isinstance(one, str) for one in text))
        for text in texts
    )


def _holds_documents(value: object, options: ReadOptions) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return False
    return any(_is_document(one, options) for one in value[:_FEWEST])


def _outline(value: object, source: str) -> Document:
    """Any value as text: keys of nested values become headings, the others lines."""
    blocks = TextBuilder()
    waiting = [_Waiting(value, "", 0)]
    while waiting:
        waiting += reversed(_add(waiting.pop(), blocks))
    return Document(source, blocks.text())


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A value that is still to be written, the heading over it, and that heading's level."""

    value: object
    heading: str
    level: int


def _add(one: _Waiting, blocks: TextBuilder) -> list[_Waiting]:
    """Add a value; returns the values to add after it under their own headings."""
    value, level = one.value, one.level + 1
    if one.heading:
        blocks.heading(one.heading, one.level)
    if level > _DEEPEST or is_scalar(value):
        blocks.paragraph(flat(value) if level > _DEEPEST else scalar(value))
        return []
    if isinstance(value, dict):
        pairs = [(str(key), inner) for key, inner in value.items()]
        for key, inner in pairs:
            if _is_line(inner):
                blocks.pair(key, flat(inner))
        return [_Waiting(inner, key, level) for key, inner in pairs if not _is_line(inner)]
    assert isinstance(value, list)
    if all(map(is_scalar, value)):
        for inner in value:
            blocks.item(scalar(inner))
        return []
    rows = [inner for inner in value if isinstance(inner, dict)]
    if len(rows) == len(value) >= _FEWEST and layout_of(rows[:50], {}).shape is Shape.TABLE:
        columns = list(dict.fromkeys(key for row in rows for key in row))
        lines = ([flat(row.get(key, "")) for key in columns] for row in rows)
        blocks.table([columns, *lines], has_header=True)
        return []
    return [_Waiting(inner, _name_of(inner, one, i), level) for i, inner in enumerate(value, 1)]


def _name_of(value: object, above: _Waiting, number: int) -> str:
    """A heading for a member of a list: its title or name, else the list's name and a number."""
    if isinstance(value, dict):
        for key in ("title", "name", "label", "id", "key"):
            if words := flat(value.get(key, ""))[:100]:
                return words
    return f"{above.heading} {number}".strip() if not is_scalar(value) else ""


def _is_line(value: object) -> bool:
    """Whether a value is written on one line."""
    if is_scalar(value):
        return True
    return isinstance(value, list) and all(map(is_scalar, value)) and len(flat(value)) < _SHORT_LIST
