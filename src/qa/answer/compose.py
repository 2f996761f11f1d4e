"""Findings -> Answer: the short answer, whole sentences as statements, numbered citations.

All text of an answer is a slice of a document; only the reason why there is no answer is worded
here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from types import MappingProxyType

from qa.answer.citing import cite
from qa.answer.groups import grouped
from qa.answer.question_type import Want, asked_names, defined_subject, wanted, wanted_kind
from qa.answer.whole import defines, whole
from qa.text.words import content_words, stem, stems, words
from qa.types import Answer, Citation, Finding, Hit, Kind, Span, Statement

THRESHOLD = 0.2
"""The least score of a finding that is given as an answer."""
MOST_STATEMENTS = 3
"""In one answer."""
NEAR_BEST = {Want.PHRASE: 0.7, Want.SENTENCE: 0.7, Want.SEVERAL: 0.33}
"""A further statement needs at least this part of the first one's score, and the threshold."""
SAME_SENTENCE = 0.8
"""Two sentences that share at least this part of their words (Jaccard) become one statement with
two citations."""
DEFINITION = 0.5
"""A sentence that begins as a definition goes before others with this part of the best score."""
AGREEMENT = 0.5
"""The part of its own chance that a passage adds to the same answer from another passage, when
answers are compared."""

_DECIDING = frozenset("not no never nor without cannot t".split())
"""Words that turn a sentence into its contrary."""
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
    findings = [finding for finding in _by_agreement(findings) if finding.score >= threshold]
    if not findings:
        return Answer(
            question, "", (), (), tuple(passages), best, reason=_reason(question, passages)
        )
    want = wanted(question)
    findings = [replace(f, span=whole(question, want, f)) for f in findings]
    if subject := defined_subject(question):
        findings = _definition_first(findings, subject)
    if want is not Want.PHRASE:
        # A value of front matter says a fact; it explains nothing.
        findings = [
            f for f in findings if f.hit.paragraph.kind is not Kind.FRONT_MATTER
        ] or findings
        # A sentence that asks the question matches it best, but does not answer it.
        findings = [f for f in findings if not _slice(f.hit, f.span).endswith("?")] or findings
    confidence = findings[0].score
    alike: list[list[Finding]] = []
    for finding in findings:
        if finding.score < NEAR_BEST[want] * confidence:
            continue
        matching = next((group for group in alike if _same_sentence(group[0], finding)), None)
        if matching is not None:
            matching.append(finding)
        elif len(alike) < MOST_STATEMENTS:
            alike.append([finding])
    citations: list[Citation] = []
    statements = tuple(
        Statement(
            _sentence(group[0]),
            tuple(dict.fromkeys(n for f in group for n in cite(f, citations))),
            _slice(group[0].hit, group[0].span),
        )
        for group in alike
    )
    text = _slice(findings[0].hit, findings[0].span)
    groups, cited = grouped(question, findings, citations, reports)
    highlighted = tuple(_highlighted(hit, cited) for hit in passages)
    return Answer(
        question,
        text,
        statements,
        cited,
        highlighted,
        confidence,
        groups=groups,
    )


def _definition_first(findings: list[Finding], subject: str) -> list[Finding]:
    """The likeliest finding whose sentence says what the subject is, first."""
    for finding in findings:
        near = finding.score >= DEFINITION * findings[0].score
        if near and defines(_slice(finding.hit, finding.span), subject):
            return [finding, *(other for other in findings if other is not finding)]
    return findings


def _slice(hit: Hit, span: Span) -> str:
    return hit.paragraph.document.text[span.start : span.end]


def _sentence(finding: Finding) -> str:
    return _slice(finding.hit, finding.hit.paragraph.sentence_at(finding.span))


def _highlighted(hit: Hit, citations: Sequence[Citation]) -> Hit:
    """The passage with its citations as highlights; unchanged if nothing of it is cited."""
    cited = sorted((c.span for c in citations if c.paragraph == hit.paragraph), key=_start)
    return replace(hit, highlights=tuple(cited)) if cited else hit


def _start(span: Span) -> int:
    return span.start


def _same_sentence(one: Finding, other: Finding) -> bool:
    """Whether they say the same: nearly the same words; the same names, numbers and "not"."""
    words_of_one, words_of_other = (
        frozenset(re.findall(r"\w+", _sentence(f))) for f in (one, other)
    )
    lower_of_one, lower_of_other = (
        frozenset(word.lower() for word in words) for words in (words_of_one, words_of_other)
    )
    different = lower_of_one ^ lower_of_other
    if any(word in _DECIDING or word[0].isdigit() for word in different):
        return False
    if any(w[0].isupper() and w.lower() in different for w in words_of_one | words_of_other):
        return False
    return len(lower_of_one & lower_of_other) >= SAME_SENTENCE * len(lower_of_one | lower_of_other)


def _by_agreement(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, best first, where the same answer from several passages counts for more.

    Their scores stay as they are, because near misses agree with each other too.
    """
    answers = [_normalised(_slice(f.hit, f.span)) for f in findings]
    # By answer and rank of the passage: the chance that all its findings are wrong, weighted by
    # AGREEMENT.
    doubts: dict[tuple[str, ...], dict[int, float]] = {}
    for finding, answer in zip(findings, answers, strict=True):
        of_answer, rank = doubts.setdefault(answer, {}), finding.hit.rank
        of_answer[rank] = of_answer.get(rank, 1.0) * (1 - AGREEMENT * finding.score)

    def agreed_chance(n: int) -> float:
        others = (d for rank, d in doubts[answers[n]].items() if rank != findings[n].hit.rank)
        return 1 - prod(others, start=1 - findings[n].score)

    return [findings[n] for n in sorted(range(len(findings)), key=lambda n: -agreed_chance(n))]


def _normalised(text: str) -> tuple[str, ...]:
    """The words without case, punctuation and articles; the text itself where none are left."""
    return tuple(w for w, _ in words(text) if w not in ("a", "an", "the")) or (text,)


def _reason(question: str, passages: Sequence[Hit]) -> str:
    if not passages:
        return "the index holds no passage"
    stems_in_passages = frozenset().union(*(stems(hit.paragraph.with_context) for hit in passages))
    as_written = {word: question[span.start : span.end] for word, span in words(question)}
    missing = [
        f"“{as_written[word]}”"
        for word in content_words(question)
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


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
