"""Figures that say how good answers are: by hand, and what must hold whatever the numbers."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluate.figures import (
    Best,
    Detection,
    Overlap,
    Piece,
    Place,
    auc,
    best_threshold,
    calibration_error,
    detection,
    exact_match,
    highlights,
    mean,
    overlap,
    reliability,
    risk_coverage,
    risks,
    token_f1,
    tokens,
    trust,
)
from qa.types import Span

# Few values, so that many are equal.
shares = st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.75, 1.0])
texts = st.text(alphabet="ab .,!ATHEthe", max_size=20)
scored = st.lists(st.tuples(shares, st.booleans()), min_size=1, max_size=30)


def at(start: int, end: int, source: str = "a.txt") -> Place:
    return Place(source, Span(start, end))


def piece(*places: Place) -> Piece:
    return Piece(places[0].span.end - places[0].span.start, places)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Old Bridge", ["old", "bridge"]),
        ("a U.S. ship-yard!", ["us", "shipyard"]),
        ("another theme, an  answer", ["another", "theme", "answer"]),
        ("“Quoted” – the\n1,200", ["“quoted”", "–", "1200"]),
        ("The.", []),
    ],
    ids=[
        "article and case",
        "punctuation",
        "articles in words",
        "only ASCII marks",
        "nothing left",
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("text", "answers", "exact", "f1"),
    [
        ("the Bridge.", ["A bridge"], 1, 1),
        ("old stone bridge", ["stone bridge"], 0, 0.8),  # 2 of 3, 2 of 2
        ("old stone bridge", ["bridge", "stone bridge"], 0, 0.8),
        ("bridge bridge", ["bridge"], 0, 2 / 3),  # the second one is too much
        ("river", ["stone bridge"], 0, 0),
        ("", ["bridge"], 0, 0),
        ("", [], 1, 1),
        ("bridge", [], 0, 0),
        ("", ["The"], 1, 1),
        ("", ["The", "bridge"], 0, 0),
    ],
    ids=[
        "same", "overlap", "best answer", "twice", "nothing shared", "refused", "rightly refused",
        "wrongly answered", "no word left of the answer", "a word left of one answer",
    ],
)  # fmt: skip
def test_exact_match_and_f1(text: str, answers: list[str], exact: float, f1: float) -> None:
    assert exact_match(text, answers) == exact
    assert token_f1(text, answers) == pytest.approx(f1)


@given(texts, st.lists(texts, max_size=3))
def test_f1_is_one_where_the_words_are_the_same_in_some_order(
    text: str, answers: list[str]
) -> None:
    assert exact_match(text, answers) <= token_f1(text, answers) <= 1
    kept = [tokens(answer) for answer in answers if tokens(answer)] or [[]]
    same = any(sorted(words) == sorted(tokens(text)) for words in kept)
    assert (token_f1(text, answers) == 1) == same


@pytest.mark.parametrize(
    ("scores", "truth", "area"),
    [
        ([0.9, 0.8, 0.2], [True, True, False], 1.0),
        ([0.1, 0.8], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 0.5),
        ([0.9, 0.4, 0.6, 0.4], [True, True, False, False], 0.625),  # pairs: 1, 1, 0, half
        ([0.9, 0.8], [True, True], None),
    ],
    ids=["apart", "upside down", "equal", "mixed", "of one kind"],
)
def test_auc(scores: list[float], truth: list[bool], area: float | None) -> None:
    assert auc(scores, truth) == area


@given(scored)
def test_auc_counts_pairs(rows: list[tuple[float, bool]]) -> None:
    true, false = ([s for s, t in rows if t is kind] for kind in (True, False))
    pairs = [(t > f) + (t == f) / 2 for t, f in product(true, false)]
    scores, truth = [s for s, _ in rows], [t for _, t in rows]
    assert auc(scores, truth) == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


@pytest.mark.parametrize(
    ("said", "truth", "figures"),
    [
        ([True, True, False, True], [True, False, True, True], Detection(2 / 3, 2 / 3, 2 / 3)),
        ([True, True], [True, False], Detection(0.5, 1, 2 / 3)),
        ([False], [True], Detection(None, 0, 0)),
        ([True], [False], Detection(0, None, 0)),
        ([False], [False], Detection(None, None, None)),
    ],
    ids=["mixed", "too much", "nothing said", "nothing true", "neither"],
)
def test_detection(said: list[bool], truth: list[bool], figures: Detection) -> None:
    assert detection(said, truth) == figures


def test_best_threshold() -> None:
    # Answering the first two gains 1 + 0.5; the third, which has no answer, would cost 1.
    assert best_threshold([0.9, 0.4, 0.6], [1, 0, 0.5], [0, 1, 0]) == Best(2.5 / 3, 0.6)
    # Equal scores cannot be told apart, so that the good one goes with the bad one.
    assert best_threshold([0.5, 0.5], [1, 0], [0, 1]).mean == 0.5
    nothing = best_threshold([0.2, 0.7], [0, 0], [1, 1])
    assert nothing.mean == 1
    assert nothing.threshold > 0.7


@given(st.lists(st.tuples(shares, shares, shares), min_size=1, max_size=20))
def test_no_threshold_is_better_than_the_best(rows: list[tuple[float, float, float]]) -> None:
    def reached(threshold: float) -> float:
        return sum(a if score >= threshold else r for score, a, r in rows) / len(rows)

    best = best_threshold(*zip(*rows, strict=True))
    assert best.mean == pytest.approx(reached(best.threshold))
    assert best.mean == pytest.approx(max(reached(t) for t in [*(s for s, _, _ in rows), 2.0]))


def test_reliability_and_calibration_error() -> None:
    bins = reliability([0.05, 0.3, 0.35, 1.0], [0, 1, 0, 1])
    assert [one.count for one in bins] == [1, 0, 0, 2, 0, 0, 0, 0, 0, 1]
    assert (bins[3].low, bins[3].high) == (0.3, 0.4)
    assert (bins[3].confidence, bins[3].right) == (pytest.approx(0.325), 0.5)
    assert (bins[1].confidence, bins[1].right) == (None, None)
    # 1 of 4 is 0.05 off, 2 are 0.175 off, 1 is right.
    assert calibration_error(bins) == pytest.approx(0.05 / 4 + 0.175 / 2)
    assert calibration_error(reliability([], [])) is None


@pytest.mark.parametrize("n", range(11))
def test_a_bin_begins_with_its_lower_edge(n: int) -> None:
    (only,) = (one for one in reliability([n / 10], [1]) if one.count)
    assert only.low == min(n, 9) / 10


@given(scored, st.integers(1, 15))
def test_every_answer_is_in_one_bin(rows: list[tuple[float, bool]], count: int) -> None:
    bins = reliability([c for c, _ in rows], [r for _, r in rows], count)
    assert sum(one.count for one in bins) == len(rows)
    assert all(one.low <= (one.confidence or one.low) <= one.high for one in bins)
    assert 0 <= (calibration_error(bins) or 0) <= 1


def test_risks() -> None:
    assert risks([0.2, 0.9, 0.5], [1, 0, 1]) == pytest.approx([0, 1 / 2, 2 / 3])
    # Of two equally sure answers one is wrong: whichever comes first, half a loss is expected.
    assert risks([0.5, 0.5], [1, 0]) == [0.5, 0.5]
    assert risks([], []) == []


@given(scored, st.randoms(use_true_random=False))
def test_the_order_of_equals_does_not_matter(
    rows: list[tuple[float, bool]], chance: random.Random
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = (risks([c for c, _ in some], [w for _, w in some]) for some in (rows, mixed))
    assert one == pytest.approx(other)
    assert one[-1] == pytest.approx(sum(wrong for _, wrong in rows) / len(rows))


def test_risk_coverage_ends_where_the_answers_end() -> None:
    points = risk_coverage([0.9, 0.4, 0.6], [0, 1, 0], questions=4)
    assert [p.coverage for p in points] == [n / 100 for n in range(5, 76, 5)]
    assert (points[-1].risk, points[-1].threshold) == (pytest.approx(1 / 3), 0.4)
    assert (points[9].coverage, points[9].risk, points[9].threshold) == (0.5, 0, 0.6)


def test_trust() -> None:
    said = trust([0.9, 0.4, 0.6], [1, 0, 1], questions=4)
    assert (said["risk_at_50"], said["risk_at_80"], said["risk_at_100"]) == (0, None, None)
    assert said["risk_area"] == pytest.approx((0 + 0 + 1 / 3) / 3)
    assert said["calibration_error"] == pytest.approx((0.1 + 0.4 + 0.4) / 3)
    assert trust([], [], questions=2)["risk_area"] is None


@pytest.mark.parametrize(
    ("marked", "pieces", "figures"),
    [
        ([at(10, 20)], [piece(at(10, 20))], Overlap(1, 1, 1)),
        ([at(10, 20)], [piece(at(15, 35))], Overlap(0.5, 0.25, 1 / 3)),
        ([at(10, 20), at(12, 20)], [piece(at(10, 20))], Overlap(1, 1, 1)),
        ([at(10, 20, "b.txt")], [piece(at(10, 20))], Overlap(0, 0, 0)),
        ([at(0, 10)], [piece(at(0, 10)), piece(at(50, 80))], Overlap(1, 0.25, 0.4)),
        ([at(0, 10)], [piece(at(0, 10), at(50, 60, "b.txt"))], Overlap(1, 1, 1)),
        ([at(0, 10)], [piece(at(0, 10)), Piece(10, ())], Overlap(1, 0.5, 2 / 3)),
        ([], [piece(at(0, 10))], Overlap(None, 0, 0)),
    ],
    ids=[
        "same", "overlap", "marked twice", "another document", "one of two", "one of two places",
        "a piece that stands nowhere", "nothing marked",
    ],
)  # fmt: skip
def test_overlap(marked: list[Place], pieces: list[Piece], figures: Overlap) -> None:
    found = overlap(marked, pieces)
    assert (found.precision, found.recall) == (figures.precision, figures.recall)
    assert found.f1 == pytest.approx(figures.f1)


spans = st.tuples(st.integers(0, 30), st.integers(1, 15)).map(lambda s: at(s[0], s[0] + s[1]))


@given(spans, spans)
def test_precision_is_recall_seen_from_the_other_side(one: Place, other: Place) -> None:
    there, back = overlap([one], [piece(other)]), overlap([other], [piece(one)])
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert there.f1 == pytest.approx(back.f1)


def test_means_over_questions() -> None:
    said = highlights([Overlap(None, 0, 0), Overlap(0.5, 1, 2 / 3)])
    assert said["highlight_precision"] == 0.5
    assert said["highlight_recall"] == 0.5
    assert said["highlight_f1"] == pytest.approx(1 / 3)
    assert highlights([])["highlight_recall"] is None
    assert mean([]) is None
