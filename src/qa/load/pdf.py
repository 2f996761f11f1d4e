"""PDF -> a Document with its pages, by PDFium: lines with their positions on the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from qa.errors import BadInput, MissingExtra
from qa.load.page_layout import PageLine, set_text
from qa.load.part import MIB, MOST_TEXT
from qa.text.sanitize import metadata_value
from qa.types import Document

MOST_PAGES = 20_000
"""Pages of one document; the Encyclopaedia Britannica has 32,000 in 32 volumes."""
_LONGEST_LINE = 10_000  # characters; a page has some 3,000
_PASSWORD = 4  # PDFium's code for a missing password
_HYPHEN = 2  # PDFium's code for a hyphen at the end of a line; no line break follows it


def read_pdf(data: bytes) -> Document:
    """The text of all pages: paragraphs without line breaks, larger lines as headings.

    The creation date of the file is not used as the date of the article.

    Raises:
        BadInput: if it is empty, encrypted, damaged, or has only pictures.
        MissingExtra: without pypdfium2.
    """
    try:
        import pypdfium2 as pdfium
    except ImportError:
        raise MissingExtra("reading PDF needs pip install 'qa[pdf]'") from None
    if not data.strip():
        raise BadInput("empty file")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise BadInput("encrypted: remove its password first") from None
        raise BadInput("damaged, cut short, or not really a PDF") from None
    with pdf:
        pages = list(_pages(pdf))
        about = pdf.get_metadata_dict(skip_empty=True)
    text, starts = set_text(pages)
    if not any(c.isalnum() for c in text):
        count = f"{len(pages)} page{'s' * (len(pages) != 1)}"
        raise BadInput(f"no text on its {count}: run text recognition (OCR) on a scan first")
    title = metadata_value(about.get("Title"))
    return Document(
        source="",
        text=text,
        title="" if _is_file_name(title) else title,
        author=metadata_value(about.get("Author")),
        pages=starts,
    )


def _pages(pdf: Any) -> Iterator[list[PageLine]]:
    """The lines of each page.

    Raises:
        BadInput: if there are too many, or too much text.
    """
    import pypdfium2 as pdfium

    if len(pdf) > MOST_PAGES:
        raise BadInput(f"more than {MOST_PAGES:,} pages: split it into several files")
    size = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pdfium.PdfiumError:
            yield []  # so that the other pages keep their numbers
            continue
        words = page.get_textpage()
        size += words.count_chars()
        if size > MOST_TEXT:
            raise BadInput(f"more than {MOST_TEXT // MIB} MB of text: split it into several files")
        yield list(_lines(words))
        words.close()
        page.close()


def _lines(words: Any) -> Iterator[PageLine]:
    """The lines of a page with their positions, in points from its lower left corner."""
    from pypdfium2 import raw

    count = words.count_chars()
    codes = [raw.FPDFText_GetUnicode(words, i) for i in range(count)]
    start = 0
    for end in range(count + 1):
        is_hyphenated = end > start and codes[end - 1] == _HYPHEN
        if (
            end < count
            and codes[end] not in (10, 13)
            and end - start < _LONGEST_LINE
            and not is_hyphenated
        ):
            continue
        visible = [i for i in range(start, end) if codes[i] > 32 or codes[i] == _HYPHEN]
        if visible:
            left, right = _box(words, visible[0])[0], _box(words, visible[-1])[1]
            yield PageLine(
                _decoded(codes[start:end]),
                left,
                right,
                _baseline(words, visible[0]),
                max(raw.FPDFText_GetFontSize(words, i) for i in visible[:: len(visible) // 3 + 1]),
            )
        start = end + 1 if end < count and codes[end] in (10, 13) else end


def _box(words: Any, i: int) -> tuple[float, float]:
    """The left and right edge of a character."""
    left, _, right, _ = words.get_charbox(i, loose=True)
    return left, right


def _baseline(words: Any, i: int) -> float:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(words, i, x, y)
    return y.value


def _decoded(codes: list[int]) -> str:
    """The text of UTF-16 code units or code points."""
    joined = "".join(map(chr, codes)).replace(chr(_HYPHEN), "-")
    if not joined.isascii():
        joined = joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(joined.replace("\0", " ").split())


def _is_file_name(title: str) -> bool:
    """Whether a program set the title: to the name of the file that the PDF was made from."""
    suffixes = (".doc", ".docx", ".indd", ".tex", ".dvi", ".qxd", ".rtf", ".odt", ".pdf")
    return title.lower().endswith(suffixes) or title.lower() in ("untitled", "untitled document")
