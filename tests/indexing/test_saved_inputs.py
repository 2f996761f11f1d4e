"""Texts from stdin and pages of the web are kept, and indexed like files."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.errors import BadInput
from qa.indexing.results import Summary
from qa.library import Library
from qa.load.fetch import Fetched
from qa.store.store import Store

Build = Callable[..., Summary]
URL = "https://news.example/2024/mill"
TEXT = b"The mill is closed until the spring, said its owner.\n"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The pages that can be fetched now."""
    pages = {URL: TEXT}

    def fetch(url: str) -> Fetched:
        if url not in pages:
            raise BadInput("no answer: timed out")
        return Fetched(pages[url], "mill.txt", url)

    monkeypatch.setattr("qa.indexing.saved_inputs.fetch", fetch)
    return pages


def sources(tmp_path: Path) -> list[str]:
    with Library(Store.open(tmp_path / "index"), embedder=FakeEmbedder()) as library:
        return [document.source for document in library.documents()]


def test_a_text_from_stdin_stays_until_it_is_forgotten(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    (source,) = build(stdin=io.BytesIO(TEXT)).added
    assert source.startswith("stdin/")
    assert build(articles).unchanged == (source,)
    assert build(articles, stdin=io.BytesIO(TEXT)).added == ()
    assert build(articles, rebuild=True).changed == ("bridge.txt", "notes/harvest.md", source)
    with pytest.raises(BadInput, match=source):
        build(articles, forget=["bridge.txt"])
    assert build(articles, forget=[source], dry_run=True).removed == (source,)
    assert build(articles, forget=[source]).removed == (source,)
    assert sources(tmp_path) == ["bridge.txt", "notes/harvest.md"]
    assert list((tmp_path / "index" / ".given").iterdir()) == []


def test_a_run_that_fails_loses_nothing_that_was_kept(
    build: Build, web: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    (source,) = build(stdin=io.BytesIO(TEXT)).added
    with pytest.raises(BadInput, match="no documents"):
        build(forget=[source])
    web[URL] = b"The ferry runs again, said its captain.\n"
    build(URL)
    web.clear()
    with pytest.raises(BadInput, match="no documents"):
        build(tmp_path / "none", forget=[source])
    assert build(URL).unchanged == (URL, source)


def test_an_index_in_the_folder_that_it_mirrors_does_not_find_itself(
    build: Build, articles: Path, tmp_path: Path
) -> None:
    build(tmp_path, stdin=io.BytesIO(TEXT))
    assert build(tmp_path).duplicates == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'{"id": "1", "text": "The mill is closed until the spring."}\n', "The mill is"),
        (b"<html><body><p>The mill is closed until the spring.</p></body></html>", "The mill is"),
        (b"{ no JSON at all } The mill is closed.\n", "{ no JSON"),
    ],
    ids=["rows", "page", "text"],
)
def test_what_comes_by_stdin_is_recognised(
    data: bytes, text: str, build: Build, tmp_path: Path
) -> None:
    build(stdin=io.BytesIO(data))
    with Library(Store.open(tmp_path / "index"), embedder=FakeEmbedder()) as library:
        assert library.documents()[0].text.startswith(text)


def test_nothing_comes_by_stdin(build: Build, articles: Path) -> None:
    with pytest.raises(BadInput, match="stdin is empty"):
        build(articles, stdin=io.BytesIO(b" \n"))


def test_a_page_is_a_document_of_its_address(
    build: Build, articles: Path, web: dict[str, bytes], tmp_path: Path
) -> None:
    assert build(articles, URL).added == ("bridge.txt", URL, "notes/harvest.md")
    store = Store.open(tmp_path / "index")
    assert store.settings.roots == (str(articles), URL)
    document = store.database.document(URL)
    assert document is not None
    assert (document.url, document.text) == (URL, TEXT.decode())
    web[URL] = TEXT.replace(b"spring", b"summer")
    assert build(articles, URL, fetch=False).changed == ()
    assert build(articles, Path(URL)).changed == (URL,)
    assert build(articles).removed == (URL,)
    assert list((tmp_path / "index" / ".given").iterdir()) == []


def test_an_address_is_the_one_that_was_given(
    web: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("qa.indexing.indexer.load_embedder", lambda *_: FakeEmbedder())
    url = "https://news.example/a//mill/"
    web[url] = TEXT
    Library.build([url], tmp_path / "index").close()
    assert sources(tmp_path) == [url]


def test_a_page_that_cannot_be_fetched_again_is_kept_and_that_is_said(
    build: Build, articles: Path, web: dict[str, bytes]
) -> None:
    build(articles, URL)
    web.clear()
    heard: list[str] = []
    summary = build(articles, URL, rebuild=True, notify=heard.append)
    assert URL in summary.changed
    assert heard == [f"{URL}: no answer: timed out; the saved page is used"]


def test_an_address_that_gives_nothing_takes_nothing_away(
    build: Build, articles: Path, web: dict[str, bytes], tmp_path: Path
) -> None:
    build(articles, stdin=io.BytesIO(TEXT))
    before = sources(tmp_path)
    for paths in (["https://news.example/b"], [articles, "https://news.example/b"]):
        with pytest.raises(BadInput, match=r"https://news\.example/b: no answer: timed out"):
            build(*paths)
    (tmp_path / "none").mkdir()
    with pytest.raises(BadInput, match=r"no documents in .*none"):
        build(tmp_path / "none")
    assert sources(tmp_path) == before
