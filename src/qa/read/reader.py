"""A question and its hits -> Findings: where exactly the answer stands, and how surely.

The Reader protocol is the seam between retrieving and answering. `spans` reads with a trained
model; `sentences` needs none and takes whole sentences.
"""

from collections.abc import Sequence
from typing import Protocol

from qa.types import Finding, Hit


class Reader(Protocol):
    """What finds the answer in the passages."""

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        """Findings, best first; none if nothing in the hits can answer."""
