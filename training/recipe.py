"""What the reader trains on, in which shares: for each answered question an answered example and,
nine times in ten, one without an answer, made or found."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

from training.data import UNTITLED_SETS, Example, Item, shape
from training.near_misses import NearMisses, holds_answer

NEGATIVES = {
    "edited_question": 0.34,
    "edited_context": 0.19,
    "negated": 0.07,
    "other_attribute": 0.03,
    "without_evidence": 0.12,
    "found": 0.25,
}
POSITIVES = {"plain": 0.76, "edited_both": 0.13, "edited_aside": 0.08, "negated_both": 0.03}


@dataclass(frozen=True, slots=True)
class Mix:
    """How examples are made, and which share of them how.

    `negatives`: the ways to an example without an answer; where one does not apply, another is
    drawn. `positives`: those to one with an answer. `per_question`: how many of the first come to
    one of the second. `all_answers`: any right answer, or the first; `cut`: passages cut and
    joined as a splitter does, or whole; `titles`: a passage at times under its title.
    """

    negatives: Mapping[str, float] = field(default_factory=lambda: NEGATIVES)
    positives: Mapping[str, float] = field(default_factory=lambda: POSITIVES)
    per_question: float = 0.9
    all_answers: bool = True
    cut: bool = True
    titles: bool = True


ALL = Mix()
FOUND_MOST = 8
# Reviews and forum posts are half of the questions, and the noisier half.
UNTITLED_SHARE = 0.4

Maker = Callable[[Item, random.Random], Example | None]


class Found:
    """Passages that look as if they answered: alike by TF-IDF, without the answer's words."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._contexts = list(dict.fromkeys(item.context for item in items))
        self._article = {item.context: (item.source, item.title) for item in items}
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=1)
        passages = vectorizer.fit_transform(self._contexts)
        questions = vectorizer.transform([item.question for item in items])
        rarity = vectorizer.idf_
        groups = defaultdict(list)
        for n, context in enumerate(self._contexts):
            groups[self._article[context]].append(n)
        self._near: dict[str, list[int]] = {}
        self._far: dict[str, list[int]] = {}
        binary = passages.copy()
        binary.data = np.ones_like(binary.data)
        for at in range(0, len(items), 1000):
            part = items[at : at + 1000]
            scores = (questions[at : at + 1000] @ passages.T).toarray()
            for row, item in enumerate(part):
                words = questions[at + row].indices
                rare = [w for w in words if rarity[w] > 5.5]
                own = groups[item.source, item.title]
                if item.source not in UNTITLED_SETS:
                    best = [own[n] for n in np.argsort(-scores[row][own])[: FOUND_MOST + 2]]
                    self._near[item.id] = self._without_answer(item, best)
                best = list(np.argpartition(-scores[row], FOUND_MOST + 12)[: FOUND_MOST + 12])
                # "What does she like?" is answered by many a review: unanswered is only what has a
                # rare word that the passage lacks.
                lacking = [n for n in best if any(binary[n, w] == 0 for w in rare)]
                self._far[item.id] = self._without_answer(item, lacking)

    def _without_answer(self, item: Item, candidates: Sequence[int]) -> list[int]:
        return [
            n
            for n in candidates
            if self._contexts[n] != item.context and not holds_answer(item, self._contexts[n])
        ][:FOUND_MOST]

    def __call__(self, item: Item, rng: random.Random) -> Example | None:
        near, far = self._near.get(item.id, []), self._far[item.id]
        pool, kind = (near, "found-near") if near and rng.random() < 0.75 else (far, "found-far")
        return (
            Example(item.question, self._contexts[rng.choice(pool)], None, kind) if pool else None
        )


class Recipe:
    """Draws the examples of an epoch: each time other answers, other edits, other passages."""

    def __init__(self, items: Sequence[Item], misses: NearMisses) -> None:
        self._items = [item for item in items if item.answers]
        self._misses = misses
        self._found = Found(self._items)
        order = list(dict.fromkeys((item.source, item.title, item.context) for item in items))
        self._neighbour = {a[2]: b[2] for a, b in pairwise(order) if a[:2] == b[:2] and a[1]}

    def draw(self, rng: random.Random, most: int | None = None, mix: Mix = ALL) -> list[Example]:
        """About `most` examples, or those of one epoch, in random order."""
        items = rng.sample(self._items, len(self._items))
        examples: list[Example] = []
        for item in items:
            if most is not None and len(examples) >= most:
                break
            if item.source in UNTITLED_SETS and rng.random() > UNTITLED_SHARE:
                continue
            examples.append(self._positive(item, rng, mix))
            if rng.random() < mix.per_question and (negative := self._negative(item, rng, mix)):
                examples.append(negative)
        rng.shuffle(examples)
        return examples

    def _positive(self, item: Item, rng: random.Random, mix: Mix) -> Example:
        span = rng.choice(item.answers if mix.all_answers else item.answers[:1])
        ways = mix.positives
        kind = rng.choices(list(ways), list(ways.values()))[0]
        made = None if kind == "plain" else getattr(self._misses, kind)(item, span, rng)
        example = made or Example(item.question, item.context, span, "plain")
        assert example.span is not None
        return self._shaped(example, example.span, item, rng, mix)

    def _negative(self, item: Item, rng: random.Random, mix: Mix) -> Example | None:
        ways = dict(mix.negatives)
        while ways:
            kind = rng.choices(list(ways), list(ways.values()))[0]
            make: Maker = self._found if kind == "found" else getattr(self._misses, kind)
            if made := make(item, rng):
                return self._shaped(made, kept(item, made, rng), item, rng, mix)
            del ways[kind]
        return None

    def _shaped(
        self,
        example: Example,
        keep: tuple[int, int],
        item: Item,
        rng: random.Random,
        mix: Mix,
    ) -> Example:
        title = item.title if mix.titles else ""
        neighbour = self._neighbour.get(item.context, "") if example.span else ""
        return shape(example, keep, title, neighbour, rng, cut=mix.cut)


def kept(item: Item, made: Example, rng: random.Random) -> tuple[int, int]:
    """What cutting must not take from a passage without an answer, in its characters.

    In an edited pair the sentence that seems to answer, or it would be no near miss; its place is
    only about right where edits have changed the length. Elsewhere any place.
    """
    if made.kind.startswith(("found", "without")):
        at = rng.randrange(len(made.context))
        return at, at + 1
    start, end = (at * len(made.context) // len(item.context) for at in item.answers[0])
    return start, max(end, start + 1)
