"""Which sign stands before the decimals in a column of numbers.

1,234 alone does not tell. The whole file is looked through before any row of it is
taken, so that the check and the import read it alike; what was found stands in the
mapping.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audiences.countries import COUNTRIES
from contacts.imports import lists, mapping, reading
from contacts.imports.mapping import Column
from contacts.models import Field, Import
from contacts.values import ValueRefused
from contacts.values.numbers import (
    COMMA,
    POINT,
    UNCLEAR,
    decimal_of,
    in_words,
    number_of,
    sign_in,
)

if TYPE_CHECKING:
    from audiences.models import Audience

BATCH = 2_000
BATCH_BYTES = 4 << 20
SECONDS = 2.0  # what one slice reads
LONGEST = 40  # of what may be a number

# What shows how unclear numbers are meant.
OTHERS, SEMICOLONS, PROGRAMS, COUNTRY = "others", "semicolons", "programs", "country"

_read = number_of(POINT)


@dataclass(slots=True)
class Looked:
    """How far the file was looked through; kept in the cursor of the job.

    By the places of columns: how many numbers show a sign, and the first unclear one.
    """

    offset: int = 0
    line: int = 0
    points: dict[str, int] = field(default_factory=dict)
    commas: dict[str, int] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)

    def meet(self, place: str, cell: str) -> None:
        """Take a cell into account that has a point or a comma."""
        with suppress(ValueRefused):
            _read(cell)
            sign = sign_in(cell)
            if sign == UNCLEAR:
                self.unclear.setdefault(place, cell)
            else:
                tally = self.points if sign == POINT else self.commas
                tally[place] = tally.get(place, 0) + 1


def are_open(run: Import) -> bool:
    """Whether it is to be found out how some of the columns are read."""
    return any(not run.mapping[place].get("decimal") for place in _numbers(run))


def look_on(run: Import, looked: Looked) -> bool:
    """Look through the file for a while; return whether it has more."""
    ends = time.monotonic() + SECONDS
    places = [(place, str(place)) for place in _numbers(run)]
    with run.file.open("rb") as file:
        for _status, source in lists.stretches(run, file, looked.offset, looked.line):
            while batch := reading.next_of(source, BATCH, BATCH_BYTES):
                for record in batch:
                    _meet(looked, places, record.cells)
                looked.offset, looked.line = batch[-1].end, batch[-1].end_line
                if time.monotonic() > ends:
                    return True
    return False


def settle(run: Import, looked: Looked) -> None:
    """Keep in the mapping how each column of numbers is read, and what shows it."""
    for place in _numbers(run):
        key, column = str(place), run.mapping[place]
        unclear = looked.unclear.get(key, "")
        more_commas = looked.commas.get(key, 0) - looked.points.get(key, 0)
        column["unclear"] = unclear
        column["decimal"], column["shown_by"] = _decided(run, more_commas, unclear)
    run.save(update_fields=["mapping"])


def notes(run: Import) -> list[str]:
    """How the columns are read in which some numbers could be read in two ways."""
    columns = [Column(**entry) for entry in run.mapping]
    return [_note(run.audience, column) for column in columns if column.unclear]


def _numbers(run: Import) -> Iterator[int]:
    """The places of the columns that fill fields of numbers."""
    present = run.audience.fields.present()
    of_numbers = set(
        present.filter(type=Field.Type.NUMBER).values_list("pk", flat=True)
    )
    for place, column in enumerate(run.mapping):
        is_new = column["target"] == mapping.NEW
        if column["field"] in of_numbers or (
            is_new and column["type"] == Field.Type.NUMBER
        ):
            yield place


def _meet(looked: Looked, places: list[tuple[int, str]], cells: list[str]) -> None:
    for place, key in places:
        cell = cells[place] if place < len(cells) else ""
        if (COMMA in cell or POINT in cell) and len(cell) <= LONGEST:
            looked.meet(key, cell.strip())


def _decided(run: Import, more_commas: int, unclear: str) -> tuple[str, str]:
    """The sign, and what shows it."""
    if not unclear:
        return POINT, ""
    if more_commas:
        return (COMMA if more_commas > 0 else POINT), OTHERS
    is_text = run.kind in {Import.Kind.TEXT, Import.Kind.PASTED}
    if is_text and run.delimiter == ";":
        return COMMA, SEMICOLONS
    # Who writes commas between cells has no other use for them.
    if POINT in unclear and (not is_text or run.delimiter == ","):
        return POINT, PROGRAMS
    country = run.audience.country
    return decimal_of(country), COUNTRY if country else PROGRAMS


def _note(audience: Audience, column: Column) -> str:
    number = number_of(column.decimal)(column.unclear)
    return _("Column “%(title)s”: “%(cell)s” is read as %(number)s, %(why)s.") % {
        "title": column.title,
        "cell": column.unclear,
        "number": in_words(number),
        "why": _why(audience, column),
    }


def _why(audience: Audience, column: Column) -> str:
    is_comma = column.decimal == COMMA
    if column.shown_by == OTHERS and is_comma:
        return _("since most other numbers of it have a comma before decimals")
    if column.shown_by == OTHERS:
        return _("since most other numbers of it have a point before decimals")
    if column.shown_by == SEMICOLONS:
        return _("as is usual in files with semicolons between cells")
    if column.shown_by == PROGRAMS:
        return _("since programs write a point before decimals")
    country = {"country": COUNTRIES.get(audience.country, audience.country)}
    if is_comma:
        return _("since in %(country)s a comma stands before decimals") % country
    return _("since in %(country)s a point stands before decimals") % country
