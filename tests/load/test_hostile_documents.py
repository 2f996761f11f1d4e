"""Files made to do harm: each is read sensibly, or refused with one line; the rest is read."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random

import nasty
import pytest
import samples
from samples import BRIDGE, COST

from qa.errors import BadInput
from qa.load import archives, formats, html, rows
from qa.load import documents as load
from qa.load.documents import read_stream
from qa.load.part import MIB
from qa.split.paragraphs import split
from qa.types import Document

BENCHMARKS = Path(nasty.__file__).parent
ROW = json.dumps({"id": "good", "text": BRIDGE})
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><d><p><t>&c;</t></p></d>'
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><p><t>&x;</t></p></d>'
ENTITIES = "its XML declares entities, which are refused for safety"
TOO_DEEP = "JSON that is nested too deeply, or has a number that is too long"
DEEP_XML = "<d>" * 100_000


def read(data: bytes, name: str) -> tuple[list[Document], list[tuple[str, str]]]:
    """The documents, and what was skipped: its source, without the file's own, and why."""
    skipped: list[tuple[str, str]] = []

    def skip(source: str, reason: str) -> None:
        assert "\n" not in reason
        skipped.append((source.removeprefix("f/"), reason))

    return list(read_stream(io.BytesIO(data), name, "f", skip=skip)), skipped


def lying_zip() -> bytes:
    """A zip whose list of members says that a member is small, though it is not."""
    data = bytearray(samples.zipped({"a.txt": b"a" * 5_000_000}))
    at = data.rindex(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    return bytes(data)


def overlapping_zip(text: str, count: int) -> bytes:
    """A zip whose list of members names the same one again and again."""
    data = samples.zipped({"a.txt": text})
    at, end = data.rindex(b"PK\1\2"), data.rindex(b"PK\5\6")
    listed = data[at:end] * count
    record = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(listed), at, 0)
    return data[:at] + listed + record


