"""RTF -> a Document, by striprtf."""

from __future__ import annotations

import re

from qa.errors import BadInput, MissingExtra
from qa.load.text_builder import TextBuilder
from qa.types import Document

_INFO = re.compile(r"\{\\(title|author) ([^{}\\]{1,300})\}")


def read_rtf(data: bytes) -> Document:
    """The paragraphs of a file, and the title and author that it states.

    Raises:
        BadInput: if it is not RTF or has no text.
        MissingExtra: without striprtf.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise MissingExtra("reading RTF needs pip install 'qa[rtf]'") from None
    if not data.lstrip().startswith(b"{\\rtf"):
        raise BadInput("damaged, or not really a .rtf file")
    marked = data.decode("cp1252", "replace")
    info = {name: " ".join(value.split()) for name, value in _INFO.findall(marked[:20_000])}
    builder = TextBuilder()
    text: str = rtf_to_text(marked, errors="replace")
    for line in text.split("\n"):
        if line.rstrip().endswith("|"):  # striprtf's mark of a cell's end
            builder.row(line.rstrip().rstrip("|").split("|"))
        else:
            builder.paragraph(line)
    return Document("", builder.text(), info.get("title", ""), info.get("author", ""))
