"""What a page of a PDF shows beside its content: the values of form fields, and notes.

A value is a piece of the line on which its field stands; a note begins with "Note:" and comes
after the text of the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

from qa.load.page_line import PageLine, Shape

_MOST = 5_000  # annotations of a page that are read
_LONGEST = 40_000  # bytes of one, in UTF-16
_SIZE = 10.0  # points; the size of the type of a field is often not set
_PASSWORD = 1 << 13  # a flag of a text field: its value is not shown


def notes(page: Any, form: Any) -> Iterator[PageLine]:
    """The values of fields and the words of notes on a page; `form` is None without a form."""
    from pypdfium2 import raw

    kinds = (
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_CARET,
    )
    for number in range(min(_MOST, raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        box = raw.FS_RECTF()
        if not raw.FPDFAnnot_GetRect(annotation, box):
            pass
        elif kind == raw.FPDF_ANNOT_WIDGET:
            if value := _field_value(annotation, form):
                yield _beside_label(value, box)
        elif kind in kinds and (text := _value(annotation, "Contents")):
            shape = Shape.ASIDE
            yield PageLine(f"Note: {text}", box.left, box.right, box.bottom, _SIZE, shape=shape)
        raw.FPDFPage_CloseAnnot(annotation)


def _beside_label(value: str, box: Any) -> PageLine:
    """The value of a field, as if it had been printed on the first line of its box."""
    height = abs(box.top - box.bottom)
    middle = max(box.top, box.bottom) - min(height, 2 * _SIZE) / 2
    baseline = middle - 0.35 * _SIZE
    return PageLine(value, box.left, box.right, baseline, _SIZE, shape=Shape.ENTRY)


def _field_value(annotation: Any, form: Any) -> str:
    """What a field shows: its text, its choice, or whether its box is ticked."""
    from pypdfium2 import raw

    if form is None:
        return _value(annotation, "V")
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "[x]" if raw.FPDFAnnot_IsChecked(form, annotation) else "[ ]"
    if kind in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return _form_value(annotation, form)
    if kind != raw.FPDF_FORMFIELD_TEXTFIELD:
        return _value(annotation, "V") if kind == raw.FPDF_FORMFIELD_UNKNOWN else ""
    if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return ""
    return _form_value(annotation, form)


def _form_value(annotation: Any, form: Any) -> str:
    """The value of a field, which it may have from the field that it is a part of."""
    from pypdfium2 import raw

    return _text(
        lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    )


def _value(annotation: Any, key: str) -> str:
    """A text of an annotation."""
    from pypdfium2 import raw

    name = key.encode()
    return _text(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, name, buffer, size))


def _text(get: Callable[[Any, int], int]) -> str:
    """What PDFium copies into a buffer, on one line; nothing where it is empty, or too long."""
    size = get(None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return " ".join(buffer.raw[: size - 2].decode("utf-16-le", "replace").split())
