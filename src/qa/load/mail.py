"""E-mail -> Documents: the text of a message, its sender and date, its attachments."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

from qa.errors import BadInput, QAError
from qa.load.mail_parts import Contents, contents_of, payload
from qa.load.markup import decode_page
from qa.load.part import BROKEN, MIB, MOST_TEXT, Names, Part, ReadOptions
from qa.text.dates import find_date
from qa.text.sanitize import LONGEST_VALUE, tidy
from qa.types import Document

_LONGEST_HEADER = 2_000  # characters; a hundred thousand take the standard library minutes
_DEEPEST = 8  # messages inside messages
_SEPARATOR = b"From "
_SHOWN = ("From", "To", "Cc", "Date")


class _Policy(policy.EmailPolicy):
    """Reads headers as usual, but only the beginning of each."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY = _Policy()


def read_mail(part: Part, options: ReadOptions) -> Iterator[Document | Part]:
    """A message, the messages attached to it, and the attached files, still to be read.

    The subject is the title, and the first line of the text.

    Raises:
        BadInput: if it contains no text.
        MissingExtra: if it is only HTML and lxml is not installed.
    """
    data = part.read(MOST_TEXT)
    if not data.strip():
        raise BadInput("empty file")
    if part.depth > _DEEPEST:
        raise BadInput("mails nested too deeply: save the inner one as a file")
    yield from _message_documents(message_from_bytes(data, policy=_POLICY), part, options, data)


def read_mbox(part: Part, options: ReadOptions) -> Iterator[Document | Part]:
    """The messages of a mailbox, named by their numbers, with their attachments.

    Raises:
        BadInput: if it does not begin like a mailbox.
    """
    names = Names(part.source)
    for number, data in enumerate(_messages(part), 1):
        source = names.give(str(number))
        try:
            if len(data) > MOST_TEXT:
                raise BadInput(f"larger than {MOST_TEXT // MIB} MB, too large for one document")
            yield from read_mail(Part(source, "letter.eml", io.BytesIO(data), part.depth), options)
        except QAError as error:
            options.skip(source, str(error))
        except BROKEN as error:
            options.skip(source, f"damaged ({type(error).__name__})")


def _message_documents(
    message: Message, part: Part, options: ReadOptions, data: bytes = b""
) -> Iterator[Document | Part]:
    """`data` is the raw message, used where the standard library cannot parse it."""
    try:
        contents = contents_of(message)
    except (AttributeError, LookupError, TypeError, ValueError):
        # Some headers make it fail: then everything below the headers is the text.
        contents = Contents([tidy(decode_page(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[-1]))])
    document = _document(message, part.source, contents)
    has_attachments = bool(contents.files or contents.messages)
    if contents.texts or (has_attachments and document.text):
        yield document
    elif not has_attachments:
        reason = "".join(f": {reason}" for _, reason in contents.left_out[:1])
        raise contents.missing_extra or BadInput(f"it contains no text{reason}")
    names = Names(part.source)
    for name, reason in contents.left_out:
        options.skip(names.give(name), reason)
    if contents.missing_extra and not contents.texts:
        options.skip(part.source, str(contents.missing_extra))
    for attached in contents.messages:
        name = _header(attached, "subject").replace("/", "-")
        source = names.give(f"{name or 'letter'}.eml")
        try:
            if part.depth >= _DEEPEST:
                raise BadInput("mails nested too deeply: save the inner one as a file")
            yield from _message_documents(
                attached, Part(source, "", io.BytesIO(), part.depth + 1), options
            )
        except QAError as error:
            options.skip(source, str(error))
    for name, file in contents.files:
        yield Part(names.give(name), name, io.BytesIO(payload(file)), part.depth + 1)


def _document(message: Message, source: str, contents: Contents) -> Document:
    title = _header(message, "subject")
    name, address = parseaddr(_header(message, "from"))
    headers = [(shown, _header(message, shown, _LONGEST_HEADER)) for shown in _SHOWN]
    headers = [(shown, value) for shown, value in headers if value]
    if headers and title:  # who wrote about what, in one passage
        headers.append(("Subject", title))
    header_lines = "\n".join(f"{shown}: {value}" for shown, value in headers)
    text = "\n\n".join(filter(None, [f"# {title}" if title else "", header_lines, *contents.texts]))
    return Document(source, text, title, name or address, _date(_header(message, "date")))


def _messages(part: Part) -> Iterator[bytes]:
    """The bytes of each message; of one that is too large, a little more than is allowed."""
    lines: list[bytes] = []
    size, blank = 0, True
    if not part.stream.readline(len(_SEPARATOR)).startswith(_SEPARATOR):
        raise BadInput("damaged, or not really a mailbox")
    part.stream.readline(MOST_TEXT)
    while line := part.stream.readline(MOST_TEXT):
        if blank and line.startswith(_SEPARATOR):
            yield b"".join(lines)
            lines, size = [], 0
        elif size <= MOST_TEXT:
            # A line of the message that looked like the separator was escaped with ">".
            lines.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        blank = not line.strip()
    yield b"".join(lines)


def _header(message: Message, name: str, longest: int = LONGEST_VALUE) -> str:
    try:
        value = str(message.get(name, ""))
    except BROKEN:
        value = ""  # the standard library cannot parse some
    return " ".join(tidy(value).split())[:longest]


def _date(value: str) -> str:
    date = find_date(value)
    return date.iso if date else value
