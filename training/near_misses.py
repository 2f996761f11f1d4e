"""Near misses made from answered questions: one name, number, word or relation is no longer the one
asked about. Each edit is also made on both sides at once, so that being edited betrays nothing."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.data import Example, Item, sentences

LISTS = {
    name: words.split()
    for name, words in tomllib.loads(Path(__file__).with_name("words.toml").read_text()).items()
}
ROWS = (LISTS["months"], LISTS["counts"], LISTS["orders"])
STOP = frozenset(LISTS["stop"])
HALVES = frozenset(LISTS["halves"])
NAME = re.compile(r"[A-Z][\w\u2019'-]*\w(?:\s+(?:(?:of|de|von|van|the)\s+)?[A-Z][\w\u2019'-]*\w)*")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*(?:th|st|nd|rd|s)?(?![\w])")
WORD = re.compile(r"[a-z]{3,}")

INSIDE = 0.6
"""Share of edited questions whose new name or number is one of the same passage."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement of a phrase that stands in question and passage."""

    old: str
    new: str
    kind: str


def find(text: str, phrase: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE)


def put(text: str, old: str, new: str) -> str:
    """Replace every `old`, whole words in any case; a capital at its start is kept."""

    def one(match: re.Match[str]) -> str:
        return new[0].upper() + new[1:] if match[0][0].isupper() else new

    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", one, text, flags=re.IGNORECASE)


def put_around(
    context: str, span: tuple[int, int], edit: Edit
) -> tuple[str, tuple[int, int]] | None:
    """Edit the passage outside the answer; None if the answer itself holds the phrase."""
    before, answer, after = context[: span[0]], context[span[0] : span[1]], context[span[1] :]
    if find(answer, edit.old):
        return None
    before = put(before, edit.old, edit.new)
    return before + answer + put(after, edit.old, edit.new), (
        len(before),
        len(before) + len(answer),
    )


class Kin:
    """Words and phrases of the same kind: their word pieces lie close in the embedding table."""

    def __init__(
        self, table: NDArray[np.float32], tokenizer: Tokenizer, texts: Sequence[str]
    ) -> None:
        centred = table - table.mean(axis=0)
        self._table = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        self._tokenizer = tokenizer
        counts = Counter(word for text in texts for word in WORD.findall(text))
        known = tokenizer.get_vocab()
        self._words = [
            w for w, n in counts.items() if n >= 8 and w in known and w not in STOP | HALVES
        ]
        self._rows = self._table[[known[w] for w in self._words]]
        self._near: dict[str, list[str]] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def vector(self, phrase: str) -> NDArray[np.float32]:
        if phrase not in self._vectors:
            ids = self._tokenizer.encode(phrase, add_special_tokens=False).ids
            total = self._table[ids].sum(axis=0)
            self._vectors[phrase] = total / (np.linalg.norm(total) + 1e-9)
        return self._vectors[phrase]

    def near_words(self, word: str) -> list[str]:
        """Up to 25 words used like `word`, most often sisters or opposites; not its own forms."""
        if word not in self._near:
            scores = self._rows @ self.vector(word)
            best = [self._words[n] for n in np.argsort(-scores)[:50] if scores[n] > 0.25]
            stem = word[:4]
            self._near[word] = [w for w in best if w[:4] != stem and ending(w) == ending(word)][:25]
        return self._near[word]

    def near_phrases(self, phrase: str, pool: Sequence[str], most: int) -> list[str]:
        if not pool:
            return []
        scores = np.stack([self.vector(other) for other in pool]) @ self.vector(phrase)
        return [pool[n] for n in np.argsort(-scores)[:most]]


def akin(one: str, other: str) -> bool:
    """Whether two names share a word or its beginning, as Norman and the Normans do."""
    a, b = ({part[:5].lower() for part in name.split()} for name in (one, other))
    return bool(a & b)


def ending(word: str) -> str:
    for end in ("ing", "ed", "est", "ly", "s"):
        if word.endswith(end):
            return end
    return ""


