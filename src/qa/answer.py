"""Findings -> Answer: the short answer, whole sentences as statements, numbered citations.

Everything that an answer says is a slice of a document; nothing is worded here but the reason
for having no answer.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.types import Answer, Citation, Finding, Hit, Span, Statement
from qa.words import content_words, stem, stems

THRESHOLD = 0.06
"""An answer is given when the best finding's score reaches this."""
STATEMENTS = 3
"""At most, in one answer."""
NEAR_BEST = 0.6
"""A further statement needs this part of the best finding's score, and the threshold."""
SAME = 0.8
"""Two sentences that share this part of their words (Jaccard) are one statement, cited twice."""

# These are not answered by a phrase: the whole sentence is the answer.
_WANTS_A_SENTENCE = re.compile(
    r"^\W*(?:why|explain|describe|how(?! (?:many|much|old|long|far|big|large|tall|high|often|soon"
    r"|deep|fast|heavy|wide)\b)|(?:what|how) (?:do|does|did)\b.*\b(?:say|think|argue|believe|claim"
    r"|warn|expect|suggest)|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
    r"\b)",
    re.IGNORECASE,
)


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
    if _WANTS_A_SENTENCE.search(question):
        findings = [replace(f, span=f.hit.paragraph.sentence_at(f.span)) for f in findings]
    groups: list[list[Finding]] = []
    for finding in findings:
        if finding.score < max(threshold, NEAR_BEST * confidence):
            continue
        twin = next((group for group in groups if _same(group[0], finding)), None)
        if twin is not None:
            twin.append(finding)
        elif len(groups) < STATEMENTS:
            groups.append([finding])
    citations: list[Citation] = []
    statements = [
        Statement(_sentence(group[0]), tuple(dict.fromkeys(_cite(f, citations) for f in group)))
        for group in groups
    ]
    text = _slice(findings[0].hit, findings[0].span)
    marked = tuple(_marked(hit, citations) for hit in passages)
    return Answer(question, text, tuple(statements), tuple(citations), marked, confidence)


def _slice(hit: Hit, span: Span) -> str:
    return hit.paragraph.document.text[span.start : span.end]


def _sentence(finding: Finding) -> str:
    return _slice(finding.hit, finding.hit.paragraph.sentence_at(finding.span))


def _cite(finding: Finding, citations: list[Citation]) -> int:
    """The number of the finding's citation; the same place has the same number."""
    for known in citations:
        if (known.paragraph, known.span) == (finding.hit.paragraph, finding.span):
            return known.number
    citations.append(Citation(len(citations) + 1, finding.hit.paragraph, finding.span))
    return len(citations)


def _marked(hit: Hit, citations: Sequence[Citation]) -> Hit:
    """The passage with what is cited of it as highlights, where something is."""
    cited = sorted((c.span for c in citations if c.paragraph == hit.paragraph), key=_start)
    return replace(hit, highlights=tuple(cited)) if cited else hit


def _start(span: Span) -> int:
    return span.start


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
