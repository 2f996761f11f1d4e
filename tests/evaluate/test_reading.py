"""Questions with their paragraph given: how they are read, and what is counted."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.main import main
from qa.evaluate.questions import evenly
from qa.evaluate.reading import THRESHOLD, Outcome, evaluate_reading, read_each, report
from qa.evaluate.report import report_text
from qa.evaluate.squad import Gold, SquadQuestion
from qa.read.sentence_reader import SentenceReader
from qa.read.windows import LONGEST_PASSAGE
from qa.types import Finding, Hit, Span

BRIDGE = "The stone bridge was closed on Monday. Repairs will cost 4.5 million crowns."
COST = "What will repairs cost?"


class TableReader:
    """Knows for each question which words answer, and how surely; keeps what it was given."""

    def __init__(self, table: Mapping[str, tuple[str, float]]) -> None:
        self.table = table
        self.read_hits: list[tuple[Hit, ...]] = []

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        self.read_hits.append(tuple(hits))
        words, score = self.table.get(question, ("", 0.0))
        for hit in hits:
            at = hit.paragraph.document.text.find(words, hit.paragraph.start, hit.paragraph.end)
            if words and at >= 0:
                return (Finding(hit, Span(at, at + len(words)), score),)
        return ()


def test_a_given_paragraph_is_read_whole_whatever_it_looks_like() -> None:
    text = "# Prices\n\nBy Ada Miller\n\n- 4 crowns\n- 5 crowns\n\nThe ferry costs more. Why?"
    reader, embedder = TableReader({}), FakeEmbedder()
    read_each([SquadQuestion("1", "What costs 4 crowns?", text, "Tolls")], embedder, reader)
    ((hit,),) = reader.read_hits
    paragraph = hit.paragraph
    assert paragraph.text == text
    said = [text[s.start : s.end] for s in paragraph.sentences]
    assert "".join(" ".join(said).split()) == "".join(text.split())
    assert {"# Prices", "By Ada Miller", "The ferry costs more.", "Why?"} <= set(said)
    assert len(hit.similarities) == len(said)
    assert hit.similarity == max(hit.similarities) == hit.score
    assert said[hit.similarities.index(hit.similarity)] == "- 4 crowns"
    assert embedder.embedded[0].startswith("Tolls. # Prices")


@pytest.mark.parametrize(
    "text",
    ["A short word. " * 900, "word " * 2500, "x" * 9000],
    ids=["sentences", "one sentence", "one word"],
)
def test_all_of_a_long_paragraph_is_read_in_pieces(text: str) -> None:
    reader = TableReader({"Q": (text.strip()[-1], 0.9)})
    (outcome,) = read_each([SquadQuestion("1", "Q", text)], FakeEmbedder(), reader)
    (hits,) = reader.read_hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len(hits) > 1
    assert list(hits) == sorted(hits, key=lambda hit: -hit.similarity)
    read = {n for hit in hits for n in range(hit.paragraph.start, hit.paragraph.end)}
    assert {n for n, letter in enumerate(text) if not letter.isspace()} <= read
    for hit in hits:
        assert len(hit.paragraph.text) <= LONGEST_PASSAGE
        assert len(hit.paragraph.sentences) == len(hit.similarities)
        assert all(hit.paragraph.start <= s.start for s in hit.paragraph.sentences)
        assert all(s.end <= hit.paragraph.end for s in hit.paragraph.sentences)
    assert outcome.forced == text.strip()[-1]


@given(st.text(alphabet="ab.# -*|>1\n\t\r\u2028é", max_size=60))
def test_no_character_of_a_paragraph_is_out_of_reach(text: str) -> None:
    reader = TableReader({})
    read_each([SquadQuestion("1", "a?", text)], FakeEmbedder(), reader)
    read = [hit.paragraph for hit in reader.read_hits[0]]
    assert "".join(paragraph.text for paragraph in read) == text.strip()


def test_each_paragraph_is_embedded_once_and_order_is_kept() -> None:
    other = "Apples were late this year."
    questions = [
        SquadQuestion(str(n), f"Question {n}?", (BRIDGE, other)[n % 2], "Title") for n in range(6)
    ]
    embedder = FakeEmbedder()
    steps: list[tuple[int, int]] = []
    outcomes = read_each(
        questions, embedder, TableReader({}), lambda done, all_: steps.append((done, all_))
    )
    assert [outcome.given for outcome in outcomes] == questions
    assert embedder.embedded == [f"Title. {BRIDGE}", f"Title. {other}"]
    assert steps == [(n, 6) for n in range(7)]


@pytest.mark.parametrize(("question", "context"), [("", BRIDGE), ("Who?", ""), ("Who?", " \n ")])
def test_nothing_to_ask_or_to_read(question: str, context: str) -> None:
    (outcome,) = read_each([SquadQuestion("1", question, context)], FakeEmbedder(), TableReader({}))
    assert (outcome.answer, outcome.forced, outcome.no_answer) == ("", "", 1.0)


def test_the_reader_of_sentences_can_be_measured() -> None:
    (outcome,) = read_each([SquadQuestion("1", COST, BRIDGE)], FakeEmbedder(), SentenceReader())
    assert outcome.forced == "Repairs will cost 4.5 million crowns."


def _asked(name: str, words: str, score: float, *golds: str) -> Outcome:
    """An outcome whose best answer is these words of a context that holds only them and golds."""
    context = " / ".join([words, *golds])
    places = [(gold, context.index(gold, len(words))) for gold in golds]
    answers = tuple(Gold(gold, Span(at, at + len(gold))) for gold, at in places)
    question = SquadQuestion(name, "?", context, answers=answers)
    return Outcome(question, Span(0, len(words)) if words else None, score)


def test_figures() -> None:
    outcomes = [
        _asked("right", "4.5 million crowns", 0.9),
        _asked("near", "some 4.5 million", 0.7, "4.5 million"),
        _asked("unsure", "Monday", THRESHOLD / 2, "the Monday"),
        _asked("fooled", "the mayor", 0.6),
        _asked("refused", "the mayor", THRESHOLD / 3),
    ]
    gold = Gold("4.5 million crowns", Span(0, 18))
    outcomes[0] = Outcome(
        SquadQuestion("right", "?", "4.5 million crowns", answers=(gold,)), Span(0, 18), 0.9
    )
    found = report(outcomes, 2.5)
    assert (found.questions, found.answerable, found.unanswerable) == (5, 3, 2)
    assert (found.exact, found.answerable_exact) == (2 / 5, pytest.approx(1 / 3))
    assert found.f1 == pytest.approx((1 + 0.8 + 0 + 0 + 1) / 5)
    assert found.answerable_f1 == pytest.approx(1.8 / 3)
    assert (found.forced_exact, found.forced_f1) == (pytest.approx(2 / 3), pytest.approx(2.8 / 3))
    # Refusing "fooled" gains more than answering "unsure" would.
    assert (found.best_f1, found.best_threshold) == (pytest.approx(3.8 / 5), 0.7)
    assert found.answerability_auc == pytest.approx(5 / 6)
    assert found.answerability_f1 == pytest.approx(2 * 2 / (3 + 3))
    assert (found.refused_precision, found.refused_recall, found.refused_f1) == (0.5, 0.5, 0.5)
    assert found.highlight_precision == 0.5  # "near" marks other characters than its gold's
    assert found.highlight_recall == pytest.approx(1 / 3)
    assert (found.risk_at_50, found.risk_at_100) == (pytest.approx(2 / 3), pytest.approx(3 / 5))
    assert found.seconds == 2.5
    text = report_text(found)
    assert "best f1                 0.760  found on these very questions" in text
    assert "risk coverage" not in text
    assert "0.9 to 1.0                  1    0.900    1.000" in text


def test_the_nearest_right_answer_counts_for_highlights() -> None:
    context = "the old stone bridge"
    golds = (Gold("stone bridge", Span(8, 20)), Gold("bridge", Span(14, 20)), Gold("it"))
    (one,) = [Outcome(SquadQuestion("1", "?", context, answers=golds), Span(14, 20), 0.9)]
    assert report([one], 0.0).highlight_f1 == 1
    # A refusal marks nothing; answers without a place say nothing of highlights.
    assert report([Outcome(one.given, one.span, 0.0)], 0.0).highlight_recall == 0
    unplaced = Outcome(SquadQuestion("1", "?", context, answers=(Gold("it"),)), Span(14, 20), 0.9)
    assert report([unplaced], 0.0).highlight_recall is None


WORDS = ("stone", "bridge", "The", "a", "4.5", "old,")
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


def official(context: str, golds: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A file of questions on one paragraph, each its own id, in the official form."""
    qas = [
        {
            "id": question, "question": question, "is_impossible": not answers,
            "answers": [{"text": a, "answer_start": max(0, context.find(a))} for a in answers],
        }
        for question, answers in golds.items()
    ]  # fmt: skip
    return {"data": [{"title": "T", "paragraphs": [{"context": context, "qas": qas}]}]}


