"""The control: sentence-transformers and FAISS, joined by hand in as few lines as it takes."""

import json
from pathlib import Path

from corpus import Passage
from protocol import main


class Control:
    packages = ("sentence-transformers", "faiss-cpu")

    def __init__(self, variant: str) -> None:
        pass

    def stage(self, passages: list[Passage], model: str, folder: Path) -> None:
        pass

    def imports(self) -> None:
        global SentenceTransformer, faiss
        import faiss
        from sentence_transformers import SentenceTransformer

    def load(self, model: str) -> None:
        self.model = SentenceTransformer(model, device="cpu")

    def index(self, passages: list[Passage], folder: Path) -> None:
        vectors = self.encode([passage.whole for passage in passages])
        self.vectors = faiss.IndexFlatIP(vectors.shape[1])
        self.vectors.add(vectors)
        self.ids = [passage.id for passage in passages]
        folder.mkdir()
        faiss.write_index(self.vectors, str(folder / "vectors.faiss"))
        texts = json.dumps([[passage.id, passage.whole] for passage in passages])
        (folder / "texts.json").write_text(texts, encoding="utf-8")

    def open(self, folder: Path) -> None:
        self.vectors = faiss.read_index(str(folder / "vectors.faiss"))
        texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        self.ids = [key for key, _ in texts]

    def search(self, question: str, k: int) -> list[str]:
        _, found = self.vectors.search(self.encode([question]), k)
        return [self.ids[place] for place in found[0]]

    def encode(self, texts: list[str]):
        return self.model.encode(
            texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )


if __name__ == "__main__":
    main(Control)
