"""What people who ask get: right, unsure or refused, by questions that a person wrote.

    python benchmarks/asked.py FOLDER QUESTIONS.jsonl [--reader NAME] [--show]

A row has a question, and either `pattern` (or `answers`, a list of patterns), which a right answer
matches, or says by `answerable` or `kind` that nothing in the folder answers. An answer is right
where its short answer or its first statement matches.
"""

import argparse
import json
import re
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from qa import Answer, Library
from qa.read.loading import load_reader
from qa.types import Verdict

SURE = 0.7


@dataclass(frozen=True, slots=True)
class Asked:
    patterns: tuple[str, ...]
    """None where nothing answers."""
    answer: Answer

    @property
    def right(self) -> bool:
        first = self.answer.statements[0].text if self.answer.statements else ""
        return self.says(f"{self.answer.text} {first}")

    def says(self, text: str) -> bool:
        """Whether a text has the answer, however its lines are wrapped."""
        said = " ".join(text.split())
        return any(re.search(p, said, re.IGNORECASE) for p in self.patterns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--reader", help="another reader than the one that comes with qa")
    parser.add_argument("--light", action="store_true", help="without the judge")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    asked = []
    with tempfile.TemporaryDirectory() as place:
        reader = load_reader(options.reader)
        if options.light:
            from qa.read.span_reader import SpanReader

            reader = SpanReader.default()
        Library.build([options.folder], place).close()
        library = Library.open(place)
        library = Library(library.store, reader=reader)
        library.warm()
        for line in options.questions.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            wanted = row.get("answers") or [row.get("pattern", "")]
            answerable = row.get("answerable", row["kind"] != "unanswerable")
            answer = library.ask(row["question"])
            asked.append(Asked(tuple(wanted) if answerable else (), answer))
    _report(asked)
    if options.show:
        for one in asked:
            _show(one)


def _report(asked: list[Asked]) -> None:
    yes = [one for one in asked if one.patterns]
    no = [one for one in asked if not one.patterns]
    for name, some in (("answerable", yes), ("unanswerable", no)):
        verdicts = [str(one.answer.verdict) for one in some]
        counts = ", ".join(f"{v} {verdicts.count(v)}" for v in Verdict)
        print(f"{len(some)} {name}: {counts}")
    print(
        f"right: {sum(one.right for one in yes)}, of these answered "
        f"{sum(one.right and one.answer.verdict is Verdict.ANSWERED for one in yes)}"
    )
    wrong = [one for one in asked if one.answer.answered and not one.right]
    print(
        f"wrong at a chance of {SURE} or more: "
        f"{sum(one.answer.confidence >= SURE for one in wrong)}"
    )
    further = [one.says(s.text) for one in asked for s in one.answer.statements[1:]]
    print(f"further statements: {len(further)}, without the answer {further.count(False)}")
    took = [one.answer.seconds for one in asked]
    print(f"seconds: median {statistics.median(took):.3f}")


def _show(one: Asked) -> None:
    kind = "answerable" if one.patterns else "not answerable"
    print(f"\n{one.answer.question}  [{kind}{', right' if one.right else ''}]")
    answer = one.answer
    print(f"  {answer.verdict} {answer.confidence:.2f} «{' '.join(answer.text.split())[:100]}»")
    for statement in answer.statements:
        print(f"    {' '.join(statement.text.split())[:200]}")


if __name__ == "__main__":
    main()
