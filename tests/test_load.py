"""Files to documents: which files, their text, and what they say of themselves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.load.documents import find_files, read_documents
from qa.load.text import decode
from qa.types import Document

FRENCH = "Le maire a été élu dimanche à Lille. Le pont du port est coupé depuis l’hiver dernier."
BODY = "The old bridge over the Lowe fell into the river on Monday."


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


@pytest.mark.parametrize(
    ("text", "title", "author", "published"),
    [
        pytest.param(f"# A *new* bridge #\n\n{BODY}", "A *new* bridge", "", "", id="atx"),
        pytest.param(f"A new bridge\n============\n\n{BODY}", "A new bridge", "", "", id="setext"),
        pytest.param(f"A Bridge Falls\n{BODY}", "A Bridge Falls", "", "", id="first-line"),
        pytest.param(f"The Valley\n\n# A bridge\n\n{BODY}", "A bridge", "", "", id="first-level"),
        pytest.param(f"{BODY}\n\n# Later", "", "", "", id="heading-after-body"),
        pytest.param(BODY, "", "", "", id="none"),
        pytest.param("Half a line,\n" + BODY, "", "", "", id="comma"),
        pytest.param("the rest of it\n" + BODY, "", "", "", id="small-letter"),
        pytest.param(f"Who will pay for it?\n{BODY}", "", "", "", id="question"),
        pytest.param(
            f"Who Will Pay Now?\n{BODY}", "Who Will Pay Now?", "", "", id="title-question"
        ),
        pytest.param(
            f"A Bridge Falls\nBy Ada Lowe and Tom Ash\nNovember 6, 2024\n\n{BODY}",
            "A Bridge Falls",
            "Ada Lowe and Tom Ash",
            "2024-11-06",
            id="byline-and-date",
        ),
        pytest.param(f"{BODY}\nAuthor: Ada Lowe", "", "Ada Lowe", "", id="author-at-the-end"),
        pytest.param(f"Written by Ada Lowe | Valley News\n{BODY}", "", "Ada Lowe", "", id="outlet"),
        pytest.param(f"Published: Nov. 6, 2024\n{BODY}", "", "", "2024-11-06", id="published"),
        pytest.param(f"6 November 2024\n{BODY}", "", "", "2024-11-06", id="day-first"),
        pytest.param(f"2024-11-06T10:00:00Z\n{BODY}", "", "", "2024-11-06", id="iso"),
        pytest.param(f"31 February 2024\n{BODY}", "", "", "", id="no-such-day"),
        pytest.param(f"{BODY} It was 6 May 2024.", "", "", "", id="date-in-body"),
        pytest.param(
            f"---\ntitle: 'Bridge: up'\nauthors: [Ada Lowe, T. Ash]\ndate: 2024-11-06\n---\n{BODY}",
            "Bridge: up",
            "Ada Lowe, T. Ash",
            "2024-11-06",
            id="front-matter",
        ),
        pytest.param(
            f"---\ntitle: 1984\nbyline: Ada Lowe\npublished: last spring\n---\n{BODY}",
            "1984",
            "Ada Lowe",
            "last spring",
            id="front-matter-as-written",
        ),
        pytest.param(
            f"---\ntitle: [a\nauthor: x\n---\n# Bridge\n{BODY}", "Bridge", "", "", id="wrong-yaml"
        ),
        pytest.param(
            f"---\ntitle: {{a: b}}\nauthor: !!python/name:os.system x\n---\n{BODY}",
            "",
            "x",
            "",
            id="yaml-constructs-nothing",
        ),
        pytest.param("---\ntitle: " + "[" * 5000 + "\n---\n" + BODY, "", "", "", id="deep-yaml"),
    ],
)
def test_metadata(tmp_path: Path, text: str, title: str, author: str, published: str) -> None:
    path = tmp_path / "old_mill.md"
    path.write_text(text, encoding="utf-8")
    document = read_document(path, "north/old_mill.md")
    assert (document.source, document.text) == ("north/old_mill.md", text)
    assert (document.title, document.author, document.published) == (title, author, published)


def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^No such file or directory$"):
        read_document(tmp_path / "gone.txt", "gone.txt")


def read_document(path: Path, source: str) -> Document:
    [document] = read_documents(path, source)
    return document


def write(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BODY, encoding="utf-8")


def sources(*paths: Path) -> list[str]:
    return [found.source for found in find_files(paths)]


def test_folders_are_searched(tmp_path: Path) -> None:
    names = ["b.txt", "a.MD", "sub/c.text", "sub/deep/d.markdown"]
    write(*(tmp_path / name for name in names))
    write(*(tmp_path / name for name in [".hidden.txt", ".git/e.txt", "f.png", "noend"]))
    assert sources(tmp_path) == sorted(names)
    assert all(found.path.read_text() == BODY for found in find_files([tmp_path]))


def test_a_file_given_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    write(tmp_path / "notes.log")
    assert sources(tmp_path / "notes.log") == ["notes.log"]
    assert read_document(tmp_path / "notes.log", "notes.log").text == BODY


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", tmp_path / "out" / "b.txt")
    (tmp_path / "in" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "out" / "b.txt")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "gone.txt")
    assert sources(tmp_path / "in") == ["a.txt"]


def test_sources_are_unique_and_files_listed_once(tmp_path: Path) -> None:
    write(
        tmp_path / "east" / "a.txt", tmp_path / "west" / "a.txt", tmp_path / "x" / "west" / "a.txt"
    )
    east, west, other = tmp_path / "east", tmp_path / "west", tmp_path / "x" / "west"
    assert sources(east, west, other) == ["a.txt", "west-2/a.txt", "west/a.txt"]
    assert sources(east, east / "a.txt", east) == ["a.txt"]
    assert sources(east / "a.txt", west / "a.txt") == ["a.txt", "west/a.txt"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere: no such file or folder$"):
        find_files([tmp_path / "nowhere"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert sources(tmp_path) == []
    with pytest.raises(BadInput, match="neither a file nor a folder"):
        find_files([tmp_path / "pipe.txt"])


def test_odd_file_names_are_printable(tmp_path: Path) -> None:
    try:
        write(tmp_path / "a\nb.txt", tmp_path / os.fsdecode(b"caf\xe9.txt"))
    except OSError:
        pytest.skip("this file system takes no such names")
    found = sources(tmp_path)
    assert found == ["a\nb.txt", "caf\\xe9.txt"]
    assert [name.encode("utf-8") for name in found]


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may read anything")
def test_a_closed_folder_is_handed_on_and_the_rest_is_found(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text("A body of some five words.\n")
    (tmp_path / "closed").chmod(0)
    try:
        assert [file.source for file in find_files([tmp_path])] == ["closed", "open.txt"]
    finally:
        (tmp_path / "closed").chmod(0o755)
