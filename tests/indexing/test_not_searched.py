"""Which words no passage holds: contents pages, and else none."""

from __future__ import annotations

from pathlib import Path

import fakes
import pytest

from qa.indexing.doctor import examine
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.indexing.results import not_searched_text
from qa.library import Library

CONTENTS = "Contents\n\nThe mill ........ 3\nThe bridge ....... 7\nThe ferry ....... 12\n\n"
BODY = "# The mill\n\nThe mill was built by two brothers.\n\nOwner: Ada Lowe\n\nSunday\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "book.txt").write_text(CONTENTS + BODY)
    (texts / "notes.txt").write_text(BODY)
    index(IndexRequest([texts]), tmp_path / "index", embedder=fakes.FakeEmbedder())
    return tmp_path / "index"


def test_only_contents_pages_are_not_found(folder: Path) -> None:
    with Library.open(folder) as library:
        shares = library.status().not_searched
    assert list(shares) == ["book.txt"]
    assert 0.2 < shares["book.txt"] < 0.8


def test_doctor_notes_them(folder: Path) -> None:
    report = examine(folder, model=False)
    assert report.healthy
    (note,) = report.faults
    assert "% of book.txt" in note.what


def test_the_line_names_a_few() -> None:
    shares = {f"{n}.txt": 0.1 for n in range(7)}
    assert not_searched_text(shares).endswith("10% of 4.txt, some of 2 more")
    assert not_searched_text({}) == ""
