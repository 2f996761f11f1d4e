"""However an index came to be what it is, it holds and answers the same."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fakes import ARTICLES, FakeEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import BadInput
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.library import Library
from qa.store.store import Store

NAMES = ("a.txt", "b.txt", "sub/a.txt", "sub/c.md")
ROWS = ("rows.jsonl", "sub/rows.jsonl")
SEEDS = Path(__file__).parents[2] / "seeds"
BRIDGE, HARVEST = ARTICLES.values()
CONTENTS = (
    BRIDGE,
    HARVEST,
    BRIDGE.replace("4.5 million", "7 million"),
    # The same words in other articles score the same, and have to come in a lasting order.
    "A Second Bridge\n\nRepairs will cost 4.5 million crowns.\n\nThe bridge is closed.\n",
    "A Third Bridge\n\nThe bridge is closed.\n\nRepairs will cost 4.5 million crowns.\n",
    *(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.*"))),
    # Copies of a third only through the second: without that, two reports.
    *(" ".join(f"word{n}" for n in range(start, start + 60)) + "\n" for start in (0, 20, 40)),
    " \n",  # cannot be indexed: the last text is kept, if it was there
)
COLLECTIONS = tuple(
    "".join(json.dumps(row) + "\n" for row in rows)
    for rows in (
        [{"id": "1", "text": BRIDGE}, {"id": "2", "text": HARVEST}],
        [{"id": "2", "text": BRIDGE}, {"id": "2", "text": HARVEST}, {"id": "3"}],
        [{"title": "A Third Bridge", "text": "The bridge is closed."}] * 3,
    )
)
QUESTIONS = ("Who closed the bridge?", "What do repairs cost?", "Who wrote this article?", "frost")

Change = tuple[str, str, str]


def change(folder: Path, what: str, name: str, other: str) -> None:
    path = folder / name
    if what == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(other, encoding="utf-8")
    elif path.exists() and what == "remove":
        path.unlink()
    elif path.exists():
        (folder / other).parent.mkdir(parents=True, exist_ok=True)
        path.rename(folder / other)


def content(folder: Path) -> list[Any]:
    """All that an index knows of its documents, and its answers, numbers included."""
    with Library(Store.open(folder), embedder=FakeEmbedder()) as library:
        documents = [(d, library.paragraphs(d)) for d in library.documents()]
        answers = [library.search(question, k=20) for question in QUESTIONS]
        files = library.store.database.files()
        ids = library.reports()
    reports = {frozenset(each for each in ids if ids[each] == number) for number in ids.values()}
    return [documents, answers, files, reports]


def update(folder: Path, at: Path) -> None:
    index(IndexRequest([folder]), at, embedder=FakeEmbedder())


changes = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(CONTENTS[:-1])),
        st.tuples(st.just("write"), st.sampled_from(ROWS), st.sampled_from(COLLECTIONS)),
        st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("move"), st.sampled_from(ROWS), st.sampled_from(ROWS)),
        st.tuples(st.just("remove"), st.sampled_from(NAMES + ROWS), st.just("")),
    ),
    max_size=5,
)


@settings(max_examples=40)
@given(st.lists(changes, min_size=1, max_size=5))
def test_any_sequence_of_updates_gives_what_one_rebuild_gives(
    rounds: Sequence[Sequence[Change]],
) -> None:
    with TemporaryDirectory() as place:
        folder, at = Path(place, "files"), Path(place, "index")
        for step in [[("write", "start.txt", HARVEST)], *rounds]:
            for one in step:
                change(folder, *one)
            update(folder, at)
        update(folder, Path(place, "other"))
        assert content(at) == content(Path(place, "other"))


def test_what_can_no_longer_be_read_keeps_its_text_and_nothing_else_does(tmp_path: Path) -> None:
    folder, at = tmp_path / "files", tmp_path / "index"
    change(folder, "write", "a.txt", BRIDGE)
    change(folder, "write", "b.txt", HARVEST)
    update(folder, at)
    before = content(at)
    change(folder, "write", "a.txt", CONTENTS[-1])
    update(folder, at)
    assert content(at) == before
    change(folder, "remove", "b.txt", "")
    with pytest.raises(BadInput, match="no document could be read"):
        update(folder, at)
    assert content(at) == before
