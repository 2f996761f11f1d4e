"""Small office files made from a few lines of markup: what the tests of their readers read."""

from __future__ import annotations

from collections.abc import Mapping

from samples import zipped

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def relations(*targets: tuple[str, str, str]) -> str:
    """A part's relations, each as (id, kind, target)."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in targets
    )
    return f"<Relationships>{lines}</Relationships>"


def word(tag: str, inner: str) -> str:
    """A part of a Word file."""
    return f'<w:{tag} xmlns:w="w" xmlns:r="r" xmlns:mc="mc" xmlns:m="m">{inner}</w:{tag}>'


def p(text: str, properties: str = "", inside: str = "") -> str:
    """A paragraph of Word: its text, its properties, and what follows the text in it."""
    run = f"<w:r><w:t>{text}</w:t></w:r>{inside}"
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def in_list(name: str, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word file with other parts, such as {"footnotes": "..."}, under their usual names."""
    members = {"word/document.xml": word("document", f"<w:body>{body}</w:body>")}
    for name, inner in (parts or {}).items():
        tag = {"header1": "hdr", "footer1": "ftr"}.get(name, name)
        members[f"word/{name}.xml"] = word(tag, inner)
    return zipped(members)


def odt(body: str, *, automatic: str = "", styles: str = "") -> bytes:
    """An OpenDocument text."""
    names = " ".join(
        f'xmlns:{name}="{_ODF}:{name}:1.0"'
        for name in ("office", "text", "table", "style", "draw", "presentation", "svg")
    )
    content = (
        f'<office:document-content {names} xmlns:dc="dc"><office:automatic-styles>{automatic}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    rest = f"<office:document-styles {names}>{styles}</office:document-styles>"
    return zipped({"content.xml": content, "styles.xml": rest})


def xlsx(
    sheets: Mapping[str, str],
    *,
    strings: str = "",
    styles: str = "",
    extra: Mapping[str, str] | None = None,
    book: str = "",
) -> bytes:
    """An Excel file: what each sheet holds, by its name."""
    named = [(f"r{at}", "worksheet", f"worksheets/s{at}.xml") for at in range(len(sheets))]
    entries = "".join(
        f'<sheet name="{name}" sheetId="{at + 1}" r:id="r{at}"/>' for at, name in enumerate(sheets)
    )
    members = {
        "xl/workbook.xml": f'<workbook xmlns:r="r">{book}<sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*named),
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
    }
    for at, inner in enumerate(sheets.values()):
        members[f"xl/worksheets/s{at}.xml"] = f"<worksheet>{inner}</worksheet>"
    return zipped({**members, **(extra or {})})


def slide(shapes: str) -> str:
    """A slide, or the notes of one."""
    return f'<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r" xmlns:c="c">{shapes}</p:sld>'


def shape(kind: str, *lines: str) -> str:
    """A shape that fills a place, "" for a mere text box; each line is markup or its words."""
    place = f'<p:ph type="{kind}"/>' if kind else ""
    inner = "".join(
        line if line.startswith("<a:p>") else f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>"
        for line in lines
    )
    return f"<p:sp><p:nvSpPr>{place}</p:nvSpPr><p:txBody>{inner}</p:txBody></p:sp>"


def pptx(slides: Mapping[str, str], *, parts: Mapping[str, str] | None = None) -> bytes:
    """A PowerPoint file: slides by their file names, in the order in which they are shown."""
    named = [(f"r{at}", "slide", f"slides/{name}.xml") for at, name in enumerate(slides)]
    shown = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in range(len(slides)))
    members = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="p" xmlns:r="r">{shown}</p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(*named),
    }
    members |= {f"ppt/slides/{name}.xml": slide(shapes) for name, shapes in slides.items()}
    return zipped({**members, **(parts or {})})
