"""What the judge is worth, end to end: the reader's findings, judged and put in another order.

    python benchmarks/judge.py wild FOLDER QUESTIONS.jsonl [--judge DIR]
    python benchmarks/judge.py pool qed_dev.jsonl.gz [--passages 600] [--judge DIR]
    python benchmarks/judge.py given squad2_dev.jsonl.gz [--titles A,B] [--limit N] [--judge DIR]

wild: questions on a folder of documents (question, answerable, pattern or answers: regular
expressions, one of which a right sentence matches). pool: questions with their passages, which are
indexed together, each asked as it is and with its own passage left out. given: each question with
its own paragraph, as in SQuAD 2.

Three orders are compared: by the reader's chance as it is, by the judge's, and by both.
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
from math import exp, log
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from qa import Library
from qa.embed.embedder import DEFAULT_MODEL
from qa.embed.loading import load_embedder
from qa.evaluate.passages import embed, hits
from qa.evaluate.squad import read_squad
from qa.read.calibration import GIVEN_PARAGRAPH
from qa.read.candidates import candidate_of
from qa.read.judge import Candidate, Judge
from qa.read.span_reader import SpanReader
from qa.types import Document, Finding

READ, JUDGED = 10, 6
"""Passages read, and findings judged."""
BOTH = (0.5, 1.0)
"""Weights of the reader's logit and the judge's, where both decide."""
ORDERS = ("reader", "judge", "both")


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the two chances, whether its sentence is right, and its short answer."""

    reader: float
    judge: float
    whole: float
    right: bool
    text: str
    sentence: str

    def chance(self, order: str) -> float:
        """By the reader, by the judge, or by both."""
        if order == "reader":
            return self.reader
        if order == "judge":
            return self.judge
        return 1 / (1 + exp(-BOTH[0] * _logit(self.reader) - BOTH[1] * _logit(self.judge)))


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    answerable: bool
    findings: tuple[Judged, ...]

    def best(self, order: str) -> Judged | None:
        return max(self.findings, key=lambda f: f.chance(order), default=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["wild", "pool", "given"])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--judge", type=Path, help="another judge than the one that is shipped")
    parser.add_argument("--titles", default="", help="only these articles, comma between them")
    parser.add_argument("--limit", type=int, default=300, help="questions, drawn with a fixed seed")
    parser.add_argument("--passages", type=int, default=600)
    parser.add_argument("--judged", type=int, default=JUDGED)
    parser.add_argument("--show", action="store_true", help="each question, with what is said")
    given = parser.parse_args()
    judge = Judge(given.judge) if given.judge else Judge.default()
    ways = {"wild": _wild, "pool": _pool, "given": _given}
    asked = list(ways[given.way](given, judge))
    _report(asked, given.show)


def _logit(chance: float) -> float:
    bounded = min(max(chance, 1e-4), 1 - 1e-4)
    return log(bounded / (1 - bounded))


TOOK: list[float] = []
"""Seconds of each call of the judge."""


def _judged(
    judge: Judge, question: str, found: Sequence[Finding], most: int
) -> Iterator[tuple[Finding, float, float, Candidate]]:
    best = found[:most]
    candidates = [candidate_of(question, f.hit.paragraph, f.span) for f in best]
    started = time.perf_counter()
    opinions = judge.score(question, candidates)
    TOOK.append(time.perf_counter() - started)
    for finding, opinion, candidate in zip(best, opinions, candidates, strict=True):
        yield finding, opinion.right, opinion.whole, candidate


def _wild(given: argparse.Namespace, judge: Judge) -> Iterator[Asked]:
    folder, questions = given.files
    reader = SpanReader.default()
    with tempfile.TemporaryDirectory() as place:
        library = Library.build([folder], Path(place) / "index")
        for line in questions.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            wanted = row.get("answers") or [row["pattern"]] if _answerable(row) else []
            found = reader.read(row["question"], library.search(row["question"], READ))
            yield Asked(
                row["question"],
                bool(wanted),
                tuple(
                    Judged(f.score, right, whole, _matches(wanted, c), _text(f), c.sentence)
                    for f, right, whole, c in _judged(judge, row["question"], found, given.judged)
                ),
            )


def _answerable(row: dict[str, object]) -> bool:
    return bool(row.get("answerable", row["kind"] != "unanswerable"))


def _matches(patterns: Sequence[str], candidate: Candidate) -> bool:
    """Whether the sentence says it, however its lines are wrapped."""
    said = [candidate.sentence, " ".join(candidate.sentence.split())]
    return any(re.search(p, text, re.IGNORECASE) for p in patterns for text in said)


def _text(finding: Finding) -> str:
    return finding.hit.paragraph.document.text[finding.span.start : finding.span.end]


