"""What stands at the item or the day that a question names is found without reading."""

from __future__ import annotations

import pytest

from qa.read.addressed import CHANCE, addressed
from qa.split.paragraphs import split
from qa.types import Document, Hit

LOOM = "# The loom\n\n1. Wind the warp.\n2. Tie the heddles.\n3. Weave ten rows.\n"
OVEN = "# The oven\n\n1. Light the fire.\n2. Sweep the floor.\n3. Bake.\n"


def hits(*texts: str) -> list[Hit]:
    documents = [
        Document(f"{n}.md", text, text.splitlines()[0].strip("# ")) for n, text in enumerate(texts)
    ]
    bodies = (one for document in documents for one in split(document) if one.kind == "body")
    return [Hit(rank, 1.0, one) for rank, one in enumerate(bodies, 1)]


def found(question: str, *texts: str) -> list[str]:
    return [finding.quote for finding in addressed(question, hits(*texts))]


def test_the_item_of_the_document_that_the_question_names() -> None:
    question = "What is step 2 of the oven?"
    assert found(question, LOOM, OVEN) == ["2. Sweep the floor."]
    assert addressed(question, hits(LOOM, OVEN))[0].score == pytest.approx(CHANCE)


@pytest.mark.parametrize(
    "question",
    [
        "What is step 9 of the oven?",
        "What is step 2 of the dishwasher?",
        "How many rows are woven in step 3 of the loom?",
        "What is woven on a loom?",
    ],
)
def test_nothing_stands_at_a_place_that_is_not_there_and_a_fact_is_read(question: str) -> None:
    assert found(question, LOOM, OVEN) == []


def test_the_entry_of_a_day() -> None:
    text = "# Journal\n\n## 2 May 2015\n\nSheared the sheep.\n\n## 3 May 2015\n\nRested.\n"
    assert found("What did I do on 3 May 2015?", text) == ["Rested."]
