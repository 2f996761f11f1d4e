"""E-mail -> Documents: the subject, sender, date and text of messages, without attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import cast

from qa.errors import BadInput, QAError
from qa.load.markup import add_markup, decode_page
from qa.load.part import BROKEN, MIB, MOST_TEXT, Names, Part, ReadOptions
from qa.load.text_builder import TextBuilder
from qa.text.dates import find_date
from qa.text.sanitize import LONGEST_VALUE, tidy
from qa.types import Document

_LONGEST_HEADER = 2_000  # characters; the standard library needs minutes for a hundred thousand
_MARK = b"From "


class _Policy(policy.EmailPolicy):
    """The default policy, but only the beginning of each header is read."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY = _Policy()


def read_mail(data: bytes) -> Document:
    """A message; its subject is the title and the first line of the text.

    Raises:
        BadInput: if it has no text.
        MissingExtra: if it is HTML only, without lxml.
    """
    if not data.strip():
        raise BadInput("empty file")
    message = cast("EmailMessage", message_from_bytes(data, policy=_POLICY))
    title = _header(message, "subject")
    name, address = parseaddr(_header(message, "from"))
    try:
        text = _words(message)
    except (AttributeError, LookupError, TypeError, ValueError):
        # The standard library fails on some headers: use everything below them as the text.
        text = tidy(decode_page(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[-1]))
    if title:
        text = f"# {title}\n\n{text}"
    return Document("", text, title, name or address, _date(_header(message, "date")))


def read_mbox(part: Part, options: ReadOptions) -> Iterator[Document]:
    """The messages of a mailbox, one document each, named by their numbers.

    Raises:
        BadInput: if it does not begin like a mailbox.
    """
    names = Names(part.source)
    for number, data in enumerate(_messages(part), 1):
        source = names.give(str(number))
        try:
            if len(data) > MOST_TEXT:
                raise BadInput(f"larger than {MOST_TEXT // MIB} MB, too large for one document")
            message = read_mail(data)
        except QAError as error:
            options.skip(source, str(error))
        except BROKEN as error:
            options.skip(source, f"damaged ({type(error).__name__})")
        else:
            yield replace(message, source=source)


def _messages(part: Part) -> Iterator[bytes]:
    """The bytes of each message; of one that is too large, a little more than is allowed."""
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
            # Lines of a message that begin like the mark are written with a ">" before them.
            lines.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        blank = not line.strip()
    yield b"".join(lines)


def _header(message: Message, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except BROKEN:
        value = ""  # the standard library fails on some headers
    return " ".join(tidy(value).split())[:LONGEST_VALUE]


def _date(value: str) -> str:
    date = find_date(value)
    return date.iso if date else value


def _words(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        payload = message.get_payload()  # said to be of several parts, but without a boundary
        if not isinstance(payload, str) or message.get_content_maintype() != "multipart":
            raise BadInput("it contains no text")
        return tidy(payload)
    data = cast("bytes | None", body.get_payload(decode=True)) or b""
    charset = body.get_content_charset() or ""
    text = tidy(decode_page(data, charset))
    if body.get_content_type() != "text/html":
        return text
    builder = TextBuilder()
    add_markup(text, builder)
    return builder.text()
