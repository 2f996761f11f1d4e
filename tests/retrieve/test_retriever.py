"""Both searches count, twins count once, no document fills the list, and odd questions are text."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import BadInput
from qa.indexing.results import Summary
from qa.library import Library
from qa.retrieve.retriever import LONGEST_QUESTION, Retriever
from qa.store.store import Store
from qa.types import Hit, Kind


@pytest.fixture
def search(
    tmp_path: Path, build: Callable[..., Summary], embedder: FakeEmbedder
) -> Callable[..., tuple[Hit, ...]]:
    """Indexes {name: text} and searches it."""

    def run(files: dict[str, str], question: str, k: int = 5) -> tuple[Hit, ...]:
        folder = tmp_path / "files"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        build(folder)
        return Retriever(Store.open(tmp_path / "index"), embedder).search(question, k)

    return run


def test_hits_are_ranked_from_one_with_falling_scores(library: Library) -> None:
    hits = library.search("How many people cross the bridge?")
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "300 people" in hits[0].paragraph.text


def test_fragments_never_rank(library: Library) -> None:
    hits = library.search("Which frost in April killed the early blossom?", k=20)
    assert hits[0].paragraph.text.startswith("A night of frost")
    assert {hit.paragraph.kind for hit in hits} == {Kind.BODY}


def test_a_rare_word_is_found_by_its_letters(search: Callable[..., tuple[Hit, ...]]) -> None:
    files = {f"{n}.txt": f"Report {n} tells of fields, farms and weather.\n" for n in range(30)}
    files["x.txt"] = "The Zyrnik is a beetle of the northern fields and farms.\n"
    assert search(files, "zyrnik")[0].paragraph.document.source == "x.txt"


def test_paragraphs_that_say_the_same_count_once(search: Callable[..., tuple[Hit, ...]]) -> None:
    same = "The river rose by two metres on Sunday night and flooded the lower town of Wend."
    files = {
        "a.txt": f"{same}\n",
        "b.txt": f"{same.replace('rose', 'climbed')}\n",
        "c.txt": "The flooded town was dry again on Tuesday, said the fire brigade of Wend.\n",
    }
    hits = search(files, "When did the river flood the town?")
    sources = {hit.paragraph.document.source for hit in hits}
    assert len(hits) == 2
    assert "c.txt" in sources


def test_reports_that_differ_in_a_figure_both_count(search: Callable[..., tuple[Hit, ...]]) -> None:
    files = {
        f"{n}.txt": f"The river rose by {n} metres on Sunday night and flooded the lower town.\n"
        for n in (2, 3)
    }
    assert len(search(files, "How much did the river rise?")) == 2


def test_one_document_does_not_fill_the_list(search: Callable[..., tuple[Hit, ...]]) -> None:
    many = "\n\n".join(f"The bridge has {w} arches of stone." for w in "two five six nine".split())
    files = {"many.txt": many, "other.txt": "A bridge of wood was here before, people say.\n"}
    hits = search(files, "How many arches has the bridge of stone?", k=4)
    assert [hit.paragraph.document.source for hit in hits] == [
        "many.txt", "many.txt", "many.txt", "other.txt",
    ]  # fmt: skip


def test_the_first_hits_do_not_depend_on_how_many_are_asked_for(library: Library) -> None:
    question = "Who said what about the apples and the bridge?"
    most = library.search(question, k=20)
    assert len(most) == 5
    assert all(library.search(question, k=k) == most[:k] for k in range(1, 6))


def test_a_single_document_may_fill_the_list(search: Callable[..., tuple[Hit, ...]]) -> None:
    many = "\n\n".join(f"The bridge has {w} arches of stone." for w in "two five six nine".split())
    assert len(search({"many.txt": many}, "How many arches?", k=4)) == 4


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the report about the bridge?",
        "Who is the author of the bridge article?",
        "By whom was the story of the bridge written?",
    ],
)
def test_who_wrote_it_finds_the_byline(library: Library, question: str) -> None:
    assert library.search(question)[0].paragraph.text == "By Ada Miller"


def test_a_question_about_writers_is_no_question_for_the_byline(library: Library) -> None:
    hits = library.search("Which report says it was a writer who closed the bridge?")
    assert {hit.paragraph.kind for hit in hits} == {Kind.BODY}


def test_the_sentence_that_says_most_is_highlighted(library: Library) -> None:
    hit = library.search("How many people cross the bridge every hour?")[0]
    assert hit.citation.quote == "About 300 people used to cross the bridge every hour."


@pytest.mark.parametrize("question", ["", "  \n\t", "\u3000"])
def test_an_empty_question(library: Library, question: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        library.search(question)


def test_an_endless_question(library: Library) -> None:
    with pytest.raises(BadInput, match="10,001"):
        library.search("x" * (LONGEST_QUESTION + 1))
    assert library.search("word " * (LONGEST_QUESTION // 5))


def test_k_is_at_least_one(library: Library) -> None:
    with pytest.raises(ValueError, match="k must"):
        library.search("bridge", k=0)


def test_several_questions_at_once_equal_one_at_a_time(library: Library) -> None:
    questions = ["Who fears for the trade?", "When was the frost?"]
    together = library.search_many(questions)
    assert together == [library.search(question) for question in questions]
    assert library.search_many([]) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(question=st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_text_is_a_question(library: Library, question: str) -> None:
    if not any(map(str.isalnum, question)) or re.search("[\ud800-\udfff]", question):
        with pytest.raises(BadInput):
            library.search(question)
        return
    for hit in library.search(question):
        assert hit.paragraph.text
