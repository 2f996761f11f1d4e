"""Dialogues in our own words on seeds/ and two small handbooks: how many turns come right.

    python benchmarks/dialogues/run.py [--wrong] [--from N]

A turn is ["question", "pattern", "kind"]. It is right if the pattern (a regular expression, any
case; an empty one fits an unanswered question too) is found in the answer or its statements, and if
the question was understood as it should be: one that "stands" alone is taken as asked, one that
"leans" on those before, or is "about" the last answer, is not; for one of kind "either" both do.
"""

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from qa import Answer, Library

HERE = Path(__file__).parent
FOLDERS = {
    "seeds": HERE.parent.parent / "seeds",
    "handbook": HERE / "handbook",
    "library": HERE / "library",
}


def is_right(answer: Answer, pattern: str, kind: str) -> bool:
    said = " ".join((answer.text, *(s.text for s in answer.statements)))
    understood = kind == "either" or (answer.understood_as is None) == (kind == "stands")
    return understood and re.search(pattern, said, re.IGNORECASE) is not None


def turns(library: Library, dialogue: list[list[str]]) -> Iterator[tuple[list[str], Answer]]:
    conversation = library.conversation()
    for turn in dialogue:
        yield turn, conversation.ask(turn[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wrong", action="store_true", help="print each turn that is not right")
    parser.add_argument("--from", dest="first", type=int, default=0, help="dialogues left out")
    options = parser.parse_args()
    lines = (HERE / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()[options.first :]
    asked, right, changed = Counter[str](), Counter[str](), 0
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        libraries = {
            name: Library.build([path], Path(folder) / name) for name, path in FOLDERS.items()
        }
        for library in libraries.values():
            library.warm()
        for dialogue in map(json.loads, lines):
            library = libraries[dialogue["documents"]]
            for (question, pattern, kind), answer in turns(library, dialogue["turns"]):
                asked[kind] += 1
                seconds[kind] = seconds.get(kind, 0.0) + answer.seconds
                correct = is_right(answer, pattern, kind)
                right[kind] += correct
                changed += kind == "stands" and answer.understood_as is not None
                if options.wrong and not correct:
                    print(f"{kind}: {question} -> {answer.understood_as} -> {answer.text!r}")
    for kind in asked:
        mean = seconds[kind] / asked[kind]
        print(f"{kind:8} {right[kind]:4} of {asked[kind]:4} right, {mean:.2f} s a question")
    print(f"{sum(right.values())} of {sum(asked.values())} turns right in {len(lines)} dialogues")
    print(f"{changed} of {asked['stands']} questions that stand alone were changed")


if __name__ == "__main__":
    main()
