"""Whether documents give different answers to a question, and which statement gives each.

Two short answers are the same where all words of one stand in the other, in the same order.
"""

import re
from collections.abc import Sequence

from qa.types import Citation, Statement

MIN_CONFIDENCE = 0.5
"""Of an answer that other documents can contradict: next to a guess, another guess is no
contradiction."""


def differing_statements(
    statements: Sequence[Statement], citations: Sequence[Citation], confidence: float
) -> tuple[Statement, ...]:
    """One statement for each short answer, where documents give different ones; else none.

    An answer that is its whole sentence is left out: sentences differ in wording even where they
    agree.

    Args:
        citations: those that the statements name by number, from 1.
        confidence: 0..1, of the answer as a whole.
    """
    if confidence < MIN_CONFIDENCE:
        return ()
    statement_of: dict[tuple[str, ...], Statement] = {}
    earlier_sources: set[str] = set()
    for statement in statements:
        answer = tuple(re.findall(r"\w+", statement.answer.lower()))
        sources = {citations[n - 1].paragraph.document.source for n in statement.citations}
        # "Kirby" and "John F. Kirby", "March 2014" and "March 19, 2014" are the same answer.
        repeated = any(
            _contains(other, answer) or _contains(answer, other) for other in statement_of
        )
        if not repeated and sources - earlier_sources and statement.answer != statement.text:
            statement_of[answer] = statement
        earlier_sources |= sources
    return tuple(statement_of.values()) if len(statement_of) > 1 else ()


def _contains(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    rest = iter(whole)
    return all(word in rest for word in part)
