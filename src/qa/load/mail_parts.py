"""What a message consists of: its text, and the files and messages attached to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import cast

from qa.errors import BadInput, MissingExtra
from qa.load.mail_quotes import own_words_first
from qa.load.markup import add_markup, decode_page
from qa.load.part import BROKEN
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import tidy
from qa.text.words import lower_words

_DEEPEST = 30  # parts inside parts; a program writes four
_MOST_PARTS = 1_000
_MOST_COMPARED = 20_000  # characters of two versions of a text by which they are compared
_SAME = 0.6  # share of the words of one version: with fewer in the other, the texts differ
_STUB = 20  # distinct words: a version with fewer adds nothing
_SIGNATURES = frozenset({"pgp-signature", "pkcs7-signature", "x-pkcs7-signature", "pgp-encrypted"})
_SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}


@dataclass(slots=True)
class Contents:
    """The contents of a message, in order."""

    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, Message]] = field(default_factory=list)
    """Attachments by their names."""
    messages: list[Message] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """What cannot be read: its name, and the reason."""
    missing_extra: MissingExtra | None = None
    """Why a part of HTML could not be read."""


def contents_of(message: Message) -> Contents:
    """The text and the attachments of a message.

    Raises:
        BadInput: if it has too many parts.
    """
    contents = Contents()
    _gather(message, contents, 0, is_version=False)
    contents.texts = [text for text in contents.texts if text.strip()]
    return contents


def payload(part: Message) -> bytes:
    """The bytes of a part, as they were before they were sent."""
    return cast("bytes | None", part.get_payload(decode=True)) or b""


def _gather(part: Message, contents: Contents, depth: int, *, is_version: bool) -> None:
    if depth > _DEEPEST or len(contents.files) + len(contents.texts) > _MOST_PARTS:
        raise BadInput("too many parts in it")
    kind, subkind = part.get_content_maintype(), part.get_content_subtype()
    inner = part.get_payload()
    if kind == "multipart" and isinstance(inner, list):
        if subkind == "alternative":
            _gather_versions([one for one in inner if isinstance(one, Message)], contents, depth)
        else:
            for one in inner:
                if isinstance(one, Message):
                    _gather(one, contents, depth + 1, is_version=is_version)
    elif kind == "multipart":  # it names no boundary between its parts
        contents.texts.append(tidy(str(inner)))
    elif kind == "message" and isinstance(inner, list):
        blocks = [one for one in inner if isinstance(one, Message)]
        if subkind in ("rfc822", "global"):
            contents.messages += blocks
        else:  # a server's report on a message, as header lines
            reports = ["\n".join(f"{key}: {value}" for key, value in one.items()) for one in blocks]
            contents.texts.append(tidy("\n\n".join(reports)))
    elif (
        kind == "text" and subkind in ("plain", "html") and not _is_file(part, contents, is_version)
    ):
        contents.texts.append(_text(part, contents))
    else:
        _attach(part, contents, f"{kind}/{subkind}")


def _gather_versions(parts: list[Message], contents: Contents, depth: int) -> None:
    """Of several versions of a text, take the one that has all of it, or each that differs."""
    versions: list[str] = []
    for one in parts:
        version = Contents()
        _gather(one, version, depth + 1, is_version=True)
        text = "\n\n".join(text for text in version.texts if text.strip())
        if text:
            versions.append(text)
        contents.files += version.files
        contents.messages += version.messages
        contents.left_out += version.left_out
        contents.missing_extra = contents.missing_extra or version.missing_extra
    chosen: list[str] = []
    for text in versions:  # the plainest comes first
        if chosen and _contains(chosen[-1], text):
            continue
        if chosen and (_contains(text, chosen[-1]) or len(_words(chosen[-1])) < _STUB):
            chosen[-1] = text
        elif not chosen or len(_words(text)) >= _STUB:
            chosen.append(text)
    contents.texts += chosen


def _contains(one: str, other: str) -> bool:
    """Whether one version has most of the words of the other."""
    words = _words(other)
    return len(words & _words(one)) >= _SAME * len(words)


def _words(text: str) -> set[str]:
    return set(lower_words(text[:_MOST_COMPARED]))


def _is_file(part: Message, contents: Contents, is_version: bool) -> bool:
    """Whether a text is an attached file, and not part of the message's own text."""
    disposition, name = part.get_content_disposition(), _name(part)
    if disposition == "attachment":
        return bool(name or contents.texts)
    return disposition == "inline" and bool(name) and bool(contents.texts) and not is_version


def _text(part: Message, contents: Contents) -> str:
    """The text of a part; "" if it has none."""
    try:
        text = tidy(decode_page(payload(part), part.get_content_charset() or ""))
        if part.get_content_subtype() != "html":
            return own_words_first(text)
        blocks = TextBuilder()
        add_markup(text, blocks, quotes=True)
        return own_words_first(blocks.text())
    except MissingExtra as error:
        contents.missing_extra = error
    except BadInput as error:
        if str(error) not in ("empty file", "it contains no text"):
            contents.left_out.append((_name(part) or "text", str(error)))
    return ""


def _attach(part: Message, contents: Contents, kind: str) -> None:
    subkind = kind.partition("/")[2]
    name = _name(part)
    if subkind in _SIGNATURES:
        return
    if subkind in ("calendar", "ics"):
        contents.left_out.append((name or "calendar", "calendar entries are not read"))
    elif subkind.endswith("pkcs7-mime") or name == "encrypted.asc":
        contents.left_out.append((name or "smime.p7m", "encrypted"))
    elif (
        kind.startswith("image/")
        and part.get_content_disposition() != "attachment"
        and (not name or part.get("content-id"))
    ):
        return  # a picture shown in the text
    elif name and "." in name.strip("."):
        contents.files.append((name, part))
    else:
        name = name or f"part {len(contents.files) + 1}"
        contents.files.append((f"{name}{_SUFFIXES.get(kind, '')}", part))


def _name(part: Message) -> str:
    try:
        return " ".join((part.get_filename() or "").split())
    except BROKEN:
        return ""
