"""What kind of file was chosen: text, a workbook, or the archive of another service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports import zips
from contacts.imports.reading import FileRefused
from contacts.imports.zips import ZipRefused

PACKED = (b"PK\x03\x04", b"PK\x05\x06")  # the latter holds nothing
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # workbooks of before 2007, and locked ones
LOCKED = "EncryptedPackage".encode("utf-16-le")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_BYTES = 512 << 20
TABLES = (".csv", ".tsv", ".txt")
# Of our own exports: what it tells of people is no state of theirs.
LEDGER = re.compile(r"consents(-\d+)?\.csv")
PIECE = 1 << 20

REASONS: dict[str, str | Promise] = {
    "broken": gettext_lazy("The file is damaged and cannot be opened. Save it anew."),
    "password": gettext_lazy(
        "The file is locked with a password. Save it without one and choose it again."
    ),
    "large": gettext_lazy(
        "There is too much in this file to open it safely. Save its rows as CSV and "
        "choose that file."
    ),
    "bomb": gettext_lazy(
        "The file unpacks to far more than it should, as a trap does. "
        "It was not opened."
    ),
    "members": gettext_lazy(
        "The file is made of far too many parts, as a trap is. It was not opened."
    ),
    "names": gettext_lazy(
        "The file holds names that lead out of it, as a trap does. It was not opened."
    ),
    "nested": gettext_lazy(
        "There is an archive within this archive. Unpack it and choose the one inside."
    ),
    "empty": gettext_lazy("This sheet is empty."),
    "slow": gettext_lazy(
        "Reading the file took too long. Save its rows as CSV and choose that file."
    ),
    "lost": gettext_lazy("The reading of the file was cut off. Choose it again."),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is a value of `Import.Kind`, `suffix` what the file should be called."""

    name: str
    suffix: str = ""


def kind_of(file: IO[bytes]) -> Kind:
    """Tell the kind by what is in the file, whatever its name says."""
    file.seek(0)
    head = file.read(len(OLE))
    if head == OLE:
        _check_size(file)
        if _is_locked(file):
            raise refused("password")
        return Kind("sheet", ".xls")
    if not head.startswith(PACKED):
        return Kind("text")
    _check_size(file)
    try:
        return _packed(file)
    except ZipRefused as code:
        raise refused(str(code)) from None


def is_list(name: str) -> bool:
    """Whether a member of an archive is a list of contacts, by its name."""
    folder, _slash, name = name.rpartition("/")
    is_hidden = name.startswith(".") or "__MACOSX" in folder
    is_ours = LEDGER.fullmatch(name.lower()) is not None
    return not (is_hidden or is_ours) and name.lower().endswith(TABLES)


def refused(code: str) -> FileRefused:
    return FileRefused(str(REASONS[code]))


def _packed(file: IO[bytes]) -> Kind:
    by_name = {member.filename: member for member in zips.members(file)}
    if "xl/workbook.xml" in by_name:
        return Kind("sheet", ".xlsx")
    if "xl/workbook.bin" in by_name:
        return Kind("sheet", ".xlsb")
    if said := by_name.get("mimetype"):
        first = next(iter(zips.pieces(file, said)), b"")
        if first.startswith(OPEN_DOCUMENT):
            return Kind("sheet", ".ods")
    if any(map(is_list, by_name)):
        return Kind("archive", ".zip")
    if any(name.lower().endswith(".zip") for name in by_name):
        raise refused("nested")
    raise FileRefused(
        _(
            "There is neither a sheet nor a list in this file. Save its rows as CSV or "
            "XLSX and choose that file."
        )
    )


def _check_size(file: IO[bytes]) -> None:
    if file.seek(0, 2) > MAX_BYTES:
        raise refused("large")


def _is_locked(file: IO[bytes]) -> bool:
    """A locked workbook of today is wrapped into a file of before 2007."""
    file.seek(0)
    tail = b""
    while piece := file.read(PIECE):
        if LOCKED in tail + piece:
            return True
        tail = piece[-len(LOCKED) :]
    return False
