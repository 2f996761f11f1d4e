"""Which documents retell one report: precision and recall over all pairs of short articles.

    python benchmarks/same_report.py [FOLDER_OR_FILE ...]

The articles are our own (same_report.jsonl): reports, copied, told in other words as by a second
translator, shortened, quoted at length; and what only looks like it: the same event reported by
others, what happened next, and minutes, release notes, results and forms made from one template.
All limits were chosen on the first set; what the second showed changed the mechanism; the third
was written after that. With paths, the reports found in them are listed too, to be judged by eye.
"""

import json
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.library import Library

ARTICLES = Path(__file__).with_suffix(".jsonl")


def main(paths: list[str]) -> None:
    rows = [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]
    with TemporaryDirectory() as place:
        folder = Path(place, "articles")
        folder.mkdir()
        for row in rows:
            (folder / f"{row['id']}.txt").write_text(f"{row['text']}\n", "utf-8")
        with Library.build([folder], Path(place, "index")) as library:
            found = library.reports()
        for name in dict.fromkeys(row["set"] for row in rows):
            measure(name, [row for row in rows if row["set"] == name], found)
    for path in paths:
        with TemporaryDirectory() as place, Library.build([path], Path(place, "index")) as library:
            show(path, library)


def measure(name: str, rows: list[dict[str, str]], found: dict[str, int]) -> None:
    """Prints precision and recall over all pairs of rows, and each pair that was judged wrong."""
    right, wrong, missed = 0, Counter[str](), Counter[str]()
    look_alikes = 0
    for one, other in combinations(rows, 2):
        ids = [found.get(f"{row['id']}.txt", row["id"]) for row in (one, other)]
        same, said = one["report"] == other["report"], ids[0] == ids[1]
        look_alikes += not same and one["id"].split("-")[0] == other["id"].split("-")[0]
        right += same and said
        if same != said:
            kinds = f"{one['id']} ({one['kind']}), {other['id']} ({other['kind']})"
            (missed if same else wrong)[kinds] += 1
    total = right + sum(missed.values())
    print(
        f"{name}: {len(rows)} articles, {total} pairs of one report, {look_alikes} look-alikes:"
        f" precision {right / max(1, right + sum(wrong.values())):.3f}, recall {right / total:.3f}"
    )
    for word, pairs in (("joined, but of two reports", wrong), ("not joined", missed)):
        for pair in pairs:
            print(f"    {word}: {pair}")


def show(path: str, library: Library) -> None:
    """Prints the documents of each report that is told more than once."""
    told = defaultdict(list)
    for source, report in library.reports().items():
        told[report].append(source)
    print(f"{path}: {library.status().documents} documents, {library.status().reports} reports")
    for sources in told.values():
        print(f"    {', '.join(sources)}")


if __name__ == "__main__":
    main(sys.argv[1:])
