"""When SMS may be sent, country by country: what laws and charters of operators say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` until `closes` by the clock of whoever receives it."""

    opens: time
    closes: time
    closed_on: frozenset[int] = frozenset()  # days of the week, Monday is 0
    holidays: Callable[[int], frozenset[date]] | None = None  # of a year

    def are_on(self, day: date) -> bool:
        if day.weekday() in self.closed_on:
            return False
        return self.holidays is None or day not in self.holidays(day.year)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def holidays_of_france(year: int) -> frozenset[date]:
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    after_easter = [1, 39, 50]  # its Monday, Ascension, the Monday of Whitsun
    moving = [easter(year) + timedelta(days=n) for n in after_easter]
    return frozenset([*(date(year, month, day) for month, day in fixed), *moving])


EVERYWHERE = Hours(time(8), time(21))
FRANCE = Hours(time(8), time(22), frozenset({SUNDAY}), holidays_of_france)
COUNTRIES = {
    # The charter of the operators: not at night, on Sundays and on public holidays.
    **dict.fromkeys(["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"], FRANCE),
    "US": Hours(time(8), time(21)),  # TCPA
}


def hours_of(country: str) -> Hours:
    return COUNTRIES.get(country, EVERYWHERE)
