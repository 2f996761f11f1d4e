"""E-mail -> Documents: a letter's subject, sender, date and words; attachments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import cast

from qa.errors import BadInput, QAError
from qa.load.markup import add_markup, decode_page
from qa.load.part import BROKEN, MOST_TEXT, Names, Part, ReadOptions
from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import LONGEST_VALUE, tidy
from qa.types import Document

_LONGEST_HEADER = 2_000  # characters; a hundred thousand take the standard library minutes
_MARK = b"From "


class _Policy(policy.EmailPolicy):
    """The usual reading of headers, and of each only its beginning."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY = _Policy()


def read_mail(data: bytes) -> Document:
    """A letter; its subject is the title, and the first line of the text.

    Raises:
        BadInput: if there are no words in it.
        MissingExtra: if it is HTML alone, without lxml.
    """
    if not data.strip():
        raise BadInput("empty file")
    message = cast("EmailMessage", message_from_bytes(data, policy=_POLICY))
    title = _header(message, "subject")
    name, address = parseaddr(_header(message, "from"))
    try:
        text = _words(message)
    except (AttributeError, LookupError, TypeError, ValueError):
        # The standard library gives up on some headers: then all that stands below them.
        text = tidy(decode_page(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[-1]))
    if title:
        text = f"# {title}\n\n{text}"
    return Document("", text, title, name or address, _date(_header(message, "date")))


def read_mbox(part: Part, options: ReadOptions) -> Iterator[Document]:
    """The letters of a mailbox, one document each, named by their numbers.

    Raises:
        BadInput: if it does not begin as a mailbox does.
    """
    names = Names(part.source)
    for number, data in enumerate(_letters(part), 1):
        source = names.give(str(number))
        try:
            if len(data) > MOST_TEXT:
                raise BadInput("too large for a letter")
            letter = read_mail(data)
        except QAError as error:
            options.skip(source, str(error))
        except BROKEN as error:
            options.skip(source, f"damaged ({type(error).__name__})")
        else:
            yield Document(source, letter.text, letter.title, letter.author, letter.published)


def _letters(part: Part) -> Iterator[bytes]:
    """The bytes of each letter; of one that is too large, a little more than is allowed."""
    lines: list[bytes] = []
    size, blank = 0, True
    if not part.stream.readline(len(_MARK)).startswith(_MARK):
        raise BadInput("damaged, or not really a mailbox")
    part.stream.readline(MOST_TEXT)
    while line := part.stream.readline(MOST_TEXT):
        if blank and line.startswith(_MARK):
            yield b"".join(lines)
            lines, size = [], 0
        elif size <= MOST_TEXT:
            # A line of the letter that looked like the mark was given a sign before it.
            lines.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        blank = not line.strip()
    yield b"".join(lines)


def _header(message: Message, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except BROKEN:
        value = ""  # as above
    return " ".join(tidy(value).split())[:LONGEST_VALUE]


def _date(value: str) -> str:
    found = find_date(value)
    return found.iso if found else value


def _words(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        lost = message.get_payload()  # of several parts, it says, and does not say how they part
        if not isinstance(lost, str) or message.get_content_maintype() != "multipart":
            raise BadInput("no text in it")
        return tidy(lost)
    data = cast("bytes | None", body.get_payload(decode=True)) or b""
    charset = body.get_content_charset() or ""
    text = tidy(decode_page(data, charset))
    if body.get_content_type() != "text/html":
        return text
    blocks = TextBuilder()
    add_markup(text, blocks)
    return blocks.text()
