"""PDF -> a Document with its pages, by PDFium: lines with their places on the page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from qa.errors import BadInput, MissingExtra
from qa.load.page_layout import Line, set_text
from qa.load.part import MOST_TEXT
from qa.load.pdf_columns import in_reading_order, with_notes
from qa.load.pdf_notes import notes
from qa.text.sanitize import stated
from qa.types import Document

MOST_PAGES = 20_000
"""Pages of one document; the Encyclopaedia Britannica has 32,000 in 32 volumes."""
_LONGEST_LINE = 10_000  # characters; a page has some 3,000
_PASSWORD = 4  # PDFium's number of the error
_HASH = re.compile(r"[0-9a-f]{16,}|[\d_-]{6,}|(?:scan|img|doc)[\s_-]?\d+")
_HYPHEN = 2  # PDFium's code for a hyphen at a line's end; no code for the break follows it


def read_pdf(data: bytes, tell: Callable[[str], None] | None = None) -> Document:
    """The text of all pages: paragraphs without their wraps, larger lines as headings.

    `tell` is told, in one line, of pages without text.

    The date at which the file was made is not taken for the article's.

    Raises:
        BadInput: if it is empty, encrypted, damaged, or pictures alone.
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
            raise BadInput("encrypted: it needs a password") from None
        raise BadInput("damaged, cut short, or not really a PDF") from None
    with pdf:
        pages = list(_pages(pdf))
        about = pdf.get_metadata_dict(skip_empty=True)
    text, starts = set_text(pages)
    if not any(c.isalnum() for c in text):
        count = f"{len(pages)} page{'s' * (len(pages) != 1)}"
        raise BadInput(f"no text in its {count}: a scan needs text recognition first")
    if tell is not None and (missing := _without_text(pages)):
        tell(missing)
    title = stated(about.get("Title"))
    return Document(
        source="",
        text=text,
        title="" if _is_file_name(title) else title,
        author=stated(about.get("Author")),
        pages=starts,
    )


def _without_text(pages: Sequence[Sequence[Line]]) -> str:
    """Which pages have no letter, as "no text on 3 of 7 pages (2-3, 7): ..."; "" for none."""
    blank = [
        number
        for number, page in enumerate(pages, 1)
        if not any(c.isalnum() for line in page for c in line.text)
    ]
    runs: list[tuple[int, int]] = []
    for number in blank:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    if not runs:
        return ""
    named = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs[:20])
    more = ", ..." if len(runs) > 20 else ""
    count = f"{len(blank)} of {len(pages)} pages ({named}{more})"
    return f"no text on {count}: a scan needs text recognition first"


def _pages(pdf: Any) -> Iterator[list[Line]]:
    """The lines of each page.

    Raises:
        BadInput: if there are too many, or too much text.
    """
    import pypdfium2 as pdfium

    if len(pdf) > MOST_PAGES:
        raise BadInput(f"more than {MOST_PAGES:,} pages")
    size = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pdfium.PdfiumError:
            yield []  # a page that cannot be opened is an empty one: the others keep their numbers
            continue
        words = page.get_textpage()
        size += words.count_chars()
        if size > MOST_TEXT:
            raise BadInput("too much text for one document")
        yield with_notes(in_reading_order(list(_lines(words))), list(notes(page)))
        words.close()
        page.close()


def _lines(words: Any) -> Iterator[Line]:
    """The lines of a page with their places, in points from its lower left corner."""
    from pypdfium2 import raw

    count = words.count_chars()
    codes = [raw.FPDFText_GetUnicode(words, i) for i in range(count)]
    start = 0
    for end in range(count + 1):
        parted = end > start and codes[end - 1] == _HYPHEN
        if (
            end < count
            and codes[end] not in (10, 13)
            and end - start < _LONGEST_LINE
            and not parted
            and not (codes[end] == 32 and _is_gap(words, end, start, count))
        ):
            continue
        seen = [i for i in range(start, end) if codes[i] > 32 or codes[i] == _HYPHEN]
        if seen:
            left, right = _box(words, seen[0])[0], _box(words, seen[-1])[1]
            yield Line(
                _decoded(codes[start:end]),
                left,
                right,
                _baseline(words, seen[0]),
                max(raw.FPDFText_GetFontSize(words, i) for i in seen[:: len(seen) // 3 + 1]),
            )
        start = end + 1 if end < count and codes[end] in (10, 13) else end


def _is_gap(words: Any, i: int, start: int, count: int) -> bool:
    """Whether a space stands for a gap as wide as that between two columns."""
    from pypdfium2 import raw

    if not start < i < count - 1 or raw.FPDFText_IsGenerated(words, i) != 1:
        return False
    gap = _box(words, i + 1)[0] - _box(words, i - 1)[1]
    return gap > 0.8 * float(raw.FPDFText_GetFontSize(words, i - 1))


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
    """Whether a title is what a program put there: the name of the file it was made from."""
    known = (".doc", ".docx", ".indd", ".tex", ".dvi", ".qxd", ".rtf", ".odt", ".pdf")
    lowered = title.lower()
    return (
        lowered.endswith(known)
        or lowered.startswith("microsoft word - ")
        or lowered in ("untitled", "untitled document")
        or _HASH.fullmatch(lowered) is not None
    )
