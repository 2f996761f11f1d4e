"""A Jupyter notebook -> a Document: its Markdown as it stands, its code, and the start of what the
code printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from qa.errors import BadInput
from qa.load.text import decode
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import metadata_value
from qa.types import Document

MOST_OUTPUT_LINES = 40
"""Lines of one output that are read: more is a log or a table of numbers."""
MOST_OUTPUT = 4000
"""Characters of one output that are read."""
_ESCAPE = re.compile(r"\x1b\[[\d;]{0,20}[A-Za-z]")
_OBJECT = re.compile(r"<[^<>\n]{1,300}>$|\w+\(\[?\]?\)$")
_LANGUAGE = re.compile(r"[\w+#-]{1,30}$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


def read_notebook(data: bytes) -> Document:
    """The cells of a notebook in order.

    Raises:
        BadInput: if it is no notebook, or has no words.
    """
    notebook = json.loads(decode(data))
    if not isinstance(notebook, dict):
        raise BadInput("damaged, or not really a .ipynb file")
    facts = _mapping(notebook.get("metadata"))
    language = _language(facts)
    builder = TextBuilder()
    for cell in _cells(notebook):
        words = _text(cell.get("source", cell.get("input")))
        match cell.get("cell_type"):
            case "markdown":
                builder.markdown(words + _closing_fence(words))
            case "heading":
                builder.heading(words)
            case "code":
                builder.code(words, language)
                for output in _list(cell.get("outputs")):
                    builder.code(_printed(_mapping(output)))
            case _:
                builder.code(words)
    authors = (_mapping(author).get("name") for author in _list(facts.get("authors")))
    return Document(
        "",
        builder.text(),
        metadata_value(facts.get("title", "")),
        ", ".join(filter(None, map(metadata_value, authors))),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """A string, or a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _cells(notebook: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The cells, which in an old notebook are in worksheets."""
    for sheet in [notebook, *map(_mapping, _list(notebook.get("worksheets")))]:
        yield from map(_mapping, _list(sheet.get("cells")))


def _language(facts: Mapping[str, object]) -> str:
    kernel, language = _mapping(facts.get("kernelspec")), _mapping(facts.get("language_info"))
    name = _text(kernel.get("language")) or _text(language.get("name"))
    return name if _LANGUAGE.match(name) else ""


def _closing_fence(markdown: str) -> str:
    """What closes the fence that a cell leaves open, so that it does not go on in the next."""
    fences = _FENCE.findall(markdown)
    return f"\n{fences[0]}" if len(fences) % 2 else ""


def _printed(output: Mapping[str, object]) -> str:
    """The start of the text of an output; "" for a picture and the name of an object."""
    if output.get("output_type") in ("error", "pyerr"):
        words = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"
    else:
        plain = _mapping(output.get("data")).get("text/plain")
        words = _text(output.get("text")) or _text(plain)
    lines = _ESCAPE.sub("", words[:MOST_OUTPUT]).split("\n")[:MOST_OUTPUT_LINES]
    return "\n".join(line for line in lines if not _OBJECT.match(line.strip()))
