"""Chroma: a persistent client, one collection, HNSW by cosine, its own embedding function."""

from pathlib import Path

from corpus import Passage
from protocol import main

AT_ONCE = 256
"""Texts in one call of `add`."""


class Chroma:
    packages = ("chromadb",)

    def __init__(self, variant: str) -> None:
        pass

    def stage(self, passages: list[Passage], model: str, folder: Path) -> None:
        pass

    def imports(self) -> None:
        global chromadb, Settings, SentenceTransformerEmbeddingFunction
        import chromadb
        from chromadb.config import Settings
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

    def load(self, model: str) -> None:
        self.model = SentenceTransformerEmbeddingFunction(
            model_name=model, device="cpu", normalize_embeddings=True
        )

    def client(self, folder: Path):
        return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))

    def index(self, passages: list[Passage], folder: Path) -> None:
        self.collection = self.client(folder).create_collection(
            "passages", embedding_function=self.model, configuration={"hnsw": {"space": "cosine"}}
        )
        for first in range(0, len(passages), AT_ONCE):
            some = passages[first : first + AT_ONCE]
            self.collection.add([p.id for p in some], documents=[p.whole for p in some])

    def open(self, folder: Path) -> None:
        self.collection = self.client(folder).get_collection(
            "passages", embedding_function=self.model
        )

    def search(self, question: str, k: int) -> list[str]:
        return self.collection.query(query_texts=[question], n_results=k)["ids"][0]


if __name__ == "__main__":
    main(Chroma)
