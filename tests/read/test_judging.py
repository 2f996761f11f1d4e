"""Two steps: a reader finds, a judge decides."""

from collections.abc import Sequence

import pytest

from qa.read.calibration import GIVEN_PARAGRAPH, SEARCHED_PASSAGES
from qa.read.judge import Candidate, Opinion
from qa.read.judging import JUDGED, JudgingReader
from qa.read.span_reader import BYLINE, SpanReading
from qa.types import Document, Hit, Kind, Paragraph, Span


class Finder:
    """Finds the last word of each passage, and likes earlier ones better."""

    name = "finder"
    languages = ("en",)

    def sentence_readings(self, question: str, hits: Sequence[Hit]) -> list[SpanReading]:
        ends = [hit.paragraph.text.rindex(" ") + 1 for hit in hits]
        return [
            SpanReading(hit, Span(end, hit.paragraph.end), -float(hit.rank), 0.0)
            for hit, end in zip(hits, ends, strict=True)
        ]


class Likes:
    """A judge that likes sentences with some word, and remembers what it was asked."""

    name = "likes"

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[Candidate] = []

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Opinion]:
        self.asked += candidates
        chances = [0.98 if self.word in one.sentence else 0.02 for one in candidates]
        return [Opinion(chance, chance, 0.5) for chance in chances]


def _hit(rank: int, text: str, kind: Kind = Kind.BODY) -> Hit:
    whole = Span(0, len(text))
    document = Document(f"{rank}.txt", text, "Bridges", author="Ann Lee")
    return Hit(rank, 1.0, Paragraph(document, 0, 0, len(text), kind, (whole,)), (), (0.5,))


def _reader(judge: Likes) -> JudgingReader:
    return JudgingReader(Finder(), judge)  # type: ignore[arg-type]


def test_the_judge_decides_which_finding_is_best() -> None:
    hits = [_hit(1, "It rained on Monday"), _hit(2, "The bridge opened on Sunday")]
    findings = _reader(Likes("opened")).read("When did the bridge open?", hits)
    assert [finding.hit.rank for finding in findings] == [2, 1]
    assert findings[0].score > 0.5 > findings[1].score


def test_of_many_passages_only_the_best_are_judged_and_none_is_lost() -> None:
    judge = Likes("none")
    hits = [_hit(n, f"Passage number {n}") for n in range(1, JUDGED + 4)]
    findings = _reader(judge).read("Which passage?", hits)
    assert len(judge.asked) == JUDGED
    assert len(findings) == len(hits)
    judged, others = findings[:JUDGED], findings[JUDGED:]
    assert min(f.score for f in judged) >= max(f.score for f in others)


def test_a_byline_is_not_judged() -> None:
    judge = Likes("none")
    byline = _hit(1, "By Ann Lee", Kind.BYLINE)
    first, _ = _reader(judge).read(
        "Who wrote the article?", [byline, _hit(2, "It rained on Monday")]
    )
    assert first.score == BYLINE
    assert [candidate.sentence for candidate in judge.asked] == ["It rained on Monday"]


def test_nothing_is_found_in_nothing() -> None:
    assert _reader(Likes("none")).read("Who?", []) == ()


@pytest.mark.parametrize("light", [SEARCHED_PASSAGES, GIVEN_PARAGRAPH])
def test_a_chance_is_one_for_passages_searched_and_given(light) -> None:  # type: ignore[no-untyped-def]
    reader = JudgingReader(Finder(), Likes("opened"), light)  # type: ignore[arg-type]
    (finding,) = reader.read("When did it open?", [_hit(1, "The bridge opened on Sunday")])
    assert 0 < finding.score < 1
