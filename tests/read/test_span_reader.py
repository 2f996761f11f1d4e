"""The trained reader: exact spans, long passages in windows, nothing where there is nothing."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ModelUnusable
from qa.read.calibration import GIVEN_PARAGRAPH
from qa.read.judge import Judge
from qa.read.judging import JudgingReader
from qa.read.loading import load_reader
from qa.read.sentence_reader import SentenceReader
from qa.read.span_reader import CLOSE_UPS, SpanReader, SpanReading
from qa.read.windows import LONGEST_ANSWER
from qa.types import Document, Hit, Kind, Paragraph, Span

pytestmark = pytest.mark.model

TEXT = "Intro. Die Brücke 😀 über die Wend. The bridge was closed on Monday after a storm."
QUESTION = "When was the bridge closed?"


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader.default()


def _hit(text: str, start: int = 0, rank: int = 1) -> Hit:
    sentences = (Span(start, len(text)),)
    paragraph = Paragraph(Document(f"{rank}.txt", text), 0, start, len(text), sentences=sentences)
    return Hit(rank, 1.0, paragraph, similarities=(0.5,))


def test_the_span_is_exact_in_characters_of_the_document(reader: SpanReader) -> None:
    (finding,) = reader.read(QUESTION, [_hit(TEXT, start=7)])
    assert TEXT[finding.span.start : finding.span.end].startswith("Monday")
    assert 0 < finding.score < 1


def test_the_passage_that_answers_comes_first(reader: SpanReader) -> None:
    other = _hit("Apple growers expect to pick 12,000 tonnes this autumn.", rank=1)
    findings = reader.read(QUESTION, [other, _hit(TEXT, rank=2)])
    assert [finding.hit.rank for finding in findings] == [2, 1]
    assert findings[0].score > 2 * findings[1].score


def test_an_answer_far_inside_a_long_passage_is_found(reader: SpanReader) -> None:
    filler = "The town council met and spoke about the budget of the coming year. " * 20
    text = filler + "The bridge was closed on Monday. " + filler
    (finding,) = reader.read(QUESTION, [_hit(text)])
    assert text[finding.span.start : finding.span.end].endswith("Monday")


def test_of_an_endless_passage_the_part_around_its_highlight_is_read(reader: SpanReader) -> None:
    filler = "The town council met and spoke about the budget of the coming year. " * 20_000
    text = filler + "The bridge was closed on Monday. " + filler
    hit = replace(_hit(text), highlights=(Span(len(filler), len(filler) + 32),))
    (finding,) = reader.read(QUESTION, [hit])
    assert text[finding.span.start : finding.span.end].startswith("Monday")


def test_a_byline_that_was_asked_for_answers_with_the_name(reader: SpanReader) -> None:
    document = Document("a.txt", "By Ada Miller\n" + TEXT, author="Ada Miller")
    byline = Hit(1, 2.0, Paragraph(document, 0, 0, 13, Kind.BYLINE))
    first, *_ = reader.read("Who wrote the report on the bridge?", [byline, _hit(TEXT, rank=2)])
    assert document.text[first.span.start : first.span.end] == "Ada Miller"


def test_where_the_paragraph_is_given_a_chance_is_another_and_the_span_the_same(
    reader: SpanReader,
) -> None:
    (searched,) = reader.read(QUESTION, [_hit(TEXT)])
    (given_,) = SpanReader.default(GIVEN_PARAGRAPH).read(QUESTION, [_hit(TEXT)])
    assert given_.span == searched.span
    assert given_.relevance == searched.relevance
    assert given_.score != searched.score


def test_a_passage_counts_less_the_less_similar_it_is_than_the_nearest(reader: SpanReader) -> None:
    (alone,) = reader.read(QUESTION, [_hit(TEXT)])
    nearer = replace(_hit("Apples are cheap.", rank=2), similarities=(0.7,))
    beside = next(f for f in reader.read(QUESTION, [_hit(TEXT), nearer]) if f.hit.rank == 1)
    assert beside.relevance == pytest.approx(alone.relevance, abs=0.5)
    assert beside.score < alone.score - 0.1


def test_a_closer_look_is_at_title_sentence_before_and_sentence(reader: SpanReader) -> None:
    parts = [
        "It rained in Rome. ",
        "A storm came. ",
        "The bridge was closed on Monday. ",
        "It stank.",
    ]
    ends = [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
    sentences = [Span(end - len(part), end) for part, end in zip(parts, ends, strict=True)]
    document = Document("a.txt", "".join(parts), title="News of Wend")
    whole = Paragraph(document, 0, 0, ends[-1], sentences=tuple(sentences))
    reading = SpanReading(Hit(1, 1.0, whole), Span(ends[1] + 25, ends[1] + 31), 0.0, 0.0)
    seen = _hit("News of Wend\n\nA storm came. The bridge was closed on Monday.")
    (alone,) = reader.readings(QUESTION, [seen])
    assert reader.closer(QUESTION, [reading]) == pytest.approx([alone.logit], abs=0.01)


def test_the_best_findings_get_a_closer_look_and_no_others() -> None:
    looked: list[int] = []

    class Watched(SpanReader):
        def closer(self, question: str, readings: Sequence[SpanReading]) -> list[float]:
            looked.extend(reading.hit.rank for reading in readings)
            return [-20.0 if reading.hit.rank == 1 else reading.logit for reading in readings]

    hits = [_hit(f"{TEXT} It was storm number {rank}.", rank=rank) for rank in range(1, 7)]
    findings = Watched.default().read(QUESTION, hits)
    assert {finding.hit.rank for finding in findings[:CLOSE_UPS]} <= set(looked)
    assert findings[-1].hit.rank == 1, "a closer look may cost the first place"
    assert CLOSE_UPS < len(looked) == len(set(looked)) < len(hits)


def test_nothing_to_read(reader: SpanReader) -> None:
    assert reader.read(QUESTION, []) == ()


@settings(max_examples=10)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
    question=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
)
def test_any_text_can_be_read(text: str, question: str) -> None:
    hit = _hit(text)
    for finding in SpanReader.default().read(question, [hit]):
        assert hit.paragraph.start <= finding.span.start < finding.span.end <= hit.paragraph.end


def test_a_question_longer_than_the_model_reads(reader: SpanReader) -> None:
    (finding,) = reader.read("why " * 3000, [_hit(TEXT)])
    assert len(TEXT[finding.span.start : finding.span.end].split()) <= LONGEST_ANSWER


def test_the_shipped_files_are_what_the_card_says() -> None:
    import hashlib

    folder = Path(__file__).parents[2] / "src" / "qa" / "read" / "model"
    settings_ = json.loads((folder / "reader.json").read_text())
    data = (folder / "reader.onnx").read_bytes()
    assert hashlib.sha256(data).hexdigest() == settings_["sha256"]
    assert len(data) == settings_["bytes"] <= 25_000_000
    assert (folder / "CARD.md").is_file()


def test_readers_by_name(tmp_path: Path) -> None:
    assert isinstance(load_reader(None), JudgingReader if Judge.is_bundled() else SpanReader)
    assert isinstance(load_reader("none"), SentenceReader)
    with pytest.raises(ModelUnusable, match="does not load"):
        load_reader(str(tmp_path))
