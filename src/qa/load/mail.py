"""E-mail -> Documents: what a letter says, who wrote it to whom and when, and what is attached."""

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
_DEEPEST = 8  # letters in letters
_MARK = b"From "
_SHOWN = ("From", "To", "Cc", "Date")


class _Policy(policy.EmailPolicy):
    """The usual reading of headers, and of each only its beginning."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY = _Policy()


def read_mail(part: Part, options: ReadOptions) -> Iterator[Document | Part]:
    """A letter, the letters attached to it, and the attached files, still to be read.

    The subject is the title, and the first line of the text.

    Raises:
        BadInput: if there are no words in it.
        MissingExtra: if it is HTML alone, without lxml.
    """
    data = part.read(MOST_TEXT)
    if not data.strip():
        raise BadInput("empty file")
    if part.depth > _DEEPEST:
        raise BadInput("mails nested too deeply: save the inner one as a file")
    yield from _letter(message_from_bytes(data, policy=_POLICY), part, options, data)


def read_mbox(part: Part, options: ReadOptions) -> Iterator[Document | Part]:
    """The letters of a mailbox, named by their numbers, with what is attached to them.

    Raises:
        BadInput: if it does not begin as a mailbox does.
    """
    names = Names(part.source)
    for number, data in enumerate(_letters(part), 1):
        source = names.give(str(number))
        try:
            if len(data) > MOST_TEXT:
                raise BadInput(f"larger than {MOST_TEXT // MIB} MB, too large for one document")
            yield from read_mail(Part(source, "letter.eml", io.BytesIO(data), part.depth), options)
        except QAError as error:
            options.skip(source, str(error))
        except BROKEN as error:
            options.skip(source, f"damaged ({type(error).__name__})")


def _letter(
    message: Message, part: Part, options: ReadOptions, data: bytes = b""
) -> Iterator[Document | Part]:
    """`data` is the letter as it came, for where the standard library gives up."""
    try:
        found = contents_of(message)
    except (AttributeError, LookupError, TypeError, ValueError):
        # It does at some headers: then all that stands below them.
        found = Contents([tidy(decode_page(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[-1]))])
    letter = _document(message, part.source, found)
    holds_more = bool(found.files or found.letters)
    if found.texts or (holds_more and letter.text):
        yield letter
    elif not holds_more:
        reason = "".join(f": {reason}" for _, reason in found.left_out[:1])
        raise found.lacking or BadInput(f"it contains no text{reason}")
    names = Names(part.source)
    for name, reason in found.left_out:
        options.skip(names.give(name), reason)
    if found.lacking and not found.texts:
        options.skip(part.source, str(found.lacking))
    for attached in found.letters:
        name = _header(attached, "subject").replace("/", "-")
        source = names.give(f"{name or 'letter'}.eml")
        try:
            if part.depth >= _DEEPEST:
                raise BadInput("mails nested too deeply: save the inner one as a file")
            yield from _letter(attached, Part(source, "", io.BytesIO(), part.depth + 1), options)
        except QAError as error:
            options.skip(source, str(error))
    for name, file in found.files:
        yield Part(names.give(name), name, io.BytesIO(payload(file)), part.depth + 1)


def _document(message: Message, source: str, found: Contents) -> Document:
    title = _header(message, "subject")
    name, address = parseaddr(_header(message, "from"))
    said = [(shown, _header(message, shown, _LONGEST_HEADER)) for shown in _SHOWN]
    above = "\n".join(f"{shown}: {value}" for shown, value in said if value)
    text = "\n\n".join(filter(None, [f"# {title}" if title else "", above, *found.texts]))
    return Document(source, text, title, name or address, _date(_header(message, "date")))


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


def _header(message: Message, name: str, longest: int = LONGEST_VALUE) -> str:
    try:
        value = str(message.get(name, ""))
    except BROKEN:
        value = ""  # the standard library gives up on some
    return " ".join(tidy(value).split())[:longest]


def _date(value: str) -> str:
    found = find_date(value)
    return found.iso if found else value
