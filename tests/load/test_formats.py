"""Every format: its text as the splitter wants it, and what it says of itself."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import samples
from samples import BRIDGE, COST

from qa.errors import BadInput, MissingExtra
from qa.load.documents import read_documents, read_stream
from qa.load.part import inner_name
from qa.split.metadata import described
from qa.split.paragraphs import split
from qa.types import Document, Kind

ARTICLE = f"""# Old Bridge Falls

{BRIDGE}

{COST}

"""


def read(data: bytes, name: str, fields: Mapping[str, str] | None = None) -> list[Document]:
    return list(read_stream(io.BytesIO(data), name, name, fields=fields))


def only(data: bytes, name: str) -> Document:
    [document] = read(data, name)
    assert document.source == name
    return document


def about(document: Document) -> dict[str, object]:
    """What is known of a document, without what is not."""
    values = dataclasses.asdict(document)
    return {
        name: values[name] for name in values if values[name] and name not in ("source", "text")
    }


@pytest.mark.parametrize(
    ("name", "data", "text", "known"),
    [
        pytest.param(
            "a.html",
            samples.page(),
            f"{ARTICLE}## What comes next\n\nThe council meets on Thursday to decide where the"
            " traffic goes until then.\n\n- A ferry at the mill\n- The long way by Ashford\n\n"
            "| Year | Cars |\n|---|---|\n| 2023 | 8,100 |\n",
            {
                "title": "Old Bridge Falls",
                "author": "Ada Lowe",
                "published": "2024-11-06",
                "publisher": "Valley News",
                "url": "https://valley.example/bridge",
                "language": "en",
            },
            id="html",
        ),
        pytest.param(
            "a.docx",
            samples.docx(),
            f"{ARTICLE}- A ferry at the mill\n- The long way by Ashford\n\n"
            "| 2023 | 8,100 |\n| 2023 | 8,100 |\n",
            {"title": "Old Bridge Falls", "author": "Ada Lowe", "language": "en"},
            id="docx",
        ),
        pytest.param(
            "a.odt",
            samples.odt(),
            f"# Old Bridge Falls\n\n{BRIDGE}\n\nA new one will cost 40 million pounds, the mayor"
            " said.\n\nComment: A comment.\n\n- A ferry at the mill\n- The long way by Ashford\n\n"
            "| 2023 | 8,100 |\n| 2023 | 8,100 |\n",
            {"title": "Old Bridge Falls", "author": "Ada Lowe"},
            id="odt",
        ),
        pytest.param(
            "a.epub",
            samples.epub(),
            f"# The Fall\n\n{BRIDGE} Really.\n\n# The Price\n\n{COST} Really.\n",
            {
                "title": "Bridges",
                "author": "Ada Lowe",
                "published": "2024-11-06",
                "publisher": "Mill Press",
                "language": "en",
            },
            id="epub",
        ),
        pytest.param(
            "a.rtf",
            samples.RTF,
            "The old bridge over the Lowe fell into the river on Monday.\n\n"
            "The café on it was closed — luckily.\n",
            {"title": "Old Bridge Falls", "author": "Ada Lowe"},
            id="rtf",
        ),
        pytest.param(
            "a.eml",
            samples.MAIL,
            "# Brücke down\n\nFrom: Ada Löwe <ada@valley.example>\n"
            "To: Tom Ash <tom@valley.example>\nDate: Wed, 06 Nov 2024 10:00:00 +0000\n"
            "Subject: Brücke down\n\n"
            f"{BRIDGE} Café closed.\n",
            {"title": "Brücke down", "author": "Ada Löwe", "published": "2024-11-06"},
            id="mail",
        ),
        pytest.param(
            "a.eml",
            b"Subject: Bridge\nContent-Type: text/html\n\n<p>It <b>fell</b>.</p><ul><li>one<li>two"
            b"</ul><script>run()</script>",
            "# Bridge\n\nIt fell.\n\n- one\n- two\n",
            {"title": "Bridge"},
            id="mail-of-html",
        ),
        pytest.param(
            "a.srt",
            samples.SRT,
            "The old bridge over the Lowe fell into the river on Monday.\n\nNobody was hurt.\n",
            {},
            id="srt",
        ),
        pytest.param(
            "a.vtt",
            samples.VTT,
            "Ada Lowe: The bridge fell & broke. Nobody was hurt.\n",
            {},
            id="vtt",
        ),
        pytest.param("a.txt.gz", samples.packed(BRIDGE.encode()), BRIDGE, {}, id="gz"),
        pytest.param("a.unknown", BRIDGE.encode(), BRIDGE, {}, id="unknown-as-text"),
    ],
)
def test_text_and_metadata(name: str, data: bytes, text: str, known: dict[str, object]) -> None:
    document = only(data, name)
    assert document.text == text
    assert about(document) == known


def test_headings_and_tables_are_seen_by_the_splitter() -> None:
    kinds = [paragraph.kind for paragraph in split(only(samples.page(), "a.html"))]
    heading, body = Kind.HEADING, Kind.BODY
    assert kinds == [heading, body, body, heading, body, body, body]


def test_lists_and_cells_of_a_page_keep_their_words_apart() -> None:
    body = (
        "<ul><li>alpha<ul><li>be<b>t</b>a</li></ul>end</li><li><p>one</p><p>two</p></li></ul>"
        "<table><tr><td>three<br>four</td><td><p>five</p><p>six</p></td></tr></table>"
    )
    text = only(samples.page(body=body), "a.html").text
    assert "\n\n- alpha\n- beta\n\nend\n\n- one two\n\n| three four | five six |\n" in text


def test_cells_outside_of_a_row_are_not_lost() -> None:
    page = b"From: tom@x.example\nContent-Type: text/html\n\n<table><td>The mill.</td></table>"
    assert only(page, "a.eml").text == "From: tom@x.example\n\nThe mill.\n"


def test_a_book_is_read_without_its_empty_chapters() -> None:
    book = only(samples.epub(extra={"OEBPS/two.xhtml": ""}), "a.epub")
    assert book.text.startswith("# The Fall\n\n")


def test_pdf_paragraphs_are_whole_and_know_their_page() -> None:
    document = only(samples.article_pdf(), "a.pdf")
    assert about(document) == {
        "title": "Old Bridge Falls", "author": "Ada Lowe", "pages": document.pages,
    }  # fmt: skip
    found = [(paragraph.page, paragraph.kind, paragraph.text) for paragraph in split(document)]
    assert found == [
        (1, Kind.HEADING, "# Old Bridge Falls"),
        (
            1,
            Kind.BODY,
            "The old bridge over the Lowe fell into the river on Monday, and no one was hurt."
            " Engineers had warned of the rust in its cables for years, and of the heavy traffic"
            " that it had to carry. It was a well-known sight, and its fall ends the only direct"
            " way.",
        ),
        (
            1,
            Kind.BODY,
            "A new one will cost 40 million pounds, the mayor said, and it is going to open in a"
            " few years from now, if all goes well and the county finds half of the money that it"
            " has promised. The ferry runs until then, from six in the morning to midnight.",
        ),
        (2, Kind.HEADING, "## What comes next"),
        (
            2,
            Kind.BODY,
            "The council meets on Thursday to decide where the traffic goes until then.",
        ),
        (3, Kind.BODY, "The last page has one sentence on it that says next to nothing."),
    ]
    assert [document.text[start:][:12] for start in document.pages] == [
        "# Old Bridge", "it has promi", "The last pag",
    ]  # fmt: skip


def test_an_empty_page_keeps_the_numbers_of_the_others() -> None:
    line = (72.0, 700.0, 11.0, BRIDGE)
    document = only(samples.pdf([[], [line], [], [line]]), "a.pdf")
    assert [paragraph.page for paragraph in split(document)] == [2, 4]


JSON_ROW = json.dumps(
    {
        "id": 7,
        "Title": "Old Bridge Falls",
        "body": BRIDGE + "\r\nMore.",
        "authors": ["Ada Lowe", "Tom Ash"],
        "date": "6-NOV-1987 15:01:01",
        "site": "Valley News",
        "link": "https://valley.example/7",
        "lang": "en-GB",
    }
)
KNOWN = {
    "title": "Old Bridge Falls",
    "author": "Ada Lowe, Tom Ash",
    "published": "1987-11-06",
    "publisher": "Valley News",
    "url": "https://valley.example/7",
    "language": "en",
}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", samples.rows(JSON_ROW, "", JSON_ROW.replace("7,", "8,", 1))),
        ("a.NDJSON", b"\xef\xbb\xbf" + samples.rows(JSON_ROW, JSON_ROW.replace("7,", "8,", 1))),
        ("a.jsonl", (JSON_ROW + "\n" + JSON_ROW.replace("7,", "8,", 1)).encode("utf-16")),
        ("a.json", f"[{JSON_ROW} , {JSON_ROW.replace('7,', '8,', 1)}]\n".encode()),
        ("a.jsonl.gz", samples.packed(samples.rows(JSON_ROW, JSON_ROW.replace("7,", "8,", 1)))),
    ],
    ids=["lines", "mark", "utf-16", "list", "gz"],
)
def test_json_rows_are_documents(name: str, data: bytes) -> None:
    first, second = read(data, name)
    assert (first.source, second.source) == (f"{name}/7", f"{name}/8")
    assert first.text == BRIDGE + "\nMore."
    assert about(first) == about(second) == KNOWN


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", f'id,title,text\n1,"Bridge, old","{BRIDGE}\n\n{COST}"\n'.encode()),
        ("a.csv", f'\ufeffid;Title;Text\r\n1;Bridge, old;"{BRIDGE}\n\n{COST}"\r\n'.encode()),
        ("a.tsv", f'id\ttitle\ttext\n1\tBridge, old\t"{BRIDGE}\n\n{COST}"\n'.encode()),
        ("a.csv", f'id,title,text\n1,"Bridge, old","{BRIDGE}\n\n{COST}"\n'.encode("utf-16")),
    ],
    ids=["commas", "semicolons", "tabs", "utf-16"],
)
def test_csv_rows_are_documents(name: str, data: bytes) -> None:
    [document] = read(data, name)
    assert document == Document(f"{name}/1", f"{BRIDGE}\n\n{COST}", "Bridge, old")


def test_csv_in_an_older_encoding() -> None:
    [document] = read(
        f"id,text\n1,Le maire a été élu à Lille. {BRIDGE}\n".encode("cp1252"), "a.csv"
    )
    assert document.text.startswith("Le maire a été élu à Lille.")


def test_columns_by_other_names() -> None:
    fields = {"text": "Story", "title": "name"}
    data = samples.rows(json.dumps({"story": BRIDGE, "NAME": "Fall", "text": "no", "title": "no"}))
    [document] = read(data, "a.jsonl", fields)
    assert (document.source, document.title) == ("a.jsonl/1", "Fall")
    assert document.text == f"Text: no\nTitle: no\n{BRIDGE}"
    [document] = read(f'name,story\nFall,"{BRIDGE}"\n'.encode(), "a.csv", fields)
    assert (document.title, document.text) == ("Fall", BRIDGE)


def test_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(BadInput, match=r"^no column 'tale' among id, story␛\[2J: name one of "):
        read(b"id,story\x1b[2J\n1,x\n", "a.csv", {"text": "tale"})


def test_rows_of_one_name_have_sources_of_their_own() -> None:
    row = json.dumps({"id": "x", "text": BRIDGE})
    sources = [document.source for document in read(samples.rows(row, row, row), "a.jsonl")]
    assert sources == ["a.jsonl/x", "a.jsonl/x (2)", "a.jsonl/x (3)"]


def test_documents_of_an_archive_have_sources_of_their_own() -> None:
    row = b'{"id": "b.txt", "text": "A row."}\n'
    data = samples.zipped({"a.jsonl": row + row, "a.jsonl/b.txt": BRIDGE, "a.jsonl/b.TXT": BRIDGE})
    found = list(read_stream(io.BytesIO(data), "f.zip", "f.zip"))
    assert [document.source.removeprefix("f.zip/a.jsonl/") for document in found] == [
        "b.txt", "b.txt (2)", "b.txt (3)", "b.TXT",
    ]  # fmt: skip


def test_a_zip_holds_plain_text_of_any_suffix() -> None:
    data = samples.zipped(
        {"LICENSE": BRIDGE, "a.unknown": b"\0\1", "b.unknown": "", "yarn.lock": COST}
    )
    assert [document.source for document in read(data, "a.zip")] == ["a.zip/LICENSE"]


def test_members_of_other_formats_are_counted_once_an_archive() -> None:
    members = {"a.txt": BRIDGE, "b.png": b"", "c.PNG": b"", "d.exe": b"", ".e.png": b""}
    skipped = []
    list(
        read_stream(
            io.BytesIO(samples.zipped(members)),
            "f.zip",
            "f.zip",
            skip=lambda source, reason: skipped.append((source, reason)),
        )
    )
    assert skipped == [("f.zip", "not read: 2 .png, 1 .exe")]


def test_a_zip_holds_documents_of_every_kind() -> None:
    inner = samples.zipped({"deep/b.txt": COST})
    data = samples.zipped(
        {
            "north/a.html": samples.page(),
            "rows.jsonl.gz": samples.packed(samples.rows(json.dumps({"id": 1, "text": BRIDGE}))),
            "inner.zip": inner,
            "picture.png": b"\x89PNG",
            ".hidden.txt": BRIDGE,
            "__MACOSX/a.txt": BRIDGE,
            "folder/": b"",
        }
    )
    assert [document.source for document in read(data, "a.zip")] == [
        "a.zip/north/a.html", "a.zip/rows.jsonl.gz/1", "a.zip/inner.zip/deep/b.txt",
    ]  # fmt: skip


def test_a_mailbox_holds_letters() -> None:
    letter = b"From ada@valley Wed Nov 6 10:00:00 2024\n" + samples.MAIL
    plain = b"From tom@valley Thu\nSubject: Ferry\nFrom: tom@x.example\n\n>From the mill.\n\n"
    first, second = read(letter + b"\n" + plain, "a.mbox")
    assert (first.source, first.title) == ("a.mbox/1", "Brücke down")
    assert (second.source, second.author) == ("a.mbox/2", "tom@x.example")
    assert second.text == "# Ferry\n\nFrom: tom@x.example\nSubject: Ferry\n\nFrom the mill.\n\n"


def test_front_matter_says_where_a_text_is_from() -> None:
    text = (
        f"---\ntitle: Fall\nsite: Valley News\nlink: https://x.example\nlang: en-GB\n---\n{BRIDGE}"
    )
    assert about(described(only(text.encode(), "a.md"))) == {
        "title": "Fall", "publisher": "Valley News", "url": "https://x.example", "language": "en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "module", "line"),
    [
        ("a.html", samples.page(), "trafilatura", "HTML needs pip install 'qa[html]'"),
        ("a.pdf", samples.article_pdf(), "pypdfium2", "PDF needs pip install 'qa[pdf]'"),
        ("a.epub", samples.epub(), "lxml", "EPUB needs pip install 'qa[epub]'"),
        ("a.rtf", samples.RTF, "striprtf.striprtf", "RTF needs pip install 'qa[rtf]'"),
    ],
    # The bytes of a zip hold the time when it was made: no names for processes to agree on.
    ids=["html", "pdf", "epub", "rtf"],
)
def test_a_missing_package_names_its_install_line(
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, module: str, line: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=rf"^reading {line}$".replace("[", r"\[")):
        read(data, name)


def test_the_rest_of_a_zip_is_read_without_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    data = samples.zipped({"a.pdf": samples.article_pdf(), "b.txt": BRIDGE})
    skipped: list[tuple[str, str]] = []
    found = read_stream(io.BytesIO(data), "a.zip", "a.zip", skip=lambda *said: skipped.append(said))
    assert [document.source for document in found] == ["a.zip/b.txt"]
    assert skipped == [("a.zip/a.pdf", "reading PDF needs pip install 'qa[pdf]'")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/x", "etc/x"),
        ("/etc/./x", "etc/x"),
        ("..\\..\\windows\\x", "windows/x"),
        ("a\nb\x1b[2J", "a b␛[2J"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("x" * 500, "x" * 200),
    ],
)
def test_inner_names_are_safe(name: str, safe: str) -> None:
    assert inner_name(name) == safe


def test_every_format_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.zip", samples.zipped({"c.docx": samples.docx()}))
    [document] = read_documents(path, "x/a.zip")
    assert document.source == "x/a.zip/b.zip/c.docx"
