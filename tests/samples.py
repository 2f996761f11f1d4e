"""Small files of every format, made here: what the tests of `load` read."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

BRIDGE = "The old bridge over the Lowe fell into the river on Monday, and nobody was hurt."
COST = "A new one will cost 40 million pounds, the mayor said, and open in two years."

Placed = tuple[float, float, float, str]
"""A line of a page: x and y from the lower left corner and size, in points; its text."""

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DC = "http://purl.org/dc/elements/1.1/"


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def page(*, body: str = "", head: str = "") -> bytes:
    """A web page with a menu, an article and a footer."""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in (BRIDGE, COST))
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Old Bridge Falls | Valley News</title>
<meta property="og:title" content="Old Bridge Falls">
<meta property="og:site_name" content="Valley News">
<meta name="author" content="Ada Lowe"><link rel="canonical" href="https://valley.example/bridge">
<meta property="article:published_time" content="2024-11-06T10:00:00Z">{head}
<script>alert("run me")</script><style>p {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Old Bridge Falls</h1>{paragraphs}<h2>What comes next</h2>
<p>The council meets on Thursday to decide where the traffic goes until then.</p>
<ul><li>A ferry at the mill</li><li>The long way by Ashford</li></ul>
<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2023</td><td>8,100</td></tr></table>
{body}</article><footer>All rights reserved by us</footer></body></html>""".encode()


def docx(document: str = "", *, extra: Mapping[str, bytes | str] | None = None) -> bytes:
    def p(text: str, style: str = "") -> str:
        return f"<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"

    heading = '<w:pStyle w:val="berschrift1"/>'
    item = '<w:numPr><w:ilvl w:val="0"/></w:numPr>'
    row = "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in ("2023", "8,100"))
    body = (
        p("Old Bridge Falls", heading)
        + p(BRIDGE)
        + p(COST)
        + p("A ferry at the mill", item)
        + p("The long way by Ashford", item)
        + "<w:p><w:del><w:r><w:delText>Deleted words.</w:delText></w:r></w:del></w:p>"
        + f"<w:tbl><w:tr>{row}</w:tr><w:tr>{row}</w:tr></w:tbl>"
    )
    style = (
        f'<w:styles xmlns:w="{_W}"><w:style w:styleId="berschrift1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>'
    )
    core = (
        f'<c xmlns:dc="{_DC}"><dc:title>Old Bridge Falls</dc:title>'
        "<dc:creator>Ada Lowe</dc:creator><dc:language>en-GB</dc:language></c>"
    )
    plain = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "word/document.xml": document or plain,
            "word/styles.xml": style,
            "docProps/core.xml": core,
            **(extra or {}),
        }
    )


def odt() -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    row = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
        for cell in ("2023", "8,100")
    )
    content = f"""<office:document-content {names}><office:body><office:text>
<text:tracked-changes><text:p>Deleted words.</text:p></text:tracked-changes>
<text:h text:outline-level="1">Old Bridge Falls</text:h><text:p>{BRIDGE}</text:p>
<text:p>A new one will<text:s/>cost <text:span>40 million</text:span>
<office:annotation><text:p>A comment.</text:p></office:annotation>pounds, the mayor said.</text:p>
<text:list><text:list-item><text:p>A ferry at the mill</text:p></text:list-item>
<text:list-item><text:p>The long way by Ashford</text:p></text:list-item></text:list>
<table:table><table:table-row>{row}</table:table-row><table:table-row>{row}</table:table-row>
</table:table></office:text></office:body></office:document-content>"""
    meta = (
        f'<m xmlns:dc="{_DC}" xmlns:meta="urn:m"><dc:title>Old Bridge Falls</dc:title>'
        "<meta:initial-creator>Ada Lowe</meta:initial-creator></m>"
    )
    return zipped({"content.xml": content, "meta.xml": meta})


def epub(*, extra: Mapping[str, bytes | str] | None = None) -> bytes:
    container = (
        '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    package = f"""<package xmlns:dc="{_DC}"><metadata><dc:title>Bridges</dc:title>
<dc:creator>Ada Lowe</dc:creator><dc:date>2024-11-06</dc:date>
<dc:publisher>Mill Press</dc:publisher>
<dc:language>en</dc:language></metadata><manifest>
<item id="b" href="two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="x" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/><itemref idref="x"/><itemref idref="b"/></spine></package>"""

    def chapter(title: str, words: str) -> str:
        return (
            '<?xml version="1.0"?><!DOCTYPE html><html><head><title>no</title></head>'
            f"<body><h1>{title}</h1><p>{words}&nbsp;Really.</p></body></html>"
        )

    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            "OEBPS/text/one a.xhtml": chapter("The Fall", BRIDGE),
            "OEBPS/two.xhtml": chapter("The Price", COST),
            **(extra or {}),
        }
    )


