"""A document that is a zip of parts, such as DOCX: its parts by their names or their relations.

Programs name and place the parts as they like; the package says which part is which.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from qa.errors import BadInput
from qa.load.archives import open_zip, read_member
from qa.load.part import MIB, MOST_TEXT
from qa.load.xml_stream import Attributes, parse_xml, simple_values

_MOST_RELATIONS = 4 * MIB
_MOST_IN_ALL = 4 * MOST_TEXT
"""Bytes of all parts that are read: markup is several times as long as its text."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's pointer to another."""

    id: str
    kind: str
    """The last step of its type, such as "footnotes"."""
    target: str
    """The name of the other part in the package."""


class Package:
    """The parts of a zip by name, whatever the case and the slashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {_plain(name): name for name in archive.namelist()}
        self._room = _MOST_IN_ALL

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    def names(self) -> list[str]:
        """The names of all parts, in lower case with forward slashes, in order."""
        return sorted(self._members)

    def read(self, name: str, most: int = MOST_TEXT) -> bytes:
        """The bytes of a part.

        Raises:
            BadInput: if no part has this name, or it is too large, packed oddly or a bomb.
        """
        stored = self._members.get(_plain(name), name)
        data = read_member(self._archive, stored, min(most, max(self._room, 0)))
        self._room -= len(data)
        return data

    def relations(self, part: str = "") -> list[Relation]:
        """What a part points to inside the package; "" is the package itself."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self:
            return []
        relations: list[Relation] = []

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                absolute = posixpath.normpath(posixpath.join("/", folder, target))
                relations.append(Relation(attributes.get("Id", ""), kind, absolute.lstrip("/")))

        parse_xml(self.read(path, _MOST_RELATIONS), start)
        return relations

    def main_part(self, usual: str) -> str:
        """The part that holds the document: what the package names, else the usual one."""
        named = (one.target for one in self.relations() if one.kind == "officeDocument")
        return next((name for name in named if name in self), usual)

    def properties(self) -> dict[str, str]:
        """The core properties of an Office file, by the local names of their tags."""
        named = [one.target for one in self.relations() if one.kind == "core-properties"]
        for name in (*named, "docProps/core.xml"):
            if name in self:
                return simple_values(self.read(name, MIB))
        return {}


@contextmanager
def open_package(data: bytes) -> Iterator[Package]:
    """The package in the bytes of a file.

    Raises:
        BadInput: if it is not one.
    """
    if data.startswith(_OLD_OFFICE):
        raise BadInput("locked by a password, or in the format before 2007: save it anew")
    with open_zip(io.BytesIO(data)) as archive:
        yield Package(archive)


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()
