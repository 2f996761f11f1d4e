"""What the judge reads of a span: its sentence with what is needed to understand it."""

from __future__ import annotations

from qa.read.candidates import candidate_of
from qa.read.judge import Candidate
from qa.split.paragraphs import split
from qa.types import Document, Kind, Paragraph, Span

TOWN = "# Town\n\n## Bridges\n\nOld.\n\n## Streets\n\n### Names\n\nHigh Street is from 1820."


def of(question: str, text: str, marked: str, source: str = "town.md") -> Candidate:
    document = Document(source, text, "Town")
    place = text.index(marked)
    span = Span(place, place + len(marked))
    paragraph = next(p for p in split(document) if p.start <= place < p.end)
    return candidate_of(question, paragraph, span)


def test_a_sentence_with_its_headings_and_the_one_before() -> None:
    candidate = of("When?", TOWN, "1820")
    assert candidate.sentence[candidate.start : candidate.end] == "1820"
    assert candidate.heading == "Town > Streets > Names"
    later = of("When?", "It is long. It was opened in 1932. It is red.", "1932")
    assert (later.sentence, later.before) == ("It was opened in 1932.", "It is long.")


def test_a_folder_is_read_where_the_question_names_it() -> None:
    text, source = "Fry the dough in butter.", "Recipes/Aunt_Rosa/waffles.md"
    assert of("How are Aunt Rosa's waffles fried?", text, "butter", source).heading == (
        "Aunt Rosa > Town"
    )
    assert of("How are waffles fried?", text, "butter", source).heading == "Town"


def test_a_cell_is_read_as_a_statement() -> None:
    text = "| Ship | Built |\n|---|---|\n| Tern | 1931 |\n| Gull | 1940 |\n"
    candidate = of("When was the Gull built?", text, "1940")
    assert candidate.sentence == "Ship Gull – Built: 1940."
    assert candidate.sentence[candidate.start : candidate.end] == "1940"


def test_the_question_is_asked_in_the_notation_of_the_place() -> None:
    assert of("What cost 45000 euros?", "The boat cost 45,000 euros.", "boat").asked == (
        "What cost 45,000 euros?"
    )


def test_a_turn_is_read_without_its_stamp_after_the_question() -> None:
    text = (
        "[00:10] Ann: The first bid is 900.\n[00:20] Bob: And the second?\n[00:25] Ann: 750.\n"
        "[00:30] Bob: Good.\n[00:40] Ann: Then we are done.\n"
    )
    candidate = of("How much is the second bid?", text, "750")
    assert candidate.sentence == "Ann: 750."
    assert candidate.before == "Ann: The first bid is 900. Bob: And the second?"


def test_of_an_endless_sentence_a_part_is_read() -> None:
    text = "word " * 100_000 + "1820 " + "word " * 100_000
    paragraph = Paragraph(
        Document("a.txt", text), 0, 0, len(text), Kind.BODY, (Span(0, len(text)),)
    )
    year = text.index("1820")
    candidate = candidate_of("When?", paragraph, Span(year, year + 4))
    assert len(candidate.sentence) < 5_000
    assert candidate.sentence[candidate.start : candidate.end] == "1820"
