"""Whether two documents retell one report, by themselves."""

import numpy as np
import pytest
from fakes import FakeEmbedder
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.indexing.retelling import (
    LEAST_SAMPLE,
    LONGEST,
    Telling,
    at_least,
    compared,
    in_order,
    is_one_report,
    sketch,
    with_quotations,
)
from qa.text.words import lower_words

STORY = (
    "A fire forced 212 passengers to leave the ferry Brannoc off Marlow on Tuesday.",
    "Captain Tomas Reyne turned the ship back and had boats lowered within twelve minutes.",
    "The fishing boat Anna Petra took many of the people to the quay of Marlow.",
    "The ferry was built in 1987 and had passed an inspection of the state in March.",
    "A burst pipe was the likeliest cause, said a speaker of the operator, Hessa Line.",
    "A smaller boat will sail between Ellery and Hessa until then, he added.",
)
RETOLD = (
    "Some 212 passengers had to leave the ferry Brannoc on Tuesday off Marlow after a fire.",
    "Within twelve minutes Captain Tomas Reyne had boats lowered, and turned the ship back.",
    "To the quay of Marlow many people were taken by a fishing boat, the Anna Petra.",
    "In March the ferry, which was built in 1987, had passed a state inspection.",
    "The likeliest cause was a pipe that burst, the operator Hessa Line let a speaker say.",
    "Until then a smaller boat is to sail between Hessa and Ellery, it was added.",
)
NUMBERS = tuple(
    f"On day {n} the town of Orme{n} paid {n}7 crowns to Berg{n}." for n in range(20, 40)
)


def telling(*sentences: str) -> Telling:
    kept = [sentences[n] for n in compared(sentences)]
    vectors = FakeEmbedder().embed_questions(kept) if kept else np.empty((0, 64), np.float32)
    return Telling(tuple(lower_words(" ".join(sentences))), tuple(kept), vectors)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(STORY, STORY, True, id="copied"),
        pytest.param(STORY, RETOLD, True, id="told in other words"),
        pytest.param(STORY, RETOLD[::-1], False, id="the same facts in another order"),
        pytest.param(STORY, RETOLD[:4], True, id="told in other words and shortened"),
        pytest.param(STORY, (*STORY[:4], "And then I went home, says the writer of this."), True,
                     id="quoted at length"),
        pytest.param(STORY, (STORY[0].replace("212", "221"), *STORY[1:]), True,
                     id="a copy with another number"),
        pytest.param(STORY, NUMBERS, False, id="about something else"),
        pytest.param(
            STORY,
            [s.replace("Marlow", "Orme").replace("212", "98").replace("Tomas Reyne", "Ivo Bell")
             .replace("Tuesday", "Friday").replace("Brannoc", "Mary").replace("1987", "2004")
             .replace("Hessa", "Wend").replace("Anna Petra", "Rosa") for s in RETOLD],
            False, id="other names and numbers in the same sentences"),
        pytest.param(("Not found.",), ("Not found.",), True, id="short and the same"),
        pytest.param(("The page was not found.",), ("The page was not found here.",), False,
                     id="short and nearly the same"),
        pytest.param((), (), True, id="both empty"),
        pytest.param(STORY, (), False, id="one empty"),
    ],
)  # fmt: skip
def test_one_report(one: tuple[str, ...], other: tuple[str, ...], same: bool) -> None:
    assert is_one_report(telling(*one), telling(*other)) is same
    assert is_one_report(telling(*other), telling(*one)) is same


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param(0, 0, True, id="the whole"),
        pytest.param(0, 20, True, id="the beginning of a longer one"),
        pytest.param(20, 0, False, id="the end of a digest"),
        pytest.param(2, 2, True, id="most of it"),
    ],
)
def test_a_part_of_a_digest_is_not_the_digest(before: int, after: int, same: bool) -> None:
    digest = telling(*NUMBERS[:before], *STORY, *NUMBERS[:after])
    assert is_one_report(telling(*STORY), digest) is same


def test_minutes_share_whole_sentences_and_are_not_one_report() -> None:
    present = "Present were Ada Miller, Jon Berg, Tomas Reyne and Eva Stone from Marlow."
    closing = "Ada Miller closed the meeting in the Marlow hut and thanked Jon Berg."
    one = telling(present, "The tank at the north gate leaks and wants 120 crowns.", closing)
    other = telling(present, "A fox has dug under the fence of plot 14 at night.", closing)
    assert not is_one_report(one, other)


_COSINES = st.sampled_from([-0.5, 0.2, 0.45, 0.5, 0.7, 0.9, 1.0])
_TABLES = st.integers(1, 8).flatmap(
    lambda m: st.lists(st.lists(_COSINES, min_size=m, max_size=m), min_size=1, max_size=8)
)


