"""Turns the data sets into what the judge learns from: a question, a sentence with a span marked,
and whether that answers.

The spans are those that the reader itself finds: in a question's own passage, in the passage
without the sentences that answer, and in passages that are near the question and lack the answer.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from qa.embed.embedder import DEFAULT_MODEL, WindowText
from qa.embed.loading import load_embedder
from qa.read.span_reader import SpanReader
from qa.split.sentences import find_sentences
from qa.text.words import content_words, stems
from qa.types import Document, Hit, Paragraph, Span
from training import data, model
from training.data import Item
from training.evaluate import overlap
from training.near_misses import Kin, NearMisses, holds_answer

RIGHT = 0.6
"""F1 of a span's words with a right answer's from which it is right; below and touching, torn."""
NEAREST = 6
"""Found passages are drawn from so many that are nearest to the question."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How much of a data set, and what is made of each of its questions.

    `share`: of its questions; `found`: passages near the question without its answer; `without`
    and `edited`: how many in one of the passage without its evidence, and of the question changed
    so that the passage no longer answers; `sentences`: answers are whole sentences.
    """

    share: float = 1.0
    found: int = 0
    without: float = 0.0
    edited: float = 0.0
    sentences: bool = False


RECIPES = {
    "squad2_train_part": Recipe(without=0.3),
    "squad2_train_lower": Recipe(without=0.3),
    "qed_train": Recipe(found=2, without=0.5),
    "ramdocs": Recipe(without=0.5),
    "squad11_part": Recipe(0.25, found=1, without=0.3, edited=0.6),
    "squadshifts_new_wiki": Recipe(0.2, found=1, without=0.3, edited=0.6),
    "squadshifts_reddit": Recipe(0.15, without=0.6, edited=0.5),
    "squadshifts_amazon_reviews": Recipe(0.15, without=0.6, edited=0.5),
    "bioasq_spans": Recipe(0.5, found=1),
    "multispanqa_valid": Recipe(found=1, without=0.5),
    "quoref_contrast": Recipe(without=0.5),
    "qadiscourse": Recipe(0.15),
    "fairytaleqa": Recipe(0.25, without=1.0),
    "selqa_sentences": Recipe(found=1, without=0.5, sentences=True),
    "squad_sentences": Recipe(found=1, without=0.5, sentences=True),
}
CLAIMS = ("fever_symmetric", "fool_me_twice")
"""Sources of claims that state a licence under which a model may be shipped. WiCE's labels are
ODC-BY, but its evidence is pages of the web, which stay their authors'."""
OTHERS = 2
"""Of a passage that answers, so many sentences that do not are candidates too."""
RELATIONS = {"supports": 0, "refutes": 1, "neutral": 2}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with a span marked, judged. `unit`: examples of one unit stay in one batch.

    `states`: the sentence states the answer; `right`: the span is the answer; `whole`: nothing of
    it is missing; `relation`: of a statement (in the question's place) and its evidence, an index
    of `RELATIONS`. None where it is not known.
    """

    unit: str
    kind: str
    question: str
    heading: str
    before: str
    sentence: str
    after: str
    start: int
    end: int
    states: int | None = None
    right: int | None = None
    whole: int | None = None
    relation: int | None = None


def read(folder: Path, name: str) -> list[tuple[Item, dict[str, Any]]]:
    """The questions of a set whose answers stand in their passage, each with its own row."""
    rows = {row["id"]: row for row in data.read_rows(folder / f"{name}.jsonl.gz")}
    items = data.read_items(folder / f"{name}.jsonl.gz")
    return [(item, rows[item.id]) for item in items]


def place(text: str, start: int, end: int) -> tuple[Span, str, str]:
    """The sentence of `text` that holds the span, or all that it touches, and those around it."""
    spots = find_sentences(text, 0, len(text))
    inside = [n for n, s in enumerate(spots) if s.start < end and start < s.end]
    if not inside:
        return Span(start, end), "", ""
    own = Span(min(start, spots[inside[0]].start), max(end, spots[inside[-1]].end))
    before, after = spots[: inside[0]][-1:], spots[inside[-1] + 1 :][:1]
    around = [text[s.start : s.end] for s in before], [text[s.start : s.end] for s in after]
    return own, "".join(around[0]), "".join(around[1])


def judged(unit: str, kind: str, item: Item, span: Span, all_needed: bool, whole: bool) -> Example:
    """The example of a span in its item's passage, judged by the item's answers.

    `all_needed`: only all answers together are a whole one; `whole`: answers are sentences, of
    which a shorter span may be right.
    """
    own, before, after = place(item.context, span.start, span.end)
    touched = [a for a in item.answers if a[0] < span.end and span.start < a[1]]
    stated = any(a[0] < own.end and own.start < a[1] for a in item.answers)
    text = item.context[span.start : span.end]
    close = overlap(text, [item.context[a:b] for a, b in touched]) if touched else 0.0
    # The same words in another sentence may answer or not.
    unknown = not touched and holds_answer(item, item.context[own.start : own.end])
    right = None if unknown else int(close >= RIGHT) if close >= RIGHT or not touched else None
    needed = item.answers if all_needed else touched
    held = [span.start <= a and b <= span.end for a, b in needed]
    complete = int(all(held) if all_needed else any(held)) if touched else None
    if whole:
        right, complete = (None, None) if touched else (right, complete)
    return Example(
        unit, kind, item.question, item.title, before, item.context[own.start : own.end], after,
        span.start - own.start, span.end - own.start,
        None if unknown and not stated else int(stated), right, complete,
    )  # fmt: skip


def sentences(unit: str, item: Item, all_needed: bool, rng: random.Random) -> Iterator[Example]:
    """A sentence that answers, and of the others those that share most words with the question.

    Whether such a span is the answer is not said: it may be the answer and more.
    """
    spots = find_sentences(item.context, 0, len(item.context))
    right = [s for s in spots if any(a < s.end and s.start < b for a, b in item.answers)]
    wrong = [
        s for s in spots if s not in right and not holds_answer(item, item.context[s.start : s.end])
    ]
    asked = stems(" ".join(content_words(item.question)))

    def shared(spot: Span) -> float:
        return len(asked & stems(item.context[spot.start : spot.end])) + rng.random()

    wrong.sort(key=shared, reverse=True)
    chosen = [("sentence", s) for s in rng.sample(right, min(1, len(right)))]
    for kind, spot in chosen + [("other", s) for s in wrong[:OTHERS]]:
        yield replace(judged(unit, kind, item, spot, all_needed, False), right=None)


class Finder:
    """Passages of a set that are near a question and lack its answers, nearest first."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._embedder = load_embedder(DEFAULT_MODEL)
        self._passages = list({item.context: item for item in items}.values())
        texts = [WindowText(f"{item.title}\n{item.context[:700]}") for item in self._passages]
        self._vectors = np.stack([vectors[0] for vectors in self._embedder.embed_windows(texts)])

    def near(self, items: Sequence[Item]) -> list[list[Item]]:
        asked = self._embedder.embed_questions([item.question for item in items])
        order = np.argsort(-(asked @ self._vectors.T), axis=1)[:, : 3 * NEAREST]
        return [
            [
                replace(self._passages[n], id=item.id, question=item.question, answers=())
                for n in best
                if self._passages[n].context != item.context
                and not holds_answer(item, self._passages[n].context)
            ][:NEAREST]
            for item, best in zip(items, order, strict=True)
        ]


def without_evidence(item: Item) -> Item | None:
    """The passage without the sentences that hold an answer, if something is left of it."""
    kept = [
        item.context[s.start : s.end]
        for s in find_sentences(item.context, 0, len(item.context))
        if not any(a < s.end and s.start < b for a, b in item.answers)
        and not holds_answer(item, item.context[s.start : s.end])
    ]
    return replace(item, context=" ".join(kept), answers=()) if kept else None


class Cook:
    """Makes the examples of one data set after the other; what is made is kept in a folder."""

    def __init__(self, folder: Path, out: Path, seed: int) -> None:
        self._folder, self._out, self._seed = folder, out, seed
        self._reader = SpanReader.default()
        out.mkdir(parents=True, exist_ok=True)

    def examples(self) -> list[Example]:
        made = list(self._kept("claims", self._claims))
        made += self._kept("folders", self._folders)
        for name, recipe in RECIPES.items():
            own = self._kept(name, lambda n=name, r=recipe: self._set(n, r))
            units = {example.unit for example in own}
            made += own
            made += self._kept(f"{name}.sentences", lambda n=name, u=units: self._sentences(n, u))
        return made

    def _kept(self, name: str, make: Any) -> list[Example]:
        path = self._out / f"{name}.examples.gz"
        if not path.exists():
            part = path.with_suffix(".part")
            with gzip.open(part, "wt", encoding="utf-8", compresslevel=4) as lines:
                for example in make():
                    lines.write(json.dumps(asdict(example)) + "\n")
            part.replace(path)
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [Example(**json.loads(line)) for line in lines]

    def _folders(self) -> Iterator[Example]:
        # It reads questions as the product does, with what this module makes examples of.
        from training.judge.folders import examples

        return examples(self._seed)

    def _claims(self) -> Iterator[Example]:
        for row in data.read_rows(self._folder / "claims.jsonl.gz"):
            if row["source"] not in CLAIMS or row["label"] not in RELATIONS:
                continue
            text = " ".join(row["evidence"].split())[:1200]
            unit = f"claims {row.get('group', row['id'])}"
            yield Example(
                unit, "claim", row["claim"], row.get("title", ""), "", text, "", 0, len(text),
                relation=RELATIONS[row["label"]],
            )  # fmt: skip

    def _sentences(self, name: str, units: Collection[str]) -> Iterator[Example]:
        """Whole sentences as candidates, of the passages that answer these units' questions."""
        rng = random.Random(f"{self._seed} {name} sentences")
        for item, row in read(self._folder, name):
            unit = f"{name} {row.get('pair') or item.id}"
            if item.answers and unit in units:
                yield from sentences(unit, item, bool(row.get("all_needed")), rng)

    def _set(self, name: str, recipe: Recipe) -> Iterator[Example]:
        rng = random.Random(f"{self._seed} {name}")
        rows = read(self._folder, name)
        everything = [item for item, _ in rows]
        rows = [pair for pair in rows if rng.random() < recipe.share]
        near: list[list[Item]] = [[] for _ in rows]
        if recipe.found:
            near = Finder(everything).near([item for item, _ in rows])
        misses = _near_misses(everything, self._seed) if recipe.edited else None
        for (item, row), found in zip(rows, near, strict=True):
            made = [("own", item)]
            made += [("found", one) for one in rng.sample(found, min(recipe.found, len(found)))]
            if item.answers and rng.random() < recipe.without and (bare := without_evidence(item)):
                made.append(("without", bare))
            if misses and item.answers and rng.random() < recipe.edited:
                if edited := misses.edited_question(item, rng):
                    question = edited.question
                    made.append(("edited", replace(item, question=question, answers=())))
            # Twins, whose questions differ in a word, learn most side by side.
            unit = f"{name} {row.get('pair') or item.id}"
            yield from self._judged(unit, made, bool(row.get("all_needed")), recipe, rng)

    def _judged(
        self,
        unit: str,
        made: Sequence[tuple[str, Item]],
        all_needed: bool,
        recipe: Recipe,
        rng: random.Random,
    ) -> Iterator[Example]:
        by_question = defaultdict(list)
        for kind, item in made:
            by_question[item.question].append((kind, item))
        for question, items in by_question.items():
            spans = self._spans(question, [item for _, item in items])
            for (kind, item), span in zip(items, spans, strict=True):
                if kind == "own" and item.answers:
                    gold = Span(*rng.choice(item.answers))
                    if recipe.sentences or span is None or rng.random() < 0.35:
                        yield judged(unit, "gold", item, gold, all_needed, recipe.sentences)
                        continue
                    example = judged(unit, kind, item, span, all_needed, recipe.sentences)
                    yield example
                    # Where the reader looks elsewhere, the right place is seen as well.
                    if not example.states:
                        yield judged(unit, "gold", item, gold, all_needed, recipe.sentences)
                elif span is not None:
                    yield judged(unit, kind, item, span, all_needed, recipe.sentences)

    def _spans(self, question: str, items: Sequence[Item]) -> list[Span | None]:
        """What the reader finds in each passage."""
        hits = []
        for rank, item in enumerate(items):
            document = Document("passage", item.context, item.title)
            hits.append(Hit(rank, 0.0, Paragraph(document, 0, 0, len(item.context))))
        found = {r.hit.rank: r.span for r in self._reader.readings(question, hits)}
        return [found.get(rank) for rank in range(len(items))]


def _near_misses(items: Sequence[Item], seed: int) -> NearMisses:
    start = model.start_folder()
    tokenizer = data.load_tokenizer(start)
    table = load_file(start / "model.safetensors")["embeddings.word_embeddings.weight"]
    texts = [item.context for item in items] + [item.question for item in items]
    return NearMisses(items, Kin(table.astype(np.float32), tokenizer, texts))
