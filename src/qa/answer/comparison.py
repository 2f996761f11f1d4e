"""What each document says to a question, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.answer.groups import brought_together, gives_what_is_asked
from qa.answer.whole import whole
from qa.text.question_type import wanted
from qa.types import Citation, Comparison, Document, Finding, Relation, Saying

_Found = tuple[Finding, Relation | None, str]


def side_by_side(
    question: str,
    findings: Sequence[Finding],
    documents: Sequence[Document],
    reports: Mapping[str, int],
    *,
    threshold: float,
) -> Comparison:
    """What each document says: its best answer, and others of it that can be compared.

    The oldest first; what has no date comes last, in the order of `documents`.

    Args:
        findings: of all documents.
        documents: those that were read, the nearest first.
        reports: for a document its report, as in `compose`.
        threshold: 0..1, the least score of a finding that is shown.
    """
    want = wanted(question)
    answering = [
        replace(finding, span=whole(question, want, finding))
        for finding in sorted(findings, key=lambda finding: -finding.score)
        if finding.score >= threshold and not finding.sentence_text.endswith("?")
    ]
    answering = [f for f in answering if gives_what_is_asked(question, f)] or answering
    found: dict[tuple[str, int], _Found] = {}
    groups = brought_together(question, answering, reports) if answering else []
    for number, (group, relation) in enumerate(groups):
        for one in group:
            found.setdefault((one.source, number), (one.finding, relation, one.spoken_by))
    shown = {source for source, _ in found}
    for finding in answering:
        source = finding.hit.paragraph.document.source
        if source not in shown:
            found.setdefault((source, -1), (finding, None, ""))
    order = {document.source: n for n, document in enumerate(documents)}
    ordered = sorted(
        found.items(), key=lambda one: (_day(one[1][0]), order[one[0][0]], one[1][0].span.start)
    )
    sayings = tuple(
        Saying(Citation(number, finding.hit.paragraph, finding.span), finding.score, relation, who)
        for number, (_, (finding, relation, who)) in enumerate(ordered, start=1)
    )
    saying = {source for source, _ in found}
    silent = tuple(document for document in documents if document.source not in saying)
    return Comparison(question, sayings, silent)


def _day(finding: Finding) -> str:
    """The date of its document, for sorting; what has none sorts last."""
    published = finding.hit.paragraph.document.published
    return published if published[:4].isdigit() else "~"
