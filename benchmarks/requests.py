"""How many real questions are taken for requests about the documents, or for small talk.

    python benchmarks/requests.py INDEX QUESTIONS.jsonl.gz [QUESTIONS.jsonl ...]

Prints each such line. A bare "Why?" is counted apart: it is asked back only where nothing was
said before.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from qa import Library
from qa.converse.about import answer_request
from qa.converse.requests import Wish, request_in


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    options = parser.parse_args()
    with Library.open(options.index) as library:
        for path in options.questions:
            questions = list(dict.fromkeys(_questions(path)))
            requests = [request_in(question) for question in questions]
            bare = sum(r is not None and r.wish is Wish.UNCLEAR for r in requests)
            taken = [
                question
                for question, request in zip(questions, requests, strict=True)
                if not (request and request.wish is Wish.UNCLEAR)
                and answer_request(question, library)
            ]
            for question in taken:
                print(f"  {question}")
            print(f"{path.name}: {len(taken)} of {len(questions):,} taken, and {bare} bare words")


def _questions(path: Path) -> Iterator[str]:
    """All that is asked in a file; of a follow-up also the question that stands alone."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for row in map(json.loads, lines):
            yield from (row[key] for key in ("question", "rewrite") if row.get(key))


if __name__ == "__main__":
    main()
