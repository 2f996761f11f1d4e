"""A card: what is bold in its sentences, and that it shows no marks of Markdown."""

from dataclasses import replace

import pytest
from ui_fakes import ANSWERS, COUNTS, HOW_MANY, answer, citation, document, paragraphs

from qa.types import Answer, Group, Kind, Relation
from qa.ui.drawing.answer_card import blocks_of
from qa.ui.drawing.excerpt import Block
from qa.ui.model.exchange import Exchange, Phase


def excerpts(given: Answer) -> list[Block]:
    exchange = Exchange(given.question, Phase.DONE, given.passages, given)
    return [block for block in blocks_of(exchange) if block.look == "excerpt"]


def bold(block: Block) -> list[str]:
    plain = block.words.plain
    return [plain[s.start : s.end] for s in block.words.spans if s.style == "bold"]


MAIN = Group("9,000 people", (1,), 1, Relation.MAIN)


@pytest.mark.parametrize("groups", [(), (MAIN,)], ids=["saved by an older qa", "with groups"])
def test_a_sentence_that_only_tells_more_has_nothing_in_bold(groups: tuple[Group, ...]) -> None:
    given = replace(ANSWERS[HOW_MANY], groups=groups)
    first, *others = map(bold, excerpts(given))
    assert (first, [words for each in others for words in each]) == (["9,000 people"], [])


def test_values_that_are_compared_are_all_bold() -> None:
    assert [bold(each) for each in excerpts(ANSWERS[COUNTS])] == [
        ["9,000 people"],
        ["8,500 of them"],
    ]


def test_bold_words_are_found_behind_marks_that_are_left_out() -> None:
    blocks = ((Kind.BODY, "The **night ferry** [leaves](a.html) at `nine`. It is free."),)
    page = paragraphs(document("boats.md", *blocks), *blocks)
    given = answer("When?", "at nine", citation(1, page[0], "at `nine`"))
    (block,) = excerpts(given)
    assert block.words.plain.startswith("The night ferry leaves at nine. [1]")
    assert bold(block) == ["at nine"]
