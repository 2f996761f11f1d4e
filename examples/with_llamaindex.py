"""Passages for LlamaIndex (qa[llamaindex]): python examples/with_llamaindex.py INDEX"""

import sys

from qa.adapters.llamaindex import LibraryRetriever

retriever = LibraryRetriever(sys.argv[1], k=3)
for found in retriever.retrieve("Which troops were sent to Kursk?"):
    where = found.node.metadata
    print(f"{where['title']}, {where['source']}, paragraph {where['paragraph']}")
    print(found.text)
