"""Documents side by side: the oldest first, and those that say nothing named."""

from qa.answer.comparison import side_by_side
from qa.types import Document, Finding, Hit, Paragraph, Relation, Span


def _document(source: str, text: str, published: str) -> tuple[Document, Finding]:
    document = Document(source, text, published=published)
    place = Span(0, len(text))
    paragraph = Paragraph(document, 0, 0, len(text), sentences=(place,))
    start = text.index("about")
    return document, Finding(Hit(1, 1.0, paragraph), Span(start + 6, start + 8), 0.8)


NEW, NEW_SAYS = _document("new.txt", "The town counted about 60 ships.", "2024-02-01")
OLD, OLD_SAYS = _document("old.txt", "Pilots, who know, saw about 40 ships.", "2023-02-01")
UNDATED, UNDATED_SAYS = _document("undated.txt", "At noon there were about 60 ships.", "")
SILENT, UNSURE = _document("silent.txt", "A boat is about 10 metres long.", "2020-01-01")


def test_documents_side_by_side() -> None:
    findings = [NEW_SAYS, UNDATED_SAYS, OLD_SAYS, Finding(UNSURE.hit, UNSURE.span, 0.1)]
    documents = [UNDATED, NEW, SILENT, OLD]
    comparison = side_by_side("How many ships?", findings, documents, {}, threshold=0.2)
    said = [(s.citation.number, s.citation.quote, s.relation) for s in comparison.sayings]
    assert said == [
        (1, "about 40", Relation.DIFFERS),
        (2, "about 60", Relation.MAIN),
        (3, "about 60", Relation.MAIN),
    ]
    assert [s.citation.paragraph.document for s in comparison.sayings] == [OLD, NEW, UNDATED]
    assert comparison.silent == (SILENT,)
    assert comparison.sources_differ


def test_nothing_at_all() -> None:
    comparison = side_by_side("How many ships?", [], [OLD, NEW], {}, threshold=0.2)
    assert (comparison.sayings, comparison.silent) == ((), (OLD, NEW))
    assert not comparison.sources_differ
