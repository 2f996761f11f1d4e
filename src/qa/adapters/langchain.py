"""A retriever for LangChain: `LibraryRetriever(index="index", k=5).invoke("Who ...?")`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from qa.adapters.passages import identity, library_of, metadata
from qa.library import Library


class LibraryRetriever(BaseRetriever):
    """Finds passages in an index of `qa`; what is known of each is its metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Library | str | Path
    """An open library, or the folder of its index."""
    k: int = 5
    """How many passages are found; `invoke` takes another number as `k`."""
    where: str | Sequence[str] = ()
    """Conditions that their documents have to satisfy, such as "published>=2024-10"."""

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self.index = library_of(self.index)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        hits = library_of(self.index).search(query, k or self.k, where=self.where)
        return [
            Document(page_content=hit.paragraph.text, id=identity(hit), metadata=metadata(hit))
            for hit in hits
        ]
