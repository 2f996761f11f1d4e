"""What a writer's sentences are worth once they are checked, and what a writer adds to answers.

    python benchmarks/writer.py swaps CLAIMS.jsonl.gz... [--most N] [--show]
    python benchmarks/writer.py answers GGUF_OR_ADDRESS FOLDER QUESTIONS.jsonl [--model NAME]
        [--most N] [--keep WRITTEN.jsonl]

`swaps` takes sentences that their evidence supports (rows with claim, evidence, label), or those
that a writer wrote and a person found sound (rows of --keep with `sound`), puts another number,
name or "not" into each, and counts how many of both are marked. `answers` asks the questions of a
folder and lets the writer write: how many sentences are struck through, how many answers are
right in the short answer, in the sentences that are quoted and in those that are written, and
what is refused with and without the writer's opinion.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import Answer, Library
from qa.answer.polarity import NOT
from qa.read.loading import bundled_judge
from qa.split.sentences import find_sentences
from qa.store.sync import DATABASE
from qa.text.sanitize import one_line
from qa.text.words import STOP_WORDS
from qa.types import Document, Paragraph
from qa.write.checking import Checker
from qa.write.loading import load_writer
from qa.write.prompt import ShownPassage, shown_passages
from qa.write.sentences import NamedSentence
from qa.write.writing import CheckedWriter

NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")
AUXILIARY = re.compile(r"\b(?:is|was|are|were|has|have|had|can|will|would|does|do|did|may|must)\b")
DENIAL = re.compile(r"\b(?:not|never) |n't\b")


@dataclass(frozen=True, slots=True)
class Swap:
    """A sentence made unsound, and by what."""

    kind: str
    text: str


def swaps(text: str, evidence: str, other: str, rng: random.Random) -> Iterator[Swap]:
    """The sentence with another number, name or "not": from elsewhere, and from the evidence.

    Args:
        other: another evidence, whose names are foreign to this one.
    """
    numbers = list(NUMBER.finditer(text))
    if numbers:
        match = rng.choice(numbers)
        yield Swap("number, made up", _with(text, match, _another(match[0])))
        said = {m[0] for m in NUMBER.finditer(text)}
        near = [m[0] for m in NUMBER.finditer(evidence) if m[0] not in said]
        if near:
            yield Swap("number, of the passage", _with(text, match, rng.choice(near)))
    names = [m for m in NAME.finditer(text) if m[0].lower() not in STOP_WORDS]
    if names:
        match = rng.choice(names)
        for kind, source in (("name, made up", other), ("name, of the passage", evidence)):
            found = [m[0] for m in NAME.finditer(source) if not _shares(m[0], text)]
            if kind.endswith("up"):
                found = [name for name in found if not _shares(name, evidence)]
            if found:
                yield Swap(kind, _with(text, match, rng.choice(found)))
    if denial := DENIAL.search(text):
        yield Swap("not, taken out", _with(text, denial, ""))
    elif (auxiliary := AUXILIARY.search(text)) and NOT.isdisjoint(text.lower().split()):
        yield Swap("not, put in", _with(text, auxiliary, f"{auxiliary[0]} not"))


def _with(text: str, match: re.Match[str], word: str) -> str:
    return text[: match.start()] + word + text[match.end() :]


def _another(number: str) -> str:
    """A number of the same length: each first digit becomes the next one."""
    return str(int(number[0]) % 9 + 1) + number[1:]


def _shares(name: str, text: str) -> bool:
    return any(word.lower() in text.lower() for word in name.split())


def passage(evidence: str, title: str = "", number: int = 1) -> ShownPassage:
    """Evidence as a passage that a writer was shown."""
    document = Document("evidence.txt", evidence, title=title)
    paragraph = Paragraph(
        document, 0, 0, len(evidence), sentences=find_sentences(evidence, 0, len(evidence))
    )
    return ShownPassage(number, paragraph, 0, len(evidence))


def measure_swaps(options: argparse.Namespace) -> None:
    rows = [row for path in options.files for row in _rows(path) if _is_sound(row)]
    rng = random.Random(0)
    rng.shuffle(rows)
    rows = rows[: options.most]
    checker = Checker(bundled_judge())
    counted: dict[str, list[bool]] = {"sound": []}
    for n, row in enumerate(rows):
        shown = [passage(text, row.get("title", ""), n) for n, text in _evidence(row)]
        here = " ".join(text for _, text in _evidence(row))
        other = " ".join(text for _, text in _evidence(rows[(n + 1) % len(rows)]))
        numbers = tuple(row.get("numbers", (1,)))
        for swap in (Swap("sound", row["claim"]), *swaps(row["claim"], here, other, rng)):
            named = NamedSentence(swap.text, numbers)
            doubt = checker.check(named, shown, row.get("question", "")).doubt
            counted.setdefault(swap.kind, []).append(bool(doubt))
            if options.show and bool(doubt) == (swap.kind == "sound"):
                print(f"{swap.kind}: {swap.text}  [{doubt}]\n    {here[:300]}")
    for kind, marked in sorted(counted.items()):
        print(f"{kind}: marked {sum(marked)} of {len(marked)}")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to a question of a person, with what was written on it."""

    row: dict[str, Any]
    answer: Answer
    shown: tuple[ShownPassage, ...]
    seconds: float
    """That the writing took."""

    @property
    def patterns(self) -> list[str]:
        """What a right answer matches; none where nothing answers."""
        answerable = self.row.get("answerable", self.row.get("kind") != "unanswerable")
        return (self.row.get("answers") or [self.row["pattern"]]) if answerable else []

    def says(self, text: str) -> bool:
        said = " ".join(text.split())
        return any(re.search(pattern, said, re.IGNORECASE) for pattern in self.patterns)