def test_a_template_may_change_a_word_in_each_sentence() -> None:
    form = (
        "Present were the councillors Brandt, Oakes, Merriman and Voigt, and {} guests.",
        "Oakes has to say that the clerk Pell will write to Lannick about {}.",
        "There being no further business Brandt closed the meeting in Tarn at {}.",
        "The payment of {} was approved by all.",
    )
    one = ("six", "Mill Cottage and the elm", "8.50", "412.30 crowns to Greenways for mowing")
    other = ("two", "a bus for Church Lane", "9.15", "1,240 crowns for the hall to Ivo Bell")
    texts = [
        telling(*(line.format(word) for line, word in zip(form, words, strict=True)))
        for words in (one, other)
    ]
    assert not is_one_report(*texts)


def test_sentences_may_be_taken_over_and_shortened() -> None:
    short = telling(
        "A fire forced 212 passengers to leave the Brannoc on Tuesday.",
        "Tomas Reyne turned the ship back within twelve minutes.",
        "The Anna Petra took people to the quay of Marlow.",
        "A burst pipe was the likeliest cause, said Hessa Line.",
    )
    assert is_one_report(telling(*STORY), short)


@given(_TABLES)
def test_pairs_rise_in_both_documents_and_no_longer_sequence_exists(
    rows: list[list[float]],
) -> None:
    cosines: NDArray[np.float32] = np.array(rows, np.float32)
    pairs = in_order(cosines)
    assert (np.diff(pairs, axis=0) > 0).all()
    nearest, back = cosines.argmax(1), cosines.argmax(0)
    mutual = [
        (i, int(j))
        for i, j in enumerate(nearest)
        if back[j] == i and cosines[i, j] >= np.float32(0.45)
    ]
    assert {tuple(pair) for pair in pairs.tolist()} <= set(mutual)
    longest = [1] * len(mutual)
    for n, (_, place) in enumerate(mutual):
        longest[n] += max((longest[k] for k in range(n) if mutual[k][1] < place), default=0)
    assert len(pairs) == max(longest, default=0)


@pytest.mark.parametrize(
    ("shared", "count", "low", "high"),
    [(0, 0, 0, 0), (0, 5, 0, 0.001), (2, 2, 0.4, 0.45), (1, 2, 0.1, 0.2), (20, 20, 0.85, 0.9),
     (900, 1000, 0.88, 0.89)],
)  # fmt: skip
def test_few_of_few_are_surely_less(shared: int, count: int, low: float, high: float) -> None:
    assert low <= at_least(shared, count) <= high


@given(st.integers(0, 3000))
def test_a_sketch_is_sorted_has_each_hash_once_and_grows_with_the_text(count: int) -> None:
    text = " ".join(f"word{n}" for n in range(count))
    made = sketch(text, [text])
    hashes = np.frombuffer(made.shingles, "<u4")
    assert made.words == count
    assert (np.diff(hashes.astype(np.int64)) > 0).all()
    assert len(hashes) >= min(LEAST_SAMPLE, max(1, count - 3))
    assert len(hashes) <= max(LEAST_SAMPLE, count // 6)


def test_a_quoted_passage_makes_two_documents_one_source_of_an_answer() -> None:
    quoted, own = " ".join(STORY[:3]), " ".join(NUMBERS[:3])
    passages = [
        ("paper", quoted), ("blog", f"The paper says: {quoted}"), ("town", own), ("copy", own),
        ("short", "A fire."), ("brief", "A fire."),
    ]  # fmt: skip
    joined = with_quotations({"paper": 3, "reprint": 3}, passages)
    assert {source: joined.get(source) for source in ("paper", "reprint", "blog")} == dict.fromkeys(
        ("paper", "reprint", "blog"), 3
    )
    assert joined["town"] == joined["copy"] < 0
    assert "short" not in joined
    assert "brief" not in joined
    assert with_quotations({}, passages[1:3]) == {}


def test_quotations_join_in_any_order_and_never_two_strangers() -> None:
    passages = [(name, " ".join(STORY)) for name in "abcd"] + [("e", " ".join(NUMBERS))]
    for turned in (passages, passages[::-1]):
        joined = with_quotations({"a": 1, "b": 2, "e": 5}, turned)
        assert len({joined[name] for name in "abcd"}) == 1
        assert joined["e"] == 5 not in {joined[name] for name in "abcd"}


def test_of_a_book_only_runs_of_words_are_compared() -> None:
    lines = [f"Orme {n} paid Berg {n} of its crowns." for n in range(LONGEST)]
    assert compared([*lines, "Not this."]) == list(range(LONGEST))
    assert compared([*lines, "But this one too, said Ada."]) == []
    assert sketch("A text of Orme.", [*lines, "But this one too, said Ada."]).facts == b""
