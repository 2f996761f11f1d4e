"""Findings -> Answer: the short answer, whole sentences as statements, numbered citations.

Everything that an answer says is a slice of a document; nothing is worded here but the reason
for having no answer.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from qa.answer.differing import differing_statements
from qa.answer.question_type import Want, asked_names, wanted, wanted_kind
from qa.text.words import content_words, stem, stems, words
from qa.types import Answer, Citation, Finding, Hit, Span, Statement

THRESHOLD = 0.2
"""The least score of a finding that answers."""
MOST_STATEMENTS = 3
"""At most, in one answer."""
NEAR_BEST = {Want.PHRASE: 0.7, Want.SENTENCE: 0.7, Want.SEVERAL: 0.33}
"""A further statement needs this part of the first one's score, and the threshold."""
SAME_SENTENCE = 0.8
"""Two sentences that share this part of their words (Jaccard) are one statement, cited twice."""
AGREEMENT = 0.5
"""How much a passage that gives the same answer adds when answers are compared: its own chance, in
this part."""

_NOT_GIVEN = {
    "date": "give no date",
    "place": "name no place",
    "name": "do not say who",
    "number": "give no number",
    "reason": "give no reason",
}


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
    best = max((finding.score for finding in findings), default=0.0)
    findings = [finding for finding in _agreed(findings) if finding.score >= threshold]
    if not findings:
        return Answer(
            question, "", (), (), tuple(passages), best, reason=_reason(question, passages)
        )
    want = wanted(question)
    if want is not Want.PHRASE:
        findings = [replace(f, span=f.hit.paragraph.sentence_at(f.span)) for f in findings]
        # An article that asks the same words the question at its best, and does not answer it.
        findings = [f for f in findings if not _slice(f.hit, f.span).endswith("?")] or findings
    confidence = findings[0].score
    groups: list[list[Finding]] = []
    for finding in findings:
        if finding.score < NEAR_BEST[want] * confidence:
            continue
        twin = next((group for group in groups if _same(group[0], finding)), None)
        if twin is not None:
            twin.append(finding)
        elif len(groups) < MOST_STATEMENTS:
            groups.append([finding])
    citations: list[Citation] = []
    statements = tuple(
        Statement(
            _sentence(group[0]),
            tuple(dict.fromkeys(_cite(f, citations) for f in group)),
            _slice(group[0].hit, group[0].span),
        )
        for group in groups
    )
    text = _slice(findings[0].hit, findings[0].span)
    marked = tuple(_marked(hit, citations) for hit in passages)
    return Answer(
        question,
        text,
        statements,
        tuple(citations),
        marked,
        confidence,
        differing=differing_statements(statements, citations, confidence),
    )


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
    return len(a & b) >= SAME_SENTENCE * len(a | b)


def _agreed(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, best first, where the same answer from several passages adds up.

    What each is worth alone stays as it is: near misses agree with each other too.
    """
    answers = [_plain(_slice(f.hit, f.span)) for f in findings]
    # By answer and passage: the chance that all of its findings are wrong, as seen by others.
    doubts: dict[tuple[str, ...], dict[int, float]] = {}
    for finding, answer in zip(findings, answers, strict=True):
        doubt, rank = doubts.setdefault(answer, {}), finding.hit.rank
        doubt[rank] = doubt.get(rank, 1.0) * (1 - AGREEMENT * finding.score)

    def agreed(n: int) -> float:
        others = (d for rank, d in doubts[answers[n]].items() if rank != findings[n].hit.rank)
        return 1 - prod(others, start=1 - findings[n].score)

    return [findings[n] for n in sorted(range(len(findings)), key=lambda n: -agreed(n))]


def _plain(text: str) -> tuple[str, ...]:
    """The words without case, punctuation and articles; the text where it has no words."""
    return tuple(w for w, _ in words(text) if w not in ("a", "an", "the")) or (text,)


def _reason(question: str, passages: Sequence[Hit]) -> str:
    if not passages:
        return "the index holds no passage"
    said = frozenset().union(
        *(stems(f"{hit.paragraph.document.title}\n{hit.paragraph.text}") for hit in passages)
    )
    written = {word: question[span.start : span.end] for word, span in words(question)}
    missing = [f"“{written[w]}”" for w in content_words(question) if stem(w) not in said]
    unsaid = f"do not mention {_listed(missing[:4])}" if missing else ""
    names = _listed([name for name in asked_names(question) if stems(name) <= said])
    ungiven = _NOT_GIVEN.get(wanted_kind(question), "")
    if unsaid and not names:
        return f"the nearest passages {unsaid}"
    gap = ": they ".join(filter(None, (ungiven, unsaid))) or "no sentence of theirs answers"
    return f"the nearest passages speak of {names or 'this'}, but {gap}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