def official_figures(
    data: Any, answers: Mapping[str, str], no_answer: Mapping[str, float]
) -> dict[str, float]:
    """The official scoring of SQuAD 2.0 as its paper describes it, written anew for this test."""

    def bare(text: str) -> list[str]:
        letters = [c for c in text.lower() if not (c.isascii() and not c.isalnum() and c > " ")]
        return [word for word in "".join(letters).split() if word not in ("a", "an", "the")]

    def f1(said: list[str], gold: list[str]) -> float:
        if not (said and gold):
            return float(said == gold)
        left, same = list(gold), 0
        for word in said:
            if word in left:
                left.remove(word)
                same += 1
        precision, recall = same / len(said), same / len(gold)
        return 2 * precision * recall / (precision + recall) if same else 0.0

    exact, near, has = {}, {}, {}
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                golds = [bare(a["text"]) for a in qa["answers"] if bare(a["text"])] or [[]]
                said = bare(answers[qa["id"]])
                has[qa["id"]] = bool(qa["answers"])
                exact[qa["id"]] = float(said in golds)
                near[qa["id"]] = max(f1(said, gold) for gold in golds)
    whole = {"exact": exact.values(), "f1": near.values()}
    good = [name for name in has if has[name]]
    part = {"HasAns_exact": [exact[n] for n in good], "HasAns_f1": [near[n] for n in good]}
    figures = {name: sum(v) / len(v) for name, v in {**whole, **part}.items() if v}
    reached = [
        sum(near[n] if no_answer[n] <= bar else float(not has[n]) for n in has) / len(has)
        for bar in [-1.0, *no_answer.values()]
    ]
    return {**figures, "best_f1": max(reached)}


