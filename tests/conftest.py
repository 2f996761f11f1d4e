"""What tests share: small libraries, and an index made with the real model."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import ARTICLES, FakeEmbedder, ReaderHere
from hypothesis import settings

from qa.indexing.indexer import index, plan
from qa.indexing.request import IndexRequest
from qa.indexing.results import Summary
from qa.library import Library
from qa.read.sentence_reader import SentenceReader
from qa.store.store import Store

# The same examples at every run, so that a change is judged by itself; `make fuzz` draws new ones.
settings.register_profile("same", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("fuzz", max_examples=5000, deadline=None)
settings.load_profile("same")


@pytest.fixture(autouse=True, scope="session")
def own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key that signs settings, outside of the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read and split in this process: a new one for each index takes longer than that.

    That both read the same is tested in tests/indexing/test_isolated.py.
    """
    monkeypatch.setattr("qa.indexing.indexer.IsolatedReader", ReaderHere)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two small articles."""
    folder = tmp_path / "articles"
    for name, text in ARTICLES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def build(tmp_path: Path, embedder: FakeEmbedder) -> Callable[..., Summary]:
    """Indexes paths into tmp_path/index with the fake embedder."""

    callables = ("embedder", "progress", "notify")

    def run(*paths: Path, dry_run: bool = False, **options: Any) -> Summary:
        given = {name: options.pop(name) for name in callables if name in options}
        request = IndexRequest(list(paths), **options)
        if dry_run:
            return plan(request, tmp_path / "index", progress=given.get("progress"))
        return index(request, tmp_path / "index", **{"embedder": embedder, **given})

    return run


@pytest.fixture
def library(
    tmp_path: Path, articles: Path, embedder: FakeEmbedder, build: Callable[..., Summary]
) -> Library:
    """A library of the two articles that embeds with the fake."""
    build(articles)
    return Library(Store.open(tmp_path / "index"), embedder=embedder, reader=SentenceReader())


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The articles that come with the project."""
    return Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """An index of seeds/ made with the real model; for tests marked `model`."""
    folder = tmp_path_factory.mktemp("real") / "index"
    index(IndexRequest([seeds]), folder)
    return folder
