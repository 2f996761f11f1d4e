"""Subtitles and transcripts (SRT, WebVTT) -> running text, without times and marks."""

from __future__ import annotations

import html
import re

from qa.errors import BadInput
from qa.load.text import decode
from qa.load.text_builder import TextBuilder
from qa.text.punctuation import ends_sentence
from qa.types import Document

PAUSE = 4.0
"""Seconds of silence after which a new paragraph begins."""
_FULL_WORDS = 100  # a paragraph of this many words ends with the current sentence
_OVERLONG_WORDS = 250  # ends any paragraph: automatic captions have no full stops
_TIMES = re.compile(
    r"\s*(?:(\d{1,4}):)?(\d\d):(\d\d)[.,]\d{1,3}\s*-->\s*(?:(\d{1,4}):)?(\d\d):(\d\d)[.,]\d{1,3}"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,50})?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z\d][^<>\n]{0,80}>|\{\\[^{}\n]{0,80}\}")


def read_subtitles(data: bytes) -> Document:
    """The text of all captions, without repeated lines, in paragraphs of whole sentences.

    Raises:
        BadInput: if it has no captions.
    """
    builder, words = TextBuilder(), list[str]()
    count, last, before = 0, 0.0, ""
    for start, end, lines in _captions(decode(data)):
        if words and start - last >= PAUSE:
            builder.paragraph(" ".join(words))
            words, count = [], 0
        last = end
        for line in lines:
            if line == before:
                continue  # rolling captions show each line twice
            before = line
            words.append(line)
            count += len(line.split())
            if count >= _OVERLONG_WORDS or (count >= _FULL_WORDS and ends_sentence(line)):
                builder.paragraph(" ".join(words))
                words, count = [], 0
    builder.paragraph(" ".join(words))
    return Document("", builder.text())


def _captions(text: str) -> list[tuple[float, float, list[str]]]:
    """Start and end in seconds and the lines of each caption.

    Raises:
        BadInput: if there are none.
    """
    captions: list[tuple[float, float, list[str]]] = []
    lines: list[str] | None = None
    for line in text.split("\n"):
        if times := _TIMES.match(line):
            h1, m1, s1, h2, m2, s2 = (int(number or 0) for number in times.groups())
            lines = []
            captions.append((h1 * 3600.0 + m1 * 60 + s1, h2 * 3600.0 + m2 * 60 + s2, lines))
        elif not line.strip():
            lines = None  # until the next times, what follows is a number, a note or a style
        elif lines is not None and (bare := _bare(line)):
            lines.append(bare)
    if not captions:
        raise BadInput("it contains no captions")
    return captions


def _bare(line: str) -> str:
    named = _VOICE.sub(r"\1: ", line)
    return " ".join(html.unescape(_TAG.sub("", named)).split())
