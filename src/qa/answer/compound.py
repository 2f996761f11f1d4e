"""The answers to the parts of a question -> one Answer, which says what nothing answers.

Statements stand in the order of the parts, citations are numbered anew, and passages alternate.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from qa.types import Answer, Attribution, Citation, Group, Hit, Statement


def join(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer to a question from the answers to its parts, at least one."""
    citations: list[Citation] = []
    statements: list[Statement] = []
    groups: list[Group] = []
    for answer in answers:
        numbers = {one.number: _number(one, citations) for one in answer.citations}
        statements += (_renumbered(one, numbers) for one in answer.statements)
        groups += (_group_renumbered(one, numbers) for one in answer.groups)
    answered = [answer for answer in answers if answer.answered]
    return Answer(
        question,
        "; ".join(answer.text for answer in answered),
        tuple(statements),
        tuple(citations),
        _alternating([answer.passages for answer in answers]),
        min((a.confidence for a in answered), default=max(a.confidence for a in answers)),
        reason=_reason(answers),
        groups=tuple(groups),
        other_language=all(answer.other_language for answer in answers),
    )


def _number(citation: Citation, citations: list[Citation]) -> int:
    """Its number among all; the same place has one number."""
    for earlier in citations:
        if (earlier.paragraph, earlier.span) == (citation.paragraph, citation.span):
            return earlier.number
    citations.append(replace(citation, number=len(citations) + 1))
    return len(citations)


def _renumbered(statement: Statement, numbers: dict[int, int]) -> Statement:
    return replace(statement, citations=tuple(numbers[n] for n in statement.citations))


def _group_renumbered(group: Group, numbers: dict[int, int]) -> Group:
    return replace(
        group,
        citations=tuple(numbers[n] for n in group.citations),
        retold=tuple(numbers[n] for n in group.retold),
        attributions=tuple(Attribution(numbers[a.citation], a.span) for a in group.attributions),
    )


def _alternating(passages: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The best passage of each part, the second of each, and so on; each paragraph once."""
    once: dict[tuple[str, int], Hit] = {}
    for hit in chain.from_iterable(zip_longest(*passages)):
        if hit is not None:
            once.setdefault((hit.paragraph.document.source, hit.paragraph.ordinal), hit)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(once.values(), start=1))


def _reason(answers: Sequence[Answer]) -> str:
    missing = [answer for answer in answers if not answer.answered]
    foreign = next((answer.reason for answer in missing if answer.other_language), "")
    parts = " and ".join(f"“{answer.question}”" for answer in missing)
    return ": ".join(filter(None, (f"nothing answers {parts}" if parts else "", foreign)))
