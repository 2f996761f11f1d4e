"""Follow-up questions of CANARD: are they understood as people wrote them out?

    PYTHONPATH=. python benchmarks/conversation.py canard_dev.jsonl.gz [--most 500] [--untitled]

Each dialogue of an article that the weights were not fitted on is held with an index of its own
passage, question by question. Printed are, for questions after the first, the words of the
question written out that are found in the one understood (recall, each as often as it stands there,
mean over questions) where it leaves something out, and how many others were changed.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from training.follow_ups.canard import Row, passages, rows

from qa import Answer, Library
from qa.embed.embedder import DEFAULT_MODEL
from qa.embed.loading import load_embedder
from qa.indexing.indexer import index
from qa.indexing.request import IndexRequest
from qa.read.loading import load_reader
from qa.store.store import Store
from qa.text.words import lower_words


def recall(written_out: str, understood: str) -> float:
    """0..1: the part of the words of the one that is in the other."""
    wanted, found = Counter(lower_words(written_out)), Counter(lower_words(understood))
    return (wanted & found).total() / max(1, wanted.total())


def dialogues(read: Sequence[Row], most: int) -> Iterator[list[Row]]:
    """Whole dialogues of held-out articles, until they have so many questions after the first."""
    held = (row for row in read if row.held_out)
    for _, group in groupby(held, key=lambda row: row.dialogue):
        dialogue = list(group)
        most -= sum(bool(row.history) for row in dialogue)
        yield dialogue
        if most <= 0:
            return


def answers(library: Library, dialogue: Sequence[Row]) -> Iterator[tuple[Row, Answer]]:
    conversation = library.conversation()
    for row in dialogue:
        yield row, conversation.ask(row.question)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--most", type=int, default=500)
    parser.add_argument("--untitled", action="store_true", help="without the article's title")
    parser.add_argument("--show", action="store_true", help="print every question")
    options = parser.parse_args()
    read = list(rows(options.file))
    texts, reader, embedder = passages(read), load_reader(None), load_embedder(DEFAULT_MODEL)
    found: list[float] = []
    asked: list[float] = []
    alone = changed = 0
    for dialogue in dialogues(read, options.most):
        with tempfile.TemporaryDirectory() as folder:
            title = "" if options.untitled else f"# {dialogue[0].title}\n\n"
            text = Path(folder, "passage.md")
            text.write_text(title + texts[dialogue[0].dialogue], encoding="utf-8")
            index(IndexRequest([text]), Path(folder, "index"), embedder=embedder)
            store = Store.open(Path(folder, "index"))
            with Library(store, embedder=embedder, reader=reader) as library:
                for row, answer in answers(library, dialogue):
                    understood = answer.understood_as or row.question
                    if options.show:
                        print(f"{row.question} | {answer.understood_as} | {row.rewrite}")
                    if row.history and row.changed:
                        found.append(recall(row.rewrite, understood))
                        asked.append(recall(row.rewrite, row.question))
                    elif row.history:
                        alone += 1
                        changed += answer.understood_as is not None
    print(f"{len(found)} questions that leave something out: recall {sum(found) / len(found):.3f}")
    print(f"the same as they were asked: {sum(asked) / len(asked):.3f}")
    print(f"{changed} of {alone} others were changed")


if __name__ == "__main__":
    main()
