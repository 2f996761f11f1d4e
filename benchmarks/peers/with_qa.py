"""qa itself: each passage a small document of its own; the index is on disk from the start."""

from pathlib import Path

from corpus import Passage, write_files
from protocol import main


class Qa:
    packages = ("qa", "onnxruntime", "faiss-cpu")

    def __init__(self, variant: str) -> None:
        pass

    def stage(self, passages: list[Passage], model: str, folder: Path) -> None:
        """Exports the model, which happens once a machine, and writes the passages as files."""
        from qa.embed.loading import load_embedder

        load_embedder(model)
        write_files(passages, self.texts(folder))

    def texts(self, folder: Path) -> Path:
        return folder.with_name("texts")

    def imports(self) -> None:
        global IndexRequest, Library, Store, index, load_embedder
        from qa.embed.loading import load_embedder
        from qa.indexing.indexer import index
        from qa.indexing.request import IndexRequest
        from qa.library import Library
        from qa.store.store import Store

    def load(self, model: str) -> None:
        self.embedder = load_embedder(model)

    def index(self, passages: list[Passage], folder: Path) -> None:
        index(IndexRequest([self.texts(folder)]), folder, embedder=self.embedder)
        self.open(folder)

    def open(self, folder: Path) -> None:
        self.library = Library(Store.open(folder), embedder=self.embedder)

    def search(self, question: str, k: int) -> list[str]:
        hits = self.library.search(question, k)
        return [hit.paragraph.document.source.rsplit(".", 1)[0] for hit in hits]


if __name__ == "__main__":
    main(Qa)
