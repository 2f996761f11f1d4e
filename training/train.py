"""Trains the reader: `python -m training.train --data DIR --out DIR --seed N` runs every stage,
resumes where it was stopped and logs to OUT/train.log."""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor
from torch.nn import functional

from training import data, model
from training.data import Encoded, Example, Item
from training.evaluate import measure, report
from training.near_misses import STOP, WORD, Kin, NearMisses
from training.recipe import ALL, Mix, Recipe
from training.teacher import Teacher, taught

log = logging.getLogger("training")
BATCH = 32
SPLIT_SEED = 0
HELD_OUT = 3  # articles
BELIEVED = 0.6
"""How much of what a pupil learns is the teacher's opinion; the rest is the truth."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One run from a checkpoint to the next.

    `rate`: the highest learning rate, which falls to 0 from the share `falls` of the steps on;
    `most`: examples of the base kind in an epoch, None for as many as the recipe gives; `steps`:
    stop after so many; `pupil`: a reader that learns the teacher's opinions too, where there is a
    teacher.
    """

    name: str
    start: str | None
    epochs: int
    rate: float
    falls: float
    dropout: float
    most: int | None
    steps: int | None = None
    pupil: bool = False

    @property
    def is_teacher(self) -> bool:
        return self.name.startswith("teacher")


STAGES = (
    Stage("first", None, epochs=8, rate=2e-4, falls=0.5, dropout=0.0, most=None, steps=3800),
    # A warm restart: what the first round has seen comes again, edited and cut in other ways.
    Stage("base", "first", epochs=8, rate=1.5e-4, falls=0.0, dropout=0.1, most=None, steps=5500),
    Stage(
        "teacher-first", None, epochs=1, rate=4e-5, falls=0.5, dropout=0.1, most=28000, steps=600
    ),
    Stage("teacher", "teacher-first", epochs=2, rate=4e-5, falls=0.0, dropout=0.1, most=3000),
    Stage("measured", "base", epochs=3, rate=1.2e-4, falls=0.0, dropout=0.1, most=6000, pupil=True),
    Stage("shipped", "base", epochs=3, rate=1.2e-4, falls=0.0, dropout=0.1, most=6000, pupil=True),
)


def held_out(items: Sequence[Item]) -> list[str]:
    """The titles that the measured stage never sees."""
    return sorted(
        random.Random(SPLIT_SEED).sample(sorted({item.title for item in items}), HELD_OUT)
    )


class Kitchen:
    """The data sets and what is cooked from them."""

    mix: Mix = ALL
    """How the answered questions become examples."""

    def __init__(self, folder: Path) -> None:
        start = model.start_folder()
        self.tokenizer = data.load_tokenizer(start)
        self.answered = [
            item
            for name in data.ANSWERED_SETS
            for item in data.read_items(folder / f"{name}.jsonl.gz")
        ]
        self.real = data.read_items(folder / f"{data.NEAR_MISS_SET}.jsonl.gz")
        texts = [item.context for item in self.answered] + [item.question for item in self.answered]
        table = load_file(start / "model.safetensors")["embeddings.word_embeddings.weight"]
        self._kin = Kin(table.astype(np.float32), self.tokenizer, texts)
        self._recipe: Recipe | None = None

    def recipe(self) -> Recipe:
        if self._recipe is None:
            self._recipe = Recipe(self.answered, NearMisses(self.answered, self._kin))
        return self._recipe

    def draw(self, part: str, stage: Stage, rng: random.Random) -> list[Example]:
        """An epoch of a part: "answered" questions only, "seen" articles of the real near misses
        with some of the answered, or "held out" articles."""
        if part == "answered":
            return self.recipe().draw(rng, stage.most, self.mix)
        unseen = held_out(self.real)
        real = [item for item in self.real if (item.title in unseen) == (part == "held out")]
        examples = self.recipe().draw(rng, stage.most) if part == "seen" else []
        examples += [real_example(item, rng) for item in real]
        made = Recipe(real, NearMisses(real, self._kin)).draw(rng)
        # Real questions are there already; edited answered ones keep being edited from telling.
        examples += [example for example in made if example.kind != "plain"]
        return examples


