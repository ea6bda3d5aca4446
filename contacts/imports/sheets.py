"""Reads workbooks in a process of its own: python -m contacts.imports.sheets VERB FILE.

`names` prints the sheets as JSON, `csv` one sheet as the CSV that imports read. The
library holds a whole sheet in memory, and a workbook may be made to fill any memory:
here that ends a process which nobody misses. Nothing here needs Django.

Its input is a pipe that says nothing: it is closed when whoever asks is gone.
"""

from __future__ import annotations

import csv
import fcntl
import json
import os
import resource
import select
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine as calamine

from contacts.imports import zips
from contacts.imports.zips import ZipRefused

MEMORY = 3 << 30
SECONDS = 120  # of processor
# Ends of the process, for the one that started it; others are crashes.
CODES = ["broken", "password", "large", "bomb", "members", "names", "empty"]
FIRST_CODE = 10
LINE = "\u2028"  # a line end within a cell: a row of the sheet is a line of the file


def names(path: str) -> None:
    """Print the sheets that are shown and hold cells of their own."""
    with calamine.load_workbook(path) as workbook:
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
        json.dump(shown or workbook.sheet_names, sys.stdout)


def as_csv(path: str, name: str) -> None:
    """Print the sheet, each row in the line of its number."""
    with calamine.load_workbook(path) as workbook:
        sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        raise ZipRefused("empty")
    write = csv.writer(sys.stdout, lineterminator="\n").writerow
    for row in sheet.iter_rows():
        write(_cells(row))


def _cells(row: Sequence[Any]) -> list[str]:
    cells = [_SAYS[type(cell)](cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: str) -> str:
    if "\n" in cell or "\r" in cell:
        return LINE.join(cell.splitlines())
    return cell


def _float(number: float) -> str:
    """As a sheet shows it: fifteen digits, and no point where none is needed."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def _moment(moment: datetime) -> str:
    midnight = not (moment.hour or moment.minute or moment.second)
    return moment.date().isoformat() if midnight else moment.isoformat(" ", "seconds")


def _duration(duration: timedelta) -> str:
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_SAYS: dict[type, Any] = {
    str: _text,
    bool: lambda cell: "TRUE" if cell else "FALSE",
    int: str,
    float: _float,
    datetime: _moment,
    date: date.isoformat,
    time: lambda cell: cell.isoformat("seconds"),
    timedelta: _duration,
}


def _check(path: str) -> None:
    with Path(path).open("rb") as file:
        if file.read(2) == b"PK":
            zips.check_contents(file)


def _end_with_asker() -> None:
    """Let the system end this process when its input closes, whatever it is doing.

    The library may work for minutes without a look at anything else.
    """
    flags = fcntl.fcntl(0, fcntl.F_GETFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, flags | os.O_ASYNC)
    waiting = select.poll()
    waiting.register(0, 0)
    if waiting.poll(0):  # it had closed before
        sys.exit(1)


def _main(arguments: Iterator[str]) -> str:
    _end_with_asker()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    verb, path = next(arguments), next(arguments)
    try:
        if verb == "names":
            names(path)
        else:
            _check(path)
            as_csv(path, next(arguments))
        sys.stdout.flush()
    except ZipRefused as refused:
        return str(refused)
    except calamine.PasswordError:
        return "password"
    except MemoryError:
        return "large"
    except (calamine.CalamineError, ValueError, OSError):
        return "broken"
    return ""


if __name__ == "__main__":
    code = _main(iter(sys.argv[1:]))
    sys.exit(FIRST_CODE + CODES.index(code) if code else 0)
