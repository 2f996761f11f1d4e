"""What stands in for the slow parts in tests, such as the model; and two articles."""

import zlib
from collections.abc import Sequence
from threading import Event
from typing import Self

import numpy as np

from qa.embed.embedder import Vectors, WindowText, embed_parts_alone
from qa.indexing.splitting import read_and_split


class FakeEmbedder:
    """Hashes words to 64 numbers: texts that share words are near. Counts what it embeds."""

    max_tokens = 40

    def __init__(self, name: str = "fake", dim: int = 64) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dim}"
        self.dim = dim
        self.embedded: list[str] = []

    def embed_windows(self, passages: Sequence[WindowText]) -> list[Vectors]:
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


class ReaderHere:
    """Reads as `IsolatedReader` does, but in this process."""

    read = staticmethod(read_and_split)

    def __init__(self) -> None:
        self.stopped = Event()

    def start(self) -> None:
        """Nothing has to start."""

    def stop(self) -> None:
        self.stopped.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


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
