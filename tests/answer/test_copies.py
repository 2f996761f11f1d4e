"""What stands in several places is cited from each, and from none that a filter leaves out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.answer.compose import compose
from qa.indexing.results import Summary
from qa.library import Library
from qa.read.sentence_reader import SentenceReader
from qa.store.store import Store
from qa.types import Document, Finding, Hit, Paragraph, Span

RULE = "The keeper of the weir is paid ninety crowns a month by the town of Arle."


@pytest.fixture
def weir(tmp_path: Path, build: Callable[..., Summary], embedder: FakeEmbedder) -> Library:
    """Three documents with one paragraph in common."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("charter", "ledger", "poster"):
        before = f"Words of the {name} alone come before it, and nothing else does.\n\n"
        (folder / f"{name}.txt").write_text(before * (name != "ledger") + f"{RULE}\n\n# {name}\n")
    build(folder)
    return Library(Store.open(tmp_path / "index"), embedder=embedder, reader=SentenceReader())


QUESTION = "How much is the keeper of the weir paid?"


def test_all_places_are_cited(weir: Library) -> None:
    answer = weir.ask(QUESTION)
    [first, *_] = answer.statements
    cited = [c for c in answer.citations if c.number in first.citations]
    assert sorted(c.paragraph.document.source for c in cited) == [
        "charter.txt", "ledger.txt", "poster.txt",
    ]  # fmt: skip
    for citation in cited:
        text = citation.paragraph.document.text
        assert text[citation.span.start : citation.span.end] == citation.quote
    assert len({citation.quote for citation in cited}) == 1


@pytest.mark.parametrize("where", ["source=poster.txt", "source!=charter.txt", "source<d"])
def test_a_filter_holds_for_copies_too(where: str, weir: Library) -> None:
    left = {
        "source=poster.txt": {"poster.txt"},
        "source!=charter.txt": {"ledger.txt", "poster.txt"},
        "source<d": {"charter.txt"},
    }[where]
    [hit] = [h for h in weir.search(QUESTION, 20, where=where) if h.paragraph.text == RULE]
    places = {p.document.source for p in (hit.paragraph, *hit.copies)}
    assert places == left
    answer = weir.ask(QUESTION, where=where)
    assert {c.paragraph.document.source for c in answer.citations} == left


def _hit(rank: int, text: str, section: tuple[str, ...] = ()) -> Hit:
    whole = Span(0, len(text))
    document = Document(f"{rank}.txt", text)
    paragraph = Paragraph(document, 0, 0, len(text), sentences=(whole,), section=section)
    return Hit(rank, 1.0, paragraph, similarities=(0.5,))


@pytest.mark.parametrize(
    ("one", "other", "statements"),
    [
        ("was", "was", 1),
        ("was", "was not", 2),
        ("Ivo Brand", "Eva Brand", 2),
        ("12 sacks", "13 sacks", 2),
        ("has to", "had to", 1),
    ],
)
def test_sentences_that_differ_in_what_decides_are_two_statements(
    one: str, other: str, statements: int
) -> None:
    text = "It {} be said of the long dry summer in the high valley that the wells ran low there."
    hits = [_hit(n, text.format(words)) for n, words in ((1, one), (2, other))]
    answer = compose(
        "What?", [Finding(hit, Span(0, len(hit.paragraph.text)), 0.9) for hit in hits], hits
    )
    assert len(answer.statements) == statements


def test_what_stands_above_is_not_missing_in_the_reason() -> None:
    hit = _hit(1, "Unpack it first and then start it.", section=("Setup", "Solaris"))
    said = compose("Who sells Solaris manuals?", [], [hit]).reason
    assert "Solaris”" not in said.split("but")[-1]
    without = compose("Who sells Solaris manuals?", [], [_hit(1, "Unpack it and start it.")]).reason
    assert "“Solaris”" in without
