"""When something happened, in the ways that files write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contacts.values import ValueRefused, moment_of, order_of
from contacts.values.dates import DAY_FIRST, MONTH_FIRST, date_of

_ISO = re.compile(r"\d{4}-\d\d-\d\d|[12]\d{3}[01]\d[0-3]\dT")
# Seconds, or thousandths of them, since 1970: from 2001 to 2286.
_EPOCH = re.compile(r"([1-9]\d{9})(\d{3})?(?:\.\d+)?\Z")
# Days since the end of 1899 with the part of the day that is over.
_SERIAL = re.compile(r"([1-7]\d{4})[.,](\d+)\Z")
_SERIAL_START = date(1899, 12, 30)
_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2\d{4}(?!\d)")
_DATED = re.compile(r"\d{1,4}\D")


def reader_of(order: str, zone: str) -> Callable[[str], datetime]:
    """Read a moment in UTC; it raises `ValueRefused`.

    `order` decides where either figure may be the month, `zone` where none is named.
    """
    place = ZoneInfo(zone)
    read_any = moment_of(order, place)

    def read(cell: str) -> datetime:
        try:
            if _ISO.match(cell):
                at = datetime.fromisoformat(cell)
                return (at if at.tzinfo else at.replace(tzinfo=place)).astimezone(UTC)
            if found := _EPOCH.match(cell):
                thousandths = int(found[1]) * 1000 + int(found[2] or 0)
                return datetime.fromtimestamp(thousandths / 1000, UTC)
            if found := _SERIAL.match(cell):
                return _of_serial(int(found[1]), float(f"0.{found[2]}"), place)
        except (ValueError, OverflowError):
            pass  # other ways of writing begin alike
        return read_any(cell)

    return read


def order_in(cells: Iterable[str], country: str) -> str:
    """Which figure comes first: as one that is no month tells, or as is usual there."""
    for cell in cells:
        if found := _FIGURES.match(cell.strip()):
            if int(found[1]) > 12:
                return DAY_FIRST
            if int(found[3]) > 12:
                return MONTH_FIRST
    return order_of(country)


def share_of(cells: Sequence[str]) -> float:
    """How many of them say when and are no bare numbers, from none to all (1)."""
    return sum(map(_says_when, cells)) / len(cells) if cells else 0


def _says_when(cell: str) -> bool:
    if _EPOCH.match(cell):
        return True
    if not _DATED.match(cell) and not any(map(str.isalpha, cell)):
        return False
    try:
        date_of(DAY_FIRST)(cell)
    except ValueRefused:
        return False
    return True


def _of_serial(days: int, share: float, zone: ZoneInfo) -> datetime:
    day = _SERIAL_START + timedelta(days=days)
    seconds = round(share * 86_400)
    midnight = datetime.combine(day, time())
    return (midnight + timedelta(seconds=seconds)).replace(tzinfo=zone).astimezone(UTC)