def locked_zip() -> bytes:
    data = bytearray(samples.zipped({"a.txt": BRIDGE, "b.txt": COST}))
    data[data.rindex(b"PK\1\2") + 8] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    data = samples.zipped({"a.txt": BRIDGE})
    for _ in range(depth):
        data = samples.zipped({"a.zip": data})
    return data


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.pdf", b"", "empty file", id="pdf-empty"),
        pytest.param(
            "a.pdf", samples.locked_pdf(), "encrypted: remove its password first", id="pdf-locked"
        ),
        pytest.param(
            "a.pdf",
            samples.article_pdf()[:40],
            "damaged, cut short, or not really a PDF",
            id="pdf-cut",
        ),
        pytest.param(
            "a.pdf",
            samples.pdf([[], []]),
            "no text on its 2 pages: run text recognition (OCR) on a scan first",
            id="pdf-of-pictures",
        ),
        pytest.param(
            "a.docx",
            samples.docx(LAUGHS),
            ENTITIES,
            id="docx-laughs",
        ),
        pytest.param(
            "a.docx",
            samples.docx(OUTSIDE),
            ENTITIES,
            id="docx-outside",
        ),
        pytest.param("a.docx", samples.docx(DEEP_XML), "nested too deeply", id="docx-deep"),
        pytest.param(
            "a.docx",
            samples.docx("<d>"),
            "damaged: its XML is not well-formed at line 1",
            id="docx-cut",
        ),
        pytest.param(
            "a.docx",
            samples.zipped({"x": "y"}),
            "damaged: word/document.xml is missing",
            id="docx-none",
        ),
        pytest.param("a.docx", BRIDGE.encode(), "damaged, or not really a zip", id="docx-no-zip"),
        pytest.param(
            "a.docx",
            samples.docx("<d>" + " " * 30_000_000 + "</d>"),
            "unpacks to more than 200 times its size",
            id="docx-bomb",
        ),
        pytest.param(
            "a.odt",
            samples.zipped({"content.xml": LAUGHS}),
            ENTITIES,
            id="odt-laughs",
        ),
        pytest.param(
            "a.odt", samples.zipped({"content.xml": "<d/>"}), "it contains no text", id="odt-empty"
        ),
        pytest.param(
            "a.epub",
            samples.epub(
                extra={"META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/two.xhtml"/></e>'}
            ),
            "encrypted: copy-protected books cannot be read",
            id="epub-locked",
        ),
        pytest.param("a.rtf", BRIDGE.encode(), "damaged, or not really a .rtf file", id="rtf-none"),
        pytest.param("a.rtf", b"{\\rtf1 " + b"{" * 100_000, "it contains no text", id="rtf-deep"),
        pytest.param("a.html", b" \n", "empty file", id="html-empty"),
        pytest.param(
            "a.html", b"<script>run()</script>", "it contains no text", id="html-script-alone"
        ),
        pytest.param("a.html", b"\x89PNG\0\0", "binary file", id="html-binary"),
        pytest.param(
            "a.html",
            b"<p>" + b"a" * 17 * MIB,
            "larger than 16 MB, too large for one document",
            id="html-large",
        ),
        pytest.param("a.eml", b"\n", "empty file", id="mail-empty"),
        pytest.param(
            "a.eml", b"Content-Type: image/png\n\nxx", "it contains no text", id="mail-picture"
        ),
        pytest.param("a.mbox", BRIDGE.encode(), "damaged, or not really a mailbox", id="mbox-none"),
        pytest.param("a.srt", BRIDGE.encode(), "it contains no captions", id="srt-none"),
        pytest.param(
            "a.gz",
            samples.packed(b"a" * 30_000_000),
            "unpacks to more than 200 times its size",
            id="gz-bomb",
        ),
        pytest.param(
            "a.txt.gz",
            samples.packed(BRIDGE.encode())[:-20],
            "cut short: its end is missing",
            id="gz-cut",
        ),
        pytest.param(
            "a.txt.gz", BRIDGE.encode(), "damaged, or not really a .gz file", id="gz-none"
        ),
        pytest.param(
            "a.gz.gz",
            samples.packed(b""),
            "compressed twice: unpack it once",
            id="gz-twice",
        ),
        pytest.param("a.zip", BRIDGE.encode(), "damaged, or not really a zip", id="zip-none"),
        pytest.param(
            "a.zip",
            samples.zipped({"a.png": "x"}),
            "it contains no document: f: not read: 1 .png",
            id="zip-of-pictures",
        ),
        pytest.param(
            "a.zip",
            samples.zipped({"a.txt": b"a" * 30_000_000}),
            "it contains no document: f/a.txt: unpacks to more than 200 times its size",
            id="zip-bomb",
        ),
        pytest.param(
            "a.zip",
            samples.zipped({"a.txt": BRIDGE}, zipfile.ZIP_LZMA),
            "it contains no document: f/a.txt: compressed by an unsupported method",
            id="zip-lzma",
        ),
        pytest.param(
            "a.zip",
            nested(2),
            "it contains no document: f/a.zip/a.zip: "
            "archives nested too deeply: unpack the outer one",
            id="zip-nested",
        ),
        pytest.param(
            "a.json",
            b"[" * 100_000,
            f"it contains no document: f/row 1: {TOO_DEEP}",
            id="json-deep",
        ),
        pytest.param(
            "a.json",
            b'[{"text": "x',
            "it contains no document: f/row 1: not JSON: Unterminated string starting at",
            id="json-cut",
        ),
        pytest.param("a.json", b'[[], {}, ""]', "it contains no text", id="json-of-nothing"),
        pytest.param(
            "a.jsonl",
            b'{"text": ' + b"9" * 5000 + b"}",
            f"it contains no document: f/row 1: {TOO_DEEP}",
            id="jsonl-number",
        ),
        pytest.param("a.csv", b"", "empty file", id="csv-empty"),
        pytest.param("a.csv", b",,\n;;\n , ,\n", "it contains no document", id="csv-of-nothing"),
        pytest.param("a.txt", b"a\0b", "binary file", id="nul"),
        pytest.param(
            "a.txt",
            b"a" * (64 * MIB + 1),
            "larger than 64 MB, too large for one document",
            id="endless-line",
        ),
    ],
)
def test_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(data, name)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("name", "data", "skipped"),
    [
        pytest.param(
            "a.jsonl",
            b'{"text": "caf\xe9"}\n[1, 2]\n{"title": ""}\n{"text": null}\nnot json\n'
            + ROW.encode()
            + b"\n"
            + b"[" * 100_000,
            [
                ("row 1", "not UTF-8: save the file as UTF-8"),
                ("row 2", "not an object with named fields"),
                ("row 3", "no text"),
                ("row 4", "no text"),
                ("row 5", "not JSON: Expecting value"),
                ("row 7", TOO_DEEP),
            ],
            id="rows",
        ),
        pytest.param(
            "a.json",
            f'[{ROW}, 5, {{"text": "x"'.encode(),
            [
                ("row 2", "not an object with named fields"),
                ("row 3", "not JSON: Expecting ',' delimiter"),
            ],
            id="json-cut",
        ),
        pytest.param(
            "a.jsonl.gz",
            samples.packed(samples.rows(ROW, Random(1).randbytes(200_000).hex()))[:-1000],
            [("f", "cut short: its end is missing; what comes before that was read")],
            id="gz-cut",
        ),
        pytest.param("a.zip", locked_zip(), [("b.txt", "encrypted")], id="zip-locked"),
        pytest.param(
            "a.zip",
            samples.zipped({"a.txt": BRIDGE, "b.pdf": b"%PDF", "c.zip": b"PK", "d.txt": b""}),
            [
                ("b.pdf", "damaged, cut short, or not really a PDF"),
                ("c.zip", "damaged, or not really a zip"),
                ("d.txt", "empty file"),
            ],
            id="zip-members",
        ),
        pytest.param(
            "a.csv",
            f'id,text\ngood,"{BRIDGE}"\nnone,\n'.encode(),
            [("row 3", "no text")],
            id="csv-no-text",
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    name: str, data: bytes, skipped: list[tuple[str, str]]
) -> None:
    documents, said = read(data, name)
    assert [document.text for document in documents] == [BRIDGE]
    assert said == skipped


@pytest.mark.parametrize("row", [b'{"text": "%s"}', b'["%s"]'], ids=["object", "list"])
def test_an_endless_row_is_not_held(monkeypatch: pytest.MonkeyPatch, row: bytes) -> None:
    monkeypatch.setattr(rows, "LONGEST_ROW", MIB)
    endless = row % (b"a" * 3 * MIB)
    documents, said = read(endless + b"\n" + ROW.encode() + b"\n" + endless, "a.jsonl")
    assert [document.source for document in documents] == ["f/good"]
    assert said == [("row 1", "a row of more than 1 MB"), ("row 3", "a row of more than 1 MB")]


def test_csv_with_a_long_field_and_nuls() -> None:
    long = "word " * MIB
    documents, said = read(f"id,text\n1,{long}\n2,a\0b {COST[:10]}\n".encode(), "a.csv")
    assert [len(document.text) for document in documents] == [5 * MIB, 14]
    assert documents[1].text.startswith("a\ufffdb ")
    assert said == []


def test_csv_with_a_field_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST_ROW", 1000)
    documents, said = read(f'id,text\n1,"{"a" * 900}\n{"b" * 900}"\n2,fine\n'.encode(), "a.csv")
    assert [document.source for document in documents] == ["f/2"]
    assert [reason.partition(":")[0] for _, reason in said] == ["not CSV"]


def test_csv_with_an_endless_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST_ROW", 1000)
    documents, said = read(f"id,text\n1,{'a' * 2500}\n2,fine\n".encode(), "a.csv")
    assert [document.source for document in documents] == ["f/2"]
    assert [reason.partition(":")[0] for _, reason in said] == ["not CSV"]


def test_a_text_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MOST_LINES", 2)
    documents, said = read(samples.zipped({"a.txt": "a\n" * 3, "b.txt": BRIDGE}), "a.zip")
    assert [document.source for document in documents] == ["f/b.txt"]
    assert said == [("a.txt", "more than 2 lines")]


def test_a_page_of_too_many_parts_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_ELEMENTS", 10)
    documents, _ = read(samples.page(), "a.html")
    assert COST in documents[0].text
    assert "run me" not in documents[0].text


def test_of_many_skipped_rows_some_are_named() -> None:
    documents, said = read(ROW.encode() + b"\n" + b"x\n" * 1000, "a.jsonl")
    assert len(documents) == 1
    assert len(said) == 101
    assert said[-1] == ("f", "900 more are left out, for similar reasons")


@pytest.mark.parametrize(
    ("member", "source"),
    [
        ("../../etc/x.txt", "f/etc/x.txt"),
        ("/etc/x.txt", "f/etc/x.txt"),
        ("..\\x.txt", "f/x.txt"),
        ("a\x1b[2J.txt", "f/a␛[2J.txt"),
    ],
)
def test_names_in_archives_lead_nowhere(member: str, source: str) -> None:
    documents, _ = read(samples.zipped({member: BRIDGE}), "a.zip")
    assert [document.source for document in documents] == [source]


def test_a_zip_s_member_is_not_larger_than_it_says() -> None:
    with pytest.raises(BadInput, match="damaged"):
        read(lying_zip(), "a.zip")


@pytest.mark.parametrize("suffix", [".zip", ".docx", ".epub"])
def test_members_that_share_their_bytes_are_a_bomb(suffix: str) -> None:
    """300 entries in 18 kB, each of which is the same megabyte."""
    data = overlapping_zip(f"{BRIDGE} " * (MIB // len(BRIDGE)), 300)
    assert len(data) < 30_000
    with pytest.raises(BadInput, match="overlap"):
        read(data, f"a{suffix}")


def test_a_text_of_repeated_cells_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that spans columns stands in each: a small file can become a large text."""
    monkeypatch.setattr(load, "MOST_TEXT", MIB)
    row = f"<tr><td colspan=200>{BRIDGE * 100}<td>{COST}"
    with pytest.raises(BadInput, match="more than 1 MB of text"):
        read(f"<p>{BRIDGE}<table>{row * 20}</table>".encode(), "a.html")


def test_links_in_archives_are_left_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", BRIDGE)
    documents, _ = read(out.getvalue(), "a.zip")
    assert [document.source for document in documents] == ["f/a.txt"]


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_MEMBERS", 2, "more than 2 members"),
        ("MOST_DIRECTORY", 100, "its list of members is too long"),
        ("MOST_UNPACKED", 10, "it contains no document"),
    ],
)
def test_limits_of_archives(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    monkeypatch.setattr(archives, limit, value)
    data = samples.zipped({f"{i}.txt": BRIDGE for i in range(3)})
    with pytest.raises(BadInput, match=reason):
        read(data, "a.zip")


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "blockquote"])
def test_deep_html_ends(tag: str) -> None:
    opened = "".join(f"<{name}>" for name in tag.split("><"))
    page = f"<html><body><p>{BRIDGE}</p>{opened * 10_000}{COST}</body></html>".encode()
    documents, _ = read(page, "a.html")
    assert BRIDGE in documents[0].text


def test_nothing_of_a_page_is_run_or_kept_but_its_words() -> None:
    body = (
        "<p>Red \x1b[31malert\x07 [bold]here[/bold] &#27;[2J &#x202e;and there it is, all.</p>"
        '<p onclick="run()">A picture <img src="http://127.0.0.1:1/x" alt="alt"> of a bridge.</p>'
        '<iframe src="http://127.0.0.1:1/"></iframe><object data="http://127.0.0.1:1/"></object>'
    )
    documents, _ = read(samples.page(body=body), "a.html")
    text = documents[0].text
    assert "run" not in text
    assert "127.0.0.1" not in text
    assert "[bold]here[/bold]" in text
    assert split(documents[0])


@pytest.mark.parametrize(
    "header",
    [
        b"From: =?utf-8?q?=FF=FE?= <a@b>",
        b"From: " + b"(" * 5000,
        b"Subject: =?x?q?y?=\xff\xfe\0\r\n " + b"a" * 100_000,
        b"Date: 99 Foo 20244 99:99",
        b"Content-Type: text/plain; charset=\"nonsense\xff\"",
        b"Content-Type: text/plain; charset=unicode_escape",
        b"Content-Type: multipart/mixed",
        b"Content-Transfer-Encoding: base64x",
        b"From: a@[" + b"<" * 2000,
        b"Message-ID: <[" + b"a" * 2000,
        b"Content-Type: text/plain; a*0=b;a*0=b",
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000,  # minutes, if read to its end
    ],
)  # fmt: skip
def test_broken_headers_do_not_lose_a_letter(header: bytes) -> None:
    documents, _ = read(header + b"\nX: y\n\n" + BRIDGE.encode(), "a.eml")
    assert BRIDGE in documents[0].text
    assert len(documents[0].title) + len(documents[0].author) <= 600


def test_a_megabyte_line_of_every_plain_format() -> None:
    line = ("word " * (MIB // 5)).encode()
    for name in ("a.txt", "a.html", "a.eml", "a.csv"):
        head = {"a.eml": b"Subject: x\n\n", "a.csv": b"text\n"}.get(name, b"")
        documents, _ = read(head + line, name)
        assert len(documents[0].text) > 0.9 * MIB


@pytest.mark.parametrize("suffix", sorted(formats.SUFFIXES))
@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 1000,
        bytes(range(256)) * 40,
        b"\xff\xfe" + b"\xd8\0" * 100,
        b"PK\3\4" + b"\0" * 100 + b"PK\5\6" + b"\xff" * 18,
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>",
        b"{\\rtf1" + b"\\'zz\\u99999999999 \\bin99999 " * 20,
        b"\x1f\x8b\x08" + b"\0" * 50,
        b"From \n\n\n",
        b"WEBVTT\n\n99:99:99.999 --> 00:00:00.000\n<v",
        b"<?xml version='1.0' encoding='utf-7'?><a>",
        b'"' * 10_001,
        b"[" * 10_001,
        b"<!--" * 5_000 + b"<" * 5_000,
    ],
    ids=[
        "nuls", "bytes", "surrogates", "zip", "pdf", "rtf", "gz", "mbox", "vtt", "xml", "quotes",
        "brackets", "angles",
    ],
)  # fmt: skip
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    try:
        documents, _ = read(data, f"a{suffix}")
    except BadInput as refused:
        documents, reason = [], str(refused)
    else:
        reason = "none"
    assert reason
    assert "\n" not in reason
    for document in documents:
        assert document.text.strip()
        assert document.text.encode()


@pytest.mark.parametrize("suffix", nasty.SOUND)
def test_a_file_damaged_at_random_is_read_or_refused(suffix: str) -> None:
    dice = Random(suffix)
    for _ in range(30):
        said: list[str] = []
        try:
            documents, skipped = read(nasty.damaged(nasty.SOUND[suffix], dice), f"a{suffix}")
        except BadInput as refused:
            documents, said = [], [str(refused)]
        else:
            said = [reason for _, reason in skipped]
        assert documents or said
        assert all(document.text.strip() for document in documents)
        assert all(len(reason.splitlines()) == 1 for reason in said)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the harness makes a pipe")
def test_all_of_them_in_one_run() -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "hostile.py", "--times", "1", "--large", "0"],
        env={**os.environ, "PYTHONPATH": str(BENCHMARKS.parent / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("no fault\n")
