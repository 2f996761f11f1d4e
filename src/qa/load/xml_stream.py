"""XML as a stream of tags, each known by its local name.

No entity is expanded, nothing outside the file is opened, and no file costs more than linear time.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from qa.errors import BadInput
from qa.text.sanitize import LONGEST_VALUE

_DEEPEST = 5_000  # tags inside tags; programs write dozens
_CHUNK = 64 * 1024
"""Bytes given to the parser at once. An error raised in a handler stops it only after these."""

Attributes = dict[str, str]


def parse_xml(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] = lambda words: None,
) -> None:
    """Call back for each tag and text of an XML file, with local names for tags and attributes.

    Raises:
        BadInput: if it is not well formed, nested too deeply, or declares entities or attributes.
    """
    depth = 0

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadInput("nested too deeply")
        start(_local(tag), {_local(name): value for name, value in attributes.items()})

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(tag))

    def refuse_entity(*declared: object) -> None:
        raise BadInput("its XML declares entities, which are refused for safety")

    def refuse_attribute(*declared: object) -> None:
        # A thousand defaults on each of a thousand tags are a million attributes.
        raise BadInput("its XML declares attributes, which are refused for safety")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse_entity
    parser.AttlistDeclHandler = refuse_attribute
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadInput(f"damaged: its XML is not well-formed at line {error.lineno}") from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def simple_values(data: bytes) -> dict[str, str]:
    """The text of each tag by its local name, the first where there are several."""
    values: dict[str, str] = {}
    words: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        words.clear()

    def end(tag: str) -> None:
        values.setdefault(tag, " ".join("".join(words).split())[:LONGEST_VALUE])
        words.clear()

    parse_xml(data, start, end, words.append)
    return values


def whole_number(value: str | None, default: int, most: int = 1_000_000) -> int:
    """The whole number in an attribute, at most `most`; `default` where it is not one."""
    if value and len(value) <= 12 and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return min(int(value), most) if value.rfind("-") <= 0 else default
    return default
