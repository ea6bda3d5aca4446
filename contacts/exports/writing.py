"""Rows as pieces of a file: each piece stands by itself, so that work can be resumed.

Strings stay strings in whatever opens the file: nothing a contact typed is a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from defusedcsv import csv
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

if TYPE_CHECKING:
    from contacts.exports.columns import Value

type Cells = Sequence[Value]

BOM = "\ufeff"
MAX_CELL = 32_767  # characters, in a spreadsheet
# What the writer of CSV leaves alone, although some spreadsheets skip over it.
ALSO_GUARDED = ("\t", "\r", "\n")
# The styles of cells, in the order of `contacts.exports.books.STYLES`.
DATE, MOMENT, HEAD = 1, 2, 3
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def csv_rows(rows: Iterable[Cells]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(map(_csv_cell, row) for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def csv_head(titles: Sequence[str], *, bom: bool) -> bytes:
    return (BOM if bom else "").encode() + csv_rows([titles])


def xlsx_rows(rows: Iterable[Cells], first: int) -> bytes:
    """Rows of a sheet from the row numbered `first` on."""
    letters: list[str] = []
    out = []
    for number, row in zip(count(first), rows):
        if not letters:
            letters = [get_column_letter(place + 1) for place in range(len(row))]
        cells = "".join(
            _xlsx_cell(f"{letter}{number}", value)
            for letter, value in zip(letters, row, strict=True)
            if value is not None and value != ""
        )
        out.append(f'<row r="{number}">{cells}</row>')
    return "".join(out).encode("utf-8", "replace")


def xlsx_head(titles: Sequence[str]) -> bytes:
    cells = (
        _string(f"{get_column_letter(place)}1", title, HEAD)
        for place, title in enumerate(titles, 1)
    )
    return f'<row r="1">{"".join(cells)}</row>'.encode("utf-8", "replace")


def _csv_cell(value: Value) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(ALSO_GUARDED):
        return f"'{value}"
    return value


def _xlsx_cell(place: str, value: Value) -> str:
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(place, value)
    return _string(place, str(value))


def _string(place: str, text: str, style: int = 0) -> str:
    safe = escape(
        ESCAPED.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text[:MAX_CELL]))
    )
    styled = f' s="{style}"' if style else ""
    return (
        f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">'
        f"{safe}</t></is></c>"
    )


def _moment(place: str, value: datetime) -> str:
    return _serial(place, value.replace(tzinfo=None), MOMENT)


def _serial(place: str, value: date, style: int = DATE) -> str:
    if value.year < 1901:  # before the first day that spreadsheets know
        return _string(place, value.isoformat())
    return f'<c r="{place}" s="{style}"><v>{_day_of(value)}</v></c>'


def _day_of(value: date) -> float:
    return float(to_excel(value))  # type: ignore[no-untyped-call]


def _number(place: str, value: float) -> str:
    return f'<c r="{place}"><v>{value!r}</v></c>'


WRITERS: list[tuple[type | tuple[type, ...], Callable[..., str]]] = [
    (str, _string),
    (datetime, _moment),
    (date, _serial),
    ((int, float), _number),
]
