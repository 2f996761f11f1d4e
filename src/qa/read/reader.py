"""The Reader protocol: a question and its hits -> findings, each an exact answer with its chance.

It stands between retrieving and answering. `span_reader` reads with a trained model;
`sentence_reader` needs none and takes whole sentences.
"""

from collections.abc import Sequence
from typing import Protocol

from qa.types import Finding, Hit


class Reader(Protocol):
    """Finds answers in passages."""

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        """The findings, best first; none if nothing in the hits can be an answer."""
