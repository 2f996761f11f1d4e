"""Passages for LangChain (qa[langchain]): python examples/with_langchain.py INDEX"""

import sys

from qa.adapters.langchain import LibraryRetriever

retriever = LibraryRetriever(index=sys.argv[1], k=3)
for document in retriever.invoke("Which troops were sent to Kursk?"):
    where = document.metadata
    print(f"{where['title']}, {where['source']}, paragraph {where['paragraph']}")
    print(document.page_content)
