"""What the retrievers share."""

from qa.adapters.passages import conditions, identity, library_of, metadata
from qa.library import Library


def test_a_passage_is_named_by_its_place(library: Library) -> None:
    first, second = library.search("cracks in the bridge", 2)
    assert identity(first) != identity(second)
    start, end = first.paragraph.start, first.paragraph.end
    assert identity(first) == f"bridge.txt#{start}-{end}"
    assert {"source", "section", "page", "start", "end", "score"} <= set(metadata(first))
    assert "text" not in metadata(first)


def test_an_open_library_is_taken_as_it_is(library: Library) -> None:
    assert library_of(library) is library
    assert library_of(str(library.folder)).folder == library.folder


def test_one_condition_or_several() -> None:
    assert conditions("title~Harvest") == ["title~Harvest"]
    assert conditions(("a=b", "c=d")) == ["a=b", "c=d"]