def real_example(item: Item, rng: random.Random) -> Example:
    """A question with its own passage, at times shaped like the made ones, answered or not."""
    if item.answers:
        keep = rng.choice(item.answers)
        example = Example(item.question, item.context, keep, "real")
    else:
        # The sentence that seems to answer is most likely the one that shares most words.
        words = set(WORD.findall(item.question.lower())) - STOP
        keep = max(
            data.sentences(item.context),
            key=lambda s: len(words & set(WORD.findall(item.context[s[0] : s[1]].lower()))),
        )
        example = Example(item.question, item.context, None, "real-miss")
    return data.shape(example, keep, item.title, "", rng) if rng.random() < 0.5 else example


PARTS = {"measured": ("seen",), "teacher": ("seen",), "shipped": ("seen", "held out")}


class Plan:
    """The batches of a stage, cooked an epoch at a time; what was cooked is kept in OUT."""

    def __init__(
        self, stage: Stage, kitchen: Kitchen, out: Path, seed: int, teacher: Path | None
    ) -> None:
        self._stage, self._kitchen, self._out, self._seed = stage, kitchen, out, seed
        self._teacher = teacher if stage.pupil else None
        self._epoch = 0
        self._batches = self._cook(0)
        self._each = len(self._batches)
        self.steps = min(stage.steps or self._each * stage.epochs, self._each * stage.epochs)

    def _cook(self, epoch: int) -> list[list[Encoded]]:
        rows = []
        for part in PARTS.get(self._stage.name, ("answered",)):
            rows += self._part(part, epoch)
        rng = random.Random(f"{self._seed}-{self._stage.name}-{epoch}")
        return data.batches(rows, BATCH, rng)

    def _part(self, part: str, epoch: int) -> list[Encoded]:
        # Both pupils learn from the same examples, so that the teacher reads them once.
        name = f"{'pupil' if self._stage.pupil else self._stage.name} {part} {self._seed} {epoch}"
        kept = self._out / f"{name.replace(' ', '-')}.plan"
        if kept.exists():
            cooked: list[Encoded] = pickle.loads(kept.read_bytes())
            return cooked
        examples = self._kitchen.draw(part, self._stage, random.Random(name))
        rows = data.encode(self._kitchen.tokenizer, examples)
        kinds = Counter(example.kind for example in examples).most_common()
        log.info("%s: %d examples, %s", name, len(rows), dict(kinds))
        if self._teacher:
            teacher = Teacher()
            teacher.load_state_dict(torch.load(self._teacher))
            rows = taught(teacher, rows)
            log.info("%s: the teacher has read them", name)
        kept.write_bytes(pickle.dumps(rows))
        return rows

    def batch(self, step: int) -> list[Encoded]:
        """The batch of a step; an epoch a few batches shorter than the first begins again."""
        epoch, place = divmod(step, self._each)
        if epoch != self._epoch:
            self._epoch, self._batches = epoch, self._cook(epoch)
        return self._batches[place % len(self._batches)]


def loss_of(reader: torch.nn.Module, batch: Sequence[Encoded]) -> tuple[Tensor, Tensor]:
    """Cross entropy of start and end (place 0: no answer), and that of answerable.

    Against the truth, or against the truth and the teacher's opinion mixed ("Distilling the
    Knowledge in a Neural Network", Hinton et al. 2015, at temperature 1).
    """
    ids, mask, types = (torch.from_numpy(part) for part in data.pad(batch))
    with torch.autocast("cpu", torch.bfloat16):
        start, end, answerable = reader(ids, mask, types)
    # Made near misses are wrong now and then, hence the softened truth.
    truth = torch.tensor([0.97 if row.start else 0.03 for row in batch])
    spans = torch.zeros(2, *ids.shape)
    for n, row in enumerate(batch):
        spans[0, n, row.start] = spans[1, n, row.end] = 1
        if row.opinion is not None:
            tokens, chance = row.opinion
            spans[:, n] *= 1 - BELIEVED
            spans[:, n, : len(row.ids)] += BELIEVED * torch.from_numpy(tokens.astype(np.float32))
            truth[n] = (1 - BELIEVED) * truth[n] + BELIEVED * chance
    span = functional.cross_entropy(start, spans[0]) + functional.cross_entropy(end, spans[1])
    return span / 2, functional.binary_cross_entropy_with_logits(answerable, truth)


