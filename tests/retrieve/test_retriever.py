"""Both searches count, twins count once, no document fills the list, and odd questions are text."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import BadInput
from qa.library import Library
from qa.retrieve.retriever import LONGEST_QUESTION
from qa.types import Hit, Kind


def test_hits_are_ranked_from_one_with_falling_scores(library: Library) -> None:
    hits = library.search("How many people cross the bridge?")
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "300 people" in hits[0].paragraph.text


def test_fragments_rank_after_the_text_and_headings_lead_theirs(library: Library) -> None:
    hits = library.search("Which frost in April killed the early blossom?", k=20)
    assert hits[0].paragraph.text.startswith("A night of frost")
    assert hits[0].paragraph.section == ("Frost in April",)
    kinds = [hit.paragraph.kind for hit in hits]
    assert set(kinds) == {Kind.BODY, Kind.BYLINE, Kind.LABEL}
    assert kinds.count(Kind.BODY) == 5


def test_a_rare_word_is_found_by_its_letters(search: Callable[..., tuple[Hit, ...]]) -> None:
    files = {f"{n}.txt": f"Report {n} tells of fields, farms and weather.\n" for n in range(30)}
    files["x.txt"] = "The Zyrnik is a beetle of the northern fields and farms.\n"
    assert search(files, "zyrnik")[0].paragraph.document.source == "x.txt"


FLOOD = "The river rose by two metres on Sunday night and flooded the lower town of Wend."


def test_the_same_words_are_one_hit_with_all_their_places(
    search: Callable[..., tuple[Hit, ...]],
) -> None:
    files = {
        "a.txt": f"{FLOOD}\n",
        "b.txt": f"{FLOOD}\n\nOther words come after it here.\n",
        "c.txt": "The flooded town was dry again on Tuesday, said the fire brigade of Wend.\n",
        "d.txt": f"Some words come before it here.\n\n{FLOOD}\n",
    }
    hits = search(files, "How far did the river rise?", k=20)
    [flood] = [hit for hit in hits if hit.paragraph.text == FLOOD]
    places = [flood.paragraph, *flood.copies]
    assert sorted(p.document.source for p in places) == ["a.txt", "b.txt", "d.txt"]
    assert {p.text for p in places} == {FLOOD}
    assert all(hit.copies == () for hit in hits if hit is not flood)


@pytest.mark.parametrize(
    ("old", "new"),
    [("rose", "climbed"), ("Sunday", "Monday"), ("and flooded", "and never flooded"),
     ("Wend.", "Wald."), ("two", "2.5")],
)  # fmt: skip
def test_versions_are_both_shown_and_the_newer_first(
    old: str, new: str, search: Callable[..., tuple[Hit, ...]]
) -> None:
    text = {"2024-03-01": FLOOD, "2024-03-09": FLOOD.replace(old, new)}
    files = {
        f"{name}.md": f"---\ndate: {date}\n---\n\n{text[date]}\n"
        for name, date in (("a", "2024-03-01"), ("b", "2024-03-09"))
    }
    for question in (text["2024-03-01"], text["2024-03-09"]):
        hits = [h for h in search(files, question, 20) if h.paragraph.kind is Kind.BODY]
        assert [h.paragraph.text for h in hits] == [text["2024-03-09"], text["2024-03-01"]]
        assert all(hit.copies == () for hit in hits)


def test_many_copies_leave_room_for_others(search: Callable[..., tuple[Hit, ...]]) -> None:
    files = {f"{n}.txt": f"{FLOOD}\n\n# {n}\n" for n in range(40)}
    files |= {f"x{n}.txt": f"The river of {n * 'a'} flooded a town.\n" for n in range(1, 4)}
    hits = search(files, "How far did the river rise when it flooded the town?")
    assert len({hit.paragraph.text for hit in hits}) == len(hits) == 5
    assert sorted(len(hit.copies) for hit in hits if hit.paragraph.text == FLOOD) == [39]


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
    assert len(most) == 7
    assert all(library.search(question, k=k) == most[:k] for k in range(1, 8))


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