class NearMisses:
    """Makes passages and questions that miss each other, from the items of some data sets."""

    def __init__(self, items: Sequence[Item], kin: Kin) -> None:
        self._kin = kin
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._opposites: dict[str, list[str]] = defaultdict(list)
        self._siblings: dict[str, list[Item]] = defaultdict(list)
        for pair in LISTS["opposites"]:
            a, b = pair.split("/")
            self._opposites[a].append(b)
            self._opposites[b].append(a)
        seen: set[str] = set()
        for item in items:
            self._siblings[item.context].append(item)
            if item.context not in seen:
                seen.add(item.context)
                key = (item.source, item.title)
                self._names[key] += [n for n in names(item.context) if len(n) < 40]
        for key, found in self._names.items():
            self._names[key] = sorted(set(found))

    def edits(self, item: Item, rng: random.Random, inside: bool = False) -> Iterator[Edit]:
        """One replacement for each phrase that question and passage share, in random order.

        With `inside`, names and numbers give way to others of this very passage where it has some:
        what people do who write questions without an answer.
        """
        question, context = item.question, item.context
        found: list[tuple[str, str]] = [(n, "name") for n in names(question)]
        found += [(n, "number") for n in NUMBER.findall(question)]
        found += [
            (w, "number") for w in re.findall(r"\w+", question) if any(w in row for row in ROWS)
        ]
        words = [w for w in WORD.findall(question) if w not in STOP]
        found += [(w, "word") for w in words]
        found += [(w, "opposite") for w in WORD.findall(question) if w in self._opposites] * 2
        rng.shuffle(found)
        # Names and numbers are rarer than words, and what real near misses turn on most.
        found.sort(key=lambda pair: rng.random() * (1.0 if pair[1] == "word" else 0.4))
        for old, kind in found:
            if not find(context, old):
                continue
            new = self._sister(item, old, kind, rng) if inside else None
            new = new or self._other(item, old, kind, rng)
            if new and new.lower() != old.lower() and not find(question, new):
                yield Edit(old, new, kind)

    def _sister(self, item: Item, old: str, kind: str, rng: random.Random) -> str | None:
        """A name or number of a sentence of this passage that holds no answer."""
        held = [
            s for s in sentences(item.context)
            if not any(s[0] < end and start < s[1] for start, end in item.answers)
        ]  # fmt: skip
        rest = " ".join(item.context[a:b] for a, b in held)
        if kind == "number":
            like = [n for n in NUMBER.findall(rest) if len(n) == len(old) and n[-1:].isdigit()]
            return rng.choice(like) if like and old.isdigit() else None
        if kind != "name":
            return None
        pool = sorted({name for name in names(rest) if not akin(name, old)})
        near = self._kin.near_phrases(old, pool, 4)
        return rng.choice(near) if near else None

    def _other(self, item: Item, old: str, kind: str, rng: random.Random) -> str | None:
        if kind == "name":
            pool = self._names[item.source, item.title]
            pool = pool if len(pool) < 200 else rng.sample(pool, 200)
            pool = [n for n in pool if abs(n.count(" ") - old.count(" ")) < 2 and not akin(n, old)]
            near = self._kin.near_phrases(old, pool, 8)
            return rng.choice(near) if near else None
        if kind == "number":
            return other_number(old, item.context, rng)
        if kind == "opposite":
            return rng.choice(self._opposites[old])
        near = self._kin.near_words(old)
        return rng.choice(near[:15]) if near else None

    def edited_question(self, item: Item, rng: random.Random) -> Example | None:
        """The question asks about something else, at times something of this very passage."""
        inside = rng.random() < INSIDE
        for edit in self.edits(item, rng, inside):
            there = find(item.context, edit.new)
            if there and not self._apart(item, there.start(), rng, inside):
                continue
            return Example(
                put(item.question, edit.old, edit.new), item.context, None, f"question-{edit.kind}"
            )
        return None

    def edited_context(self, item: Item, rng: random.Random) -> Example | None:
        """The passage speaks of something else; the question stays as people asked it."""
        for edit in self.edits(item, rng):
            if find(item.context, edit.new):
                continue
            context = put(item.context, edit.old, edit.new)
            return Example(item.question, context, None, f"context-{edit.kind}")
        return None

    def edited_both(self, item: Item, span: tuple[int, int], rng: random.Random) -> Example | None:
        """Question and passage edited alike: still answered."""
        for edit in self.edits(item, rng):
            if not find(item.context, edit.new) and (made := put_around(item.context, span, edit)):
                question = put(item.question, edit.old, edit.new)
                return Example(question, made[0], made[1], f"both-{edit.kind}")
        return None

    def edited_aside(self, item: Item, span: tuple[int, int], rng: random.Random) -> Example | None:
        """Edited where another question of the passage looks: this one is still answered."""
        others = [
            other for other in self._siblings[item.context] if other.question != item.question
        ]
        if not others:
            return None
        for edit in self.edits(rng.choice(others), rng):
            asked = any(
                find(item.question, part) for part in edit.old.split() if part.lower() not in STOP
            )
            if not asked and (made := put_around(item.context, span, edit)):
                return Example(item.question, made[0], made[1], f"aside-{edit.kind}")
        return None

    def negated(self, item: Item, rng: random.Random) -> Example | None:
        question = negate(item.question, rng)
        return Example(question, item.context, None, "negated") if question else None

    def negated_both(self, item: Item, span: tuple[int, int], rng: random.Random) -> Example | None:
        """A negation in the answer's sentence and in the question: answered."""
        question = negate(item.question, rng)
        spots = [s for s in sentences(item.context) if s[0] <= span[0] and span[1] <= s[1]]
        if not question or not spots:
            return None
        start, end = spots[0]
        context = item.context
        verb = re.search(
            r"\b(was|were|is|are|has|had|can|could|will|would)\b(?! not)", context[start:end]
        )
        if not verb or (start + verb.start() < span[1] and span[0] < start + verb.end()):
            return None
        at = start + verb.end()
        moved = 4 if at <= span[0] else 0
        return Example(
            question,
            f"{context[:at]} not{context[at:]}",
            (span[0] + moved, span[1] + moved),
            "negated-both",
        )

    def without_evidence(self, item: Item, _: random.Random) -> Example | None:
        """The passage without the sentences that hold an answer."""
        spots = sentences(item.context)
        kept = [
            s for s in spots if not any(s[0] < end and start < s[1] for start, end in item.answers)
        ]
        context = " ".join(item.context[a:b].strip() for a, b in kept)
        if len(kept) == len(spots) or len(context) < 80 or holds_answer(item, context):
            return None
        return Example(item.question, context, None, "without-evidence")

    def other_attribute(self, item: Item, rng: random.Random) -> Example | None:
        """Another question word, where nothing of that kind stands near the answer."""
        start, end = item.answers[0]
        near = item.context[max(0, start - 200) : end + 200]
        opening = item.question[:24].lower()
        times = r"\d|" + "|".join(LISTS["months"])
        places = r"\b(in|at|from|near|to) (the )?[A-Z]"
        if re.match(r"where (did|was|were)|how did|why (did|was)", opening):
            return None if re.search(times, near) else replace_opening(item, "When")
        if re.match(r"when (did|was|were)", opening):
            return None if re.search(places, near) else replace_opening(item, "Where")
        return None

    def _apart(self, item: Item, at: int, rng: random.Random, often: bool) -> bool:
        """Whether a phrase of this passage may be swapped in: never from the answer's sentence."""
        holder = [s for s in sentences(item.context) if s[0] <= at < s[1]]
        answered_there = any(
            s[0] < end and start < s[1] for s in holder for start, end in item.answers
        )
        return not answered_there and (often or rng.random() < 0.6)


