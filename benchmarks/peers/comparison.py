"""The tables of `run`: medians over the runs, and how they compare with the control."""

from collections.abc import Callable
from typing import Any

from corpus import Corpus
from report import machine, median, percentile, seconds, table, times

OURS = "qa"
MORE_IS_BETTER = ("passages/s", "right one first", "right one in 5")
Results = dict[str, list[dict[str, Any]]]


def heading(texts: Corpus, runs: int) -> str:
    """Machine, date and what was searched; said before the runs."""
    return (
        f"{machine()}\n\n{len(texts.passages):,} passages of {texts.name}, "
        f"{len(texts.questions):,} questions; medians of {runs} runs in turns, a new process each."
    )


def report(results: Results, texts: Corpus, control: str) -> str:
    """Three tables: cold and asking, building, and what was found."""
    return "\n\n".join(
        [
            "A question from cold, on an index that is there:\n\n" + _cold(results, control),
            "Building, and asking the same process:\n\n" + _built(results, texts, control),
            "What comes first:\n\n" + _found(results, texts, control),
            _versions(results),
        ]
    )


Figure = Callable[[list[dict[str, Any]]], float]


def _of(mode: str, name: str) -> Figure:
    """The median of one step's seconds over the runs."""
    return lambda runs: median(run["seconds"][name] for run in runs if run["mode"] == mode)


def _peak(mode: str) -> Figure:
    return lambda runs: median(run["peak"] for run in runs if run["mode"] == mode)


def _compared(
    results: Results, control: str, columns: dict[str, tuple[Figure, Callable[[float], str]]]
) -> str:
    """A table in which each figure stands beside its ratio to the control's."""
    told = {
        column: {name: figure(runs) for name, runs in results.items()}
        for column, (figure, _) in columns.items()
    }

    def cell(column: str, name: str) -> str:
        value, theirs = told[column][name], told[column][control]
        ratio = "" if name == control else f" ({times(value, theirs)})"
        return columns[column][1](value) + ratio

    rows = [[name, *(cell(column, name) for column in columns)] for name in results]
    return table(["", *columns], rows) + _behind(told)


def _behind(columns: dict[str, dict[str, float]]) -> str:
    """Where qa is not ahead of all others, and of whom; "" where it is, or did not run."""
    told = []
    for column, figures in columns.items():
        more = column in MORE_IS_BETTER
        ours = figures.get(OURS)
        others = {name: f for name, f in figures.items() if not name.startswith(OURS)}
        if ours is None:
            return ""
        ahead = [name for name, f in others.items() if (f > ours if more else f < ours)]
        if ahead:
            told.append(f"{column} ({', '.join(ahead)})")
    if not told:
        return f"\n\nNone is ahead of {OURS} in any column."
    return f"\n\nAhead of {OURS}: in {'; '.join(told)}."


def _megabytes(value: float) -> str:
    return f"{value / 1e6:,.0f} MB"


def _cold(results: Results, control: str) -> str:
    def whole(runs: list[dict[str, Any]]) -> float:
        return median(run["wall"] for run in runs if run["mode"] == "ask")

    return _compared(
        results,
        control,
        {
            "start to hits": (whole, seconds),
            "import": (_of("ask", "import"), seconds),
            "model": (_of("ask", "model"), seconds),
            "open": (_of("ask", "open"), seconds),
            "first question": (_of("ask", "first"), seconds),
            "peak memory": (_peak("ask"), _megabytes),
        },
    )


def _built(results: Results, texts: Corpus, control: str) -> str:
    def rate(runs: list[dict[str, Any]]) -> float:
        return len(texts.passages) / _of("build", "index")(runs)

    def asking(share: float) -> Figure:
        return lambda runs: median(
            percentile(run["times"], share) for run in runs if run["mode"] == "build"
        )

    return _compared(
        results,
        control,
        {
            "index": (_of("build", "index"), seconds),
            "passages/s": (rate, "{:,.0f}".format),
            "first question": (_of("build", "first"), seconds),
            "median question": (asking(0.5), seconds),
            "95th percentile": (asking(0.95), seconds),
            "peak memory": (_peak("build"), _megabytes),
        },
    )


def _found(results: Results, texts: Corpus, control: str) -> str:
    def lists(runs: list[dict[str, Any]]) -> list[list[str]]:
        return next(run["found"] for run in runs if run["mode"] == "build")

    theirs, right = lists(results[control]), [question.right for question in texts.questions]
    columns: dict[str, dict[str, float]] = {name: {} for name in MORE_IS_BETTER[1:]}
    columns |= {"first as control's": {}, "of control's 5": {}}
    for name, runs in results.items():
        found = lists(runs)
        pairs = list(zip(found, theirs, strict=True))
        told = (
            [bool(wanted & {*ids[:1]}) for ids, wanted in zip(found, right, strict=True)],
            [bool(wanted & {*ids}) for ids, wanted in zip(found, right, strict=True)],
            [ours[:1] == other[:1] for ours, other in pairs],
            [len({*ours} & {*other}) / len(other) for ours, other in pairs],
        )
        for column, values in zip(columns.values(), told, strict=True):
            column[name] = sum(values) / len(values)
    rows = [[name, *(f"{column[name]:.3f}" for column in columns.values())] for name in results]
    merits = {name: columns[name] for name in MORE_IS_BETTER[1:]}
    return table(["", *columns], rows) + _behind(merits)


def _versions(results: Results) -> str:
    """Versions, and what is done once a machine."""
    told: dict[str, str] = {}
    for runs in results.values():
        told |= runs[0]["versions"]
    versions = ", ".join(f"{name} {version}" for name, version in told.items())
    once = [
        f"{name} {seconds(runs[0]['seconds']['stage'])}"
        for name, runs in results.items()
        if runs[0]["seconds"]["stage"] > 1
    ]
    return f"Versions: {versions}." + (f" Once a machine: {', '.join(once)}." if once else "")
