"""Numbered citations of findings: a place that is cited twice has one number."""

from collections.abc import Iterator

from qa.types import Citation, Finding, Span


def cite(finding: Finding, citations: list[Citation]) -> Iterator[int]:
    """The numbers of the finding's citations: of its place, and of each copy of the passage.

    New ones are added to `citations`.
    """
    start = finding.hit.paragraph.start
    for paragraph in (finding.hit.paragraph, *finding.hit.copies):
        shift = paragraph.start - start
        span = Span(finding.span.start + shift, finding.span.end + shift)
        same_place = (c.number for c in citations if (c.paragraph, c.span) == (paragraph, span))
        number = next(same_place, len(citations) + 1)
        if number > len(citations):
            citations.append(Citation(number, paragraph, span))
        yield number
