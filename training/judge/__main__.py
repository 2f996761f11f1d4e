"""Trains the judge: `python -m training.judge --data DIR --start MPNET --out DIR` cooks
the examples and trains; called again it goes on where it was stopped. OUT/judge.pt is the judge."""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from qa.read.judge import Candidate, Tokens, encode, pad
from training import data, model
from training.judge.cook import Cook, Example
from training.judge.network import JudgeNetwork

log = logging.getLogger("training")
BATCH, RUN = 24, 8
"""Examples that a step learns from, and of these in one run of the network."""
RATE, NEW = 5e-5, 10
"""The highest learning rate of what has been trained before, and how many times that of types and
head."""
WARM = 0.06
EVIDENCE = 128
"""Tokens of a statement's evidence in training."""
SOFT = 0.03
"""Some labels are wrong: no judgement is to be surer than this."""
WHOLE, RELATION, CHOICE = 0.3, 0.7, 0.6
"""Weights in the loss: of whole, of the relation of statements, and of choosing a right example
among those of the same question, once by `states` and once by `right`; states and right count 1."""
USUAL = 4
"""Examples that a question has, about."""
SHARES = {
    "squad2_train_part": 0.18, "squad2_train_lower": 0.1, "qed_train": 0.28, "ramdocs": 0.2,
    "squad11_part": 0.12, "squadshifts_new_wiki": 0.12, "squadshifts_reddit": 0.12,
    "squadshifts_amazon_reviews": 0.12, "bioasq_spans": 0.25, "multispanqa_valid": 0.8,
    "quoref_contrast": 0.15, "qadiscourse": 0.15, "fairytaleqa": 0.25, "selqa_sentences": 0.3,
    "squad_sentences": 0.4, "claims": 0.3, "folders": 1.0,
}  # fmt: skip
"""Of each set's units in one epoch."""

Row = tuple[Example, Tokens]


def epoch(examples: Sequence[Example], tokenizer: Tokenizer, rng: random.Random) -> list[list[Row]]:
    """The batches of an epoch: whole units, of nearly equal length, in random order."""
    units = defaultdict(list)
    for example in examples:
        units[example.unit].append(example)
    drawn = [rows for name, rows in units.items() if rng.random() < SHARES[name.split()[0]]]
    rng.shuffle(drawn)
    made: list[list[Row]] = []
    for at in range(0, len(drawn), 40 * BATCH):
        pool = drawn[at : at + 40 * BATCH]
        part = [[(e, tokens(e, tokenizer, rng)) for e in rows] for rows in pool]
        part.sort(key=lambda rows: max(len(read.ids) for _, read in rows))
        batch: list[Row] = []
        for rows in part:
            batch += rows
            if len(batch) >= BATCH:
                made.append(batch)
                batch = []
        if batch:
            made.append(batch)
    rng.shuffle(made)
    return made


def tokens(example: Example, tokenizer: Tokenizer, rng: random.Random) -> Tokens:
    """What is read of an example; now and then without what stands around the sentence."""
    question, bare = example.question, rng.random()
    if rng.random() < 0.15:
        question = question.rstrip(" ?")
    before = "" if bare < 0.1 else example.before
    heading = "" if bare > 0.9 else example.heading
    candidate = Candidate(example.sentence, example.start, example.end, before, heading)
    if example.relation is not None:
        return encode(tokenizer, question, candidate, longest=EVIDENCE)
    return encode(tokenizer, question, candidate)


def by_unit(batch: Sequence[Row]) -> list[list[int]]:
    """The places in a batch of each unit's examples."""
    places = defaultdict(list)
    for place, (example, _) in enumerate(batch):
        places[example.unit, example.question].append(place)
    return list(places.values())


def chosen(logits: Tensor, labels: Sequence[int | None], places: Sequence[int]) -> Tensor | None:
    """How surprised one is that a right example of these was chosen, where the chance of each
    grows with its logit; None where there is nothing to choose."""
    right = [place for place in places if labels[place] == 1]
    wrong = [place for place in places if labels[place] == 0]
    if not right or not wrong:
        return None
    # Each right one against all wrong ones: they need not be above each other.
    below = torch.logsumexp(logits[wrong], 0)
    return functional.softplus(below - logits[right]).mean()


