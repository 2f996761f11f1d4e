"""Files made to do harm, and ordinary ones of every format damaged at random; for hostile.py."""

import gzip
import io
import json
import os
import random
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import samples
from samples import BRIDGE, COST

MIB = 1024 * 1024
ARTICLE = f"# The Old Bridge\n\nBy Ada Lowe\n\n6 November 2024\n\n{BRIDGE}\n\n{COST}\n"
ROWS = [{"id": n, "title": f"Report {n}", "text": f"{BRIDGE} {COST}"} for n in range(3)]
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><d><p><t>&c;</t></p></d>'
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><p><t>&x;</t></p></d>'


def _page(body: str) -> bytes:
    return f"<html><body><p>{BRIDGE}</p>{body}</body></html>".encode()


def _nested(depth: int) -> bytes:
    data = samples.zipped({"a.txt": BRIDGE})
    for _ in range(depth):
        data = samples.zipped({"a.zip": data})
    return data


NASTY: Mapping[str, bytes] = {
    "empty.txt": b"",
    "only white space.txt": b" \n\t \r\n" * 1000,
    "NUL bytes.txt": b"a\0b" * 1000,
    "not UTF-8.txt": BRIDGE.encode() + b" \xff\xfe caf\xe9 " + COST.encode(),
    "UTF-16.txt": ARTICLE.encode("utf-16"),
    "mixed newlines.txt": ARTICLE.replace("\n\n", "\r\n\n\r").encode(),
    "control and bidi characters.txt": f"{BRIDGE}\x01\x08\x7f \u202e{COST}\u2066\u200f".encode(),
    "terminal escapes.txt": f"\x1b[2J\x1b]0;owned\x07{BRIDGE}\x1b[31m {COST}".encode(),
    "markup.md": f"# [bold red]{BRIDGE}[/]\n\n[link=file:///etc/passwd]{COST}[/link]\n".encode(),
    "10,000 headings.md": "".join(f"# Heading {n}\n\n" for n in range(10_000)).encode(),
    "front matter bomb.md": b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
    + BRIDGE.encode(),
    "one word of 1 MB.txt": b"a" * MIB,
    "1 MB without a full stop.txt": b"bridge " * (MIB // 7),
    "20,000 lines.txt": b"a line\n\n" * 20_000,
    "deep.html": _page("<div>" * 50_000 + COST),
    "deep table.html": _page("<table><tr><td>" * 20_000 + COST),
    "30,000 lists.html": _page("<ul><li>one</ul>" * 30_000),
    "200,000 attributes.html": _page("<p " + "a=b " * 200_000 + ">"),
    "script.html": _page("<script>while (true) {}</script><img src=http://127.0.0.1:1/x>"),
    "not a page.html": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "encrypted.pdf": samples.locked_pdf(),
    "cut short.pdf": samples.article_pdf()[:600],
    "scan.pdf": samples.pdf([[], []]),
    "a page in itself.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9>>"
    b"endobj\ntrailer<</Root 1 0 R>>",
    "1,000,000 pages.pdf": samples.article_pdf().replace(b"/Count 3", b"/Count 1000000"),
    "entities.docx": samples.docx(LAUGHS),
    "entity from outside.docx": samples.docx(OUTSIDE),
    "deep.docx": samples.docx("<d>" * 100_000),
    "bomb.docx": samples.docx("<d>" + " " * 30_000_000 + "</d>"),
    "entities.odt": samples.zipped({"content.xml": LAUGHS}),
    "chapter outside.epub": samples.epub(extra={"../../../etc/x.xhtml": "<p>x</p>"}),
    "deep.rtf": b"{\\rtf1 " + b"{" * 100_000,
    "10,000 parts.eml": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n\n" * 10_000,
    "long header.eml": b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\n" + BRIDGE.encode(),
    "bomb.zip": samples.zipped({"a.txt": b"a" * 30_000_000}),
    "bomb.txt.gz": samples.packed(b"a" * 30_000_000),
    "outside.zip": samples.zipped({"../../outside.txt": BRIDGE, "/outside.txt": COST}),
    "zip in zip in zip.zip": _nested(3),
    "2,000 members.zip": samples.zipped({f"{n}.txt": "a" for n in range(2000)}),
    "deep.json": b"[" * 100_000,
    "long number.jsonl": b'{"text": ' + b"9" * 5000 + b"}",
    "half a surrogate.jsonl": b'{"text": "The bridge \\ud800."}\n' + json.dumps(ROWS[0]).encode(),
    "rows of one id.jsonl": b'{"id": 1, "text": "The bridge is closed."}\n' * 1000,
    "one field of 20 MB.csv": b"id,text\n1," + b"a" * (20 * MIB) + b"\n2,fine\n",
    "quotes.csv": b"id,text\n" + b'"' * 100_001,
    "no captions.srt": BRIDGE.encode(),
    "time runs backwards.vtt": b"WEBVTT\n\n99:99:99.999 --> 00:00:00.000\n<v " + BRIDGE.encode(),
}
"""By file name: what is to be read sensibly, or skipped and named."""

_JSONL = samples.rows(*map(json.dumps, ROWS))
SOUND: Mapping[str, bytes] = {
    ".txt": ARTICLE.encode(),
    ".md": ARTICLE.encode(),
    ".html": samples.page(),
    ".pdf": samples.article_pdf(),
    ".docx": samples.docx(),
    ".odt": samples.odt(),
    ".epub": samples.epub(),
    ".rtf": samples.RTF,
    ".eml": samples.MAIL,
    ".mbox": b"From a\n" + samples.MAIL + b"\n\nFrom b\n" + samples.MAIL,
    ".srt": samples.SRT,
    ".vtt": samples.VTT,
    ".jsonl": _JSONL,
    ".json": json.dumps(ROWS).encode(),
    ".csv": "".join(f'{n},"{BRIDGE} {COST}"\n' for n in ("id,text", *range(5))).encode(),
    ".jsonl.gz": samples.packed(_JSONL),
    ".zip": samples.zipped({"a.txt": BRIDGE, "b.html": samples.page(), "c.jsonl": _JSONL}),
}
"""By suffix: a file without fault, to be damaged."""

Damage = Callable[[bytearray, random.Random], None]


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 1, 4, 64))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data)) :]


