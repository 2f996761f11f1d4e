"""Conditions are read strictly, hold as they say, and narrow the search itself."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from fakes import FakeEmbedder

from qa.errors import BadInput
from qa.indexing.results import Summary
from qa.library import Library
from qa.read.sentence_reader import SentenceReader
from qa.store.filters import Condition, Filter
from qa.store.store import Store
from qa.types import Document


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("published>=2024-10", ("published", ">=", "2024-10")),
        (" publisher = The Wend Times ", ("publisher", "=", "The Wend Times")),
        ("title~a = b", ("title", "~", "a = b")),
        ("source!=a>b.txt", ("source", "!=", "a>b.txt")),
        ("author=", ("author", "=", "")),
        ("url~https://x.example/?a=1&b<2", ("url", "~", "https://x.example/?a=1&b<2")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_condition_is_read(text: str, parts: tuple[str, str, str]) -> None:
    condition = Condition.parse(text)
    assert (condition.field, condition.operator, condition.value) == parts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no condition"),
        ("published", "is no condition"),
        ("year=2024", "source, title, author"),
        ("published==2024", "a date is"),
        ("published>=October", "a date is"),
        ("published>=2024-1", "a date is"),
        ("published=٢٠٢٤", "a date is"),
        ("1=1; DROP TABLE documents", "is no condition"),
        ("text~x", "= != < <= > >= ~"),
    ],
    ids=str,
)
def test_what_is_no_condition_is_said_in_a_line(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as refused:
        Condition.parse(text)
    assert "\n" not in str(refused.value)


DATES = {"a": "2024-09-30", "b": "2024-10-01", "c": "2024-10-31", "d": "2024-11-02", "e": ""}


@pytest.fixture
def dated(tmp_path: Path, build: Callable[..., Summary], embedder: FakeEmbedder) -> Library:
    """Five reports that differ in date and author."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, date in DATES.items():
        facts = [f"title: Report {name}", f"author: {'ÄDA' if name < 'c' else 'Bo'} Miller"]
        facts += [f"date: {date}"] if date else []
        said = f"The bridge number {ord(name)} of {name * 3} was closed to traffic."
        (folder / f"{name}.md").write_text("---\n" + "\n".join(facts) + f"\n---\n\n{said}\n")
    build(folder)
    return Library(Store.open(tmp_path / "index"), embedder=embedder, reader=SentenceReader())


def _found(library: Library, *where: str, sources: tuple[str, ...] | None = None) -> str:
    hits = library.search("Which bridge was closed?", 20, where=where, sources=sources)
    return "".join(sorted({hit.paragraph.document.source[0] for hit in hits}))


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("published=2024-10", "bc"),
        ("published=2024", "abcd"),
        ("published=2024-10-31", "c"),
        ("published>=2024-10", "bcd"),
        ("published>2024-10", "d"),
        ("published<2024-10", "a"),
        ("published<=2024-10", "abc"),
        ("published<2030", "abcd"),
        ("published!=2024-10", "ade"),
        ("published~-10-", "bc"),
        ("author=Bo Miller", "cde"),
        ("author!=Bo Miller", "ab"),
        ("author~äda", "ab"),
        ("author~bo MILL", "cde"),
        ("author=bo miller", ""),
        ("source>=c", "cde"),
        ("title~report b", "b"),
        ("title~%", ""),
        ("title~' OR 1=1 --", ""),
        ("title~\ud800", ""),
        ("publisher=", "abcde"),
    ],
    ids=lambda value: value.encode("ascii", "backslashreplace").decode(),
)
def test_what_a_condition_lets_through(dated: Library, where: str, found: str) -> None:
    assert _found(dated, where) == found
    holds = Filter.of(where).holds
    assert "".join(d.source[0] for d in dated.documents() if holds(d)) == found


def test_a_document_without_a_date_is_of_no_date() -> None:
    undated = Document("a.txt", "words", published="last week")
    assert not Condition.parse("published<2030").holds(undated)
    assert Condition.parse("published!=2024").holds(undated)