def untrained(stage: Stage, teacher: Path | None) -> model.Reader | Teacher:
    """The network of a stage that starts from nobody's checkpoint, with its first weights."""
    if not stage.is_teacher:
        reader = model.Reader(stage.dropout)
        reader.load_start(model.start_folder())
        return reader
    assert teacher
    big = Teacher(stage.dropout)
    big.load_start(teacher)
    return big


def train(stage: Stage, kitchen: Kitchen, out: Path, seed: int, start: Path | None) -> Path:
    """Run one stage to its end, unless OUT/<stage>.pt is already there.

    `start`: the folder of the teacher's first weights, None to train without a teacher.
    """
    goal = out / f"{stage.name}.pt"
    unfinished = goal.with_suffix(".part.pt")
    if goal.exists():
        return goal
    torch.manual_seed(seed)
    plan = Plan(stage, kitchen, out, seed, out / "teacher.pt" if start else None)
    reader = untrained(stage, start)
    if stage.start is not None:
        reader.load_state_dict(torch.load(out / f"{stage.start}.pt"))
    learned = [p for p in reader.parameters() if p.requires_grad]
    bare = [p for p in learned if p.ndim < 2]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in learned if p.ndim > 1], "weight_decay": 0.01},
            {"params": bare, "weight_decay": 0.0},
        ],
        lr=stage.rate,
        betas=(0.9, 0.98),
        fused=True,
    )
    warm = 100

    def rate(step: int) -> float:
        left = (1 - step / plan.steps) / (1 - stage.falls)
        return min(1.0, left, (step + 1) / warm)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    first = 0
    if unfinished.exists():
        saved = torch.load(unfinished)
        reader.load_state_dict(saved["reader"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["step"]
    reader.train()
    sums, seen, since = np.zeros(2), 0, time.perf_counter()
    for step in range(first, plan.steps):
        batch = plan.batch(step)
        span, verdict = loss_of(reader, batch)
        optimizer.zero_grad(set_to_none=True)
        (span + verdict).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        sums += [span.item(), verdict.item()]
        seen += len(batch)
        if (step + 1) % 50 == 0:
            passed = time.perf_counter() - since
            log.info(
                "%s %d/%d span %.3f verdict %.3f, %.1f examples/s, %.0f min left",
                stage.name, step + 1, plan.steps, *(sums / 50), seen / passed,
                (plan.steps - step - 1) * passed / 50 / 60,
            )  # fmt: skip
            sums, seen, since = np.zeros(2), 0, time.perf_counter()
        if (step + 1) % 100 == 0:
            state = {
                "reader": reader.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": step + 1,
            }
            torch.save(state, unfinished.with_suffix(".tmp"))
            unfinished.with_suffix(".tmp").replace(unfinished)
    torch.save(reader.state_dict(), goal)
    unfinished.unlink(missing_ok=True)
    log.info("%s done: %s", stage.name, goal)
    return goal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the .jsonl.gz data sets"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoints, log and figures"
    )
    parser.add_argument(
        "--teacher", type=Path, help="folder of all-mpnet-base-v2; without it nobody teaches"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--base-steps", type=int, help="batches of the base stage, fewer to try something"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--stage", choices=[stage.name for stage in STAGES], help="stop after this one"
    )
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.FileHandler(args.out / "train.log"), logging.StreamHandler()],
    )
    torch.set_num_threads(args.threads)
    kitchen = Kitchen(args.data)
    names = [stage.name for stage in STAGES]
    for stage in STAGES[: names.index(args.stage or names[-1]) + 1]:
        if stage.is_teacher and not args.teacher:
            continue
        if stage.name == "base" and args.base_steps:
            stage = replace(stage, steps=args.base_steps)
        if (args.out / f"{stage.name}.pt").exists():
            continue
        goal = train(stage, kitchen, args.out, args.seed, args.teacher)
        if stage.name != "shipped":
            reader = Teacher() if stage.is_teacher else model.Reader()
            reader.load_state_dict(torch.load(goal))
            unseen = [item for item in kitchen.real if item.title in held_out(kitchen.real)]
            figures = report(measure(reader, kitchen.tokenizer, unseen))
            log.info("%s on %s: %s", stage.name, held_out(kitchen.real), json.dumps(figures))


if __name__ == "__main__":
    main()
