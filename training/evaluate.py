"""Measures a reader, torch or ONNX, on SQuAD 2 style files: F1 of the answerable, F1 over all and
AUC of answerability."""

from __future__ import annotations

import argparse
import json
import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training import data
from training.data import Encoded, Item

Floats = NDArray[np.float32]
Runner = Callable[[data.Ints, data.Ints, data.Ints], tuple[Floats, Floats, Floats]]
LONGEST_ANSWER = 30  # tokens
STRIDE = 128  # tokens two windows of a long passage share
# Answered where the best span's margin over the null span and the verdict add up to more than this.
THRESHOLD = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span's text, its logit sum less the null span's, and the verdict's logit."""

    item: Item
    text: str
    margin: float
    verdict: float


def windows(tokenizer: Tokenizer, item: Item) -> list[tuple[Encoded, list[tuple[int, int]]]]:
    """The token windows of a pair, each with the character offsets of its tokens in the passage."""
    tokens = tokenizer.encode(item.question[: data.MAX_QUESTION], item.context)
    second = tokens.type_ids.index(1)
    head, body = tokens.ids[:second], tokens.ids[second:-1]
    room = data.MAX_TOKENS - second - 1
    made = []
    at = 0
    while True:
        part = body[at : at + room]
        ids = np.array([*head, *part, tokens.ids[-1]], dtype=np.uint16)
        made.append(
            (Encoded(ids, second, 0, 0), tokens.offsets[second + at : second + at + len(part)])
        )
        if at + room >= len(body):
            return made
        at += room - STRIDE


def best_span(start: Floats, end: Floats, second: int, length: int) -> tuple[int, int, float]:
    """First and last token of the best span in the passage and its logit sum."""
    inside = start[second : length - 1, None] + end[None, second : length - 1]
    allowed = np.tril(np.triu(np.ones(inside.shape, dtype=bool)), LONGEST_ANSWER - 1)
    inside = np.where(allowed, inside, -np.inf)
    first, last = np.unravel_index(np.argmax(inside), inside.shape)
    return int(first), int(last), float(inside[first, last])


def torch_runner(reader: Any) -> Runner:
    import torch

    def run(ids: data.Ints, mask: data.Ints, types: data.Ints) -> tuple[Floats, Floats, Floats]:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            out = reader(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types))
        start, end, answerable = (part.float().numpy() for part in out)
        return start, end, answerable

    reader.eval()
    return run


def onnx_runner(path: Path, threads: int = 2) -> Runner:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(ids: data.Ints, mask: data.Ints, types: data.Ints) -> tuple[Floats, Floats, Floats]:
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        start, end, answerable = session.run(["start", "end", "answerable"], feeds)
        return start, end, answerable

    return run


def measure(
    reader: Any, tokenizer: Tokenizer, items: Sequence[Item], batch: int = 32
) -> list[Reading]:
    """Read every question with its own passage; `reader` is a torch module or a runner."""
    run: Runner = torch_runner(reader) if hasattr(reader, "parameters") else reader
    jobs = [(n, *window) for n, item in enumerate(items) for window in windows(tokenizer, item)]
    jobs.sort(key=lambda job: len(job[1].ids))
    best: dict[int, Reading] = {}
    for at in range(0, len(jobs), batch):
        part = jobs[at : at + batch]
        starts, ends, verdicts = run(*data.pad([encoded for _, encoded, _ in part]))
        for (n, encoded, offsets), start, end, verdict in zip(
            part, starts, ends, verdicts, strict=True
        ):
            if not offsets:
                continue
            first, last, score = best_span(start, end, encoded.second, len(encoded.ids))
            margin = score - float(start[0] + end[0])
            text = items[n].context[offsets[first][0] : offsets[last][1]]
            reading = Reading(items[n], text, margin, float(verdict))
            if n not in best or reading.margin + reading.verdict > best[n].margin + best[n].verdict:
                best[n] = reading
    return [best[n] for n in sorted(best)]


def normal(text: str) -> list[str]:
    """Words without case, punctuation and articles, as SQuAD's evaluation counts them."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def overlap(predicted: str, answers: Sequence[str]) -> float:
    """F1 of the words shared with the closest right answer; where there is none, 1 for ""."""
    if not answers:
        return float(not predicted)
    scores = []
    words = normal(predicted)
    for answer in answers:
        gold = normal(answer)
        same = sum((Counter(words) & Counter(gold)).values())
        scores.append(2 * same / (len(words) + len(gold)) if words or gold else 1.0)
    return max(scores)


def auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Chance that a true one scores above a false one, ties counted half (Mann-Whitney)."""
    values, inverse = np.unique(np.asarray(scores), return_inverse=True)
    counts = np.bincount(inverse, minlength=len(values))
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    right = np.asarray(truth)
    n, m = int(right.sum()), int((~right).sum())
    return float((ranks[right].sum() - n * (n + 1) / 2) / (n * m)) if n and m else float("nan")


