"""Passages for Haystack (qa[haystack]): python examples/with_haystack.py INDEX"""

import sys

from haystack import Pipeline

from qa.adapters.haystack import LibraryRetriever

pipeline = Pipeline()
pipeline.add_component("retriever", LibraryRetriever(sys.argv[1], top_k=3))
made = pipeline.run({"retriever": {"query": "Which troops were sent to Kursk?"}})
for document in made["retriever"]["documents"]:
    print(f"{document.meta['title']}, {document.meta['source']}")
    print(document.content)
