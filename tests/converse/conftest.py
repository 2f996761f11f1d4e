"""A library of four short documents with authors and dates, which embeds with the fake."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from qa.library import Library
from qa.read.sentence_reader import SentenceReader
from qa.store.store import Store

DOCUMENTS = {
    "a-bridge.md": (
        "---\ntitle: The Old Bridge\nauthor: Ada Miller\ndate: 2024-11-06\n---\n\n"
        "The stone bridge over the Wend was closed on Monday after engineers found cracks in it. "
        "Repairs will cost 4.5 million crowns and take two years.\n\n"
        "“We cannot wait for another winter,” said Tove Lind, who leads the works. "
        "About 300 people used to cross the bridge every hour.\n"
    ),
    "b-harvest.md": (
        "---\ntitle: A Late Harvest\nauthor: Erik Dahl\ndate: 2024-10-02\n---\n\n"
        "Apple growers in the valley expect to pick 12,000 tonnes this autumn. "
        "The harvest is late because a frost in April killed the early blossom.\n\n"
        "## Frost in April\n\n"
        "According to Jon Berg, a grower in the valley, nobody had seen such a frost before.\n"
    ),
    "c-ferry.md": (
        "---\ntitle: A Ferry for the Town\nauthor: Erik Dahl\ndate: 2023-05-01\n---\n\n"
        "While the bridge is closed, two electric ferries carry those who used to walk. "
        "The town counts 8,500 of them on a working day.\n"
    ),
    "d-note.txt": (
        "somebody has to ask the council about the lamps at the harbour before the winter comes. "
        "the lamps at the harbour are dark since the storm broke them.\n"
    ),
}


@pytest.fixture
def town(tmp_path: Path, embedder: FakeEmbedder, build: Callable[..., object]) -> Library:
    folder = tmp_path / "town"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    build(folder)
    return Library(Store.open(tmp_path / "index"), embedder=embedder, reader=SentenceReader())
