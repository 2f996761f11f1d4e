"""The component for Haystack: by itself, in a pipeline, and in one that is saved and loaded."""

import os

import pytest

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # read when it is imported
pytest.importorskip("haystack")

from haystack import Pipeline
from haystack.components.builders import PromptBuilder

from qa.adapters.haystack import LibraryRetriever
from qa.library import Library
from qa.render import hit_json


def test_a_document_is_a_passage_with_its_place(library: Library) -> None:
    retriever = LibraryRetriever(library, top_k=2)
    documents = retriever.run("cracks in the bridge")["documents"]
    hits = library.search("cracks in the bridge", 2)
    assert [{**each.meta, "text": each.content} for each in documents] == [
        hit_json(hit) for hit in hits
    ]
    assert [each.score for each in documents] == [hit.score for hit in hits]
    assert len(retriever.run("cracks in the bridge", top_k=1)["documents"]) == 1


def test_a_pipeline_asks_it(library: Library) -> None:
    pipeline = Pipeline()
    pipeline.add_component("retriever", LibraryRetriever(library, 1, where="source=bridge.txt"))
    template = "{% for each in documents %}{{ each.meta.source }}: {{ each.content }}{% endfor %}"
    pipeline.add_component("prompt", PromptBuilder(template, required_variables=["documents"]))
    pipeline.connect("retriever.documents", "prompt.documents")
    made = pipeline.run({"retriever": {"query": "Who found cracks?"}})["prompt"]["prompt"]
    assert made.startswith("bridge.txt: ")


def test_a_pipeline_is_saved_with_the_folder_of_its_index(library: Library) -> None:
    pipeline = Pipeline()
    pipeline.add_component("retriever", LibraryRetriever(library, 7, where="title~Harvest"))
    saved = pipeline.dumps()
    loaded = Pipeline.loads(saved, allowed_modules=["qa.*"]).get_component("retriever")
    assert isinstance(loaded, LibraryRetriever)
    assert loaded.library.folder == library.folder
    assert (loaded.top_k, loaded.where) == (7, ["title~Harvest"])
