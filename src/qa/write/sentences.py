"""What a writer writes -> sentences, each with the numbers of the passages that it names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.split.sentences import find_sentences
from qa.text.sanitize import one_line

_MARK = re.compile(
    r"\s*[\[【(](?:passages?\s*)?(\d{1,3}(?:\s*[,;&–-]\s*\d{1,3})*)[\]】]", re.IGNORECASE
)
_BEGUN_MARK = re.compile(r"[\[【][^\]】]*$")
_NUMBER = re.compile(r"\d+")
_LIST_MARK = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`|^#+\s+")


@dataclass(frozen=True, slots=True)
class NamedSentence:
    """A sentence without its marks, and the numbers in these."""

    text: str
    numbers: tuple[int, ...]


def sentences_of(pieces: Iterable[str]) -> Iterator[NamedSentence]:
    """Each sentence as soon as the next one has begun; the last one at the end.

    Marks after a full stop belong to the sentence before it.
    """
    waiting = ""
    for piece in pieces:
        waiting += piece
        if piece:
            *whole, waiting = _cut(waiting)
            if whole and not _begins(waiting):  # marks of the sentence before may still come
                waiting = whole.pop() + waiting
            yield from _named(whole)
    yield from _named(_cut(waiting))


def _begins(text: str) -> bool:
    """Whether it has a word beside marks, and beside the beginning of one."""
    return re.search(r"\w", _BEGUN_MARK.sub("", _MARK.sub("", text))) is not None


def _named(texts: Iterable[str]) -> Iterator[NamedSentence]:
    for text in texts:
        numbers = [int(n) for mark in _MARK.finditer(text) for n in _NUMBER.findall(mark[1])]
        plain = one_line(_MARK.sub("", text))
        plain = _EMPHASIS.sub("", _LIST_MARK.sub("", plain)).strip()
        if re.search(r"\w", plain):
            yield NamedSentence(plain, tuple(dict.fromkeys(numbers)))


def _cut(text: str) -> list[str]:
    """The text in parts, one a sentence with the marks that follow it; at least one part."""
    parts: list[str] = []
    for line in text.splitlines(keepends=True):
        masked = _MARK.sub(lambda mark: "\x00" * len(mark[0]), line)
        spans = find_sentences(masked.replace("\x00", " "), 0, len(line))
        starts = [0, *(span.start for span in spans[1:])]
        for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
            parts.append(line[start:end])
    return parts or [""]