def report(readings: Sequence[Reading]) -> dict[str, float]:
    """The figures; `f1_best` is at the threshold that is best on these very questions."""
    truth = [bool(reading.item.answers) for reading in readings]
    forced = [overlap(reading.text, reading.item.texts()) for reading in readings]
    total = np.array([reading.margin + reading.verdict for reading in readings])
    gain = np.array([forced[n] if truth[n] else -1.0 for n in range(len(readings))])
    refused = total <= THRESHOLD
    blank = np.array([0.0 if t else 1.0 for t in truth])
    kept = np.where(truth, forced, 0.0)
    order = np.argsort(-total)
    bests = np.cumsum(gain[order]) + blank.sum()
    at = int(np.argmax(bests))
    figures = {
        "questions": len(readings),
        "f1_answerable": float(np.mean([f for f, t in zip(forced, truth, strict=True) if t])),
        "f1_all": float(np.mean(np.where(refused, blank, kept))),
        "f1_best": float(bests[at] / len(readings)),
        "best_threshold": float(total[order[at]]),
        "refused": float(refused.mean()),
    }
    if not all(truth):
        figures["auc"] = auc(total.tolist(), truth)
        figures["auc_margin"] = auc([reading.margin for reading in readings], truth)
        figures["auc_verdict"] = auc([reading.verdict for reading in readings], truth)
    return {name: round(value, 4) for name, value in figures.items()}


def read_own(reader: Any, tokenizer: Tokenizer, items: Sequence[Item]) -> dict[str, float]:
    """The figures of questions read each with its own passage."""
    return report(measure(reader, tokenizer, items))


def retrieved(reader: Any, tokenizer: Tokenizer, items: Sequence[Item]) -> dict[str, float]:
    """Each question read with the 10 passages of its file that are most like it by TF-IDF.

    `own`: how often the question's own passage has the highest score; `f1`: of that best answer;
    `auc`: own passage against those that hold none of the answers.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    contexts = list(dict.fromkeys(item.context for item in items))
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    passages = vectorizer.fit_transform(contexts)
    pairs: list[Item] = []
    for item in items:
        scores = (vectorizer.transform([item.question]) @ passages.T).toarray()[0]
        best = [contexts[n] for n in np.argsort(-scores)[:10]]
        pairs += [replace(item, context=context, answers=()) for context in best]
    readings = measure(reader, tokenizer, pairs)
    own, right, scores, truth = 0, 0.0, list[float](), list[bool]()
    for at, item in enumerate(items):
        part = readings[at * 10 : at * 10 + 10]
        first = max(part, key=lambda reading: reading.margin + reading.verdict)
        own += first.item.context == item.context
        right += overlap(first.text, item.texts())
        for reading in part:
            holds = any(text in reading.item.context for text in item.texts())
            if holds == (reading.item.context == item.context):
                scores.append(reading.margin + reading.verdict)
                truth.append(holds)
    figures = {"own": own / len(items), "f1": right / len(items), "auc": auc(scores, truth)}
    return {name: round(value, 4) for name, value in figures.items()}


def load(path: Path) -> Any:
    """A checkpoint of train.py (.pt) or an exported reader (.onnx)."""
    if path.suffix == ".onnx":
        return onnx_runner(path)
    import torch

    from training import model

    reader = model.Reader()
    reader.load_state_dict(torch.load(path))
    return reader


def main() -> None:
    from training import model

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", type=Path, help="checkpoint (.pt) or ONNX file")
    parser.add_argument("files", type=Path, nargs="+", help="SQuAD 2 style .jsonl or .jsonl.gz")
    parser.add_argument("--titles", help="only these articles, comma between them")
    parser.add_argument(
        "--most", type=int, help="only so many questions of each file, evenly taken"
    )
    parser.add_argument("--retrieved", action="store_true", help="with the 10 likest passages")
    args = parser.parse_args()
    tokenizer = data.load_tokenizer(model.start_folder())
    reader = load(args.reader)
    for file in args.files:
        items = data.read_items(file)
        if args.titles:
            items = [item for item in items if item.title in args.titles.split(",")]
        if args.most:
            items = items[:: max(1, len(items) // args.most)]
        given = retrieved if args.retrieved else read_own
        print(file.name, json.dumps(given(reader, tokenizer, items)))


if __name__ == "__main__":
    main()
