"""How often each name was reported: by day, by how many people, and when last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.templatetags.ui import short_day
from conditions.asking import TooSlow, bounded
from events import retention

if TYPE_CHECKING:
    from audiences.models import Audience
    from events.models import CustomEvent

DAYS_IN_LIST, DAYS_ON_PAGE = 30, 60
PATIENCE = 0.5  # seconds

BY_DAY = """
SELECT name_id, day, sum(n)::bigint FROM events_eventday
WHERE audience_id = %(audience)s AND name_id = ANY (%(names)s) AND day > %(after)s
GROUP BY name_id, day
"""
# Asked of the log alone, which an index leads into from its newest month on.
LAST = """
SELECT of.name_id, last.occurred_at
FROM unnest(%(names)s::int[]) AS of (name_id), LATERAL (
    SELECT e.occurred_at FROM events_event e
    WHERE e.kind = 'custom' AND e.audience_id = %(audience)s
      AND e.name_id = of.name_id
      AND e.occurred_at >= coalesce(%(since)s::timestamptz, '-infinity')
    ORDER BY e.occurred_at DESC LIMIT 1
) AS last
"""
PEOPLE = """
SELECT t.name_id, count(*) FROM events_eventtotal t
JOIN contacts_contact c ON c.audience_id = %(audience)s AND c.id = t.contact_id
WHERE t.audience_id = %(audience)s AND t.name_id = ANY (%(names)s)
  AND c.archived_at IS NULL
GROUP BY t.name_id
"""


@dataclass(frozen=True, slots=True)
class OnDay:
    day: date
    n: int


@dataclass(frozen=True, slots=True)
class Volume:
    """One name; `people` is None where it took too long to count them."""

    event: CustomEvent
    days: list[OnDay]
    people: int | None
    last_at: datetime | None

    @property
    def n(self) -> int:
        return sum(each.n for each in self.days)

    @property
    def labels(self) -> list[str]:
        today = self.days[-1].day
        return [short_day(each.day, today) for each in self.days]

    @property
    def values(self) -> list[int]:
        return [each.n for each in self.days]

    @property
    def newest_first(self) -> list[OnDay]:
        return self.days[::-1]

    @property
    def most(self) -> int:
        return max(each.n for each in self.days)


def volumes(
    audience: Audience, events: Sequence[CustomEvent], days: int = DAYS_IN_LIST
) -> list[Volume]:
    """Of each in their order, asked for all at once; up to today in the audience."""
    if not events:
        return []
    today = timezone.localdate(timezone=ZoneInfo(audience.time_zone))
    params: dict[str, Any] = {
        "audience": audience.pk,
        "names": [event.name_id for event in events],
        "after": today - timedelta(days=days),
        "since": retention.cutoff_of(audience.account),
    }
    by_day: dict[int, dict[date, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY, params)
        for name_id, day, n in cursor.fetchall():
            by_day[name_id][day] = n
        cursor.execute(LAST, params)
        last = dict(cursor.fetchall())
    people = _people(params)
    shown = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [
        Volume(
            event,
            [OnDay(day, by_day[event.name_id].get(day, 0)) for day in shown],
            None if people is None else people.get(event.name_id, 0),
            last.get(event.name_id),
        )
        for event in events
    ]


def _people(params: dict[str, Any]) -> dict[int, int] | None:
    try:
        with bounded(PATIENCE), connection.cursor() as cursor:
            cursor.execute(PEOPLE, params)
            return dict(cursor.fetchall())
    except TooSlow:
        return None
