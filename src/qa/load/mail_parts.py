"""What a letter consists of: the text that it says, the files and letters attached to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import cast

from qa.errors import BadInput, MissingExtra
from qa.load.markup import add_markup, decode_page
from qa.load.part import BROKEN
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import tidy
from qa.text.words import spoken

_DEEPEST = 30  # parts in parts; a program writes four
_MOST_PARTS = 1_000
_MOST_COMPARED = 20_000  # characters of two versions of a text by which they are compared
_SAME = 0.6  # of the words of one version: with fewer in the other, they say different things
_STUB = 20  # different words: a version with fewer that are its own says nothing of its own
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
    """What was found in a letter, in its order."""

    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, Message]] = field(default_factory=list)
    """Attachments by their names."""
    letters: list[Message] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """What cannot be read: its name, and the reason."""
    lacking: MissingExtra | None = None
    """Why a part of HTML could not be read."""


def contents_of(message: Message) -> Contents:
    """What a letter says and holds.

    Raises:
        BadInput: if it has too many parts.
    """
    found = Contents()
    _gather(message, found, 0, is_version=False)
    found.texts = [text for text in found.texts if text.strip()]
    return found


def payload(part: Message) -> bytes:
    """The bytes of a part, as they were before they were sent."""
    return cast("bytes | None", part.get_payload(decode=True)) or b""


def _gather(part: Message, found: Contents, depth: int, *, is_version: bool) -> None:
    if depth > _DEEPEST or len(found.files) + len(found.texts) > _MOST_PARTS:
        raise BadInput("too many parts in it")
    kind, subkind = part.get_content_maintype(), part.get_content_subtype()
    inner = part.get_payload()
    if kind == "multipart" and isinstance(inner, list):
        if subkind == "alternative":
            _gather_versions([one for one in inner if isinstance(one, Message)], found, depth)
        else:
            for one in inner:
                if isinstance(one, Message):
                    _gather(one, found, depth + 1, is_version=is_version)
    elif kind == "multipart":  # it says that it has parts, and does not say how they part
        found.texts.append(tidy(str(inner)))
    elif kind == "message" and isinstance(inner, list):
        blocks = [one for one in inner if isinstance(one, Message)]
        if subkind in ("rfc822", "global"):
            found.letters += blocks
        else:  # what a server says of a letter, as lines of headers
            said = ["\n".join(f"{key}: {value}" for key, value in one.items()) for one in blocks]
            found.texts.append(tidy("\n\n".join(said)))
    elif kind == "text" and subkind in ("plain", "html") and not _is_file(part, found, is_version):
        found.texts.append(_text(part, found))
    else:
        _attach(part, found, f"{kind}/{subkind}")


def _gather_versions(parts: list[Message], found: Contents, depth: int) -> None:
    """Take of versions of the same text the one that says something, or each that differs."""
    versions: list[str] = []
    for one in parts:
        version = Contents()
        _gather(one, version, depth + 1, is_version=True)
        text = "\n\n".join(text for text in version.texts if text.strip())
        if text:
            versions.append(text)
        found.files += version.files
        found.letters += version.letters
        found.left_out += version.left_out
        found.lacking = found.lacking or version.lacking
    kept: list[str] = []
    for text in versions:  # the sender's plainest first
        if kept and _says(kept[-1], text):
            continue
        if kept and (_says(text, kept[-1]) or len(_words(kept[-1])) < _STUB):
            kept[-1] = text
        elif not kept or len(_words(text)) >= _STUB:
            kept.append(text)
    found.texts += kept


def _says(one: str, other: str) -> bool:
    """Whether most words of the other version are in this one."""
    wanted = _words(other)
    return len(wanted & _words(one)) >= _SAME * len(wanted)


def _words(text: str) -> set[str]:
    return set(spoken(text[:_MOST_COMPARED]))


def _is_file(part: Message, found: Contents, is_version: bool) -> bool:
    """Whether a text is a file beside the letter, and not a part of what it says."""
    how, name = part.get_content_disposition(), _name(part)
    if how == "attachment":
        return bool(name or found.texts)
    return how == "inline" and bool(name) and bool(found.texts) and not is_version


def _text(part: Message, found: Contents) -> str:
    """The words of a part; "" where there are none."""
    try:
        text = tidy(decode_page(payload(part), part.get_content_charset() or ""))
        if part.get_content_subtype() != "html":
            return text
        blocks = TextBuilder()
        add_markup(text, blocks)
        return blocks.text()
    except MissingExtra as error:
        found.lacking = error
    except BadInput as error:
        if str(error) not in ("empty file", "it contains no text"):
            found.left_out.append((_name(part) or "text", str(error)))
    return ""


def _attach(part: Message, found: Contents, kind: str) -> None:
    subkind = kind.partition("/")[2]
    name = _name(part)
    if subkind in _SIGNATURES:
        return
    if subkind in ("calendar", "ics"):
        found.left_out.append((name or "calendar", "calendar entries are not read"))
    elif subkind.endswith("pkcs7-mime") or name == "encrypted.asc":
        found.left_out.append((name or "smime.p7m", "encrypted"))
    elif (
        kind.startswith("image/")
        and part.get_content_disposition() != "attachment"
        and (not name or part.get("content-id"))
    ):
        return  # a picture in the text
    elif name and "." in name.strip("."):
        found.files.append((name, part))
    else:
        name = name or f"part {len(found.files) + 1}"
        found.files.append((f"{name}{_SUFFIXES.get(kind, '')}", part))


def _name(part: Message) -> str:
    try:
        return " ".join((part.get_filename() or "").split())
    except BROKEN:
        return ""