def _insert(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = dice.randbytes(dice.choice((1, 30, 3000)))


def _repeat(data: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(data))
    data[start:start] = data[start : start + dice.randrange(1, 300)] * dice.choice((2, 50, 2000))


def _enlarge(data: bytearray, dice: random.Random) -> None:
    """Puts a large number where one stands, or an end of the range where none does."""
    digits = [i for i, byte in enumerate(data) if chr(byte).isdigit()]
    if digits and dice.random() < 0.7:
        at = dice.choice(digits)
        data[at : at + 1] = b"99999999999"[: dice.randrange(1, 11)]
    else:
        at = dice.randrange(len(data))
        data[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))


DAMAGES: tuple[Damage, ...] = (_flip, _cut, _insert, _repeat, _enlarge)


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The file with one or two damages; of a packed one, half the time inside, and packed again."""
    if dice.random() < 0.5 and (inside := _unpacked(data)):
        name = dice.choice(sorted(inside))
        inside[name] = damaged(inside[name], dice)
        return samples.packed(inside[name]) if name == "" else samples.zipped(inside)
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2))):
        if changed:
            dice.choice(DAMAGES)(changed, dice)
    return bytes(changed)


def _unpacked(data: bytes) -> dict[str, bytes]:
    if data.startswith(b"\x1f\x8b"):
        return {"": gzip.decompress(data)}
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_large(folder: Path, mib: int) -> Iterator[Path]:
    """A line of so many MB, and a line just small enough to be read whole."""
    for name, size in ((f"one line of {mib} MB.txt", mib), ("one line of 60 MB.txt", 60)):
        with (folder / name).open("wb") as stream:
            for _ in range(size):
                stream.write((BRIDGE + " ").encode().ljust(128, b"x") * (MIB // 128))
        yield folder / name


def write_odd_names(folder: Path) -> Iterator[Path]:
    """Names with newlines, escapes and bytes that are no UTF-8; links, a pipe, a folder."""
    for name in (
        b"new\nline.txt",
        b"esc\x1b[2J.txt",
        b"not utf-8 \xff.txt",
        b"bidi \xe2\x80\xae.txt",
    ):
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        try:
            path.write_text(f"{BRIDGE} {name!r}\n")
        except OSError:  # a file system that has no such names
            continue
        yield path
    (folder / "loop").symlink_to(folder)
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
