"""The retriever for LlamaIndex: by itself, and in a query engine of LlamaIndex."""

import asyncio

import pytest

pytest.importorskip("llama_index.core")

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode

from qa.adapters.llamaindex import LibraryRetriever
from qa.library import Library
from qa.render import hit_json


def test_a_node_is_a_passage_with_its_place(library: Library) -> None:
    retriever = LibraryRetriever(library, k=2)
    nodes, hits = (
        retriever.retrieve("cracks in the bridge"),
        library.search("cracks in the bridge", 2),
    )
    assert [{**each.node.metadata, "text": each.text} for each in nodes] == [
        hit_json(hit) for hit in hits
    ]
    assert [each.score for each in nodes] == [hit.score for hit in hits]
    assert nodes == asyncio.run(retriever.aretrieve("cracks in the bridge"))
    assert "bridge.txt" in nodes[0].node.get_content(MetadataMode.LLM)
    assert "similarity" not in nodes[0].node.get_content(MetadataMode.LLM)


def test_conditions(library: Library) -> None:
    nodes = LibraryRetriever(library, where=["title~Harvest"]).retrieve("cracks")
    assert {each.node.metadata["source"] for each in nodes} == {"notes/harvest.md"}


def test_a_query_engine_asks_it(library: Library) -> None:
    engine = RetrieverQueryEngine.from_args(LibraryRetriever(library, k=1), llm=MockLLM())
    answer = engine.query("Who found cracks?")
    assert "engineers found cracks" in str(answer)  # the made model repeats its prompt
    assert answer.source_nodes[0].node.metadata["source"] == "bridge.txt"
