"""What each ingredient is worth: `python -m training.ablate --data DIR --out DIR` trains a small
reader with all of them and one without each, measures all on squad2_dev, and resumes.

Nothing of squad2_dev is trained on, so all of it measures. The runs are short (an eighth of the
first stage), so that what they tell is the order of the ingredients, not what is reached.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import torch

from training import model
from training.evaluate import measure, report
from training.recipe import ALL, Mix
from training.train import BATCH, Kitchen, Stage, train


def without(*ways: str) -> Mix:
    """The mix without some ways to an example without an answer; the others take their share."""
    return replace(ALL, negatives={k: v for k, v in ALL.negatives.items() if k not in ways})


MIXES: Mapping[str, Mix] = {
    "everything": ALL,
    "no near misses made": without(*(k for k in ALL.negatives if k != "found")),
    "no found passages": without("found"),
    "whole passages": replace(ALL, cut=False),
    "first answer only": replace(ALL, all_answers=False),
    "no titles": replace(ALL, titles=False),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="as for training.train")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--steps", type=int, default=500, help="batches a reader")
    parser.add_argument("--seeds", type=int, default=1, help="readers of each mix")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    kitchen = Kitchen(args.data)
    for seed in range(1, args.seeds + 1):
        for name, mix in MIXES.items():
            folder = args.out / f"{name} {seed} {args.steps}"
            folder.mkdir(exist_ok=True)
            figures = folder / "figures.json"
            if figures.exists():
                continue
            kitchen.mix = mix
            # Of one name for all mixes, which so draw the same questions as far as they can.
            stage = Stage(
                "ablation", None, epochs=1, rate=2e-4, falls=0.5, dropout=0.0,
                most=args.steps * BATCH,
            )  # fmt: skip
            reader = model.Reader()
            reader.load_state_dict(torch.load(train(stage, kitchen, folder, seed, None)))
            found = report(measure(reader, kitchen.tokenizer, kitchen.real))
            figures.write_text(json.dumps(found), encoding="utf-8")
    print("| mix | seeds | F1 answerable | at the best threshold | AUC |\n|---|---|---|---|---|")
    for name in MIXES:
        paths = sorted(args.out.glob(f"{name} * {args.steps}/figures.json"))
        seen = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        row = (fmean(one[key] for one in seen) for key in ("f1_answerable", "f1_best", "auc"))
        print(f"| {name} | {len(seen)} |", " | ".join(f"{value:.3f}" for value in row), "|")


if __name__ == "__main__":
    main()
