"""What the facade does with a question before the reader reads: parts, spelling, language."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.errors import BadInput
from qa.indexing.results import Summary
from qa.library import Library
from qa.read.reader import AT_ONCE
from qa.read.sentence_reader import SentenceReader
from qa.render import answer_json, answer_text, hits_json
from qa.store.store import Store
from qa.types import Finding, Hit, Span

GERMAN = "Die Mühle wurde von der Familie Moll gebaut und ist nicht zu verkaufen.\n"


class SpellingEmbedder(FakeEmbedder):
    """Knows no word as a whole, so that any may be misspelt."""

    def count_tokens(self, text: str) -> int:
        return 2 * len(text.split())


class AnyReader:
    """Reads every language: the first word of each passage."""

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        return tuple(Finding(hit, hit.paragraph.sentences[0], 0.9) for hit in hits)


@pytest.fixture
def opened(tmp_path: Path, build: Callable[..., Summary]) -> Callable[..., Library]:
    def run(files: dict[str, str], reader: object = None) -> Library:
        folder = tmp_path / "files"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        embedder = SpellingEmbedder()
        build(folder, embedder=embedder)
        store = Store.open(tmp_path / "index")
        return Library(store, embedder=embedder, reader=reader or SentenceReader())

    return run


def test_a_misspelt_word_is_put_right_and_said(opened: Callable[..., Library]) -> None:
    library = opened({"a.txt": "About 300 people crossed the bridge at Wendelau on Monday.\n"})
    question = "How many people crossed the bridge at Wendleau?"
    corrections = (("Wendleau", "Wendelau"),)
    answer = library.ask(question)
    assert (answer.question, answer.corrections) == (question, corrections)
    assert answer_text(answer).startswith("searched for “Wendelau” (no document has “Wendleau”)")
    assert answer_json(answer)["corrections"] == [["Wendleau", "Wendelau"]]
    understood = library.understand(question)
    assert understood.searched == "How many people crossed the bridge at Wendelau?"
    hits = library.search(question)
    assert hits == library.search(understood.searched)
    assert hits_json(question, hits, understood.corrections)["corrections"] == [
        list(corrections[0])
    ]
    assert library.answer(question, hits).corrections == corrections


def test_both_questions_of_a_line(opened: Callable[..., Library]) -> None:
    library = opened(
        {
            "a.txt": "The ferry to Wend takes 120 people and their bicycles.\n",
            "b.txt": "The old mill at Berg grinds barley in the month of May.\n",
        }
    )
    line = "How many people takes the ferry to Wend? What grinds the old mill at Berg?"
    for answer in (library.ask(line), library.answer(line, library.search(line))):
        assert [c.paragraph.document.source for c in answer.citations] == ["a.txt", "b.txt"]
        assert [c.number for c in answer.citations] == [1, 2]
    other = "How many people takes the ferry to Wend? Which submarine did Brazil sell to Iceland?"
    answer = library.ask(other)
    assert answer.answered
    assert "nothing answers “Which submarine" in answer_text(answer)


def test_another_language_gets_passages(opened: Callable[..., Library]) -> None:
    library = opened({"de.txt": GERMAN})
    assert library.documents()[0].language == "de"
    assert library.status().not_english == 1
    for question in ("Von wem wurde die Mühle gebaut und ist sie nicht alt?", "Who is Moll?"):
        answer = library.ask(question)
        assert (answer.answered, answer.confidence, answer.other_language) == (False, 0.0, True)
        assert "reads English" in answer.reason
        assert answer.passages
        assert answer_text(answer).startswith("No short answer: ")


def test_english_passages_are_read_beside_others(opened: Callable[..., Library]) -> None:
    library = opened({"de.txt": GERMAN, "en.txt": "The mill at Berg was built by Ada Moll.\n"})
    answer = library.ask("Who built the mill at Berg?")
    assert answer.answered
    assert {c.paragraph.document.source for c in answer.citations} == {"en.txt"}


def test_a_reader_that_says_nothing_reads_any_language(opened: Callable[..., Library]) -> None:
    library = opened({"de.txt": GERMAN}, AnyReader())
    assert library.ask("Wer hat die Mühle gebaut und warum ist sie alt?").answered


class NumberReader:
    """Reads English: the first number of each passage; notes what it was given."""

    languages = ("en",)

    def __init__(self) -> None:
        self.read_together: list[int] = []

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Finding, ...]:
        self.read_together.append(len(hits))
        found = []
        for hit in hits:
            paragraph = hit.paragraph
            if number := re.search(r"\d+", paragraph.text):
                span = Span(paragraph.start + number.start(), paragraph.start + number.end())
                found.append(Finding(hit, span, 0.9))
        return tuple(found)


def test_documents_are_compared_a_few_passages_at_a_time(opened: Callable[..., Library]) -> None:
    said = {
        f"{month:02}.txt": f"2024-{month:02}-01\n\nThe harbour counted {40 + month} ships, we hear."
        "\n\nA pilot named the harbour a place of ships and winds.\n"
        for month in range(1, 7)
    }
    reader = NumberReader()
    library = opened({**said, "de.txt": GERMAN}, reader)
    comparison = library.compare("How many ships did the harbour count?", 6)
    answers = [saying.citation.quote for saying in comparison.sayings]
    assert answers == ["41", "42", "43", "44", "45", "46"]
    assert [saying.citation.number for saying in comparison.sayings] == [1, 2, 3, 4, 5, 6]
    assert max(reader.read_together) <= AT_ONCE
    assert library.compare("How many ships did the harbour count?", 2).question.startswith("How")
    assert len(library.compare("How many ships did the harbour count?", 2).sayings) == 2
    assert library.compare("How many ships?", sources=["03.txt"]).sayings[0].citation.quote == "43"
    assert not library.compare("How many ships?", where="published>=2030").sayings


def test_nothing_that_cannot_be_asked_is_compared(opened: Callable[..., Library]) -> None:
    with pytest.raises(BadInput):
        opened({"a.txt": "A mill at Berg.\n"}).compare(" ")