def measure_answers(options: argparse.Namespace) -> None:
    writer = CheckedWriter(load_writer(options.writer, options.model))
    told = []
    with tempfile.TemporaryDirectory() as place:
        library = _library(options.folder, Path(place))
        for row in _rows(options.questions)[options.first :][: options.most]:
            answer = library.ask(row["question"])
            began = time.perf_counter()
            written = writer.write(answer)
            took = time.perf_counter() - began
            told.append(Told(row, written, shown_passages(answer), took))
            if options.keep:
                _keep(options.keep, told[-1])
    _report(told)


def _library(folder: Path, place: Path) -> Library:
    return Library.open(folder) if (folder / DATABASE).exists() else Library.build([folder], place)


def _keep(path: Path, told: Told) -> None:
    """A row for each sentence, with the texts that it names, for a person to judge."""
    written = told.answer.written
    shown = {each.number: each for each in told.shown}
    head = {
        "question": told.row["question"],
        "answer": told.answer.text,
        "statements": [statement.text for statement in told.answer.statements],
        "seconds": round(told.seconds, 1),
        "failure": written.failure if written else "not written",
    }
    rows = [
        {
            "claim": each.text,
            "doubt": each.doubt,
            "numbers": [
                number
                for number, passage in shown.items()
                if passage.paragraph
                in [told.answer.citations[n - 1].paragraph for n in each.citations]
            ],
            "evidence": [one_line(f"{s.heading}. {s.text}") for s in shown.values()],
        }
        for each in (written.sentences if written else ())
    ]
    with path.open("a", encoding="utf-8") as file:
        for row in rows or [{}]:
            print(json.dumps(head | row), file=file)


def _report(told: list[Told]) -> None:
    yes = [one for one in told if one.patterns]
    no = [one for one in told if not one.patterns]
    written = [one for one in told if one.answer.written]
    sentences = [s for one in written for s in one.answer.written.sentences]
    print(f"{len(yes)} answerable, {len(no)} not; written on {len(written)}")
    print(f"sentences: {len(sentences)}, struck {sum(not s.supported for s in sentences)}")
    quoted = [
        one.says(" ".join([one.answer.text, *(s.text for s in one.answer.statements)]))
        for one in yes
    ]
    prose = [bool(one.answer.written and one.says(one.answer.written.text)) for one in yes]
    short = [one.says(one.answer.text) for one in yes]
    print(f"right: short answer {sum(short)}, quoted {sum(quoted)}, written {sum(prose)}")
    better = sum(p and not q for p, q in zip(prose, quoted, strict=True))
    print(f"written has it and the quotes have not: {better}")
    print(f"refused: {sum(not one.answer.answered for one in no)} of {len(no)}")
    silent = sum(not (one.answer.written and one.answer.written.text) for one in no)
    print(f"nothing written that is borne out: {silent} of {len(no)}")
    if written:
        print(f"seconds of writing: median {statistics.median(o.seconds for o in written):.1f}")


def _evidence(row: dict[str, Any]) -> list[tuple[int, str]]:
    """The numbered texts that a sentence was written from."""
    given = row["evidence"]
    return list(enumerate([given] if isinstance(given, str) else given, 1))


def _is_sound(row: dict[str, Any]) -> bool:
    return row.get("label") == "supports" or row.get("sound") is True


def _rows(path: Path) -> list[dict[str, Any]]:
    whole = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in whole.splitlines()]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("swaps")
    command.add_argument("files", nargs="+", type=Path)
    command.add_argument("--most", type=int, default=200)
    command.add_argument("--show", action="store_true", help="what was judged wrongly")
    command.set_defaults(run=measure_swaps)
    command = commands.add_parser("answers")
    command.add_argument("writer", help="a GGUF file, or the address of a server")
    command.add_argument("folder", type=Path, help="of documents, or of an index")
    command.add_argument("questions", type=Path)
    command.add_argument("--model", help="of the server")
    command.add_argument("--first", type=int, default=0, help="questions to pass over")
    command.add_argument("--most", type=int, default=1000)
    command.add_argument("--keep", type=Path, help="add what was written to this file")
    command.set_defaults(run=measure_answers)
    options = parser.parse_args(arguments)
    options.run(options)


if __name__ == "__main__":
    main()