def _rows(path: Path) -> list[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _pool(given: argparse.Namespace, judge: Judge) -> Iterator[Asked]:
    rows = _rows(given.files[0])
    sampled = random.Random(0).sample(rows, min(given.passages, len(rows)))
    reader = SpanReader.default()
    with tempfile.TemporaryDirectory() as place:
        texts = Path(place) / "texts"
        texts.mkdir()
        for n, row in enumerate(sampled):
            body = " ".join(str(row["context"]).split())
            (texts / f"{n:05}.md").write_text(f"# {row['title']}\n\n{body}\n", encoding="utf-8")
        library = Library.build([texts], Path(place) / "index")
        for row in sampled[: given.limit]:
            answers = [a if isinstance(a, str) else a["text"] for a in row["answers"]]
            context = " ".join(str(row["context"]).split())
            gold = [" ".join(s.split()) for s in row.get("evidence", [])] or [context]
            found = library.search(str(row["question"]), 2 * READ)
            mine = [hit.paragraph.text in context for hit in found]
            holds = [any(_says(a, hit.paragraph.text) for a in answers) for hit in found]
            others = [hit for hit, *own in zip(found, mine, holds, strict=True) if not any(own)]
            for passages, answerable in ((found[:READ], True), (others[:READ], False)):
                read = reader.read(str(row["question"]), passages)
                judged = tuple(
                    Judged(
                        f.score, right, whole,
                        answerable and any(c.sentence in g or g in c.sentence for g in gold)
                        and any(_says(a, c.sentence) for a in answers),
                        _text(f), c.sentence,
                    )
                    for f, right, whole, c in _judged(
                        judge, str(row["question"]), read, None, given.judged
                    )
                )  # fmt: skip
                yield Asked(str(row["question"]), answerable, judged)


def _says(answer: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE) is not None


def _given(given: argparse.Namespace, judge: Judge) -> Iterator[Asked]:
    questions = read_squad(given.files[0])
    titles = set(filter(None, given.titles.split(",")))
    named = [one for one in questions if one.title.replace("_", " ") in titles] or questions
    sampled = random.Random(0).sample(named, min(given.limit, len(named)))
    embedder = load_embedder(DEFAULT_MODEL)
    reader = SpanReader.default(GIVEN_PARAGRAPH)
    vectors = embedder.embed_questions([one.question for one in sampled])
    pieces = embed([Document("paragraph", one.context, one.title) for one in sampled], embedder)
    for one, own, vector in zip(sampled, pieces, vectors, strict=True):
        found = reader.read(one.question, hits(own, vector))
        gold = [answer.text for answer in one.answers]
        yield Asked(
            one.question,
            bool(gold),
            tuple(
                Judged(
                    f.score, right, whole,
                    max((_f1(_text(f), a) for a in gold), default=0.0) > 0.6, _text(f), c.sentence,
                )
                for f, right, whole, c in _judged(judge, one.question, found, given.judged)
            ),
        )  # fmt: skip


def _f1(one: str, other: str) -> float:
    from calibrate import f1

    return f1(one, other)


def _report(asked: Sequence[Asked], show: bool) -> None:
    answerable = np.array([one.answerable for one in asked])
    print(f"{answerable.sum()} answerable, {(~answerable).sum()} unanswerable questions")
    print(f"the judge took {statistics.median(TOOK) * 1000:.0f} ms a question (median)")
    among = np.mean([any(f.right for f in one.findings) for one in asked if one.answerable])
    print(f"a right sentence is among those judged: {among:.3f}\n")
    print("| order | right first | AUC answerable | AUC right | refused at right kept .95 | .90 |")
    print("|---|---|---|---|---|---|")
    for order in ORDERS:
        best = [one.best(order) for one in asked]
        chance = np.array([f.chance(order) if f else 0.0 for f in best])
        right = np.array([f is not None and f.right for f in best])
        sure = roc_auc_score(answerable, chance) if not answerable.all() else float("nan")
        refused = []
        for kept in (0.95, 0.90):
            least = np.quantile(chance[right], 1 - kept)
            refused.append((chance[~answerable] < least).mean())
        print(
            f"| {order} | {right[answerable].mean():.3f} | {sure:.3f} "
            f"| {roc_auc_score(right, chance):.3f} | {refused[0]:.3f} | {refused[1]:.3f} |"
        )
    if show:
        _show(asked)


def _show(asked: Sequence[Asked]) -> None:
    for one in asked:
        print(f"\n{one.question}  [{'answerable' if one.answerable else 'not answerable'}]")
        for order in ("reader", "judge"):
            if f := one.best(order):
                mark = "+" if f.right else "-"
                said = " ".join(f.sentence.split())[:160]
                print(f"  {mark} {order} {f.chance(order):.2f} «{f.text[:60]}» {said}")


if __name__ == "__main__":
    main()
