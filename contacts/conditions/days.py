"""Days of the audience's calendar: of dates that are known, and of moments.

“In the last N days” means N days of the calendar, today included.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, TextField, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conditions.controls import DAYS, Day, Parts
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from conditions.moments import At

BETWEEN = Parts(
    {"first": Day(), "last": Day()}, joint=pgettext_lazy("between two days", "and")
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


def in_words(op: str, value: Any) -> str:
    if op in {"last", "last_not", "next", "next_not"}:
        return str(value)
    if op in {"between", "between_not"}:
        said = {key: _day(value[key]) for key in ("first", "last")}
        return _("%(first)s and %(last)s") % said
    return "" if value is None else _day(value)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


def _of_dates(op: str) -> Callable[[Any, Any, At], Q]:
    """For dates written YYYY-MM-DD, which stand in the order of their letters."""

    def test(expression: Any, value: Any, at: At) -> Q:
        first, end = span_of(op, value, at)
        return _within(expression, *(day and _text(day) for day in (first, end)))

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


def _ways(tested: Callable[[str], Callable[[Any, Any, At], Q]]) -> tuple[Way, ...]:
    return (
        Way(
            *("on", gettext_lazy("is on"), Day()),
            clause=gettext_lazy("whose %(what)s is on %(value)s"),
            test=tested("on"),
        ),
        Way(
            *("before", gettext_lazy("is before"), Day()),
            clause=gettext_lazy("whose %(what)s is before %(value)s"),
            test=tested("before"),
        ),
        Way(
            *("after", gettext_lazy("is after"), Day()),
            clause=gettext_lazy("whose %(what)s is after %(value)s"),
            test=tested("after"),
        ),
        Way(
            *("between", gettext_lazy("is between"), BETWEEN),
            clause=gettext_lazy("whose %(what)s is between %(value)s"),
            test=tested("between"),
        ),
        Way(
            *("last", gettext_lazy("is in the last … days"), DAYS),
            clause=gettext_lazy("whose %(what)s is in the last %(value)s days"),
            test=tested("last"),
            turns=True,
        ),
        Way(
            *("last_not", gettext_lazy("is not in the last … days"), DAYS, "last"),
            clause=gettext_lazy("whose %(what)s is not in the last %(value)s days"),
        ),
    )


MOMENT_WAYS = _ways(_of_moments)
DATE_WAYS = (
    *_ways(_of_dates),
    Way(
        *("next", gettext_lazy("is in the next … days"), DAYS),
        clause=gettext_lazy("whose %(what)s is in the next %(value)s days"),
        test=_of_dates("next"),
        turns=True,
    ),
    Way(
        *("next_not", gettext_lazy("is not in the next … days"), DAYS, "next"),
        clause=gettext_lazy("whose %(what)s is not in the next %(value)s days"),
    ),
)
