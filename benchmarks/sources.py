"""Whether sources are said to differ where they do, and only there.

    python benchmarks/sources.py [sources.jsonl] [--all]

Each line is a case: a question, documents, and its kind. differ: the documents contradict each
other, and `values` says a piece of what each gives. agree: they say the same in other words.
beside: their answers are different but no contradiction. same report: they retell one report,
which is one source. All documents are indexed together, and each question is asked of its own.
"""

import argparse
import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import Answer, Library

CASES = Path(__file__).with_suffix(".jsonl")
KINDS = ("differ", "agree", "beside", "same report")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case."""

    right: bool
    told: str


def outcome(case: dict[str, Any], answer: Answer) -> Outcome:
    """Whether the answer tells what the case asks for."""
    groups = [f"{g.relation.value}: {g.answer} ({g.sources})" for g in answer.groups]
    told = "; ".join(groups) or "not answered"
    if case["kind"] == "differ":
        quoted = [_sentences(answer, group.citations) for group in answer.groups]
        apart = all(any(value in text for text in quoted) for value in case["values"])
        return Outcome(answer.sources_differ and apart, told)
    right = not answer.sources_differ
    if case["kind"] == "same report" and answer.groups:
        right = right and answer.groups[0].sources == 1
    return Outcome(right, told)


def _sentences(answer: Answer, numbers: tuple[int, ...]) -> str:
    cited = [answer.citations[number - 1] for number in numbers]
    return " ".join(c.paragraph.document.text[c.sentence.start : c.sentence.end] for c in cited)


def _files(cases: list[dict[str, Any]], folder: Path) -> None:
    for case in cases:
        for number, document in enumerate(case["documents"]):
            date = f"---\ndate: {document['published']}\n---\n" if document["published"] else ""
            path = folder / f"{case['id']}-{number}.md"
            path.write_text(date + document["text"] + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", nargs="?", type=Path, default=CASES)
    parser.add_argument("--all", action="store_true", help="a line for each case, not only wrong")
    options = parser.parse_args()
    cases = [json.loads(line) for line in options.cases.read_text(encoding="utf-8").splitlines()]
    right: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder, "texts")
        texts.mkdir()
        _files(cases, texts)
        with Library.build([texts], Path(folder, "index")) as library:
            for case in cases:
                sources = [f"{case['id']}-{n}.md" for n in range(len(case["documents"]))]
                answer = library.ask(case["question"], sources=sources)
                found = outcome(case, answer)
                right[case["kind"]] += found.right
                if options.all or not found.right:
                    mark = "right" if found.right else "WRONG"
                    print(f"{mark} {case['id']} {case['question']} -> {found.told}")
    for kind in KINDS:
        print(f"{kind:12} {right[kind]:3} of {sum(case['kind'] == kind for case in cases)}")


if __name__ == "__main__":
    main()
