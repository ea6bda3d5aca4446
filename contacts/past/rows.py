"""From the cells of a record to an event, or to a refusal with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.utils import timezone

from contacts.addresses import AddressError, normalize
from contacts.imports.reading import Record
from contacts.imports.rows import RowRefused
from contacts.ingest import properties
from contacts.ingest.reports import NAME
from contacts.past.columns import (
    DATE,
    EMAIL,
    EVENT,
    ID,
    NUMBER,
    PROPERTY,
    TIME,
    TRUTH,
    Column,
)
from contacts.values import ValueRefused, moment_of, truth
from contacts.values.numbers import number
from events import partitions

if TYPE_CHECKING:
    from contacts.models import PastImport

_DAY_ALONE = re.compile(r"[^:]*\Z")  # no time of day
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
CODES = {NUMBER: "number", TRUTH: "truth", DATE: "date"}


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody did, valid by itself; `said` is a JSON object.

    Rows that are `same` are one event, where address, name and moment are as well.
    """

    line: int
    email: str
    name: str
    at: datetime
    said: str
    same: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of a file as of one moment; `since` is what is kept."""

    columns: Sequence[Column]
    name: str
    moment: Callable[[str], datetime]
    zone: ZoneInfo
    now: datetime
    since: datetime

    @classmethod
    def of(cls, run: PastImport) -> Self:
        columns = [Column(**column) for column in run.columns]
        zone = ZoneInfo(run.zone)
        moment = moment_of(run.order, zone)
        since = partitions.reach(run.audience.account)
        return cls(columns, run.name, moment, zone, timezone.now(), since)

    def read(self, record: Record) -> Row:
        """Raises `RowRefused`."""
        cells = self._cells(record)
        email, name, at, mark = "", self.name, None, ""
        said: dict[str, Any] = {}
        for index, (column, cell) in enumerate(zip(self.columns, cells, strict=False)):
            target = column.target
            if target == PROPERTY:
                if cell:
                    said[column.name] = self._value(column, cell, index)
            elif target == EMAIL:
                email = _email(cell, index)
            elif target == TIME:
                at = self._at(cell, index)
            elif target == EVENT:
                name = _name(cell, index)
            elif target == ID and cell:
                said[column.name] = mark = _text(cell, index)
        if at is None:
            raise RowRefused("time_empty")
        text = _written(said)
        return Row(record.line, email, name, at, text, mark or text)

    def _cells(self, record: Record) -> list[str]:
        width = len(self.columns)
        if record.problem:
            raise RowRefused(record.problem)
        more = [cell for cell in record.cells[width:] if cell.strip()]
        if more:
            raise RowRefused("ragged", width, more[0][:200])
        cells = [cell.strip() for cell in record.cells[:width]]
        return [*cells, *[""] * (width - len(cells))]

    def _at(self, cell: str, index: int) -> datetime:
        if not cell:
            raise RowRefused("time_empty", index)
        try:
            at = self.moment(cell)
        except ValueRefused:
            raise RowRefused("time", index, cell) from None
        if at < self.since:
            raise RowRefused("old", index, cell)
        if at > self.now:
            raise RowRefused("future", index, cell)
        return at

    def _value(self, column: Column, cell: str, index: int) -> Any:
        try:
            if column.type == NUMBER:
                return _number(cell)
            if column.type == TRUTH:
                return truth(cell)
            if column.type == DATE:
                at = self.moment(cell)
                return _date(cell, at.astimezone(self.zone))
        except ValueRefused:
            raise RowRefused(CODES[column.type], index, cell) from None
        return _text(cell, index)


def _email(cell: str, index: int) -> str:
    try:
        return normalize(cell)
    except AddressError as error:
        raise RowRefused(f"email_{error.code}", index, cell) from None


def _name(cell: str, index: int) -> str:
    if not NAME.fullmatch(cell):
        raise RowRefused("event_name", index, cell)
    return cell


def _text(cell: str, index: int) -> str:
    if len(cell) > properties.TEXT_LENGTH:
        raise RowRefused("property_long", index, cell)
    return cell


def _number(cell: str) -> int | float:
    """Whole numbers as such, since 2.0 and 2 are the same."""
    value = number(cell)
    return int(value) if value == int(value) else value


def _date(cell: str, at: datetime) -> str:
    """The day as it is there, with the time of day where one is said."""
    is_day = _DAY_ALONE.match(cell) and not (at.hour or at.minute or at.second)
    return at.date().isoformat() if is_day else at.isoformat()


def _written(said: dict[str, Any]) -> str:
    """The properties as JSON: flat, of names and values that were looked at singly."""
    text = _encode(said)
    longest = len(text) * 4  # bytes
    if longest > properties.BYTES and len(text.encode()) > properties.BYTES:
        raise RowRefused("properties_large")
    return text
