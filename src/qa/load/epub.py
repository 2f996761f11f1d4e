"""EPUB -> a Document: the chapters in the order of the book, one after the other."""

from __future__ import annotations

import io
import posixpath
import zipfile
from contextlib import suppress
from urllib.parse import unquote

from qa.errors import BadInput
from qa.load.archives import open_zip, read_member
from qa.load.markup import add_markup, decode_page
from qa.load.part import MIB, MOST_TEXT
from qa.load.text_builder import TextBuilder
from qa.load.xml_stream import Attributes, parse_xml, simple_values
from qa.text.dates import find_date
from qa.types import Document

_MOST_CHAPTER = 16 * MIB


def read_epub(data: bytes) -> Document:
    """A book without copy protection.

    Raises:
        BadInput: if it is damaged, copy-protected or has no text.
        MissingExtra: without lxml.
    """
    with open_zip(io.BytesIO(data)) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and _is_locked(archive):
            raise BadInput("encrypted: copy-protected books cannot be read")
        package = read_member(archive, root := _package(archive), MIB * 4)
        spine = _Spine()
        parse_xml(package, spine.start)
        builder, room = TextBuilder(), MOST_TEXT
        names = set(archive.namelist())
        for href in spine.hrefs():
            name = posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(href)))
            if name not in names:
                continue  # a missing chapter does not make the others unreadable
            chapter = read_member(archive, name, min(room, _MOST_CHAPTER))
            room -= len(chapter)
            with suppress(BadInput):  # as an empty chapter raises
                add_markup(decode_page(chapter), builder, "epub")
    properties = simple_values(package)
    date = find_date(properties.get("date", ""))
    return Document(
        source="",
        text=builder.text(),
        title=properties.get("title", ""),
        author=properties.get("creator", ""),
        published=date.iso if date else properties.get("date", ""),
        publisher=properties.get("publisher", ""),
        language=properties.get("language", "")[:2].lower(),
    )


def _package(archive: zipfile.ZipFile) -> str:
    """The path of the file that lists the book's parts."""
    paths: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "rootfile":
            paths.append(attributes.get("full-path", ""))

    parse_xml(read_member(archive, "META-INF/container.xml", MIB), start)
    if not paths:
        raise BadInput("damaged: it has no list of its contents")
    return paths[0]


def _is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether text is encrypted, and not just the fonts."""
    encrypted: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "CipherReference":
            encrypted.append(attributes.get("URI", ""))

    parse_xml(read_member(archive, "META-INF/encryption.xml", MIB), start)
    return any(name.lower().endswith(("html", "htm", "xml")) for name in encrypted)


class _Spine:
    """The chapters that the package lists, in order, each once."""

    def __init__(self) -> None:
        self._hrefs: dict[str, str] = {}
        self._order: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "item" and "html" in attributes.get("media-type", ""):
            self._hrefs[attributes.get("id", "")] = attributes.get("href", "")
        elif tag == "itemref":
            self._order.append(attributes.get("idref", ""))

    def hrefs(self) -> list[str]:
        order = dict.fromkeys(name for name in self._order if name in self._hrefs)
        return [self._hrefs[name] for name in order]
