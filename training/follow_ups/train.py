"""Fits the weights with which `qa.converse.antecedents` picks what a question leans on.

    python -m training.follow_ups.train canard_dev.jsonl.gz

A logistic regression: of all that a dialogue mentioned before a question, what adds words of the
same question standing alone? Half of the dialogues are shown without their title. Articles that
are held out are left for `benchmarks/conversation.py`.
"""

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from qa.converse.antecedents import features
from qa.converse.leaning import Lean, pronouns
from qa.converse.mentions import mentions
from qa.converse.said import said_in
from qa.text.words import STOP_WORDS, lower_words
from training.follow_ups.canard import passages, rows, turns

WEIGHTS = Path("src/qa/converse/antecedents.json")
RIGHT = 0.6
"""A mention is right if this part of its new words is in the question standing alone."""
LEAST = 25
"""Examples that a feature needs."""
PENALTY = 3.0
"""Of the squared weights (L2)."""


def examples(path: Path) -> Iterator[tuple[frozenset[str], bool]]:
    """The features of each mention, and whether it is right."""
    read = list(rows(path))
    texts = passages(read)
    rewrites = {(row.dialogue, row.question): row.rewrite for row in read}
    for row in read:
        if row.held_out or not row.changed or not row.history:
            continue
        untitled = zlib.crc32(row.dialogue.encode()) % 2 == 0
        shown = replace(row, title="") if untitled else row
        asked = set(lower_words(row.question))
        added = set(lower_words(row.rewrite)) - asked - STOP_WORDS
        leaning = pronouns(row.question)
        lean = leaning[0].lean if leaning else Lean.NONE
        for mention in mentions(said_in(turns(shown, texts[row.dialogue], rewrites))):
            new = mention.words - asked - STOP_WORDS
            right = bool(new) and len(new & added) >= RIGHT * len(new)
            yield frozenset(features(mention, lean, row.question)), right


def fit(path: Path) -> dict[str, float]:
    learned = list(examples(path))
    counts = Counter(feature for each, _ in learned for feature in each)
    names = sorted(feature for feature, count in counts.items() if count >= LEAST)
    column = {feature: number for number, feature in enumerate(names)}
    places = [
        (number, column[feature])
        for number, (each, _) in enumerate(learned)
        for feature in each
        if feature in column
    ]
    one = np.ones(len(places))
    matrix = csr_matrix((one, tuple(zip(*places, strict=True))), (len(learned), len(names)))
    right = np.array([float(each) for _, each in learned])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = matrix @ weights
        value = np.logaddexp(0, logits).sum() - right @ logits + PENALTY / 2 * weights @ weights
        return value, matrix.T @ (1 / (1 + np.exp(-logits)) - right) + PENALTY * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 2) for name, weight in zip(names, found, strict=True)}


if __name__ == "__main__":
    weights = {name: weight for name, weight in fit(Path(sys.argv[1])).items() if weight}
    WEIGHTS.write_text(json.dumps(weights, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
