"""Days of the audience's calendar: of dates that are known, and of moments.

“In the last N days” means N days of the calendar, today included.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, TextField, Value
from django.db.models.functions import Collate
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import (
    gettext_lazy,
    ngettext,
    npgettext,
    pgettext_lazy,
)

from conditions.controls import DAYS, Day, Parts, Refused
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from accounts.navigation import Text
    from conditions.controls import Control
    from conditions.moments import At
    from contacts.conditions.shapes import Matched


def _in_order(days: dict[str, Any]) -> None:
    if days["first"] > days["last"]:
        raise Refused(_("The first day comes after the last."), input="last")


BETWEEN = Parts(
    {"first": Day(), "last": Day()},
    joint=pgettext_lazy("between two days", "and"),
    check=_in_order,
)

# The days from one on and before another; None for no end.
type Span = tuple[date | None, date | None]


def span_of(op: str, value: Any, at: At) -> Span:
    """The days for which a way to compare is true; of those that negate none."""
    one = timedelta(days=1)
    match op:
        case "on":
            day = date.fromisoformat(value)
            return day, day + one
        case "before":
            return None, date.fromisoformat(value)
        case "after":
            return date.fromisoformat(value) + one, None
        case "between":
            first, last = (date.fromisoformat(value[key]) for key in ("first", "last"))
            return first, last + one
        case "last":
            return at.first_of_last(value), at.today + one
        case "next":
            return at.today, at.today + timedelta(days=value)
    raise AssertionError(op)


_SAID = {
    "on": gettext_lazy("on %(day)s"),
    "before": gettext_lazy("before %(day)s"),
    "after": gettext_lazy("after %(day)s"),
    "between": gettext_lazy("between %(first)s and %(last)s"),
}


def in_words(op: str, value: Any) -> str:
    """The days of an operator in a sentence: “before 3 May 2026”. Also if it denies."""
    match op.removesuffix("_not"):
        case "last":
            text = ngettext("today", "in the last %(n)s days", value)
        case "next":
            text = npgettext("to come", "today", "in the next %(n)s days", value)
        case shape if shape in _SAID:
            days = value if isinstance(value, dict) else {"day": value}
            return str(_SAID[shape]) % {key: written(days[key]) for key in days}
        case _:
            return ""
    return text % {"n": value}


def written(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


def _of_dates(op: str) -> Callable[[Any, Any, At], Q]:
    """For dates written YYYY-MM-DD, which stand in the order of their letters.

    Most texts are too small or too large as they stand, which is sooner seen than
    whether they have the shape of a day.
    """

    def test(expression: Matched, value: Any, at: At) -> Q:
        first, end = (day and _text(day) for day in span_of(op, value, at))
        text = Collate(expression.text, "C")
        roughly = _within(text, first, None if first else end)
        return roughly & _within(expression, first, end)

    return test


def _of_moments(op: str) -> Callable[[Any, Any, At], Q]:
    def test(expression: Any, value: Any, at: At) -> Q:
        first, end = span_of(op, value, at)
        return _within(expression, *(day and at.beginning(day) for day in (first, end)))

    return test


def _within(expression: Any, first: Any, end: Any) -> Q:
    q = Q() if first is None else Q(GreaterThanOrEqual(expression, first))
    return q if end is None else q & Q(LessThan(expression, end))


def _text(day: date) -> Any:
    return Value(day.isoformat(), TextField())


def _ways(
    tested: Callable[[str], Callable[[Any, Any, At], Q]], clause: Text, denial: Text
) -> tuple[Way, ...]:
    def way(op: str, label: Text, control: Control, negates: str = "") -> Way:
        said = denial if negates else clause
        turns = op in {"last", "next"}
        found = not negates
        return Way(op, label, control, negates, said, tested(op), turns, found)

    return (
        way("on", gettext_lazy("is on"), Day()),
        way("before", gettext_lazy("is before"), Day()),
        way("after", gettext_lazy("is after"), Day()),
        way("between", gettext_lazy("is between"), BETWEEN),
        way("last", gettext_lazy("is in the last … days"), DAYS),
        way("last_not", gettext_lazy("is not in the last … days"), DAYS, "last"),
        way("next", gettext_lazy("is in the next … days"), DAYS),
        way("next_not", gettext_lazy("is not in the next … days"), DAYS, "next"),
    )


DATE_WAYS = _ways(
    _of_dates,
    pgettext_lazy("of a day", "whose %(what)s is %(value)s"),
    pgettext_lazy("of a day", "whose %(what)s is not %(value)s"),
)
# What has happened is not to come.
MOMENT_WAYS = _ways(
    _of_moments,
    gettext_lazy("who were %(what)s %(value)s"),
    gettext_lazy("who were not %(what)s %(value)s"),
)[:-2]
