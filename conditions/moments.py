"""The moment a tree is looked at, and the calendar of its audience around it.

Taken once and handed on, so that every condition of a tree means the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.utils import timezone

if TYPE_CHECKING:
    from audiences.models import Audience


@dataclass(frozen=True, slots=True)
class At:
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, audience: Audience, now: datetime | None = None) -> Self:
        return cls(now or timezone.now(), ZoneInfo(audience.time_zone))

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def beginning(self, day: date) -> datetime:
        """The first moment of the day; where the clock leaps over it, the next one."""
        return datetime.combine(day, time.min, self.zone)

    @property
    def midnight(self) -> datetime:
        """When the day is over, and with it what is said of today."""
        return self.beginning(self.today + timedelta(days=1))

    def first_of_last(self, days: int) -> date:
        """The first of the last so many days, today included."""
        return self.today - timedelta(days=days - 1)