RTF = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}
{\info{\title Old Bridge Falls}{\author Ada Lowe}}
\f0 The old bridge over the Lowe fell into the river on Monday.\par
The caf\'e9 on it was closed \u8212? luckily.\par}"""

MAIL = f"""From: =?utf-8?q?Ada_L=C3=B6we?= <ada@valley.example>
To: Tom Ash <tom@valley.example>
Subject: =?utf-8?q?Br=C3=BCcke?= down
Date: Wed, 06 Nov 2024 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

{BRIDGE} Caf=E9 closed.

--x
Content-Type: application/octet-stream; name="../../run.exe"
Content-Disposition: attachment; filename="../../run.exe"
Content-Transfer-Encoding: base64

TVqQAAMAAAAEAAAA
--x--
""".encode()

SRT = b"""1
00:00:01,000 --> 00:00:03,000
<i>The old bridge over the Lowe</i>

2
00:00:03,100 --> 00:00:05,000
The old bridge over the Lowe
fell into the river on Monday.

3
00:00:20,000 --> 00:00:22,000
{\\an8}Nobody was hurt.
"""

VTT = b"""WEBVTT

NOTE a remark for nobody

STYLE
::cue { color: red }

00:01.000 --> 00:03.000 align:start
<v Ada Lowe>The bridge fell &amp; broke.</v>

intro
00:03.000 --> 00:04.000
<c.yellow>Nobody was hurt.</c>
"""


def pdf(pages: Sequence[Sequence[Placed]], about: str = "") -> bytes:
    """A PDF of such pages; each line is (x, y, size, text) in Latin letters."""
    count = len(pages)
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    bodies.append(f"<< /Type /Pages /Kids [{kids}] /Count {count} >>")
    bodies.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i, lines in enumerate(pages):
        shown = "\n".join(
            f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in lines
        )
        bodies.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R >>"
        )
        bodies.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    bodies.append(f"<< {about} >>")
    return _pdf_of(bodies)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf_of(bodies: Sequence[str], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    out += (
        f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R /Info {len(bodies)} 0 R {trailer} >>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode()
    return bytes(out)


def locked_pdf() -> bytes:
    """A PDF whose password nobody has."""
    zeros = "00" * 32
    return _pdf_of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [] /Count 0 >>",
            f"<< /Filter /Standard /V 1 /R 2 /O <{zeros}> /U <{zeros}> /P -4 >>",
            "<< >>",
        ],
        trailer="/Encrypt 3 0 R /ID [<00> <00>]",
    )


_FIRST = """
The old bridge over the Lowe fell into the river on Monday, and no one was
hurt. Engineers had warned of the rust in its cables for years, and of the heavy traf-
fic that it had to carry. It was a well-known sight, and its fall ends the only di-
rect way.
A new one will cost 40 million pounds, the mayor said, and it is going to open in a
few years from now, if all goes well and the county finds half of the money that
"""


def article_pdf() -> bytes:
    """Two pages with running heads, numbers, a heading, wrapped lines and a broken word."""

    def lines(
        page: int, body: Sequence[tuple[float, str]]
    ) -> list[tuple[float, float, float, str]]:
        top, y = [(72.0, 800.0, 9.0, f"Valley Review, issue {page}")], 740.0
        for size, text in body:
            y -= 26 if size > 11 or not text else 13
            if text:
                top.append((72.0, y, size, text))
        return [*top, (290.0, 40.0, 9.0, str(page))]

    first = [(20.0, "Old Bridge Falls"), (11.0, "")]
    first += [(11.0, line) for line in _FIRST.strip().split("\n")]
    second = [
        (11.0, "it has promised. The ferry runs until then, from six in the morning to midnight."),
        (11.0, ""),
        (14.0, "What comes next"),
        (11.0, ""),
        (11.0, "The council meets on Thursday to decide where the traffic goes until then."),
    ]
    third = [(11.0, "The last page has one sentence on it that says next to nothing.")]
    return pdf(
        [lines(i, body) for i, body in enumerate((first, second, third), 1)],
        "/Title (Old Bridge Falls) /Author (Ada Lowe)",
    )


def rows(*lines: str) -> bytes:
    return "\n".join(lines).encode() + b"\n"


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
