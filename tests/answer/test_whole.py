"""Whole answers: names, measures, lists and definitions."""

from __future__ import annotations

from time import monotonic

import pytest

from qa.answer.whole import whole
from qa.split.paragraphs import split
from qa.text.forms import defines
from qa.text.question_type import Want, defined_subject, wants_list
from qa.types import Document, Finding, Hit, Span


def answer(question: str, text: str, found: str, want: Want = Want.PHRASE) -> str:
    start = text.index(found)
    paragraph = next(
        p for p in split(Document("a.md", text)) if p.start <= start < p.end and p.sentences
    )
    finding = Finding(Hit(1, 1.0, paragraph), Span(start, start + len(found)), 0.9)
    span = whole(question, want, finding)
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("The leave lasts 12 weeks for all of them.", "12", "12 weeks"),
        ("They sent more than 300 pumps to Arle.", "300", "more than 300"),
        ("It holds up to 40 million litres of water.", "40", "up to 40 million litres"),
        ("The tank weighs about 5 kg when empty.", "5", "about 5 kg"),
        ("Only 40 % of them came to the fair.", "40", "Only 40 %"),
        ("It cost $25 in the old shop.", "25", "$25"),
        ("In 1931 Ada Marie Lowe built the mill.", "Lowe", "Ada Marie Lowe"),
        ("In 1931 Ada Lowe built the mill.", "Ada", "Ada Lowe"),
        ("When Lowe came, the mill was closed.", "Lowe", "Lowe"),
        ("The mill is red and rather old.", "red", "red"),
        ("There are 12 mills in the valley.", "12", "12"),
    ],
)
def test_what_belongs_to_a_phrase(text: str, found: str, expected: str) -> None:
    assert answer("How much?", text, found) == expected


LIST = "You will need the following:\n\n- two ladders\n- a bucket of lime\n- gloves\n"
STEPS = "1. Open the valve.\n2. Fill the tank. Wait a minute.\n3. Close the valve.\n"


@pytest.mark.parametrize("found", ["two ladders", "gloves", "the following"])
def test_a_list_is_given_whole(found: str) -> None:
    assert answer("What do I need to paint the wall?", LIST, found) == LIST.strip()


def test_the_steps_of_a_procedure_are_given_whole() -> None:
    assert answer("How do I fill the tank?", STEPS, "Fill the tank", Want.SENTENCE) == STEPS.strip()


def test_a_fact_in_a_list_is_only_the_fact() -> None:
    assert answer("Which tool is first?", LIST, "two ladders") == "two ladders"


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is a flying buttress?", "flying buttress"),
        ("what is stollen", "stollen"),
        ("Who is Ada Lowe?", "Ada Lowe"),
        ("What is the Lowe Valley Trust?", "Lowe Valley Trust"),
        ("What is the price of bread?", ""),
        ("Who is the miller?", ""),
        ("What is the capital of France?", ""),
    ],
)
def test_what_is_to_be_defined(question: str, subject: str) -> None:
    assert defined_subject(question) == subject


def test_a_definition_begins_with_its_subject() -> None:
    assert defines("A flying buttress is an arch that supports a wall.", "flying buttress")
    assert not defines("It is older than the flying buttress of Arle.", "flying buttress")


def test_which_questions_want_a_list() -> None:
    assert wants_list("What ingredients do I need for bread?")
    assert not wants_list("How many loaves are baked?")


@pytest.mark.parametrize("question", ["what is " + "a " * 20_000, "which " * 20_000 + "?"])
def test_hostile_questions(question: str) -> None:
    assert defined_subject(question) == ""
    wants_list(question)


INGREDIENTS = "For the glaze:\n\n2 spoons of honey\n1 spoon of mustard\nsome thyme\n"


def test_lines_without_marks_are_a_list_too() -> None:
    listed = answer("What goes into the glaze?", INGREDIENTS, "honey")
    assert listed.endswith("2 spoons of honey\n1 spoon of mustard\nsome thyme")


def test_lines_of_which_one_is_a_sentence_are_no_list() -> None:
    text = "The shop opens at nine.\nIt closes at six.\nMonday is free.\n"
    assert answer("What is needed for the shop?", text, "six", Want.SENTENCE) == "It closes at six."


def test_how_goes_on_to_the_end() -> None:
    text = "First, open the lid of the pump. Take out the filter. Rinse it for a minute."
    assert answer("How do I clean the filter?", text, "open the lid", Want.SENTENCE) == text


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("The mill was sold in May.", "The mill was sold in May. Nobody wanted to run it."),
        ("Nobody wanted to run it.", "Nobody wanted to run it."),
        ("The mill was sold because of debts.", "The mill was sold because of debts."),
    ],
)
def test_a_sentence_that_repeats_what_is_asked_brings_its_reason(found: str, expected: str) -> None:
    text = (
        "The mill was sold in May. Nobody wanted to run it. It stands by the river."
        if "because" not in found
        else f"{found} It stands by the river."
    )
    assert answer("Why was the mill sold?", text, found, Want.SENTENCE) == expected


@pytest.mark.parametrize(
    ("sentence", "subject", "expected"),
    [
        ("A *winch* is a drum with a crank.", "winch", True),
        ("An old winch is a drum with a crank.", "winch", True),
        ("Each drum of the mill is a winch.", "winch", False),
        ("- The winch house is closed in May.", "winch", False),
        ("The winch’s owner is a smith.", "winch", False),
        ("The Winch app is a tool for crews.", "Winch", True),
        ("The `winch` lets two people lift a boat.", "winch", True),
        ("The winch, built in 1931, was made for boats.", "winch", True),
        ("Winch (or windlass): what lifts a boat.", "winch", True),
        ("It needs the least useful pressure (LUP).", "LUP", True),
        ("The LUP of the pump was changed.", "mill", False),
    ],
)
def test_what_defines(sentence: str, subject: str, expected: bool) -> None:
    assert defines(sentence, subject) is expected


def test_an_item_of_a_list_that_explains_a_thing_brings_the_others() -> None:
    text = (
        "A winch hand is somebody who may:\n\n- turn the crank\n- call the others\n- ring the bell"
    )
    assert answer("What is a winch hand?", text, "call the others", Want.SENTENCE) == text


def test_an_entry_of_a_glossary_stands_alone() -> None:
    text = "Words of the mill:\n\n- crank: what turns the winch\n- sluice: what lets the water in"
    found = answer("What is a sluice?", text, "lets the water in", Want.SENTENCE)
    assert found == "- sluice: what lets the water in"


def test_a_long_gap_takes_no_time() -> None:
    start = monotonic()
    assert not defines("The" + " " * 100_000 + "end", "winch")
    assert monotonic() - start < 1
