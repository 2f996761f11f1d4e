"""A component for Haystack: `LibraryRetriever("index", top_k=5).run("Who ...?")["documents"]`."""

from collections.abc import Sequence
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from qa.adapters.passages import Index, conditions, identity, library_of, metadata


@component
class LibraryRetriever:
    """Finds passages in an index of `qa`; what is known of each is its meta."""

    def __init__(self, index: Index, top_k: int = 5, where: str | Sequence[str] = ()) -> None:
        """
        Args:
            index: an open library, or the folder of its index.
            top_k: how many passages are found; `run` takes another number.
            where: conditions that their documents have to satisfy, such as "published>=2024-10".
        """
        self.library = library_of(index)
        self.top_k = top_k
        self.where = conditions(where)

    def warm_up(self) -> None:
        """Loads the models now instead of at the first question."""
        self.library.warm()

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """The passages nearest to the query, best first."""
        hits = self.library.search(query, top_k or self.top_k, where=self.where)
        documents = [
            Document(
                id=identity(hit), content=hit.paragraph.text, meta=metadata(hit), score=hit.score
            )
            for hit in hits
        ]
        return {"documents": documents}

    def to_dict(self) -> dict[str, Any]:
        """For a pipeline that is saved: the index by its folder."""
        saved: dict[str, Any] = default_to_dict(
            self, index=str(self.library.folder), top_k=self.top_k, where=self.where
        )
        return saved

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LibraryRetriever":
        """From what `to_dict` saved."""
        made: LibraryRetriever = default_from_dict(cls, data)
        return made
