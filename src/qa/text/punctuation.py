"""Whether a text ends as a sentence does."""

from __future__ import annotations

import re

_STOPS = ".!?…。！？｡।॥؟۔"
_CLOSERS = " \t\n\"'”’“„»«›‹」』】）)]}*_"
_TAIL_MARKS = re.compile(r"(?:\[\d{1,3}\]|</\w{1,10}>)+$")  # notes and stray tags after the stop
ITEM_MARK = (
    r"(?:[-*+•‣◦·▪]|\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,4}[.)]?|\([a-zA-Z]\)|[a-z]\)"
    r"|\((?:x{0,2}(?:ix|iv|v?i{1,3}|v|x))\))"
)
"""The mark of an item in a list, as a regular expression: a bullet, "3.", "(3)", "2.2", "(c)",
"(iv)"."""


_INSIDE = re.compile(rf"\n(?![ \t]*{ITEM_MARK}\s)")


def joined_lines(text: str) -> str:
    """The text, as long as before, with line breaks as spaces but before the items of a list."""
    return _INSIDE.sub(" ", text)


def ends_sentence(text: str) -> bool:
    """Whether the text ends in sentence punctuation, closing quotes and brackets aside."""
    tail = text[-80:].rstrip()
    if tail.endswith(("]", ">")):
        tail = _TAIL_MARKS.sub("", tail)
    tail = tail.rstrip(_CLOSERS)
    return bool(tail) and tail[-1] in _STOPS
