"""Settings are checked as they are read, and written as they were."""

from dataclasses import replace
from typing import Any

import pytest

from qa.store.settings import IndexSettings
from qa.store.vectors import Stamp

ROWS: dict[str, Any] = {
    "model": "a-model",
    "fingerprint": "cafe",
    "dim": 8,
    "roots": ["/articles", "https://example.org/"],
    "updated": "2024-10-31T12:00:00+00:00",
    "generation": 3,
}


def test_only_what_an_older_qa_wrote() -> None:
    settings = IndexSettings.from_rows(ROWS)
    assert settings.roots == ("/articles", "https://example.org/")
    assert (settings.exclude, settings.fields, settings.suffixes) == ((), {}, None)
    assert (settings.vectors, settings.former) == (None, None)


def test_rows_come_back() -> None:
    former = replace(IndexSettings.from_rows(ROWS), fingerprint="beef", exclude=("*.tmp",))
    settings = replace(
        IndexSettings.from_rows(ROWS),
        suffixes=(".txt",),
        fields={"text": "body"},
        vectors=Stamp(3, 99, 7),
        former=replace(former, former=former),
    )
    rows = settings.to_rows()
    assert rows["former"].keys().isdisjoint({"generation", "vectors", "former"})
    assert rows["vectors"]["crc32"] == 7
    rows["former"] |= {"roots": list(former.roots), "exclude": ["*.tmp"]}
    rows |= {"roots": list(settings.roots), "exclude": [], "suffixes": [".txt"]}
    assert IndexSettings.from_rows(rows) == replace(settings, former=former)


def test_other_keys_are_passed_over() -> None:
    rows = {**ROWS, "format": 2, "staging": [], "of a later qa": {}}
    assert IndexSettings.from_rows(rows) == IndexSettings.from_rows(ROWS)


@pytest.mark.parametrize("key", ROWS)
def test_one_that_is_missing(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        IndexSettings.from_rows({name: value for name, value in ROWS.items() if name != key})
