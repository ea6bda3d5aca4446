"""Moments: a date with its time of day, and where it says so with its offset."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from contacts.values.dates import date_of
from contacts.values.refusing import ValueRefused

_TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([AaPp])\.?[Mm]\b)?"
)
_OFFSET = re.compile(r":\d\d(?:[.,]\d+)?\s*(?:(Z|UTC|GMT)|([+-])(\d\d):?(\d\d)?)\s*\Z")


def moment_of(order: str, zone: tzinfo) -> Callable[[str], datetime]:
    """Read a moment, which is in `zone` unless its text names an offset.

    `order` decides as in dates where either part may be the month; a date alone is
    the beginning of its day.
    """
    read_date = date_of(order)

    def read(cell: str) -> datetime:
        try:
            day = date.fromisoformat(read_date(cell))
            said = datetime.combine(day, _time(cell), _offset(cell) or zone)
            return said.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueRefused("date") from None

    return read


def _time(cell: str) -> time:
    found = _TIME.search(cell)
    if found is None:
        return time()
    hour = int(found[1])
    if half := found[4]:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def _offset(cell: str) -> tzinfo | None:
    found = _OFFSET.search(cell)
    if found is None:
        return None
    if found[1]:
        return UTC
    span = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
    return timezone(-span if found[2] == "-" else span)
