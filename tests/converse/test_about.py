"""Requests answered from an index: every statement is a slice of a document, with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.converse.about import answer_request
from qa.converse.turn import Turn
from qa.library import Library
from qa.store.store import Store
from qa.types import Answer, Verdict


def ask(library: Library, question: str, *earlier: Turn) -> Answer:
    answer = answer_request(question, library, earlier)
    assert answer is not None
    for citation in answer.citations:
        text = citation.paragraph.document.text
        assert text[citation.span.start : citation.span.end] == citation.quote
    for statement in answer.statements:
        of = answer.citations[statement.citations[0] - 1].paragraph.document
        assert statement.text in of.text
    return answer


def sources(answer: Answer) -> list[str]:
    return [c.paragraph.document.source for c in answer.citations]


@pytest.mark.parametrize("question", ["What is here?", "How many documents do you have?"])
def test_all_documents_are_counted_and_named(town: Library, question: str) -> None:
    answer = ask(town, question)
    assert answer.text == "4 documents"
    assert answer.verdict is Verdict.ANSWERED
    assert [s.text for s in answer.statements][:2] == ["The Old Bridge", "A Late Harvest"]
    assert answer.statements[3].text.startswith("somebody has to ask")


def test_what_they_are_about_is_a_sentence_of_each(town: Library) -> None:
    answer = ask(town, "What are these articles about?")
    assert set(sources(answer)) == {"a-bridge.md", "b-harvest.md", "c-ferry.md", "d-note.txt"}


def test_a_kind_of_document_is_that_which_is_called_so(town: Library) -> None:
    assert set(sources(ask(town, "Summarise the note"))) == {"d-note.txt"}
    assert len(set(sources(ask(town, "Summarise the report")))) == 4
    assert len(set(sources(ask(town, "Summarise all notes")))) == 4


def test_the_second_one_is_of_the_last_list_or_else_of_all(town: Library) -> None:
    assert set(sources(ask(town, "Summarise the second one"))) == {"b-harvest.md"}
    by_date = "Which are the newest?"
    listed = Turn(by_date, ask(town, "Which are by Erik Dahl?"))
    assert set(sources(ask(town, "Summarise the second one", listed))) == {"c-ferry.md"}
    assert set(sources(ask(town, "summarize the last one", listed))) == {"c-ferry.md"}
    single = Turn("Summarise it", ask(town, "Summarise the first one"))
    # A summary of one document is no list: the one before it counts.
    assert set(sources(ask(town, "Summarise the second one", listed, single))) == {"c-ferry.md"}
    both = Turn("Compare", ask(town, "Compare the first and the third"))
    assert set(sources(ask(town, "And the second one?", both))) == {"b-harvest.md"}


@pytest.mark.parametrize(
    ("which", "source"),
    [
        ("the Late Harvest article", "b-harvest.md"),
        ("the article about ferries", "c-ferry.md"),
        ("the article by Ada Miller", "a-bridge.md"),
        ("document 4", "d-note.txt"),
        ("d-note.txt", "d-note.txt"),
    ],
)
def test_documents_are_named_in_many_ways(town: Library, which: str, source: str) -> None:
    assert set(sources(ask(town, f"Summarise {which}"))) == {source}


def test_it_is_the_document_of_the_last_answer(town: Library) -> None:
    turn = Turn("Summarise the third one", ask(town, "Summarise the third one"))
    assert set(sources(ask(town, "What is it about?", turn))) == {"c-ferry.md"}


def test_which_documents_mention_a_subject(town: Library) -> None:
    answer = ask(town, "Which articles mention the bridge?")
    assert answer.text == "2 documents"
    assert sorted(sources(answer)) == ["a-bridge.md", "c-ferry.md"]
    nothing = ask(town, "Which articles mention zebras?")
    assert not nothing.answered
    assert "zebras" in nothing.remark


def test_what_an_author_says_of_a_subject(town: Library) -> None:
    answer = ask(town, "What does Ada Miller say about repairs?")
    assert set(sources(answer)) == {"a-bridge.md"}
    assert any("Repairs will cost" in s.text for s in answer.statements)
    assert not ask(town, "What does Ada Miller say about zebras?").answered
    # Nobody by that name wrote a document: then it is a question to the texts.
    assert answer_request("What does Jon Berg say about frost?", town) is None


def test_who_is_quoted(town: Library) -> None:
    answer = ask(town, "Who is quoted?")
    assert answer.text == "Tove Lind and Jon Berg"
    assert [s.answer for s in answer.statements] == ["Tove Lind", "Jon Berg"]


def test_newest_since_and_by(town: Library) -> None:
    assert sources(ask(town, "Which are the newest?"))[0] == "a-bridge.md"
    assert sources(ask(town, "What is the oldest document?"))[0] == "c-ferry.md"
    assert sources(ask(town, "What is new since October?")) == ["a-bridge.md", "b-harvest.md"]
    assert sources(ask(town, "Which are from October 2024?")) == ["b-harvest.md"]
    assert sources(ask(town, "Which are by Erik Dahl?")) == ["b-harvest.md", "c-ferry.md"]
    assert "Ada Miller" in ask(town, "Which are by Jane Doe?").remark
    assert answer_request("What is new since the flood?", town) is None


def test_a_folder_is_a_kind_of_document(
    tmp_path: Path, embedder: FakeEmbedder, build: Callable[..., object]
) -> None:
    for name in ("recipes/eggs.md", "recipes/soup.md", "letters/one.md"):
        path = tmp_path / "home" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {path.stem.title()} at home\n\nBoil the water for {name} first.\n")
    build(tmp_path / "home")
    home = Library(Store.open(tmp_path / "index"), embedder=embedder)
    assert ask(home, "How many recipes do you have?").text == "2 documents"
    assert sources(ask(home, "Which letters are here?")) == ["letters/one.md"]
    assert ask(home, "How many documents are there?").text == "3 documents"


def test_authors_dates_and_headings(town: Library) -> None:
    assert ask(town, "Who are the authors?").text == "Ada Miller and Erik Dahl"
    assert ask(town, "Who wrote the second one?").text == "Erik Dahl"
    assert ask(town, "When was the second one published?").text == "2024-10-02"
    headings = ask(town, "What sections does the second one have?")
    assert [s.text for s in headings.statements] == ["Frost in April"]


def test_where_the_last_answer_stands(town: Library) -> None:
    turn = Turn("Who is quoted?", ask(town, "Who is quoted?"))
    answer = ask(town, "Where did you get that?", turn)
    assert answer.statements == turn.answer.statements
    assert "a-bridge.md" in answer.remark
    assert not ask(town, "Where did you get that?").answered


@pytest.mark.parametrize("line", ["hello", "Who are you?", "write a poem", "what can you do?"])
def test_a_friendly_line_says_what_can_be_asked(town: Library, line: str) -> None:
    answer = ask(town, line)
    assert not answer.answered
    assert "these 4 documents" in answer.remark
    assert "“The Old Bridge”" in answer.remark


def test_a_question_that_says_too_little_is_asked_back(town: Library) -> None:
    answer = ask(town, "How many?")
    assert not answer.answered
    assert "How many?" in answer.remark
    turn = Turn("Who is quoted?", ask(town, "Who is quoted?"))
    assert answer_request("How many?", town, [turn]) is None


def test_conditions_hold_for_requests(town: Library) -> None:
    answer = town.ask("What is here?", where="author=Erik Dahl")
    assert answer.text == "2 documents"
    assert set(sources(answer)) == {"b-harvest.md", "c-ferry.md"}
    assert town.ask("What is here?", sources=["d-note.txt"]).text == "1 document"


def test_a_question_is_no_request(town: Library) -> None:
    assert answer_request("Why was the bridge closed?", town) is None
    assert not town.ask("Why was the bridge closed?").remark
