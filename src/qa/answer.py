"""Findings -> Answer: the short answer, whole sentences as statements, numbered citations.

Everything that an answer says is a slice of a document; nothing is worded here but the reason
for having no answer.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.types import Answer, Citation, Finding, Hit, Span, Statement
from qa.words import content_words, stem, stems

THRESHOLD = 0.5
"""An answer is given when the best finding's score reaches this."""
STATEMENTS = 3
"""At most, in one answer."""
NEAR_BEST = 0.75
"""A further statement needs this part of the best finding's score, and the threshold."""
SAME = 0.8
"""Two sentences that share this part of their words (Jaccard) are one statement, cited twice."""


def compose(
    question: str,
    findings: Sequence[Finding],
    passages: Sequence[Hit],
    *,
    threshold: float = THRESHOLD,
) -> Answer:
    """The answer that the findings, best first, give.

    Args:
        findings: of a reader; none, or none good enough, gives an answer that is not answered.
        passages: what was read, best first.
        threshold: 0..1, the least score of a finding that answers.
    """
    confidence = findings[0].score if findings else 0.0
    if not findings or confidence < threshold:
        return Answer(
            question, "", (), (), tuple(passages), confidence, reason=_reason(question, passages)
        )
    statements: list[list[Finding]] = []
    for finding in findings:
        if finding.score < max(threshold, NEAR_BEST * confidence):
            break
        twin = next((s for s in statements if _same(s[0], finding)), None)
        if twin is not None:
            twin.append(finding)
        elif len(statements) < STATEMENTS:
            statements.append([finding])
    citations: list[Citation] = []
    numbered = [
        Statement(_sentence(group[0]), tuple(dict.fromkeys(_number(f, citations) for f in group)))
        for group in statements
    ]
    best = findings[0]
    text = best.hit.paragraph.document.text[best.span.start : best.span.end]
    marked = tuple(_marked(hit, statements) for hit in passages)
    return Answer(question, text, tuple(numbered), tuple(citations), marked, confidence)


def _sentence(finding: Finding) -> str:
    return finding.hit.paragraph.document.text[finding.sentence.start : finding.sentence.end]


def _number(finding: Finding, citations: list[Citation]) -> int:
    """The number of the finding's citation; the same place has the same number."""
    for known in citations:
        if known.paragraph == finding.hit.paragraph and known.span == finding.sentence:
            return known.number
    citations.append(Citation(len(citations) + 1, finding.hit.paragraph, finding.sentence))
    return len(citations)


def _marked(hit: Hit, statements: Sequence[Sequence[Finding]]) -> Hit:
    """The passage with its cited sentences as highlights, where it has some."""
    cited = {
        finding.sentence
        for group in statements
        for finding in group
        if finding.hit.paragraph == hit.paragraph
    }
    if not cited:
        return hit
    spans: tuple[Span, ...] = tuple(sorted(cited, key=lambda span: span.start))
    return replace(hit, highlights=spans)


def _same(one: Finding, other: Finding) -> bool:
    a, b = (frozenset(re.findall(r"\w+", _sentence(f).lower())) for f in (one, other))
    return len(a & b) >= SAME * len(a | b)


def _reason(question: str, passages: Sequence[Hit]) -> str:
    if not passages:
        return "the index holds no passage"
    said = frozenset().union(*(stems(hit.paragraph.text) for hit in passages))
    missing = [f"“{w}”" for w in content_words(question) if stem(w) not in said]
    if missing:
        return f"the nearest passages do not mention {', '.join(missing[:4])}"
    return "the nearest passages speak of this, but no sentence of theirs answers"
