"""Turns made from a few words: a document, its sentences, and what was answered from it."""

from qa.converse.turn import Turn
from qa.types import Answer, Citation, Document, Hit, Paragraph, Span, Statement

TEXT = (
    "Anna Berg leads the mill. She came from Oslo in 2009. “We grind at night,” said Berg, who"
    " likes the silence. The mill was built by two brothers. It burned down in 1911."
)
ENDS = (25, 53, 108, 144, len(TEXT))


def paragraph(text: str = TEXT, ends: tuple[int, ...] = ENDS, title: str = "The mill") -> Paragraph:
    """A document of one paragraph whose sentences end at these offsets."""
    starts = (0, *(end + 1 for end in ends[:-1]))
    spans = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    document = Document("mill.txt", text, title)
    return Paragraph(document, 0, 0, len(text), sentences=spans)


MILL = paragraph()


def cited(quote: str, number: int = 1, of: Paragraph = MILL) -> Citation:
    start = of.document.text.index(quote)
    return Citation(number, of, Span(start, start + len(quote)))


def turn(question: str, quote: str = "", *, understood_as: str | None = None) -> Turn:
    """A turn that was answered with these words of the mill; "" for one without an answer."""
    if not quote:
        return Turn(question, Answer(question, "", (), (), (), 0.1, understood_as=understood_as))
    citation = cited(quote)
    sentence = MILL.document.text[citation.sentence.start : citation.sentence.end]
    answer = Answer(
        question,
        quote,
        (Statement(sentence, (1,), quote),),
        (citation,),
        (Hit(1, 1.0, MILL, MILL.sentences[:1], (0.5,) * 5),),
        0.8,
        understood_as=understood_as,
    )
    return Turn(question, answer)
