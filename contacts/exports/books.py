"""A workbook around sheets whose rows are there already."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

SHEET_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
    b' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    b'<sheetFormatPr defaultRowHeight="15" defaultColWidth="18"/><sheetData>'
)
SHEET_TAIL = b"</sheetData></worksheet>"
# Day, moment and head, as `contacts.exports.writing` numbers them.
FORMATS = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")


def sheet_name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def frame(titles: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the workbook but those of its sheets."""
    book = Workbook(write_only=True)
    sheets = [book.create_sheet(title) for title in titles]
    styled = [WriteOnlyCell(sheets[0], 0) for _style in (*FORMATS, "head")]
    for cell, code in zip(styled[:-1], FORMATS, strict=True):
        cell.number_format = code
    styled[-1].font = Font(bold=True)
    sheets[0].append(styled)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as packed:
        for name in packed.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                yield name, packed.read(name)
