"""What the tests of `retrieve` share: a folder that is written, indexed and searched at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.indexing.results import Summary
from qa.retrieve.retriever import Retriever
from qa.store.store import Store
from qa.types import Hit


@pytest.fixture
def search(
    tmp_path: Path, build: Callable[..., Summary], embedder: FakeEmbedder
) -> Callable[..., tuple[Hit, ...]]:
    """Indexes {name: text} and searches it."""

    def run(files: dict[str, str], question: str, k: int = 5) -> tuple[Hit, ...]:
        folder = tmp_path / "files"
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        build(folder)
        return Retriever(Store.open(tmp_path / "index"), embedder).search(question, k)

    return run