@given(
    st.lists(
        st.tuples(
            phrases, st.lists(phrases, max_size=2), st.sampled_from([0.0, 0.25, THRESHOLD, 0.9])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_official_scoring_finds_the_same(
    rows: list[tuple[str, list[str], float]],
) -> None:
    context = " and ".join(said for said, _, _ in rows)
    data = official(context, {f"{n}?": golds for n, (_, golds, _) in enumerate(rows)})
    asked = [
        SquadQuestion(f"{n}?", f"{n}?", context, "T", tuple(Gold(gold) for gold in golds))
        for n, (_, golds, _) in enumerate(rows)
    ]
    reader = TableReader({f"{n}?": (said, score) for n, (said, _, score) in enumerate(rows)})
    found, outcomes = evaluate_reading(asked, FakeEmbedder(), reader)
    # Through JSON, as the files go.
    answers, forced, no_answer = (
        json.loads(json.dumps({one.given.id: getattr(one, name) for one in outcomes}))
        for name in ("answer", "forced", "no_answer")
    )
    wanted = official_figures(data, answers, no_answer)
    assert found.exact == pytest.approx(wanted["exact"])
    assert found.f1 == pytest.approx(wanted["f1"])
    assert found.answerable_exact == pytest.approx(wanted.get("HasAns_exact"))
    assert found.answerable_f1 == pytest.approx(wanted.get("HasAns_f1"))
    assert found.best_f1 == pytest.approx(official_figures(data, forced, no_answer)["best_f1"])


@pytest.mark.parametrize(
    ("items", "most", "taken"),
    [("abcdef", None, "abcdef"), ("abcdef", 9, "abcdef"), ("abcdef", 3, "ace"), ("abcde", 2, "ac")],
    ids=["all", "fewer than most", "every other", "not a divisor"],
)
def test_evenly(items: str, most: int | None, taken: str) -> None:
    assert "".join(evenly(items, most)) == taken


@pytest.mark.model
def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no index, and none is needed
    data = official(BRIDGE, {COST: ["4.5 million crowns"], "Who paid?": []})
    Path("dev.json").write_text(json.dumps(data))
    files = ["--predictions", "answers.json", "--no-answer", "none.json"]
    assert main(["eval", "--format", "squad", "dev.json", "--json", *files]) == 0
    found = json.loads(capsys.readouterr().out)
    answers, no_answer = (json.loads(Path(name).read_text()) for name in files[1::2])
    assert answers.keys() == no_answer.keys() == {COST, "Who paid?"}
    assert "4.5 million" in answers[COST]
    assert answers[COST] in BRIDGE
    assert 0 <= no_answer[COST] < no_answer["Who paid?"] <= 1
    wanted = official_figures(data, answers, no_answer)
    assert (found["exact"], found["f1"]) == (wanted["exact"], pytest.approx(wanted["f1"]))
    assert sum(one["count"] for one in found["reliability"]) == 2
    assert main(["eval", "--format", "squad", "dev.json", "--most", "1", "--reader", "none"]) == 0
    assert "questions                   1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["q.jsonl", "--predictions", "out.json"], "need --format squad"),
        (["--format", "squad", "q.jsonl", "--predictions", "no/out.json"], "cannot be written"),
        (["--format", "squad", "q.jsonl", "--no-answer", "."], "cannot be written"),
        (["--format", "squad", "q.jsonl"], "cannot be read"),
        (["--format", "trec", "q.jsonl"], "invalid choice"),
        (["--most", "0", "q.jsonl"], "not a whole number"),
    ],
)
def test_wrong_use(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["eval", *arguments]) == 2
    assert message in capsys.readouterr().err
