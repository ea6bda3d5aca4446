"""Which columns of a file say when something happened, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from contacts.values import ValueRefused, order_of
from contacts.values.dates import DAY_FIRST, MONTH_FIRST, date_of
from contacts.values.moments import is_since_1970

_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2\d{4}(?!\d)")
_DATED = re.compile(r"\d{1,4}\D")


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
    if is_since_1970(cell):
        return True
    if not _DATED.match(cell) and not any(map(str.isalpha, cell)):
        return False
    try:
        date_of(DAY_FIRST)(cell)
    except ValueRefused:
        return False
    return True
