"""The parts of a Word file beside the main one: their names, and what is drawn or embedded."""

from __future__ import annotations

import posixpath
import re
from email import message_from_bytes
from typing import cast

from qa.errors import QAError
from qa.load.drawing import DRAWN, try_drawing
from qa.load.markup import add_markup, decode_page
from qa.load.part import MIB, Skip
from qa.load.text_builder import TextBuilder
from qa.load.zip_package import Package, Relation

_CHUNK = "aFChunk"  # text in another format that Word imports when it opens the file
_MOST_CHUNK = 16 * MIB


class Parts:
    """The parts by their relations to the main one, or else by their usual names."""

    def __init__(self, package: Package, main: str, skip: Skip) -> None:
        self.package = package
        self._skip = skip
        self._relations = package.relations(main)
        self._folder = posixpath.dirname(main).lower()
        self._drawn: set[str] = set()

    def named(self, kind: str) -> list[str]:
        """The parts of a kind that exist, such as "footnotes" or "header", each once."""
        usual = re.compile(rf"{re.escape(posixpath.join(self._folder, kind))}\d*\.xml")
        names = [one.target.lower() for one in self._relations if one.kind == kind]
        names += [name for name in self.package.names() if usual.fullmatch(name)]
        return [name for name in dict.fromkeys(names) if name in self.package]

    def draw(self, name: str, blocks: TextBuilder) -> None:
        """Add the words of a drawing or a chunk that the main part refers to, once."""
        relation = next((one for one in self._relations if one.id == name), None)
        if (
            relation is None
            or relation.target in self._drawn
            or relation.target not in self.package
        ):
            return
        self._drawn.add(relation.target)
        if relation.kind in DRAWN:
            if reason := try_drawing(self.package, relation.target, blocks):
                self._skip(relation.target, reason)
        elif relation.kind == _CHUNK:
            self._add_chunk(relation, blocks)

    def report_rest(self) -> None:
        """Report the embedded files that were not read."""
        for one in self._relations:
            if one.kind in ("package", "oleObject", _CHUNK) and one.target not in self._drawn:
                self._skip(one.target, "a file inside a document is not read")

    def _add_chunk(self, chunk: Relation, blocks: TextBuilder) -> None:
        try:
            data = self.package.read(chunk.target, _MOST_CHUNK)
            if chunk.target.lower().endswith((".mht", ".mhtml", ".eml")):
                pages = [
                    cast("bytes", part.get_payload(decode=True))
                    for part in message_from_bytes(data).walk()
                    if part.get_content_type() == "text/html"
                ]
            elif chunk.target.lower().endswith((".html", ".htm", ".xhtml")):
                pages = [data]
            elif chunk.target.lower().endswith(".txt"):
                pages = []
                for block in re.split(r"\n\s*\n", decode_page(data)):
                    blocks.paragraph(block)
            else:
                self._drawn.discard(chunk.target)
                return
            for page in pages:
                add_markup(decode_page(page), blocks)
        except QAError as error:
            self._skip(chunk.target, str(error))