def read_all(judge: JudgeNetwork, rows: Sequence[Tokens]) -> Tensor:
    """The logits (rows, 6), from a few runs of rows that are nearly equally long."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n].ids))
    runs = [order[first : first + RUN] for first in range(0, len(order), RUN)]
    logits = [judge(*map(torch.from_numpy, pad([rows[n] for n in run]))) for run in runs]
    return torch.cat(logits)[torch.argsort(torch.tensor(order))]


def loss_of(judge: JudgeNetwork, batch: Sequence[Row]) -> tuple[Tensor, dict[str, float]]:
    logits = read_all(judge, [read for _, read in batch])
    total = torch.zeros(())
    parts = {}
    for n, (name, weight) in enumerate((("states", 1.0), ("right", 1.0), ("whole", WHOLE))):
        known = [(i, getattr(e, name)) for i, (e, _) in enumerate(batch)]
        known = [(i, label) for i, label in known if label is not None]
        if known:
            truth = torch.tensor([abs(label - SOFT) for _, label in known])
            own = logits[[i for i, _ in known], n]
            # A mean over the whole batch, so that few labels do not count more each.
            loss = functional.binary_cross_entropy_with_logits(own, truth, reduction="sum")
            total = total + weight * loss / len(batch)
            parts[name] = float(loss.detach()) / len(known)
    claims = [(i, e.relation) for i, (e, _) in enumerate(batch) if e.relation is not None]
    if claims:
        own = logits[[i for i, _ in claims], 3:]
        relations = torch.tensor([relation for _, relation in claims])
        loss = functional.cross_entropy(own, relations, reduction="sum")
        total = total + RELATION * loss / len(batch)
        parts["relation"] = float(loss.detach()) / len(claims)
    for n, name in enumerate(("states", "right")):
        lists = [
            chosen(logits[:, n], [getattr(example, name) for example, _ in batch], places)
            for places in by_unit(batch)
        ]
        lists = [one for one in lists if one is not None]
        if lists:
            # A mean over the batch here too, as if each list were as long as most are.
            total = total + CHOICE * torch.stack(lists).sum() * USUAL / len(batch)
            parts[f"choice_{name}"] = float(torch.stack(lists).detach().mean())
    return total, parts


def train(
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    start: Path,
    out: Path,
    steps: int,
    seed: int,
    rate: float = RATE,
) -> Path:
    """Train for so many batches, to OUT/judge.pt: from all-mpnet-base-v2 (a folder), an earlier
    judge (a file), or this folder's unfinished run."""
    goal, unfinished = out / "judge.pt", out / "judge.part.pt"
    if goal.exists():
        return goal
    torch.manual_seed(seed)
    judge = JudgeNetwork()
    if start.is_dir():
        judge.load_start(start)
    else:
        judge.load_state_dict(torch.load(start))
    named = [(name, p) for name, p in judge.named_parameters() if p.requires_grad]
    new = [p for name, p in named if name.split(".")[0] in ("types", "pool", "verdict")]
    old = [p for name, p in named if name.split(".")[0] not in ("types", "pool", "verdict")]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in old if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in old if p.ndim < 2], "weight_decay": 0.0},
            {"params": new, "lr": rate * NEW, "weight_decay": 0.0},
        ],
        lr=rate,
        betas=(0.9, 0.98),
        fused=True,
    )

    def part_of_rate(step: int) -> float:
        return min((step + 1) / (WARM * steps), (1 - step / steps) / (1 - WARM))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, part_of_rate)
    first = 0
    if unfinished.exists():
        saved = torch.load(unfinished)
        judge.load_state_dict(saved["judge"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["step"]
    judge.train()
    batches: list[list[Row]] = []
    cooked, begin = -1, 0
    sums: dict[str, list[float]] = defaultdict(list)
    seen, since = 0, time.perf_counter()
    for step in range(steps):
        while step >= begin + len(batches):
            begin += len(batches)
            cooked += 1
            batches = epoch(examples, tokenizer, random.Random(f"{seed} epoch {cooked}"))
            log.info("epoch %d: %d batches", cooked, len(batches))
        if step < first:
            continue
        batch = batches[step - begin]
        loss, parts = loss_of(judge, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
        optimizer.step()
        schedule.step()
        for name, value in parts.items():
            sums[name].append(value)
        seen += len(batch)
        if (step + 1) % 25 == 0:
            passed = time.perf_counter() - since
            means = " ".join(f"{name} {np.mean(values):.3f}" for name, values in sums.items())
            left = (steps - step - 1) * passed / 25 / 60
            log.info(
                "%d/%d %s, %.1f examples/s, %.0f min left",
                step + 1, steps, means, seen / passed, left,
            )  # fmt: skip
            sums.clear()
            seen, since = 0, time.perf_counter()
        if (step + 1) % 100 == 0:
            state = {
                "judge": judge.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": step + 1,
            }
            torch.save(state, unfinished.with_suffix(".tmp"))
            unfinished.with_suffix(".tmp").replace(unfinished)
    torch.save(judge.state_dict(), goal)
    unfinished.unlink(missing_ok=True)
    log.info("done: %s", goal)
    return goal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz sets")
    parser.add_argument(
        "--start", type=Path, required=True, help="folder of all-mpnet-base-v2, or a judge.pt"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for examples, checkpoints")
    parser.add_argument("--steps", type=int, default=3000, help=f"batches of {BATCH} or so")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.FileHandler(args.out / "train.log"), logging.StreamHandler()],
    )
    torch.set_num_threads(args.threads)
    examples = Cook(args.data, args.out / "examples", args.seed).examples()
    tokenizer = data.load_tokenizer(model.start_folder())
    train(examples, tokenizer, args.start, args.out, args.steps, args.seed, args.rate)


if __name__ == "__main__":
    main()
