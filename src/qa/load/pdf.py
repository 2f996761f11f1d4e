"""PDF -> a Document with its pages, by PDFium: lines with their positions on the page.

What it could not read is reported page by page: pages without text, and unreadable ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from qa.errors import BadInput, MissingExtra
from qa.load.page_edges import without_edges
from qa.load.page_layout import set_text
from qa.load.page_line import PageLine
from qa.load.page_line_numbers import without_line_numbers
from qa.load.page_measures import measures
from qa.load.part import MIB, MOST_TEXT
from qa.load.pdf_columns import in_reading_order
from qa.load.pdf_lines import page_text
from qa.load.pdf_notes import notes
from qa.load.pdf_title import choose_title
from qa.text.sanitize import metadata_value
from qa.types import Document

MOST_PAGES = 20_000
"""Pages of one document; the Encyclopaedia Britannica has 32,000 in 32 volumes."""
_MOST_RANGES = 20  # of page numbers in a message
_PASSWORD = 4  # PDFium's code for a missing password
_OCR = "run text recognition (OCR) on a scan first"


@dataclass(frozen=True, slots=True)
class _Page:
    pieces: list[PageLine]
    unreadable: bool

    @property
    def blank(self) -> bool:
        return not self.unreadable and not any(c.isalnum() for p in self.pieces for c in p.text)


def read_pdf(data: bytes, report: Callable[[str], None] | None = None) -> Document:
    """The text of all pages: paragraphs without line breaks, headings, tables, fields and notes.

    `report` is called with a line about pages without text, and one about unreadable pages. The
    creation date of the file is not used as the date of the article.

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
    unnumbered = without_line_numbers([page.pieces for page in pages])
    lines = [in_reading_order(page) for page in without_edges(unnumbered)]
    if not any(c.isalnum() for page in lines for line in page for c in line.text):
        count = f"{len(pages)} page{'s' * (len(pages) != 1)}"
        kind = "readable text" if any(page.unreadable for page in pages) else "text"
        raise BadInput(f"no {kind} on its {count}: {_OCR}")
    if report is not None:
        for reason in _missing(pages):
            report(reason)
    usual = measures(lines)
    text, starts = set_text(lines, usual)
    return Document(
        source="",
        text=text,
        title=choose_title(metadata_value(about.get("Title")), lines, usual.size),
        author=metadata_value(about.get("Author")),
        pages=starts,
    )


def _missing(pages: Sequence[_Page]) -> Iterator[str]:
    """What could not be read, such as "no text on 3 of 7 pages (2-3, 7): ..."."""
    if blank := _numbers([page.blank for page in pages]):
        yield f"no text on {blank}: {_OCR}"
    if unreadable := _numbers([page.unreadable for page in pages]):
        yield f"unreadable glyphs on {unreadable}: {_OCR}"


def _numbers(chosen: Sequence[bool]) -> str:
    """Which pages are chosen, as "3 of 7 pages (2-3, 7)"; "" for none."""
    runs: list[tuple[int, int]] = []
    for number, is_chosen in enumerate(chosen, 1):
        if is_chosen and runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        elif is_chosen:
            runs.append((number, number))
    if not runs:
        return ""
    named = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs[:_MOST_RANGES])
    more = ", ..." if len(runs) > _MOST_RANGES else ""
    return f"{sum(chosen)} of {len(chosen)} pages ({named}{more})"


def _pages(pdf: Any) -> Iterator[_Page]:
    """The pieces of lines on each page.

    Raises:
        BadInput: if there are too many pages, or too much text.
    """
    import pypdfium2 as pdfium

    if len(pdf) > MOST_PAGES:
        raise BadInput(f"more than {MOST_PAGES:,} pages: split it into several files")
    if pdf.get_formtype():
        pdf.init_forms()
    size = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pdfium.PdfiumError:
            yield _Page([], unreadable=False)  # so that the other pages keep their numbers
            continue
        with closing(page):
            try:
                words = page.get_textpage()
            except pdfium.PdfiumError:
                yield _Page([], unreadable=False)
                continue
            with closing(words):
                size += words.count_chars()
                if size > MOST_TEXT:
                    most = MOST_TEXT // MIB
                    raise BadInput(f"more than {most} MB of text: split it into several files")
                text = page_text(words)
            yield _Page([*text.pieces, *notes(page, pdf.formenv)], text.unreadable)
