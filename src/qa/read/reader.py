"""The Reader protocol: a question and its hits -> findings, each an exact answer with its chance.

It stands between retrieving and answering. `span_reader` reads with a trained model;
`sentence_reader` needs none and takes whole sentences.
"""

from collections.abc import Sequence
from typing import Protocol

from qa.types import Finding, Hit

READ = 10
"""Passages read for an answer, even if fewer are shown."""


def reads_only_english(reader: object) -> bool:
    """Whether a reader says that English is all it reads; one that says nothing is trusted."""
    return getattr(reader, "languages", ()) == ("en",)


class Reader(Protocol):
    """Finds answers in passages.

    It may have `languages`, the only ones that it reads (ISO 639-1), and `threshold`, the least
    score, 0..1, of a finding that is given as an answer.
    """

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        """The findings, best first; none if nothing in the hits can be an answer."""
