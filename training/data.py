"""Reads questions and their passages, shapes passages as a splitter would hand them over, and turns
examples into batches of tokens."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

ANSWERED_SETS = (
    "squad11_part",
    "squadshifts_new_wiki",
    "squadshifts_reddit",
    "squadshifts_amazon_reviews",
)
# Their "titles" are shelf marks (Amazon_Reviews_2030), which say nothing about the text.
UNTITLED_SETS = ("squadshifts_reddit", "squadshifts_amazon_reviews")
NEAR_MISS_SET = "squad2_dev"
MAX_TOKENS = 384
MAX_QUESTION = 240  # characters
SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Item:
    """A question as a data set gives it; `answers` are (start, end) in characters of `context`.

    No answers: nothing in the context answers it.
    """

    id: str
    source: str
    title: str
    context: str
    question: str
    answers: tuple[tuple[int, int], ...]

    def texts(self) -> list[str]:
        return [self.context[start:end] for start, end in self.answers]


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader trains on.

    `span` in characters of `context`, None where nothing answers; `kind` says how it was made.
    """

    question: str
    context: str
    span: tuple[int, int] | None
    kind: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of one pair, the passage from `second` on.

    `start` and `end`: the answer's first and last token, 0 where nothing answers; `opinion`: what
    the teacher gives each token as start and as end, float16 (2, len(ids)), and the chance that
    something answers.
    """

    ids: NDArray[np.uint16]
    second: int
    start: int
    end: int
    opinion: tuple[NDArray[np.float16], float] | None = None


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_items(path: Path) -> list[Item]:
    """Questions of a SQuAD-like file; answers given without their place are looked up.

    A question whose answers do not stand in its context is left out.
    """
    source = path.name.split(".")[0]
    items = []
    for row in read_rows(path):
        context = row["context"]
        found = set()
        for answer in row["answers"]:
            text = answer if isinstance(answer, str) else answer["text"]
            start = context.find(text) if isinstance(answer, str) else answer["start"]
            if text and start >= 0 and context.startswith(text, start):
                found.add((start, start + len(text)))
        if row["answers"] and not found:
            continue
        title = "" if source in UNTITLED_SETS else row.get("title", "").replace("_", " ")
        spans = tuple(sorted(found))
        items.append(Item(row["id"], source, title, context, row["question"].strip(), spans))
    return items


def load_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph lie, in characters, gaps of white space left out."""
    cuts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def window(example: Example, keep: tuple[int, int], most: int, rng: random.Random) -> Example:
    """Cut the passage to whole sentences around `keep`, grown at random both ways.

    The result has at most `most` characters, unless the kept sentences alone have more.
    """
    spots = sentences(example.context)
    inside = [n for n, (a, b) in enumerate(spots) if a < keep[1] and keep[0] < b]
    if not inside or len(example.context) <= most:
        return example
    first, last = inside[0], inside[-1]
    while True:
        grown = [(first - 1, last)] * (first > 0) + [(first, last + 1)] * (last + 1 < len(spots))
        grown = [(f, n) for f, n in grown if spots[n][1] - spots[f][0] <= most]
        if not grown:
            break
        first, last = rng.choice(grown)
    start, end = spots[first][0], spots[last][1]
    span = example.span and (example.span[0] - start, example.span[1] - start)
    return replace(example, context=example.context[start:end].rstrip(), span=span)


def put_before(example: Example, text: str) -> Example:
    """The example with `text` in front of its passage."""
    span = example.span and (example.span[0] + len(text), example.span[1] + len(text))
    return replace(example, context=text + example.context, span=span)


def shape(
    example: Example,
    keep: tuple[int, int],
    title: str,
    neighbour: str,
    rng: random.Random,
    cut: bool = True,
) -> Example:
    """Vary a passage as splitters do: cut, joined with its neighbour, under its title.

    One question in ten is written as people type it, without capitals and question mark.
    """
    draw = rng.random()
    if not cut:
        draw, neighbour = 1.0, ""
    if draw < 0.55:
        example = window(example, keep, rng.randint(250, 600), rng)
    elif len(example.context) > 1000 and draw < 0.95:
        example = window(example, keep, rng.randint(700, 1000), rng)
    elif draw > 0.92 and neighbour and len(example.context) + len(neighbour) < 1100:
        if rng.random() < 0.5:
            example = replace(example, context=f"{example.context.rstrip()} {neighbour}")
        else:
            example = put_before(example, f"{neighbour} ")
    if title and rng.random() < 0.25:
        example = put_before(example, f"{title}. ")
    if rng.random() < 0.1:
        example = replace(example, question=example.question.rstrip(" ?").lower())
    return example


def encode(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Encoded]:
    """Token ids and token spans; an example whose answer lies beyond `MAX_TOKENS` is left out."""
    encoded = []
    for at in range(0, len(examples), 4096):
        part = examples[at : at + 4096]
        pairs = [(example.question[:MAX_QUESTION], example.context) for example in part]
        for example, tokens in zip(part, tokenizer.encode_batch(pairs), strict=True):
            second = tokens.type_ids.index(1)
            start = end = 0
            if example.span is not None:
                first = tokens.char_to_token(example.span[0], 1)
                last = tokens.char_to_token(example.span[1] - 1, 1)
                if first is None or last is None or last >= MAX_TOKENS - 1:
                    continue
                start, end = first, last
            ids = np.array(tokens.ids, dtype=np.uint16)
            if len(ids) > MAX_TOKENS:
                ids = np.append(ids[: MAX_TOKENS - 1], ids[-1])
            encoded.append(Encoded(ids, second, start, end))
    return encoded


def pad(rows: Sequence[Encoded]) -> tuple[Ints, Ints, Ints]:
    """input_ids, attention_mask, token_type_ids, each (rows, longest row)."""
    length = max(len(row.ids) for row in rows)
    ids, mask, types = (np.zeros((len(rows), length), dtype=np.int64) for _ in range(3))
    for n, row in enumerate(rows):
        ids[n, : len(row.ids)] = row.ids
        mask[n, : len(row.ids)] = 1
        types[n, row.second : len(row.ids)] = 1
    return ids, mask, types


def batches(rows: Sequence[Encoded], size: int, rng: random.Random) -> list[list[Encoded]]:
    """All rows in batches of nearly equal length, in random order; sorted within pools of 60."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    made = []
    pool = size * 60
    for at in range(0, len(order), pool):
        part = sorted(order[at : at + pool], key=lambda n: len(rows[n].ids))
        made += [[rows[n] for n in part[i : i + size]] for i in range(0, len(part), size)]
    rng.shuffle(made)
    return made
