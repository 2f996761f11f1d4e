"""What a page of a PDF shows beside its content: filled form fields and notes, as lines.

Each stands where it is on the page; a note begins with "Note:". Widgets are fields of a form.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from qa.load.page_layout import PageLine

_MOST = 2_000  # annotations of a page that are read
_LONGEST = 40_000  # bytes of one, in UTF-16
_SIZE = 10.0  # points; that of the type of a field is often not said


def notes(page: Any) -> Iterator[PageLine]:
    """The values of fields and the words of notes on a page."""
    from pypdfium2 import raw

    fields = {raw.FPDF_ANNOT_WIDGET: "V"}
    kinds = (
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_STRIKEOUT,
    )
    for number in range(min(_MOST, raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        key = fields.get(kind, "Contents" if kind in kinds else "")
        text = _value(annotation, key) if key else ""
        box = raw.FS_RECTF()
        if text and raw.FPDFAnnot_GetRect(annotation, box):
            shown = text if kind in fields else f"Note: {text}"
            yield PageLine(shown, box.left, box.right, box.bottom, _SIZE)
        raw.FPDFPage_CloseAnnot(annotation)


def _value(annotation: Any, key: str) -> str:
    """A text of an annotation; nothing where it is none, or too long."""
    from pypdfium2 import raw

    size = raw.FPDFAnnot_GetStringValue(annotation, key.encode(), None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFAnnot_GetStringValue(annotation, key.encode(), target, size)
    return " ".join(buffer.raw[: size - 2].decode("utf-16-le", "replace").split())
