"""The retriever for LangChain: LangChain's own standard tests, and what a document says."""

from typing import Any

import pytest

pytest.importorskip("langchain_tests")

from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from qa.adapters.langchain import LibraryRetriever
from qa.library import Library
from qa.render import hit_json

# pytest-asyncio runs only what says so, and their class may not be overridden
pytest.mark.asyncio(RetrieversIntegrationTests.test_ainvoke_returns_documents)


class TestStandard(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _with(self, library: Library) -> None:
        self.library = library

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return LibraryRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"index": self.library}

    @property
    def retriever_query_example(self) -> str:
        return "the cracks in the bridge"


def test_a_document_is_a_passage_with_its_place(library: Library) -> None:
    retriever = LibraryRetriever(index=library, k=3, where="source=bridge.txt")
    (hit, *_), (document, *_) = (
        library.search("cracks", 3, where="source=bridge.txt"),
        retriever.invoke("cracks"),
    )
    assert {**document.metadata, "text": document.page_content} == hit_json(hit)
    place = slice(document.metadata["start"], document.metadata["end"])
    found = library.document("bridge.txt")
    assert found is not None
    assert found.text[place] == document.page_content


def test_a_folder_is_opened(library: Library) -> None:
    retriever = LibraryRetriever(index=library.folder)
    assert isinstance(retriever.index, Library)
    assert retriever.index.folder == library.folder
