"""Dates and birthdays, in the ways they are usually written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import formats

from contacts.values.months import MONTHS, WEEKDAYS
from contacts.values.refusing import ValueRefused

DAY_FIRST, MONTH_FIRST = "day", "month"
# Where 3/4 is the fourth of March to nearly everybody.
MONTH_FIRST_COUNTRIES = frozenset("US PR VI GU AS MP UM PW FM MH PH BZ".split())

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T].*)?\Z")
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)\Z")
_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[ T,].*)?\Z")
_BIRTHDAY = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\.?(?:\2(\d{2,4}))?\Z")
# Days since the end of 1899, as a spreadsheet counts: 1927 to 2118.
_SERIAL = re.compile(r"([1-7]\d{4})(?:[.,]\d+)?\Z")
_SERIAL_START = date(1899, 12, 30)
_TIME = re.compile(r"\b\d{1,2}:\d\d\S*(?:\s*[ap]\.?m\b\.?)?(?:\s*[+-]\d{4})?")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 60


def order_of(country: str) -> str:
    """Which comes first in a country's dates of figures alone."""
    return MONTH_FIRST if country in MONTH_FIRST_COUNTRIES else DAY_FIRST


def date_of(order: str) -> Callable[[str], str]:
    """Read a date as YYYY-MM-DD; `order` decides where either part may be the month."""

    def read(cell: str) -> str:
        if found := _ISO.match(cell):
            return _iso("date", int(found[1]), int(found[3]), int(found[4]))
        if found := _FIGURES.match(cell):
            month, day = _arranged(int(found[1]), int(found[3]), order)
            return _iso("date", int(found[4]), month, day)
        if found := _COMPACT.match(cell):
            return _iso("date", int(found[1]), int(found[2]), int(found[3]))
        if found := _SERIAL.match(cell):
            return (_SERIAL_START + timedelta(days=int(found[1]))).isoformat()
        year, month, day = _named("date", cell)
        if not year:
            raise ValueRefused("date")
        return _iso("date", year, month, day)

    return read


def birthday_of(order: str, usual: str) -> Callable[[str], str]:
    """Read a month and day as MM-DD, from those or from a whole date.

    `order` decides where either part may be the month. Without one, `usual` does for
    whole dates; the others are read as other services write them, month first.
    """
    whole = date_of(order or usual)

    def order_in(sign: str, year: str | None) -> str:
        if sign == "-" and not year:  # how a birthday is kept and written out
            return MONTH_FIRST
        if order or year:
            return order or usual
        return DAY_FIRST if sign == "." else MONTH_FIRST

    def read(cell: str) -> str:
        if found := _BIRTHDAY.match(cell):
            first = order_in(found[2], found[4])
            month, day = _arranged(int(found[1]), int(found[3]), first)
        elif any(map(str.isalpha, cell)) and not _ISO.match(cell):
            _year, month, day = _named("birthday", cell)
        else:
            return _of_date(whole, cell)
        return _iso("birthday", 2000, month, day)[5:]

    return read


def date_in_words(value: str, order: str = "") -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    shapes = {DAY_FIRST: "d/m/Y", MONTH_FIRST: "m/d/Y"}
    return formats.date_format(day, shapes.get(order, "j F Y"))


def birthday_in_words(value: str, order: str = "") -> str:
    month, _dash, day = value.partition("-")
    try:
        on = date(2000, int(month), int(day))  # a leap year
    except ValueError:
        return value
    if order:
        return formats.date_format(on, "d/m" if order == DAY_FIRST else "m/d")
    return f"{on.day} {formats.date_format(on, 'F')}"


def _of_date(whole: Callable[[str], str], cell: str) -> str:
    try:
        return whole(cell)[5:]
    except ValueRefused:
        raise ValueRefused("birthday") from None


def _arranged(first: int, second: int, order: str) -> tuple[int, int]:
    """The month and the day: as the figures must be, else in the usual order."""
    if first > 12 or (second <= 12 and order != MONTH_FIRST):
        return second, first
    return first, second


def _named(reason: str, cell: str) -> tuple[int, int, int]:
    """Year (0 for none), month and day of a date that names its month."""
    if len(cell) > _LONGEST:
        raise ValueRefused(reason)
    words = _WORDS.findall(_TIME.sub(" ", cell.casefold()))
    months = [MONTHS[word] for word in words if word in MONTHS]
    if len(months) > 1 and words[0] in WEEKDAYS:  # "mar" is Tuesday as well
        months = months[1:]
    figures = [word for word in words if word.isdecimal()]
    years = [int(word) for word in figures if len(word) == 4]
    days = [int(word) for word in figures if len(word) <= 2]
    if len(months) != 1 or len(years) > 1 or len(days) != 1:
        raise ValueRefused(reason)
    return (years[0] if years else 0), months[0], days[0]


def _iso(reason: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueRefused(reason) from None
