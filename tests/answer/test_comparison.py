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


def test_a_sentence_that_asks_says_nothing() -> None:
    asks, asked = _document("asks.txt", "Were there about 60 ships in the harbour?", "")
    comparison = side_by_side("How many ships?", [asked, OLD_SAYS], [asks, OLD], {}, threshold=0.2)
    assert [s.citation.quote for s in comparison.sayings] == ["about 40"]
    assert comparison.silent == (asks,)


def test_one_document_may_say_two_things() -> None:
    text = "Pilots said that about 40 ships came. The town said that about 60 ships came."
    document = Document("two.txt", text)
    sentences = (Span(0, 37), Span(38, len(text)))
    paragraph = Paragraph(document, 0, 0, len(text), sentences=sentences)
    finding = Finding(Hit(1, 1.0, paragraph), Span(23, 25), 0.8)
    comparison = side_by_side("How many ships?", [finding], [document], {}, threshold=0.2)
    said = [(s.citation.quote, s.attributed) for s in comparison.sayings]
    assert said == [("about 40", "Pilots"), ("about 60", "The town")]
