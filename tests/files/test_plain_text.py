"""Which files of an unknown suffix are read as text, and which stay unread."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from qa.files.find import list_files
from qa.files.plain_text import SAMPLE, begins_as_text, is_plain_text, may_be_text

PROSE = "The ferry to the mill leaves at seven, and the last one comes back at nine.\n"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(PROSE.encode(), id="prose"),
        pytest.param(b"x", id="one letter"),
        pytest.param("Der Fährmann grüßt.\n".encode("cp1252"), id="cp1252"),
        pytest.param("Паром отходит в семь утра.\n".encode("koi8-r"), id="koi8-r"),
        pytest.param(codecs.BOM_UTF8 + PROSE.encode(), id="utf-8 with a mark"),
        pytest.param(PROSE.encode("utf-16"), id="utf-16"),
        pytest.param(("渡船七点出发。" * 900).encode()[:SAMPLE], id="cut inside a character"),
        pytest.param(b"\x1b[31merror\x1b[0m: no ferry\n" * 50, id="colours of a terminal"),
        pytest.param(PROSE.replace("\n", " ").encode() * 100, id="a paragraph on one line"),
        pytest.param(b"def ferry(hour):\n    return hour < 9\n", id="a program"),
    ],
)
def test_text_is_read(head: bytes) -> None:
    assert begins_as_text(head)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b" \n\t\n", id="white space"),
        pytest.param(b"ferry\0mill", id="a NUL"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + PROSE.encode(), id="a picture"),
        pytest.param(bytes(range(1, 256)) * 4, id="any bytes"),
        pytest.param(b"\x01\x02\x03ferry" * 20, id="control characters"),
        pytest.param(codecs.BOM_UTF16_LE + b"\x00\xd8a\x00" * 9, id="no utf-16"),
        pytest.param(b"QUJDREVGR0hJSktM" * 200, id="base64"),
        pytest.param(b"function f(a,b){return a+b};var x=f(1,2);" * 100, id="minified"),
    ],
)
def test_what_is_no_text_is_not_read(head: bytes) -> None:
    assert not begins_as_text(head)


@pytest.mark.parametrize(
    "name", ["yarn.lock", "app.js.map", "app.min.js", "go.sum", "a.PNG", "notes.txt~", "b.xlsb"]
)
def test_what_tools_write_is_not_opened(name: str) -> None:
    assert not may_be_text(name)


def test_files_of_unknown_or_no_suffix_are_found(tmp_path: Path) -> None:
    texts = ["LICENSE", "Makefile", "a.conf", "b.py", "minutes.2024"]
    for name in [*texts, "yarn.lock", "c.png"]:
        (tmp_path / name).write_text(PROSE)
    (tmp_path / "d.unknown").write_bytes(b"\0\1\2")
    (tmp_path / "e.unknown").touch()
    (tmp_path / ".hidden").write_text(PROSE)
    assert [file.source for file in list_files([tmp_path], [".txt"])] == texts


def test_a_file_that_cannot_be_opened_is_no_text(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("gone", "pipe", ""):
        assert not is_plain_text(str(tmp_path / name))
