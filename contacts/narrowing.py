"""Which part of what happened is wanted: a kind and a period, said in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import kinds

# By what stands in the URL: how many days back, today among them.
PERIODS = {"7": 7, "30": 30, "90": 90, "12m": 365}
RANGE = "range"
# Nothing happened before; dates far off would leave the calendar in other zones.
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2200, 1, 1)

PERIOD_LABELS: dict[str, Promise] = {
    "": gettext_lazy("All time"),
    "7": gettext_lazy("Last 7 days"),
    "30": gettext_lazy("Last 30 days"),
    "90": gettext_lazy("Last 90 days"),
    "12m": gettext_lazy("Last 12 months"),
    RANGE: gettext_lazy("A range of days…"),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Days are those of the time zone that is active: the audience's."""

    kind: str = ""
    period: str = ""
    first: date | None = None
    last: date | None = None
    problem: str = ""  # why the range is none

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """What a query string asks for; what makes no sense is left out."""
        kind, period = query.get("type", ""), query.get("period", "")
        kind = kind if kind in kinds else ""
        if period != RANGE:
            return cls(kind, period if period in PERIODS else "")
        first, last = _day(query.get("from", "")), _day(query.get("to", ""))
        problem = ""
        if first and last and first > last:
            problem = _("The first day comes after the last one.")
        elif not (first or last) and (query.get("from") or query.get("to")):
            problem = _("This is not a day of the calendar.")
        return cls(kind, RANGE, first, last, problem)

    def to_query(self) -> list[tuple[str, str]]:
        pairs = [("type", self.kind), ("period", self.period)]
        pairs += [("from", str(self.first or "")), ("to", str(self.last or ""))]
        return [(name, value) for name, value in pairs if value]

    @property
    def query_string(self) -> str:
        return urlencode(self.to_query())

    @property
    def narrows(self) -> bool:
        return bool(self.kind or self.period)

    @property
    def since(self) -> datetime | None:
        """The moment at which the period begins."""
        if self.period in PERIODS:
            days = timedelta(days=PERIODS[self.period] - 1)
            return _midnight(timezone.localdate() - days)
        return _midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1)) if self.last else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return min(max(day, FIRST_DAY), LAST_DAY)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
