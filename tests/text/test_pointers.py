"""Questions that point at a numbered place or at a day, and what stands there."""

from __future__ import annotations

import pytest

from qa.split.paragraphs import split
from qa.text.pointers import asked_day, entry_of, pointed_at, pointer, tells_of_other_day
from qa.types import Document

STATUTES = """# Statutes of the bee club

## 2. Hives

2.1 A hive stands ten metres from a path.
2.2 The keeper opens a hive only in daylight. It closes at night.
2.3 Swarms belong to whoever catches them.

## § 5 Leaving

A member leaves by letter.
"""
ACT = """# Act on wells

## Section 1

(1) A well is dug by hand.
(2) It is covered at night.

## Section 2

(1) Water is free.
"""
JOURNAL = """# Journal

## 4 June 2018

Planted the beans.

## 9 June 2018

Hail broke two panes.
"""


@pytest.mark.parametrize(
    ("question", "unit", "mark", "within"),
    [
        ("What does clause 2.2 say?", "clause", "2.2", ""),
        ("What is step three of the repair?", "step", "3", ""),
        ("What is the second item of the list?", "item", "2", ""),
        ("What does § 4 say?", "§", "4", ""),
        ("What does (c) say?", "", "c", ""),
        ("What is in section 2 (3)?", "section", "2", "3"),
        ("What comes after step 2?", "step", "3", ""),
        ("What does 3.2 of the lease say?", "", "3.2", ""),
    ],
)
def test_a_question_points_at_a_place(question: str, unit: str, mark: str, within: str) -> None:
    place = pointer(question)
    assert place
    assert (place.unit, place.mark, place.within) == (unit, mark, within)


@pytest.mark.parametrize(
    "question",
    ["Is there a question I can ask?", "At what point does it melt?", "What costs 3.2% more?"],
)
def test_a_question_that_points_at_nothing(question: str) -> None:
    assert pointer(question) is None


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What does clause 2.3 say?", STATUTES, "2.3 Swarms belong to whoever catches them."),
        ("What does clause 2.2 say?", STATUTES,
         "2.2 The keeper opens a hive only in daylight. It closes at night."),
        ("What does paragraph 5 say?", STATUTES, "A member leaves by letter."),
        ("What does section 2 say?", ACT, "(1) Water is free."),
        ("What does section 1 (2) say?", ACT, "(2) It is covered at night."),
        ("What does clause 9.1 say?", STATUTES, ""),
        ("What does figure 2.3 show?", STATUTES, ""),
    ],
)  # fmt: skip
def test_what_stands_at_a_place(question: str, text: str, expected: str) -> None:
    place = pointer(question)
    assert place
    bodies = [one for one in split(Document("a.md", text)) if one.kind == "body"]
    found = (pointed_at(place, one) for one in bodies)
    assert next((text[span.start : span.end] for span in found if span), "") == expected


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What did I do on 4 June 2018?", "2018-06-04"),
        ("What happened on 2018-06-09?", "2018-06-09"),
        ("What did we plant on June 4, 2018?", "2018-06-04"),
        ("Who came on 4 June 2018?", None),
        ("What did the ministry decide on 4 June 2018?", None),
        ("What happened between 4 June 2018 and 9 June 2018?", None),
    ],
)
def test_a_question_asks_of_a_day(question: str, day: str | None) -> None:
    asked = asked_day(question)
    assert (asked.iso if asked else None) == day


@pytest.mark.parametrize(
    ("question", "source", "text", "expected"),
    [
        ("What did I do on 9 June 2018?", "j.md", JOURNAL, "Hail broke two panes."),
        ("What happened on 4 June 2018?", "2018-06-04.txt", "Cut the hay.\n", "Cut the hay."),
        ("What happened on 5 June 2018?", "2018-06-04.txt", "Cut the hay.\n", ""),
        ("What happened on 2 May 2018?", "log.txt", "2018-05-01: Rain.\n2018-05-02: Sun.\n",
         "2018-05-02: Sun."),
    ],
)  # fmt: skip
def test_the_entry_of_a_day(question: str, source: str, text: str, expected: str) -> None:
    day = asked_day(question)
    assert day
    document = Document(source, text)
    bodies = [one for one in split(document) if one.kind == "body"]
    found = (entry_of(day, one) for one in bodies)
    assert next((text[span.start : span.end] for span in found if span), "") == expected


def test_a_day_of_publication_makes_an_entry_of_own_notes_alone() -> None:
    document = Document("note.md", "Tarred the roof.", published="2018-06-04")
    (note,) = split(document)
    mine, theirs = (
        asked_day(f"What {words} on 4 June 2018?") for words in ("did I do", "happened")
    )
    assert mine
    assert theirs
    assert entry_of(mine, note)
    assert entry_of(theirs, note) is None


def test_a_sentence_on_another_day() -> None:
    question = "What broke on 3 March 2011?"
    assert tells_of_other_day(question, "The dam broke on 2012-03-03.")
    assert not tells_of_other_day(question, "The dam broke on 3.3.2011.")
    assert not tells_of_other_day(question, "The dam broke.")
    assert not tells_of_other_day("What broke after 3 March 2011?", "It broke on 2012-03-03.")
