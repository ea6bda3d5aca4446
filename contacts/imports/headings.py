"""Lines above the titles, as sheets that are made for people have them."""

from __future__ import annotations

import shutil
import tempfile
from itertools import islice
from typing import IO

from contacts.imports.reading import Dialect, FileRefused, Record, records

MAX_LINES = 10


def without_heading(file: IO[bytes], dialect: Dialect) -> IO[bytes]:
    """The file itself, or a copy in which the lines above the titles are blank.

    The others keep their numbers, by which reports name them.
    """
    end = _end_of_heading(file, dialect)
    file.seek(0)
    if not end:
        return file
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads it
    copy.write(b"\n" * file.read(end).count(b"\n"))
    shutil.copyfileobj(file, copy)
    copy.seek(0)
    return copy


def _end_of_heading(file: IO[bytes], dialect: Dialect) -> int:
    """The byte after it: some lines of one cell, then titles, then addresses."""
    try:
        head = list(islice(records(file, dialect, raw=True), MAX_LINES + 2))
    except FileRefused:
        return 0
    for above, titles, first in zip(head, head[1:], head[2:], strict=False):
        if _is_titles(above):
            return 0
        if _is_titles(titles):
            return above.end if _has_address(first) else 0
        if _has_address(above):
            return 0
    return 0


def _is_titles(record: Record) -> bool:
    several = sum(bool(cell.strip()) for cell in record.cells) > 1
    return several and not _has_address(record)


def _has_address(record: Record) -> bool:
    return bool(record.problem) or any("@" in cell for cell in record.cells)
