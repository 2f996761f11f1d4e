"""The Reader protocol: a question and its hits -> findings, each an exact answer with its chance.

It stands between retrieving and answering. `span_reader` reads with a trained model;
`sentence_reader` needs none and takes whole sentences.
"""

from collections.abc import Sequence
from typing import Protocol

from qa.types import Finding, Hit

AT_ONCE = 6
"""Passages read together where each of many documents is asked, so that a judge sees all."""
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


def read_in_parts(reader: Reader, question: str, hits: Sequence[Hit]) -> list[Finding]:
    """The findings in these hits, a few read at a time beside the nearest of all.

    How near a passage is counts in comparison with the nearest that is read with it.
    """
    findings: list[Finding] = []
    for first in range(1, max(2, len(hits)), AT_ONCE - 1):
        part = hits[first : first + AT_ONCE - 1]
        findings += (
            finding
            for finding in reader.read(question, [*hits[:1], *part])
            if first == 1 or finding.hit.rank != hits[0].rank
        )
    return findings
