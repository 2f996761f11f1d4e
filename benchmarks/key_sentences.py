"""Key sentences beside first sentences: which tell more of a document?

    python benchmarks/key_sentences.py REUTERS.jsonl.gz SQUAD.jsonl.gz [--articles 200]

Of newswire articles: the share of the words of their own headline that the sentences say (ROUGE-1
recall, over stems without stop words). Of four neighbouring paragraphs of an encyclopedia: the
share of the questions on them whose answer stands in the sentences.
"""

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from qa import Library
from qa.converse.citing import Place
from qa.converse.key_sentences import key_sentences
from qa.store.catalogue import SentenceVectors
from qa.text.words import content_words, stems

LEAST_SENTENCES = 8
TOGETHER = 4
"""Paragraphs of an encyclopedia that make a document."""

Chooser = Callable[[SentenceVectors, int], Sequence[Place]]


def first_sentences(sentences: SentenceVectors, most: int) -> Sequence[Place]:
    return sentences.places[:most]


CHOOSERS: dict[str, Chooser] = {"first sentences": first_sentences, "key sentences": key_sentences}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("reuters", type=Path)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        headlines = _write_articles(options.reuters, Path(folder) / "news", options.articles)
        questions = _write_paragraphs(options.squad, Path(folder) / "pages", options.articles)
        paths = [Path(folder) / "news", Path(folder) / "pages"]
        with Library.build(paths, Path(folder) / "index") as library:
            for most in (1, 3, 5):
                for name, choose in CHOOSERS.items():
                    told = list(_headline_words(library, headlines, choose, most))
                    answered = list(_questions(library, questions, choose, most))
                    print(
                        f"{most} {name}: headline words {sum(told) / len(told):.3f} of {len(told)},"
                        f" questions {sum(answered) / len(answered):.3f} of {len(answered)}"
                    )


def _headline_words(
    library: Library, headlines: dict[str, str], choose: Chooser, most: int
) -> Iterator[float]:
    for source, headline in headlines.items():
        document = library.document(source)
        assert document is not None
        sentences = library.catalogue.sentence_vectors(document)
        if len(sentences.places) < LEAST_SENTENCES:
            continue
        wanted = stems(" ".join(content_words(headline)))
        said = stems(" ".join(_text(place) for place in choose(sentences, most)))
        yield len(wanted & said) / len(wanted)


def _questions(
    library: Library, questions: dict[str, list[str]], choose: Chooser, most: int
) -> Iterator[float]:
    for source, answers in questions.items():
        document = library.document(source)
        assert document is not None
        chosen = " ".join(
            _text(p) for p in choose(library.catalogue.sentence_vectors(document), most)
        )
        yield sum(answer in chosen for answer in answers) / len(answers)


def _text(place: Place) -> str:
    paragraph, span = place
    return paragraph.document.text[span.start : span.end]


def _write_articles(path: Path, folder: Path, count: int) -> dict[str, str]:
    """The articles as files without their headlines, which are returned by source."""
    folder.mkdir()
    headlines = {}
    for row in islice((r for r in _rows(path) if len(r["text"]) > 1500), count):
        (folder / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
        headlines[f"{row['id']}.txt"] = row["title"]
    return headlines


def _write_paragraphs(path: Path, folder: Path, count: int) -> dict[str, list[str]]:
    """Neighbouring paragraphs as files; the sentences that their questions need, by source."""
    folder.mkdir()
    contexts: dict[str, list[str]] = defaultdict(list)
    for row in _rows(path):
        if row["answers"]:
            answer = row["answers"][0]
            contexts[row["context"]].append(_around(row["context"], answer["start"]))
    texts, answers = list(contexts), {}
    for first in range(0, min(len(texts), count * TOGETHER), TOGETHER):
        some = texts[first : first + TOGETHER]
        source = f"page{first}.txt"
        (folder / source).write_text("\n\n".join(some), encoding="utf-8")
        answers[source] = [one for text in some for one in contexts[text]]
    return answers


def _around(context: str, start: int) -> str:
    """Some characters around an answer: they stand in the sentence that answers, if it is shown."""
    return context[max(start - 15, context.rfind(". ", 0, start) + 2, 0) : start + 5]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main()
