"""What each document says to a question, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.answer.groups import brought_together
from qa.answer.question_type import wanted
from qa.answer.whole import whole
from qa.types import Citation, Comparison, Document, Finding, Relation, Saying


def side_by_side(
    question: str,
    findings: Sequence[Finding],
    documents: Sequence[Document],
    reports: Mapping[str, int],
    *,
    threshold: float,
) -> Comparison:
    """The best finding of each document, and what others are quoted as saying beside the likeliest.

    The oldest first; what has no date comes last, in the order of `documents`.

    Args:
        findings: of all documents.
        documents: those that were read, the nearest first.
        reports: for a document its report, as in `compose`.
        threshold: 0..1, the least score of a finding that is shown.
    """
    want = wanted(question)
    best: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda f: -f.score):
        if finding.score >= threshold:
            source = finding.hit.paragraph.document.source
            best.setdefault(source, replace(finding, span=whole(question, want, finding)))
    said = [
        (one, relation)
        for group, relation in (
            brought_together(question, tuple(best.values()), reports) if best else ()
        )
        for one in group
    ]
    shown = {one.source for one, _ in said}
    found: list[tuple[Document, Finding, Relation | None, str]] = [
        (one.finding.hit.paragraph.document, one.finding, relation, one.spoken_by)
        for one, relation in said
    ]
    found += [
        (finding.hit.paragraph.document, finding, None, "")
        for source, finding in best.items()
        if source not in shown
    ]
    order = {document.source: n for n, document in enumerate(documents)}
    found.sort(key=lambda one: (_day(one[0]), order[one[0].source], one[1].span.start))
    sayings = tuple(
        Saying(Citation(number, finding.hit.paragraph, finding.span), finding.score, relation, who)
        for number, (_, finding, relation, who) in enumerate(found, start=1)
    )
    silent = tuple(document for document in documents if document.source not in best)
    return Comparison(question, sayings, silent)


def _day(document: Document) -> str:
    """Its date, for sorting; what has none sorts last."""
    return document.published if document.published[:4].isdigit() else "~"
