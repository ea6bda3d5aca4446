"""Birthdays, kept as MM-DD. Who was born on 29 February has it on the 28th in years
that have no 29th.
"""

from __future__ import annotations

import calendar
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, TextField, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact, In
from django.utils.dates import MONTHS
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from conditions.controls import Choice, Number, Parts, Refused
from contacts import values
from contacts.conditions import days
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from datetime import date

    from conditions.moments import At

MONTH = Choice(lambda: MONTHS)
NUMBER_OF_DAY = Number(whole=True, least=1, most=31)


def _is_there(day: dict[str, Any]) -> None:
    _first, days = calendar.monthrange(2000, day["month"])  # a leap year
    if day["day"] > days:
        raise Refused(gettext("There is no such day."), input="day")


DAY_OF_YEAR = Parts({"day": NUMBER_OF_DAY, "month": MONTH}, check=_is_there)
# Beyond a year everybody has had one.
AHEAD = Number(whole=True, least=1, most=366, unit=_("days"))


def texts_of(first: date, days: int) -> list[str]:
    """The birthdays that fall on one of so many days."""
    found = []
    for n in range(days):
        day = first + timedelta(days=n)
        found.append(f"{day:%m-%d}")
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            found.append("02-29")
    return found


def in_words(op: str, value: Any) -> str:
    match op:
        case "on" | "on_not":
            text = f"{value['month']:02}-{value['day']:02}"
            return values.in_words("birthday", text)
        case "month":
            return str(MONTHS[value])
        case "next":
            return days.in_words("next", value)
    return ""


def _on(expression: Any, value: dict[str, int], at: At) -> Q:
    text = f"{value['month']:02}-{value['day']:02}"
    return Q(Exact(expression, Value(text, TextField())))


def _month(expression: Any, value: int, at: At) -> Q:
    return Q(Exact(Left(expression, 3), Value(f"{value:02}-", TextField())))


def _this_month(expression: Any, value: None, at: At) -> Q:
    return _month(expression, at.today.month, at)


def _today(expression: Any, value: None, at: At) -> Q:
    return _next(expression, 1, at)


def _next(expression: Any, value: int, at: At) -> Q:
    return Q(In(expression, texts_of(at.today, value)))


BIRTHDAY_WAYS = (
    Way(
        "today",
        _("is today"),
        clause=_("whose %(what)s is today"),
        test=_today,
        turns=True,
        by_index=True,
    ),
    Way(
        *("next", _("is in the next … days"), AHEAD),
        clause=pgettext_lazy("of a day", "whose %(what)s is %(value)s"),
        test=_next,
        turns=True,
        by_index=True,
    ),
    Way(
        *("this_month", _("is this month")),
        clause=_("whose %(what)s is this month"),
        test=_this_month,
        turns=True,
    ),
    Way(
        *("month", _("is in the month")),
        control=MONTH,
        clause=_("whose %(what)s is in %(value)s"),
        test=_month,
    ),
    Way(
        *("on", _("is on"), DAY_OF_YEAR),
        clause=_("whose %(what)s is on %(value)s"),
        test=_on,
        by_index=True,
    ),
    Way(
        *("on_not", _("is not on"), DAY_OF_YEAR, "on"),
        clause=_("whose %(what)s is not on %(value)s"),
    ),
)
