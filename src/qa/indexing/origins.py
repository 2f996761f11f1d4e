"""Which root each file in an index came from, as recorded in its settings."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from qa.store.records import StoredFile
from qa.store.settings import IndexSettings


def roots_with_files(settings: IndexSettings) -> frozenset[str]:
    """The roots that files in the index came from."""
    return frozenset(settings.roots[number] for number, _ in settings.origins if number >= 0)


def recall(settings: IndexSettings, stored: Iterable[StoredFile]) -> dict[str, str]:
    """By source, the root of each file in the index; "" for a saved input."""
    sources = sorted(file.file for file in stored if file.sha256)
    if sum(length for _, length in settings.origins) != len(sources):
        return {}
    roots = [
        settings.roots[number] if number >= 0 else ""
        for number, length in settings.origins
        for _ in range(length)
    ]
    return dict(zip(sources, roots, strict=True))


def remember(origins: Mapping[str, str], roots: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """What `recall` needs: in order of source, the number of a root and for how many files."""
    numbers = {root: number for number, root in enumerate(roots)}
    in_order = (numbers.get(origins[source], -1) for source in sorted(origins))
    return tuple((number, len(list(run))) for number, run in groupby(in_order))