def replace_opening(item: Item, word: str) -> Example:
    question = re.sub(r"^\w+", word, item.question)
    return Example(question, item.context, None, "other-attribute")


def names(text: str) -> list[str]:
    """Capitalised phrases that do not merely open a sentence."""
    found = []
    for match in NAME.finditer(text):
        opens = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?\n"
        if opens and " " not in match[0]:
            continue
        phrase = match[0]
        if opens and phrase.split()[0].lower() in STOP:
            phrase = phrase.split(maxsplit=1)[1]
        if phrase[0].isupper() and phrase.lower() not in STOP and phrase not in LISTS["months"]:
            found.append(phrase)
    return found


def other_number(old: str, context: str, rng: random.Random) -> str | None:
    """A number of the same shape that the passage lacks: a near year, another month."""
    for row in ROWS:
        if old in row:
            new = rng.choice([w for w in row if w != old])
            return None if find(context, new) else new
    digits = re.match(r"\d+", old)
    if not digits:
        return None
    value, rest = int(digits[0]), old[len(digits[0]) :]
    if 1000 <= value <= 2100 and rest in ("", "s"):
        step = rng.choice([-1, 1]) * rng.choice([1, 2, 3, 5, 8, 10, 20, 50, 100])
        new = f"{value + step * (10 if rest else 1)}{rest}"
    elif rest in ("th", "st", "nd", "rd"):
        value = max(1, value + rng.choice([-3, -2, -1, 1, 2, 3]))
        teen = value % 100 in (11, 12, 13)
        new = f"{value}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"
    else:
        step = max(1, int(value * rng.choice([0.1, 0.25, 0.5, 0.9])))
        new = f"{max(1, value + rng.choice([-1, 1]) * step)}{rest}"
    return None if find(context, new) else new


def negate(question: str, rng: random.Random) -> str | None:
    """Put "not", "n't" or "never" at the question's first verb that takes one."""
    if re.search(r"\b(not|never|no)\b|n't", question):
        return None
    verb = re.search(rf"\b({'|'.join(LISTS['auxiliaries'])})\b", question)
    if verb:
        short = {"can": "can't", "will": "won't"}.get(verb[0], f"{verb[0]}n't")
        forms = [short, short, f"{verb[0]} not"] if question[0].isupper() else [f"{verb[0]} not"]
        return question[: verb.start()] + rng.choice(forms) + question[verb.end() :]
    led = re.match(r"(Who|What|Which \w+) (?=\w+(ed|s|t)\b)", question)
    return f"{led[0]}never {question[led.end() :]}" if led else None


def holds_answer(item: Item, context: str) -> bool:
    return any(find(context, text) for text in item.texts())
