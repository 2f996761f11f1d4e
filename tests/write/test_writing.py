"""A writer on an answer: what it is shown, what is kept of it, and every way to stop."""

import pytest
from writers import FakeJudge, FakeWriter

from qa.library import Library
from qa.types import Answer
from qa.write.prompt import CHARACTERS, shown_passages
from qa.write.writing import MOST_CHARACTERS, CheckedWriter

COST = "How much will repairs cost?"
GOOD = "Repairs will cost 4.5 million crowns [1]."
BAD = "Repairs will cost 9 million crowns [1]."


@pytest.fixture
def answer(library: Library) -> Answer:
    found = library.ask(COST)
    assert found.answered
    return found


def _written(answer: Answer, text: str, failure: str = "") -> tuple[Answer, FakeWriter]:
    writer = FakeWriter(text, failure)
    return CheckedWriter(writer, FakeJudge()).write(answer), writer


def test_what_passes_cites_the_place(answer: Answer) -> None:
    whole, _ = _written(answer, f"{GOOD} {BAD}")
    written = whole.written
    assert written is not None
    good, bad = written.sentences
    assert (good.supported, bad.supported) == (True, False)
    assert "4.5 million crowns" in whole.citations[good.citations[0] - 1].sentence_text
    assert bad.citations == ()
    assert "“9 million crowns”" in bad.doubt
    assert (written.text, written.struck, written.model) == (
        "Repairs will cost 4.5 million crowns.", 1, "fake",
    )  # fmt: skip
    assert [c.number for c in whole.citations] == list(range(1, len(whole.citations) + 1))


def test_the_answer_itself_stays(answer: Answer) -> None:
    whole, _ = _written(answer, f"{GOOD} The old bridge was closed after inspection [1].")
    assert (whole.text, whole.statements) == (answer.text, answer.statements)
    assert whole.citations[: len(answer.citations)] == answer.citations


def test_it_is_shown_numbered_passages_the_rules_and_the_question(answer: Answer) -> None:
    _, writer = _written(answer, GOOD)
    ((rules, asked),) = writer.shown
    assert rules["role"] == "system"
    assert "nothing else" in rules["content"]
    assert "[1] Old Bridge Closed After Inspection" in asked["content"]
    assert f"Question: {COST}" in asked["content"]


def test_what_is_shown_is_limited_and_begins_with_what_is_cited(answer: Answer) -> None:
    shown = shown_passages(answer)
    assert shown[0].paragraph == answer.citations[0].paragraph
    assert [each.number for each in shown] == list(range(1, len(shown) + 1))
    assert sum(len(each.text) for each in shown) <= CHARACTERS


@pytest.mark.parametrize(
    ("text", "failure", "told"),
    [
        pytest.param(GOOD, "it broke off", "it broke off", id="fails on the way"),
        pytest.param("", "cannot be reached", "cannot be reached", id="fails at once"),
        pytest.param("NOTHING", "", "finds no answer in these passages", id="finds nothing"),
        pytest.param("   ", "", "finds no answer in these passages", id="writes nothing"),
    ],
)
def test_a_failure_is_a_line(answer: Answer, text: str, failure: str, told: str) -> None:
    whole, _ = _written(answer, text, failure)
    assert whole.written is not None
    assert told in whole.written.failure
    assert whole.text == answer.text


def test_each_step_is_one_sentence_more(answer: Answer) -> None:
    steps = list(CheckedWriter(FakeWriter(f"{GOOD} {BAD}"), FakeJudge()).steps(answer))
    assert [step.sentence is not None for step in steps] == [True, True, False]
    assert [len(step.written.sentences) for step in steps if step.written] == [1, 2, 2]


def test_closing_stops_the_writer(answer: Answer) -> None:
    writer = FakeWriter(f"{GOOD} {BAD} {GOOD}")
    steps = CheckedWriter(writer, FakeJudge()).steps(answer)
    next(steps)
    assert not writer.closed
    steps.close()
    assert writer.closed


def test_who_has_left_stops_it_at_the_next_word(answer: Answer) -> None:
    writer = FakeWriter(f"{GOOD} {GOOD}")
    steps = list(CheckedWriter(writer, FakeJudge()).steps(answer, lambda: True))
    assert writer.closed
    assert not any(step.sentence for step in steps)


def test_one_that_goes_on_and_on_is_cut(answer: Answer) -> None:
    whole, writer = _written(answer, "and on " * MOST_CHARACTERS)
    assert writer.closed
    assert whole.written is not None
    assert sum(len(s.text) for s in whole.written.sentences) <= MOST_CHARACTERS + 10


@pytest.mark.parametrize("question", ["Who is the king of Mars?", "Hello!", "List all documents"])
def test_it_is_not_asked_where_there_is_nothing_to_tell(library: Library, question: str) -> None:
    found = library.ask(question)
    if found.answered and not found.remark:
        pytest.skip("a reader of whole sentences answers it")
    whole, writer = _written(found, GOOD)
    assert whole == found
    assert not writer.shown


def test_a_summary_is_told(library: Library) -> None:
    found = library.ask("What is the article about the bridge about?")
    assert found.remark, "taken for a request"
    whole, writer = _written(found, "The stone bridge was closed on Monday [1].")
    assert writer.shown
    assert whole.written is not None
