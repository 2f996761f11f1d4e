"""txtai: an Embeddings database with content, FAISS behind it; variant `hybrid` adds its BM25."""

from pathlib import Path

from corpus import Passage
from protocol import main


class Txtai:
    packages = ("txtai",)

    def __init__(self, variant: str) -> None:
        self.hybrid = variant == "hybrid"

    def stage(self, passages: list[Passage], model: str, folder: Path) -> None:
        pass

    def imports(self) -> None:
        global Embeddings
        from txtai.embeddings import Embeddings

    def load(self, model: str) -> None:
        self.database = Embeddings(
            path=model,
            backend="faiss",
            content=True,
            hybrid=self.hybrid,
            gpu=False,
            batch=32,
            encodebatch=32,
        )

    def index(self, passages: list[Passage], folder: Path) -> None:
        self.database.index([(passage.id, passage.whole, None) for passage in passages])
        self.database.save(str(folder))

    def open(self, folder: Path) -> None:
        self.database.load(str(folder))

    def search(self, question: str, k: int) -> list[str]:
        return [row["id"] for row in self.database.search(question, k)]


if __name__ == "__main__":
    main(Txtai)
