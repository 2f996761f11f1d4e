"""Findings -> Answer: the short answer, whole sentences as statements, numbered citations.

All text of an answer is a slice of a document; only the reason why there is no answer is worded
here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from qa.answer.choosing import fit_to_answer, statements_of
from qa.answer.citing import cite
from qa.answer.groups import grouped, is_held_right
from qa.text.question_type import asked_names, wanted_kind
from qa.text.words import STOP_WORDS, content_words, stem, stems, words
from qa.types import Answer, Citation, Finding, Hit, Span, Statement

THRESHOLD = 0.2
"""The least score of a finding that is given as an answer."""

_NOT_GIVEN = {
    "date": "give no date",
    "place": "name no place",
    "name": "do not say who",
    "number": "give no number",
    "reason": "give no reason",
}

_COMMAND = re.compile(
    r"\W*(?:(?:please|now|and|(?:can|could|would|will) you|i (?:want|need|would like)(?: you)? to)"
    r"[\s,]+)*(?:define|list|show|give|tell|find|get|print|display|explain|describe|name|state"
    r"|mention|enumerate|compare|outline|summari[sz]e|look up|search for)\b"
    r"(?!\s*(?:[?!.]|$))(?:\s+(?:me|us)\b)?"
    r"(?:\s+(?:the|a|an)\s+(?:list|table|names?|number|overview)\s+of\b)?",
    re.IGNORECASE,
)
"""The words of command before what is asked for: "Please show me", "Give me the table of"."""
_SIDE_WORDS = frozenset(
    "still yet already ever never always actually really exactly currently please".split()
)
"""Adverbs that colour a question; a document that answers it need not have them."""


def compose(
    question: str,
    findings: Sequence[Finding],
    passages: Sequence[Hit],
    *,
    threshold: float = THRESHOLD,
    reports: Mapping[str, int] = MappingProxyType({}),
) -> Answer:
    """The answer that the findings give.

    Args:
        findings: from a reader, best first; without one that reaches the threshold, the answer is
            not answered and gives a reason.
        passages: those that were read, best first.
        threshold: 0..1, the least score of a finding that is given as an answer.
        reports: for a document's source the number of the report that it is, or retells; what is
            missing is a report by itself.
    """
    best = max((finding.score for finding in findings), default=0.0)
    likely = [finding for finding in findings if finding.score >= threshold]
    unlikely = [finding for finding in findings if finding.score < threshold]
    findings = fit_to_answer(question, likely)
    if not findings:
        return Answer(
            question, "", (), (), tuple(passages), best, reason=_reason(question, passages)
        )
    shown = statements_of(question, findings)
    first = shown[0][0]
    citations: list[Citation] = []
    statements = tuple(
        Statement(
            group[0].sentence_text,
            tuple(dict.fromkeys(n for f in group for n in cite(f, citations))),
            group[0].quote,
        )
        for group in shown
    )
    ordered = [first, *(finding for finding in findings if finding is not first)]
    ordered += fit_to_answer(question, [f for f in unlikely if is_held_right(f)])
    groups, cited = grouped(question, ordered, citations, reports)
    highlighted = tuple(_highlighted(hit, cited) for hit in passages)
    return Answer(
        question,
        first.quote,
        statements,
        cited,
        highlighted,
        first.score,
        groups=groups,
    )


def _highlighted(hit: Hit, citations: Sequence[Citation]) -> Hit:
    """The passage with its citations as highlights; unchanged if nothing of it is cited."""
    cited = sorted((c.span for c in citations if c.paragraph == hit.paragraph), key=_start)
    return replace(hit, highlights=tuple(cited)) if cited else hit


def _start(span: Span) -> int:
    return span.start


def _reason(question: str, passages: Sequence[Hit]) -> str:
    if not passages:
        return "the index holds no passage"
    stems_in_passages = frozenset().union(*(stems(hit.paragraph.with_context) for hit in passages))
    as_written = {word: question[span.start : span.end] for word, span in words(question)}
    missing = [
        f"“{as_written[word]}”"
        for word in _told_of(question)
        if stem(word) not in stems_in_passages
    ]
    not_mentioned = f"do not mention {_listed(missing[:4])}" if missing else ""
    names = _listed([name for name in asked_names(question) if stems(name) <= stems_in_passages])
    not_given = _NOT_GIVEN.get(wanted_kind(question), "")
    if not_mentioned and not names:
        return f"the nearest passages {not_mentioned}"
    gap = (
        ": they ".join(filter(None, (not_given, not_mentioned))) or "no sentence of theirs answers"
    )
    return f"the nearest passages speak of {names or 'this'}, but {gap}"


def _told_of(question: str) -> tuple[str, ...]:
    """The words that documents can be missing: neither the command that it begins with nor "still".

    A question of nothing else has none.
    """
    command = _COMMAND.match(question)
    asked = content_words(question[command.end() :] if command else question)
    return tuple(word for word in asked if word not in _SIDE_WORDS and word not in STOP_WORDS)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
