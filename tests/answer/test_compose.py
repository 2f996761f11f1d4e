"""Answers hold the documents' own words, at their places, under stable numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.answer.choosing import MOST_STATEMENTS
from qa.answer.compose import THRESHOLD, compose
from qa.errors import BadInput
from qa.indexing.results import Summary
from qa.library import Library
from qa.read.sentence_reader import SentenceReader
from qa.split.paragraphs import split
from qa.store.store import Store
from qa.types import Document, Finding, Hit, Paragraph, Span

TEXT = "The bridge was closed on Monday. It has cracks. The repair takes two years."
SPANS = (Span(0, 32), Span(33, 47), Span(48, 75))


def _hit(source: str, rank: int, text: str = TEXT) -> Hit:
    paragraph = Paragraph(Document(source, text), 0, 0, len(text), sentences=SPANS)
    return Hit(rank, 1.0, paragraph, similarities=(0.2, 0.2, 0.3))


ONE, TWO = _hit("one.txt", 1), _hit("two.txt", 2)


def test_the_answer_is_the_best_span_and_its_sentence_a_statement() -> None:
    answer = compose("When?", [Finding(ONE, Span(25, 31), 0.9)], [ONE])
    assert (answer.text, answer.confidence, answer.answered) == ("Monday", 0.9, True)
    assert [s.text for s in answer.statements] == ["The bridge was closed on Monday."]
    assert answer.statements[0].citations == (1,)
    assert answer.citations[0].quote == "Monday"
    assert answer.citations[0].sentence == SPANS[0]
    assert answer.passages[0].highlights == (Span(25, 31),)


def test_the_same_sentence_elsewhere_is_one_statement_with_two_citations() -> None:
    findings = [Finding(ONE, SPANS[0], 0.9), Finding(TWO, SPANS[0], 0.8)]
    answer = compose("When?", findings, [ONE, TWO])
    assert [s.citations for s in answer.statements] == [(1, 2)]
    assert [c.paragraph.document.source for c in answer.citations] == ["one.txt", "two.txt"]


def test_the_same_place_has_the_same_number() -> None:
    findings = [Finding(ONE, SPANS[0], 0.9), Finding(ONE, SPANS[0], 0.8)]
    answer = compose("What?", findings, [ONE])
    assert [(c.number, c.quote) for c in answer.citations] == [(1, TEXT[:32])]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was the bridge closed?", "Monday"),
        ("What does the mayor own?", "Monday"),
        ("Why was the bridge closed?", TEXT[:47]),
        ("How did they close it?", TEXT[:32]),
        ("What does the mayor say about the bridge?", TEXT[:32]),
        ("Was the bridge closed?", TEXT[:32]),
    ],
)
def test_some_questions_want_a_whole_sentence(question: str, text: str) -> None:
    answer = compose(question, [Finding(ONE, Span(25, 31), 0.9)], [ONE])
    assert (answer.text, answer.citations[0].quote) == (text, text)


def test_only_sentences_near_the_best_are_added_and_not_too_many() -> None:
    long = " ".join(f"Unlike sentence {chr(97 + n) * 9}." for n in range(6))
    sentences = [Span(i * 27, i * 27 + 26) for i in range(6)]
    document = Document("a.txt", long)
    hit = Hit(1, 1.0, Paragraph(document, 0, 0, len(long), sentences=tuple(sentences)))
    findings = [Finding(hit, s, 0.9) for s in sentences]
    assert len(compose("?", findings, [hit]).statements) == MOST_STATEMENTS
    weak = [findings[0], Finding(hit, sentences[1], 0.62)]
    assert len(compose("?", weak, [hit]).statements) == 1


@pytest.mark.parametrize(
    ("findings", "question", "reason"),
    [
        ([], "Who owns the submarine?", "passages do not mention “owns” and “submarine”"),
        ([Finding(ONE, SPANS[1], 0.01)], "Which cracks closed it?", "no sentence"),
        ([], "Was it closed on Monday in Paris?", "speak of Monday, but do not mention “Paris”"),
        (
            [],
            "When was Ada on the Bridge born?",
            "Bridge, but give no date: they do not mention “Ada”",
        ),
        ([], "Where is the bridge?", "speak of this, but name no place"),
        ([], "Please define bilge", "passages do not mention “bilge”"),
        ([], "Can you show me the ferries?", "passages do not mention “ferries”"),
        ([], "Give me a table of the ferries", "passages do not mention “ferries”"),
        ([], "Is the ferry still sailing?", "passages do not mention “ferry” and “sailing”"),
    ],
    ids=[
        "nothing found",
        "nothing good enough",
        "a name",
        "no date",
        "no place",
        "a command",
        "a polite command",
        "a form of answer",
        "an adverb",
    ],
)
def test_no_answer_gives_the_nearest_passages_and_a_reason(
    findings: list[Finding], question: str, reason: str
) -> None:
    answer = compose(question, findings, [ONE])
    assert (answer.answered, answer.text) == (False, "")
    assert (answer.statements, answer.citations) == ((), ())
    assert answer.passages == (ONE,)
    assert reason in answer.reason


def test_the_same_answer_in_two_passages_comes_first_at_its_own_chance() -> None:
    other = _hit(
        "three.txt", 3, "It was shut on a Monday, they said. It has cracks. Nobody knows why"
    )
    alone = Finding(ONE, Span(48, 58), 0.5)
    monday = [Finding(TWO, Span(25, 31), 0.45), Finding(other, Span(15, 23), 0.4)]
    answer = compose("When was it closed?", [alone, *monday], [ONE, TWO, other])
    assert answer.text == "Monday"
    assert answer.confidence == 0.45
    assert compose("When was it closed?", [alone, monday[0]], [ONE, TWO]).confidence == 0.5


def test_findings_that_agree_below_the_threshold_do_not_hide_one_above_it() -> None:
    other = _hit("three.txt", 3, "On Monday, it was shut, they said. It has cracks. Nobody knows")
    monday = [
        Finding(hit, span, THRESHOLD - 0.01)
        for hit, span in ((TWO, Span(25, 31)), (other, Span(3, 9)))
    ]
    answer = compose(
        "When?", [Finding(ONE, Span(48, 58), THRESHOLD + 0.03), *monday], [ONE, TWO, other]
    )
    assert (answer.text, answer.confidence) == ("The repair", THRESHOLD + 0.03)


def test_a_sentence_that_asks_the_question_does_not_lend_its_chance() -> None:
    text = "Why was the bridge closed? It has cracks. Nobody saw them."
    sentences = (Span(0, 26), Span(27, 41), Span(42, 58))
    paragraph = Paragraph(Document("a.txt", text), 0, 0, len(text), sentences=sentences)
    hit = Hit(1, 1.0, paragraph, similarities=(0.9, 0.3, 0.2))
    findings = [Finding(hit, sentences[0], 0.9), Finding(hit, sentences[1], 0.3)]
    answer = compose("Why was the bridge closed?", findings, [hit])
    assert [s.text for s in answer.statements] == ["It has cracks."]
    assert (answer.text, answer.confidence) == ("It has cracks.", 0.3)


def test_sources_that_differ_are_said_to() -> None:
    many = _hit(
        "many.txt", 1, "They sent 12,000 men. It has cracks. The repair takes two years, or"
    )
    few = _hit("few.txt", 2, "They sent 10,000 men, it has cracks. The repair takes two years, or")
    findings = [Finding(many, Span(10, 16), 0.7), Finding(few, Span(10, 16), 0.6)]
    answer = compose("How many men were sent?", findings, [many, few])
    assert [group.answer for group in answer.groups] == ["12,000", "10,000"]
    assert [group.citations for group in answer.groups] == [(1,), (2,)]
    assert answer.sources_differ
    assert not compose("How many men were sent?", findings[:1], [many]).sources_differ
    longer = [findings[0], Finding(few, Span(10, 20), 0.6)]
    assert "12,000" in compose("How many?", longer, [many, few]).groups[0].answer


def _found(source: str, text: str, *answers: str, score: float = 0.5) -> list[Finding]:
    paragraph = split(Document(source, text))[0]
    hit = Hit(len(source), 1.0, paragraph, similarities=(0.2,) * len(paragraph.sentences))
    places = ((text.index(answer), answer) for answer in answers)
    return [Finding(hit, Span(at, at + len(answer)), score) for at, answer in places]


def test_one_document_places_and_reasons_do_not_differ() -> None:
    one = "They sent 12,000 men to the front. It was 10,000 men at first."
    other = "They sent the men to be trained there. Nobody counted them."
    numbers = _found("one", one, "12,000", "10,000", score=0.9)
    assert not compose("How many men were sent?", numbers, ()).sources_differ
    reasons = _found("one", one, "front", score=0.9) + _found("other", other, "trained", score=0.9)
    assert not compose("Why were men sent?", reasons, ()).sources_differ
    assert not compose("Where were men sent?", reasons, ()).sources_differ


def test_a_question_in_an_article_is_no_reason() -> None:
    text = "So why was the bridge shut, one may ask? It has had cracks for years."
    findings = _found("a", text, "the bridge", score=0.6) + _found("a", text, "cracks")
    assert compose("Why was it shut?", findings, ()).text == "It has had cracks for years."


def test_no_passages_at_all() -> None:
    assert compose("Who?", [], []).reason == "the index holds no passage"


def test_the_sentence_reader_prefers_the_sentence_that_says_the_words() -> None:
    findings = SentenceReader().read("How long does the repair take?", [ONE])
    assert findings[0].span == SPANS[2]
    assert [f.score for f in findings] == sorted((f.score for f in findings), reverse=True)
    assert all(0 < f.score < 1 for f in findings)


def test_the_sentence_reader_without_hits() -> None:
    assert SentenceReader().read("Who?", []) == ()


words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(lines=st.lists(words, min_size=1, max_size=8), question=words.filter(str.strip))
def test_every_quote_stands_in_its_document(
    lines: list[str], question: str, tmp_path: Path, build: Callable[..., Summary]
) -> None:
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    text = "The mayor opened the new bridge over the river.\n" + "\n".join(lines)
    (folder / "a.txt").write_text(text, encoding="utf-8", newline="")
    try:
        build(folder, rebuild=True)
    except BadInput:  # a text of control characters alone is taken as binary
        return
    library = Library(Store.open(tmp_path / "index"), embedder=FakeEmbedder())
    answer = library.ask(question + " mayor")
    document = library.documents()[0]
    assert document.text == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    for citation in answer.citations:
        assert document.text[citation.span.start : citation.span.end] == citation.quote
    for hit in answer.passages:
        assert document.text[hit.paragraph.start : hit.paragraph.end] == hit.paragraph.text
    library.close()