def test_all_conditions_hold(dated: Library) -> None:
    assert _found(dated, "published>=2024-10", "author~bo", "published<2024-11") == "c"
    assert _found(dated, "published>=2024-10", sources=("a.md", "b.md", "gone.md")) == "b"


def test_only_the_documents_chosen(dated: Library) -> None:
    assert _found(dated, sources=("e.md", "a.md")) == "ae"
    assert _found(dated, sources=()) == ""
    chosen = Filter.of("author~bo", ("a.md", "c.md"))
    assert [d.source for d in dated.documents() if chosen.holds(d)] == ["c.md"]
    assert _found(dated, sources=tuple(f"{n}.md" for n in range(5000))) == ""


def test_no_filter_keeps_nothing_out(dated: Library) -> None:
    assert not Filter.of()
    assert _found(dated) == "abcde"


def test_a_filter_that_nothing_satisfies_is_the_reason(dated: Library) -> None:
    answer = dated.ask("Which bridge was closed?", where="published>=2030")
    assert not answer.answered
    assert answer.reason == "no documents match published>=2030"
    assert answer.passages == ()


def test_one_document_of_a_thousand_fills_the_list(
    tmp_path: Path, build: Callable[..., Summary], embedder: FakeEmbedder
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for n in range(300):
        (folder / f"{n:03}.txt").write_text(
            "Which bridge was closed? It is the bridge that was closed.\n"
        )
    many = "\n\n".join(f"Something else happened to {w} yesterday." for w in "ab cd ef gh".split())
    (folder / "rare.txt").write_text(many)
    build(folder)
    library = Library(Store.open(tmp_path / "index"), embedder=embedder)
    hits = library.search("Which bridge was closed?", 4, where="source=rare.txt")
    assert [hit.paragraph.document.source for hit in hits] == ["rare.txt"] * 4


def test_several_questions_share_a_filter(dated: Library) -> None:
    both = dated.search_many(["bridge", "traffic"], where="author~bo")
    assert [sorted({h.paragraph.document.source for h in hits}) for hits in both] == [
        ["c.md", "d.md", "e.md"]
    ] * 2


def test_words_are_looked_up_within_each_filter_and_after_each_update(
    dated: Library, tmp_path: Path, build: Callable[..., Summary]
) -> None:
    def found(where: str) -> list[str]:
        with dated.store.snapshot():
            database = dated.store.database
            hits = database.lexical(['"bridge"'], 20, Filter.of(where, None))
            return sorted(source for source, _ in database.places(key for key, _ in hits).values())

    for _ in range(2):
        assert found("published=2024-10") == ["b.md", "c.md"]
        assert found("author~bo") == ["c.md", "d.md", "e.md"]
    files = tmp_path / "files"
    (files / "f.md").write_text((files / "e.md").read_text().replace("eee", "fff"))
    build(files)
    assert found("author~bo") == ["c.md", "d.md", "e.md", "f.md"]
    assert found("published=2024-10") == ["b.md", "c.md"]


def test_a_filter_that_sqlite_took_back_is_looked_up_again(dated: Library) -> None:
    def found(where: str) -> int:
        return len(dated.store.database.lexical(['"bridge"'], 20, Filter.of(where, None)))

    with dated.store.snapshot():
        assert found("author~bo") == 3
    with contextlib.suppress(ZeroDivisionError), dated.store.snapshot():
        assert found("published=2024-10") == 2
        dated.store.database._sql.execute("ROLLBACK")  # as SQLite does by itself
        raise ZeroDivisionError
    with dated.store.snapshot():
        assert found("published=2024-10") == 2


def test_searches_in_threads_within_changing_filters_all_end(dated: Library) -> None:
    """SQLite's functions in Python need Python's lock: who waits for SQLite must not hold it."""

    def ask() -> None:
        for n in range(60):
            assert _found(dated, f"author~{'ab'[n % 2]}")

    threads = [Thread(target=ask, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
