"""What depends on the format of a file follows from its record, and from nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qa.indexing.saved_inputs import save
from qa.load.documents import find_files
from qa.load.fetch import _name
from qa.load.formats import (
    FORMATS,
    SUFFIXES,
    Format,
    Opens,
    format_of,
    suffix_by_beginning,
    suffix_by_media,
)
from qa.ui.editor import is_text, line_in

each_format = pytest.mark.parametrize(
    "record", [pytest.param(record, id=record.suffixes[0]) for record in FORMATS]
)


def test_no_two_records_claim_the_same_files() -> None:
    for claimed in ("suffixes", "media", "begins"):
        claims = Counter(claim for record in FORMATS for claim in getattr(record, claimed))
        assert [claim for claim, times in claims.items() if times > 1] == []
    beginnings = [beginning for record in FORMATS for beginning in record.begins]
    for beginning in beginnings:
        assert [other for other in beginnings if beginning.startswith(other)] == [beginning]


@each_format
def test_a_record_is_in_lower_case(record: Format) -> None:
    assert all(suffix.startswith(".") and suffix.islower() for suffix in record.suffixes)
    assert all(media == media.lower() for media in record.media)
    assert all(beginning == beginning.lower() for beginning in record.begins)


@each_format
def test_its_files_are_found_in_folders(record: Format, tmp_path: Path) -> None:
    names = [f"a{suffix}" for suffix in record.suffixes]
    for name in [*names, "a.unknown"]:
        (tmp_path / name).touch()
    assert [file.source for file in find_files([tmp_path])] == sorted(names)
    assert set(record.suffixes) <= SUFFIXES
    assert all(format_of(suffix) is record for suffix in record.suffixes)


@each_format
def test_a_page_of_its_media_type_gets_its_suffix(record: Format) -> None:
    for media in record.media:
        assert suffix_by_media(media) == record.suffixes[0]
        assert _name("https://example.org/news", media) == f"news{record.suffixes[0]}"


@each_format
def test_its_beginning_is_recognised_on_stdin(record: Format, tmp_path: Path) -> None:
    for beginning in record.begins:
        data = b"\n " + beginning.upper() + b" and more"
        assert suffix_by_beginning(data) == record.suffixes[0]
        path = tmp_path / "stdin"
        path.write_bytes(data)
        with path.open("rb") as stream:
            save(tmp_path, stream)
        assert [file.suffix for file in (tmp_path / ".given").iterdir()] == [record.suffixes[0]]
        next((tmp_path / ".given").iterdir()).unlink()


@each_format
def test_an_editor_opens_it_where_its_record_says(record: Format) -> None:
    for path in (Path(f"a{suffix}") for suffix in record.suffixes):
        assert is_text(path) is (record.opens is not Opens.NOWHERE)
        assert line_in(path, "one\ntwo", 5) == (2 if record.opens is Opens.AT_LINE else 1)


def test_an_unknown_format_is_plain_text() -> None:
    assert format_of(".unknown") is format_of("") is format_of(".txt")
    assert suffix_by_media("application/x-unknown") == ""
    assert suffix_by_beginning(b"Once upon a time") == ".txt"
