"""A retriever for LlamaIndex: `LibraryRetriever("index", k=5).retrieve("Who ...?")`."""

import asyncio
from collections.abc import Sequence

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from qa.adapters.passages import Index, identity, library_of, metadata

NOT_FOR_MODELS = ["rank", "score", "similarity", "highlights", "start", "end"]
"""What tells a language model nothing about a passage."""


class LibraryRetriever(BaseRetriever):
    """Finds passages in an index of `qa`; what is known of each is its metadata."""

    def __init__(self, index: Index, k: int = 5, *, where: str | Sequence[str] = ()) -> None:
        """
        Args:
            index: an open library, or the folder of its index.
            k: how many passages are found.
            where: conditions that their documents have to satisfy, such as "published>=2024-10".
        """
        super().__init__()
        self._library = library_of(index)
        self._k = k
        self._where = where

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._library.search(query_bundle.query_str, self._k, where=self._where)
        return [
            NodeWithScore(
                node=TextNode(
                    text=hit.paragraph.text,
                    id_=identity(hit),
                    metadata=metadata(hit),
                    excluded_llm_metadata_keys=NOT_FOR_MODELS,
                    excluded_embed_metadata_keys=NOT_FOR_MODELS,
                ),
                score=hit.score,
            )
            for hit in hits
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
