"""What the chance of an answer is made of."""

from dataclasses import replace

import pytest

from qa.read.calibration import CLIP, GIVEN_PARAGRAPH, SEARCHED_PASSAGES, Calibration, signals
from qa.types import Document, Hit, Paragraph, Span

TEXT = "The bridge in Wend was closed. Ada Miller said so in 2024."
SENTENCES = (Span(0, 30), Span(31, 58))
HIT = Hit(
    1,
    1.0,
    Paragraph(Document("a.txt", TEXT, title="News of Lowe"), 0, 0, 58, sentences=SENTENCES),
    similarities=(0.5, 0.3),
)


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("Who said so in Wend in 2024?", 1 / 2),
        ("Who is Ada Miller?", 1.0),
        ("What did Ada Miller say of Lowe?", 1.0),
        ("What did Ada Miller say of Paris?", 2 / 3),
        ("Was it in 2023?", 0.0),
        ("who said so?", 1.0),
    ],
    ids=[
        "elsewhere in the passage",
        "in the sentence",
        "in the title",
        "nowhere",
        "number",
        "none",
    ],
)
def test_names_and_numbers_count_in_the_answer_s_sentence(question: str, share: float) -> None:
    assert signals(question, HIT, Span(31, 41), (1.0, 1.0), 0.0)[3] == pytest.approx(share)


def test_similarity_counts_less_that_of_the_nearest() -> None:
    assert signals("who?", HIT, SENTENCES[0], (1.0, 1.0), 0.0)[2] == pytest.approx(0.5)
    assert signals("who?", HIT, SENTENCES[0], (1.0, 1.0), 0.8)[2] == pytest.approx(-0.3)


@pytest.mark.parametrize("logit", [30.0, -30.0])
def test_a_logit_counts_to_some_point(logit: float) -> None:
    passage, closer, *_ = signals("who?", HIT, SENTENCES[0], (logit, -logit), 0.0)
    assert abs(passage) == abs(closer) == CLIP


@pytest.mark.parametrize(
    "calibration", [SEARCHED_PASSAGES, GIVEN_PARAGRAPH], ids=["searched", "given"]
)
def test_each_signal_speaks_for_the_answer(calibration: Calibration) -> None:
    chance = calibration.chance((0.0, 0.0, 0.0, 0.5))
    assert 0 < chance < calibration.chance((1.0, 1.0, 0.0, 0.5))
    assert chance < calibration.chance((0.0, 0.0, 0.1, 0.5))
    assert chance < calibration.chance((0.0, 0.0, 0.0, 0.6))
    assert replace(calibration, bias=calibration.bias + 1).chance((0.0, 0.0, 0.0, 0.5)) > chance
