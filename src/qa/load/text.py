"""The bytes of a text or Markdown file -> its text: only newlines are changed, to \\n."""

from __future__ import annotations

import codecs
import re

from qa.errors import BadInput
from qa.types import Document

_SAMPLE = 65_536  # bytes that the guess of an encoding looks at
_CONTROL = bytes({*range(32)} - set(b"\t\n\r\f\x1b")) + b"\x7f"
_MOST_CONTROL = 0.1  # of the bytes; text has next to none
_MOST_ACCENTS = 0.1  # of the letters; Western languages have less, Cyrillic and Asian text more
_SIGN_IN_WORD = re.compile(r"[^\W\d_][^\w\s\x00-\x7f’‘“”–—…·\xad][^\W\d_]|[¹²³][^\W\d_]|\ufffd")


def read_text(data: bytes) -> Document:
    """Text or Markdown as it stands.

    Raises:
        BadInput: as `decode`.
    """
    return Document("", decode(data))


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or else the likeliest encoding.

    Raises:
        BadInput: "empty file" if it is all white space, "binary file" if it is not text.
    """
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        raise BadInput("empty file")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16")
    if b"\0" in data or len(data.translate(None, _CONTROL)) < (1 - _MOST_CONTROL) * len(data):
        raise BadInput("binary file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise BadInput("binary file") from None
    if "\0" in text:
        raise BadInput("binary file")
    return text


def _is_western(sample: bytes) -> bool:
    """Whether the bytes read well as cp1252: few letters with accents, no sign inside a word.

    Decided here because charset-normalizer mistakes French for Baltic.
    """
    text = sample.decode("cp1252", errors="replace")
    letters = sum(map(str.isalpha, text))
    accents = sum(not c.isascii() and c.isalpha() for c in text)
    return accents <= _MOST_ACCENTS * letters and _SIGN_IN_WORD.search(text) is None


def _guessed(data: bytes) -> str:
    try:
        return data.decode(_likeliest(data))
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", errors="replace")


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes, which may end inside a character."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return _likeliest(head)
    return "utf-8-sig"


def _likeliest(data: bytes) -> str:
    from charset_normalizer import from_bytes

    if _is_western(data[:_SAMPLE]):
        return "cp1252"
    sample = data
    if len(data) > _SAMPLE:
        # Whole lines, so that no character of several bytes is cut in two.
        sample = data[: data.rfind(b"\n", 1, _SAMPLE) + 1] or data[:_SAMPLE]
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"
