"""Files to documents: which files, their text, and what they say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.load.documents import read_documents
from qa.load.text import decode
from qa.types import Document

FRENCH = "Le maire a été élu dimanche à Lille. Le pont du port est coupé depuis l’hiver dernier."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Café 桥 😀".encode(), "Café 桥 😀", id="utf-8"),
        pytest.param("Café".encode("utf-8-sig"), "Café", id="utf-8-mark"),
        pytest.param("Café 桥".encode("utf-16"), "Café 桥", id="utf-16"),
        pytest.param(
            b"\xfe\xff" + "Café 桥".encode("utf-16-be"), "Café 桥", id="utf-16-big-endian"
        ),
        pytest.param(b"a\r\nb\rc\nd", "a\nb\nc\nd", id="newlines"),
        pytest.param(b" \ta\x0cb \x1b[1m \n", " \ta\x0cb \x1b[1m \n", id="nothing-else-changed"),
        pytest.param(FRENCH.encode("cp1252"), FRENCH, id="cp1252-french"),
        pytest.param(
            "The mayor’s “plan” cost £40 — or so they said.".encode("cp1252"),
            "The mayor’s “plan” cost £40 — or so they said.",
            id="cp1252-quotes",
        ),
        pytest.param(
            "Мост рухнул в понедельник, и никто не пострадал.".encode("cp1251"),
            "Мост рухнул в понедельник, и никто не пострадал.",
            id="cp1251-russian",
        ),
        pytest.param(
            ("橋は月曜日に崩れた。けが人はいない。" * 3).encode("shift_jis"),
            "橋は月曜日に崩れた。けが人はいない。" * 3,
            id="shift-jis",
        ),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty file", id="empty"),
        pytest.param(b" \r\n\t\n", "empty file", id="white-space"),
        pytest.param(b"\xef\xbb\xbf", "empty file", id="mark-alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file", id="nul"),
        pytest.param(bytes(range(1, 256)) * 9, "binary file", id="control-bytes"),
        pytest.param(b"\xff\xfea", "binary file", id="half-a-character"),
        pytest.param("a\0b".encode("utf-16"), "binary file", id="nul-in-utf-16"),
    ],
)
def test_decode_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=rf"^{reason}$"):
        decode(data)


def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^No such file or directory$"):
        read_document(tmp_path / "gone.txt", "gone.txt")


def read_document(path: Path, source: str) -> Document:
    [document] = read_documents(path, source)
    return document
