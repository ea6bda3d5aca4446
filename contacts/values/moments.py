"""Moments: a date with its time of day, and where it says so with its offset."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from contacts.values.dates import date_of
from contacts.values.months import MONTHS
from contacts.values.refusing import ValueRefused

_TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(?:([AaPp])\.?\s?[Mm]\b\.?)?"
)
_OFFSET = re.compile(
    r"\s*(?:(?:Z|UTC|GMT)(?![\w+-])|([+-])(\d\d):?(\d\d)?(?!\d))", re.IGNORECASE
)
_BARE_OFFSET = re.compile(r"\s*[+-]\d")  # hours alone: what follows may be anything
_WORD = re.compile(r"[^\W\d_]+")
_NO_ZONES = MONTHS.keys() | {"h", "hs", "hrs", "uhr", "uur"}
_ISO = re.compile(r"\d{4}-\d\d-\d\d|[12]\d{3}[01]\d[0-3]\dT")
# Seconds since 1970, or thousandths or millionths of them: from 2001 to 2286.
_SINCE_1970 = re.compile(r"[1-9]\d{9}(\d{3}|\d{6})?(?:\.\d+)?\Z")
# Days since the end of 1899 with the part of the day that is over.
_SERIAL = re.compile(r"([1-7]\d{4})[.,](\d+)\Z")
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - whoever reads says where


def moment_of(order: str, zone: tzinfo) -> Callable[[str], datetime]:
    """Read a moment in UTC, which is in `zone` unless its text names an offset.

    `order` decides as in dates where either part may be the month; a date alone is
    the beginning of its day. It raises `ValueRefused`, as well where a zone seems to
    be named in another way: EST is one place in America and another in Australia.
    """
    read_date = date_of(order)

    def read(cell: str) -> datetime:
        with suppress(ValueError, OverflowError):  # other ways begin alike
            if said := _exact(cell, zone):
                return said.astimezone(UTC)
        try:
            day = date.fromisoformat(read_date(cell))
            return datetime.combine(day, *_clock(cell, zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueRefused("date") from None

    return read


def is_since_1970(cell: str) -> bool:
    return _SINCE_1970.match(cell) is not None


def _exact(cell: str, zone: tzinfo) -> datetime | None:
    """What machines write: ISO 8601, a time since 1970, a day of a spreadsheet."""
    if _ISO.match(cell):
        said = datetime.fromisoformat(cell)
        return said if said.tzinfo else said.replace(tzinfo=zone)
    if found := _SINCE_1970.match(cell):
        scale = 10 ** len(found[1] or "")
        return datetime.fromtimestamp(float(cell) / scale, UTC)
    if found := _SERIAL.match(cell):
        seconds = round(float(f"0.{found[2]}") * 86_400)
        span = timedelta(days=int(found[1]), seconds=seconds)
        return (_SERIAL_START + span).replace(tzinfo=zone)
    return None


def _clock(cell: str, zone: tzinfo) -> tuple[time, tzinfo]:
    """The time of day, and where it is that time."""
    found = _TIME.search(cell)
    if found is None:
        return time(), zone
    hour = int(found[1])
    if half := found[4]:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    at = time(hour, int(found[2]), int(found[3] or 0))
    offset = _OFFSET.match(cell, found.end())
    if offset and offset[1]:  # whatever follows only calls it by its name
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return at, timezone(-span if offset[1] == "-" else span)
    rest = cell[(offset or found).end() :]
    if _BARE_OFFSET.match(rest) or _names_zone(rest):
        raise ValueError(rest)
    return at, UTC if offset else zone


def _names_zone(rest: str) -> bool:
    """Whether words after a time may name a zone: those in the end, or in capitals.

    Others are about a date that follows: 18:30, Thursday the 30th of April 2026.
    """
    last = max((at for at, sign in enumerate(rest) if sign.isdecimal()), default=-1)
    return any(
        (word.start() > last or (word[0].isupper() and len(word[0]) > 1))
        and word[0].casefold() not in _NO_ZONES
        for word in _WORD.finditer(rest)
    )
