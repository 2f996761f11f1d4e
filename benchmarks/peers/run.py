"""qa beside its peers: the same texts, model and questions, each in an environment of its own.

    python benchmarks/peers/run.py [SOURCE...] [--only NAME...] [--texts N] [--work DIR] [--runs N]

SOURCE is a file of SQuAD-style rows or of articles, or a folder of them (default: seeds/).
Installs what is missing, runs every contestant in new processes, in turns, and prints Markdown
tables.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import comparison
import corpus

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TORCH = "torch==2.13.0"
"""Installed first, so that no peer brings a release that comes with CUDA."""
SHARED = (
    "sentence-transformers==6.2.0",
    "transformers==5.23.0",
    "faiss-cpu==1.15.1",
    "numpy==2.4.6",
)
"""The same under all of them: what differs is the contestants' own."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A contestant: its script, where it is installed, and what of."""

    name: str
    script: str
    environment: str
    needs: tuple[str, ...] = ()
    variant: str = ""


class FailedError(Exception):
    """A contestant's process ended in an error; the message is what it said."""


CONTROL = "control"
TXTAI = ("txtai==9.14.0",)
HAYSTACK = ("haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0")
LLAMA_INDEX = (
    "llama-index-core==0.14.25",
    "llama-index-embeddings-huggingface==0.8.0",
    "llama-index-vector-stores-faiss==0.7.0",
)
CHROMADB = ("chromadb==1.5.9",)
QA = ("-c", str(ROOT / "constraints.txt"), "-e")
ENTRANTS = (
    Entrant(CONTROL, "control.py", "control"),
    Entrant("txtai", "with_txtai.py", "txtai", TXTAI),
    Entrant("txtai hybrid", "with_txtai.py", "txtai", TXTAI, "hybrid"),
    Entrant("haystack", "with_haystack.py", "haystack", HAYSTACK),
    Entrant("haystack hybrid", "with_haystack.py", "haystack", HAYSTACK, "hybrid"),
    Entrant("llama-index", "with_llama_index.py", "llama_index", LLAMA_INDEX),
    Entrant("chromadb", "with_chromadb.py", "chromadb", CHROMADB),
    Entrant("qa", "with_qa.py", "qa", (*QA, str(ROOT))),
)
K = 5
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
}


def main() -> None:
    options = _options()
    work: Path = options.work.resolve()
    entrants = [e for e in ENTRANTS if not options.only or e.name in (CONTROL, *options.only)]
    there = {e.environment: e for e in entrants}
    there = {name for name, entrant in there.items() if _installed(entrant, work)}
    ready = [entrant for entrant in entrants if entrant.environment in there]
    if options.install:
        return
    texts = corpus.read(
        options.sources, options.questions, texts=options.texts, asked=options.asked
    )
    told = comparison.heading(texts, options.runs)
    results = measure(ready, texts, work, options.runs, corpus.model_folder())
    print(told, comparison.report(results, texts, CONTROL), sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps(results), encoding="utf-8")


def measure(
    entrants: list[Entrant], texts: corpus.Corpus, work: Path, runs: int, model: str
) -> dict[str, list[dict[str, Any]]]:
    """For each entrant: what `stage` told, then a build and a cold question for every run.

    One that fails is left out, but for the control.
    """
    shutil.rmtree(work / "runs", ignore_errors=True)
    results: dict[str, list[dict[str, Any]]] = {entrant.name: [] for entrant in entrants}
    for turn in range(-1, runs):
        # Whoever comes first finds a cooler machine and colder caches: take turns.
        first = max(turn, 0) % len(entrants)
        for entrant in entrants[first:] + entrants[:first]:
            for mode in ("build", "ask") if turn >= 0 else ("stage",):
                if entrant.name not in results:
                    continue
                print(f"{turn + 1}/{runs} {entrant.name}: {mode}", file=sys.stderr)
                try:
                    results[entrant.name].append(_process(mode, entrant, texts, work, model))
                except FailedError as error:
                    if entrant.name == CONTROL:
                        raise
                    print(error, f"{entrant.name} is left out", sep="\n", file=sys.stderr)
                    del results[entrant.name]
    return results


def _process(
    mode: str, entrant: Entrant, texts: corpus.Corpus, work: Path, model: str
) -> dict[str, Any]:
    """What the entrant's script prints, with its wall time from outside."""
    place = work / "runs" / entrant.name.replace(" ", "-")
    place.mkdir(parents=True, exist_ok=True)
    if mode == "build":
        shutil.rmtree(place / "index", ignore_errors=True)
    job = {
        "model": model,
        "k": K,
        "folder": str(place / "index"),
        # A question from cold needs no texts: reading them would count against everyone.
        "passages": [] if mode == "ask" else texts.passages,
        "questions": [question.text for question in texts.questions],
    }
    job_file = place / f"{mode}.json"
    job_file.write_text(json.dumps(job), encoding="utf-8")
    command = [_python(entrant, work), str(HERE / entrant.script), mode, str(job_file)]
    environment = os.environ | OFFLINE | {"QA_CACHE": str(work / "models")}
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, entrant.variant],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - begun
    if done.returncode:
        raise FailedError(f"{entrant.name}, {mode}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout) | {"mode": mode, "wall": wall}


def _installed(entrant: Entrant, work: Path) -> bool:
    """Makes the entrant's environment, unless it is there with just these requirements."""
    home = work / entrant.environment
    note = home / "installed.txt"
    steps = [[TORCH], [TORCH, *SHARED, *entrant.needs]]
    if note.is_file() and note.read_text(encoding="utf-8") == json.dumps(steps):
        return True
    print(f"installing {entrant.environment} in {home}", file=sys.stderr)
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    for needs in steps:
        pip = [
            _python(entrant, work),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--no-compile",
        ]
        # Wheels only: nothing is compiled here, and no peer's build code runs.
        wheels = [] if entrant.script == "with_qa.py" else ["--only-binary=:all:"]
        if subprocess.run([*pip, *wheels, *needs], check=False).returncode:
            print(f"{entrant.name} cannot be installed, and is left out", file=sys.stderr)
            return False
    note.write_text(json.dumps(steps), encoding="utf-8")
    return True


def _python(entrant: Entrant, work: Path) -> str:
    return str(work / entrant.environment / "bin" / "python")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="*", type=Path, default=[corpus.SEEDS], metavar="SOURCE")
    parser.add_argument("--questions", type=Path, default=corpus.QUESTIONS, help="on articles")
    parser.add_argument("--only", nargs="+", choices=[e.name for e in ENTRANTS], metavar="NAME")
    parser.add_argument("--texts", type=int, metavar="N", help="passages, at most")
    parser.add_argument("--asked", type=int, default=300, metavar="N", help="questions, at most")
    parser.add_argument("--work", type=Path, default=ROOT / ".venv-peers", metavar="DIR")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="builds of each")
    parser.add_argument("--install", action="store_true", help="install, and do no more")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
