"""What tests share: a fake embedder that is quick and deterministic, and small libraries."""

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.embed import Passage, Vectors
from qa.embed.onnx import embed_parts_alone
from qa.indexer import Summary, index
from qa.library import Library
from qa.read.sentences import SentenceReader
from qa.store import Store


class FakeEmbedder:
    """Hashes words to 64 numbers: texts that share words are near. Counts what it embeds."""

    max_tokens = 40

    def __init__(self, name: str = "fake", dim: int = 64) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dim}"
        self.dim = dim
        self.embedded: list[str] = []

    def embed_passages(self, passages: Sequence[Passage]) -> list[Vectors]:
        self.embedded += [passage.text for passage in passages]
        return embed_parts_alone(passages, "", self._vectors)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.strip(".,?!").encode()) % self.dim] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


ARTICLES = {
    "bridge.txt": (
        "Old Bridge Closed After Inspection\n"
        "By Ada Miller\n"
        "6 November 2024\n"
        "The stone bridge over the Wend was closed on Monday after engineers found cracks in it.\n"
        "Repairs will cost 4.5 million crowns and take two years, the mayor said on Tuesday.\n"
        "Shopkeepers fear for their trade. About 300 people used to cross the bridge every hour.\n"
    ),
    "notes/harvest.md": (
        "# A Late Harvest\n\n"
        "Apple growers in the valley expect to pick 12,000 tonnes this autumn, a third less "
        "than last year.\n\n"
        "## Frost in April\n\n"
        "A night of frost in April killed most of the early blossom, said the grower Jon Berg.\n"
    ),
}


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

    def run(*paths: Path, **options: object) -> Summary:
        return index(list(paths), tmp_path / "index", **{"embedder": embedder, **options})  # type: ignore[arg-type]

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
    index([seeds], folder)
    return folder
