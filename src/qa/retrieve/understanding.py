"""A question as a person wrote it, and as it is searched and read: with its misspelt words put
right by the words that the index has. Nothing is changed silently: each correction is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from qa.types import Span


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question with its corrections."""

    written: str
    searched: str
    """What is searched, and read by the reader."""
    corrections: tuple[tuple[str, str], ...] = ()
    """Pairs of a word as written and as searched, in order."""

    @classmethod
    def of(cls, written: str, replacements: Sequence[tuple[Span, str]]) -> Self:
        """From places in the question, in order, and what stands for each."""
        searched, corrections, end = "", [], 0
        for span, replacement in replacements:
            searched += written[end : span.start] + replacement
            corrections.append((written[span.start : span.end], replacement))
            end = span.end
        return cls(written, searched + written[end:], tuple(dict.fromkeys(corrections)))


def correction_note(corrections: Sequence[tuple[str, str]]) -> str:
    """Which words were searched in place of others, in words; "" for none."""
    searched = " and ".join(f"“{searched}”" for _, searched in corrections)
    written = " or ".join(f"“{written}”" for written, _ in corrections)
    return f"searched for {searched} (no document has {written})" if corrections else ""
