"""Measures how fast qa is, and writes the tables of docs/performance.md.

    python benchmarks/performance.py [SOURCE...] [--only PART...] [--texts N] [--runs N]

SOURCE is a file of SQuAD-style rows or of articles, or a folder of them (default: seeds/). Each
table says what it is compared with in the same run, on which machine and when; a part that is not
run keeps its table.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peers import corpus
from peers.report import machine

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
PICTURES = ROOT / "docs" / "pictures"
PACKAGES = ("onnxruntime", "faiss-cpu", "tokenizers", "sentence-transformers", "torch", "openvino")


@dataclass(frozen=True, slots=True)
class Given:
    """What a part is measured with."""

    options: argparse.Namespace
    texts: corpus.Corpus
    place: Path
    """For whatever is made on the way."""

    @property
    def asked(self) -> list[str]:
        return [question.text for question in self.texts.questions]

    @property
    def files(self) -> Path:
        """A folder with a file for each passage; written when it is first asked for."""
        folder = self.place / "texts"
        if not folder.exists():
            corpus.write_files(self.texts.passages, folder)
        return folder

    @property
    def index(self) -> Path:
        """An index of the files, made or brought up to date."""
        from qa import Library

        Library.build([self.files], self.place / "asked").close()
        return self.place / "asked"


def main() -> None:
    options = _options()
    texts = corpus.read(
        options.sources, options.questions, texts=options.texts, asked=options.asked
    )
    if not texts.questions:
        raise SystemExit("no question on these texts: name a file of them with --questions")
    what = f"{len(texts.passages):,} paragraphs of {texts.name}"
    with _place(options.work, texts) as place:
        for part in options.only or PARTS:
            told = f"{machine(PACKAGES)} · {what}"
            print(f"measuring: {part}", file=sys.stderr, flush=True)
            table = PARTS[part](Given(options, texts, place))
            print(f"## {part}\n\n{told}\n\n{table}\n", flush=True)
            if not options.print:
                write(part, f"{told}\n\n{table}")


def write(part: str, text: str) -> None:
    """Puts a part's text between its two marks on the page."""
    page = PAGE.read_text(encoding="utf-8")
    marks = f"<!-- {part} -->", f"<!-- end of {part} -->"
    made, found = re.subn(
        f"(?s){marks[0]}.*?{marks[1]}", lambda _: f"{marks[0]}\n\n{text}\n\n{marks[1]}", page
    )
    if found != 1:
        raise SystemExit(f"{PAGE} has no place for {part}")
    PAGE.write_text(made, encoding="utf-8")


@contextmanager
def _place(work: Path | None, texts: corpus.Corpus) -> Iterator[Path]:
    """A folder for these texts; a named one is kept, and what is there is used again."""
    if work is None:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
    else:
        place = work.resolve() / f"{zlib.crc32(repr(texts.passages).encode()):08x}"
        place.mkdir(parents=True, exist_ok=True)
        yield place


def _cold(given: Given) -> str:
    from speed import cold

    return cold.measure(given.index, given.asked, given.options.runs)


def _startup(given: Given) -> str:
    import startup

    return startup.measure(given.index, given.asked[0], given.options.runs)


def _warm(given: Given) -> str:
    from speed import warm

    return warm.measure(given.index, given.asked, given.place, min(3, given.options.runs))


def _indexing(given: Given) -> str:
    from speed import indexing

    wholes = [passage.whole for passage in given.texts.passages]
    runs = min(3, given.options.runs)
    return indexing.measure(wholes, given.files, given.place, corpus.model_folder(), runs)


def _growth(given: Given) -> str:
    from speed import growth

    pictures = None if given.options.print else PICTURES
    most = given.options.growth
    return growth.measure(given.index, given.asked, given.place, most, pictures)


def _peers(given: Given) -> str:
    options = given.options
    command = [sys.executable, str(Path(__file__).parent / "peers" / "run.py"), *options.sources]
    command += ["--questions", options.questions, "--runs", str(min(5, options.runs))]
    command += ["--asked", str(options.asked)]
    command += ["--texts", str(options.texts)] if options.texts else []
    command += ["--work", options.peers] if options.peers else []
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


PARTS: dict[str, Callable[[Given], str]] = {
    "cold": _cold,
    "startup": _startup,
    "warm": _warm,
    "indexing": _indexing,
    "growth": _growth,
    "peers": _peers,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("sources", nargs="*", type=Path, default=[corpus.SEEDS], metavar="SOURCE")
    add("--questions", type=Path, default=corpus.QUESTIONS, metavar="FILE", help="on articles")
    add("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    add("--texts", type=int, metavar="N", help="paragraphs, at most")
    add("--asked", type=int, default=200, metavar="N", help="questions, at most")
    add("--runs", type=int, default=9, metavar="N", help="new processes of each")
    add("--growth", type=int, default=100_000, metavar="N", help="paragraphs to grow to")
    add("--work", type=Path, metavar="DIR", help="keep what is built, and use it again")
    add("--peers", metavar="DIR", help="where the peers are installed")
    add("--print", action="store_true", help="only print; leave the page and pictures alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
