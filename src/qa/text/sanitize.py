"""Foreign text made safe to draw: every character keeps its place, so offsets stay true.

Control characters, terminal escapes, invisible and direction-changing characters each become one
visible stand-in, one for one.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0, DEL, C1; a newline is left to the layout
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BOX = "\u25af"
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Soft hyphen, zero-width space, word joiner, byte order mark."""
_SPACES = {"\t", "\r", "\u2028", "\u2029"}


def _stand_in(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _SPACES:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character == "\xad":
        return "-"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return _BOX


def clean(text: str) -> str:
    """The text with every unsafe character replaced by one visible character.

    The result has the same length. Newlines stay; tabs become single spaces.
    """
    return _UNSAFE.sub(_stand_in, text)


def one_line(text: str) -> str:
    """The text made safe and put on one line, runs of white space as single spaces.

    What only breaks or joins lines, and is seen by nobody, is left out.
    """
    return " ".join(clean(text.translate(_UNSEEN)).split())


LONGEST_VALUE = 300
"""Characters of a title, a name or a date that a file states of itself."""
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def tidy(text: str) -> str:
    """The text with newlines as \\n and U+FFFD for what no UTF-8 text or C string can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("\ufffd", text)


def metadata_value(value: object) -> str:
    """What a file states of itself, on one line; "" for what is no text, or far too long."""
    line = " ".join(tidy(value).split()) if isinstance(value, str) else ""
    return line if len(line) <= LONGEST_VALUE else ""
