"""Haystack: a pipeline of text embedder and in-memory store; `hybrid` joins BM25 by ranks."""

from pathlib import Path

from corpus import Passage
from protocol import main


class Haystack:
    packages = ("haystack-ai", "sentence-transformers-haystack")

    def __init__(self, variant: str) -> None:
        self.hybrid = variant == "hybrid"

    def stage(self, passages: list[Passage], model: str, folder: Path) -> None:
        pass

    def imports(self) -> None:
        global haystack, joiners, retrievers, stores, embedders, utils
        import haystack
        import haystack.components.joiners as joiners
        import haystack.components.retrievers.in_memory as retrievers
        import haystack.document_stores.in_memory as stores
        import haystack.utils as utils
        import haystack_integrations.components.embedders.sentence_transformers as embedders

    def load(self, model: str) -> None:
        cpu = utils.ComponentDevice.from_str("cpu")
        self.model, self.cpu = model, cpu
        self.asking = embedders.SentenceTransformersTextEmbedder(
            model=model, device=cpu, progress_bar=False
        )
        self.asking.warm_up()

    def index(self, passages: list[Passage], folder: Path) -> None:
        embedder = embedders.SentenceTransformersDocumentEmbedder(
            model=self.model, device=self.cpu, batch_size=32, progress_bar=False
        )
        embedder.warm_up()
        documents = [haystack.Document(id=p.id, content=p.whole) for p in passages]
        store = stores.InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(embedder.run(documents=documents)["documents"])
        folder.mkdir()
        store.save_to_disk(str(folder / "store.json"))
        self.join(store)

    def open(self, folder: Path) -> None:
        self.join(stores.InMemoryDocumentStore.load_from_disk(str(folder / "store.json")))

    def join(self, store: object) -> None:
        self.pipeline = haystack.Pipeline()
        self.pipeline.add_component("embedder", self.asking)
        self.pipeline.add_component("dense", retrievers.InMemoryEmbeddingRetriever(store))
        self.pipeline.connect("embedder.embedding", "dense.query_embedding")
        if self.hybrid:
            self.pipeline.add_component("words", retrievers.InMemoryBM25Retriever(store))
            joiner = joiners.DocumentJoiner(join_mode="reciprocal_rank_fusion")
            self.pipeline.add_component("joined", joiner)
            self.pipeline.connect("dense", "joined")
            self.pipeline.connect("words", "joined")

    def search(self, question: str, k: int) -> list[str]:
        asked = {"embedder": {"text": question}, "dense": {"top_k": k}}
        if self.hybrid:
            asked |= {"words": {"query": question, "top_k": k}, "joined": {"top_k": k}}
        last = "joined" if self.hybrid else "dense"
        return [document.id for document in self.pipeline.run(asked)[last]["documents"]]


if __name__ == "__main__":
    main(Haystack)
