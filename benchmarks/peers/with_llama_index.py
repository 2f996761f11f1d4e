"""LlamaIndex: a VectorStoreIndex of ready nodes on an exact FAISS index."""

from pathlib import Path

from corpus import Passage
from protocol import main


class LlamaIndex:
    packages = ("llama-index-core", "llama-index-vector-stores-faiss")

    def __init__(self, variant: str) -> None:
        pass

    def stage(self, passages: list[Passage], model: str, folder: Path) -> None:
        pass

    def imports(self) -> None:
        global core, faiss, FaissVectorStore, HuggingFaceEmbedding
        import faiss
        import llama_index.core as core
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.vector_stores.faiss import FaissVectorStore

    def load(self, model: str) -> None:
        self.model = HuggingFaceEmbedding(model_name=model, device="cpu", embed_batch_size=32)

    def index(self, passages: list[Passage], folder: Path) -> None:
        nodes = [core.schema.TextNode(id_=p.id, text=p.whole) for p in passages]
        vectors = FaissVectorStore(faiss_index=faiss.IndexFlatIP(384))
        storage = core.StorageContext.from_defaults(vector_store=vectors)
        self.made = core.VectorStoreIndex(nodes, storage_context=storage, embed_model=self.model)
        self.made.storage_context.persist(persist_dir=str(folder))

    def open(self, folder: Path) -> None:
        storage = core.StorageContext.from_defaults(
            vector_store=FaissVectorStore.from_persist_dir(str(folder)), persist_dir=str(folder)
        )
        self.made = core.load_index_from_storage(storage, embed_model=self.model)

    def search(self, question: str, k: int) -> list[str]:
        found = self.made.as_retriever(similarity_top_k=k).retrieve(question)
        return [one.node.node_id for one in found]


if __name__ == "__main__":
    main(LlamaIndex)
