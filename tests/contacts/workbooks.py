"""Workbooks and zip files, good and bad, as bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook


def workbook_of(*rows: Iterable[Any], **sheets: Iterable[Iterable[Any]]) -> bytes:
    """A workbook of these rows, and of further sheets by name."""
    book = Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for name, listed in sheets.items():
        sheet = book.create_sheet(name)
        for row in listed:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_of(members: Mapping[str, bytes | str]) -> bytes:
    """A zip file that is the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The zip file whose only member says that it unpacks to no more than this."""
    (member,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    true, told = (n.to_bytes(4, "little") for n in (member.file_size, size))
    return data.replace(true, told)


def long_workbook(rows: Iterable[str]) -> bytes:
    """A workbook of one column, which is quickly made and slowly read."""
    cells = "".join(
        f'<row><c t="inlineStr"><is><t>{row}</t></is></c></row>' for row in rows
    )
    with zipfile.ZipFile(io.BytesIO(workbook_of())) as short:
        members = {name: short.read(name) for name in short.namelist()}
    name, empty = "xl/worksheets/sheet1.xml", b"<sheetData></sheetData>"
    full = f"<sheetData>{cells}</sheetData>".encode()
    return zip_of(members | {name: members[name].replace(empty, full)})
