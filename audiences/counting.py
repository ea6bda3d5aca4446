"""Counters: one statement per batch of changes, in the transaction that makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.utils import timezone

if TYPE_CHECKING:
    from audiences.models import Audience, Counter

# Whoever counts is the only one in the audience until the transaction ends: verbs that
# count several things, each in its own order, never deadlock.
COUNTING = """
SELECT pg_advisory_xact_lock(hashtextextended('audiences.counting', %s)) OFFSET 0
"""
ADD = f"""
INSERT INTO audiences_counter AS c (audience_id, kind, key, n)
SELECT %s, %s, change.key, change.n
FROM ({COUNTING}) AS held, unnest(%s::text[], %s::bigint[]) AS change(key, n)
WHERE change.n <> 0
ORDER BY change.key
ON CONFLICT (audience_id, kind, key) DO UPDATE SET n = c.n + excluded.n
"""
ADD_DAY = """
INSERT INTO audiences_dailycount AS d (audience_id, day, key, change)
SELECT %s, %s, change.key, change.n
FROM unnest(%s::text[], %s::bigint[]) AS change(key, n)
WHERE change.n <> 0
ORDER BY change.key
ON CONFLICT (audience_id, day, key) DO UPDATE SET change = d.change + excluded.change
"""
# In the order in which they are given: whoever holds several takes them in one.
HOLD = """
SELECT pg_advisory_xact_lock(hashtextextended('audiences.adding.' || part, %s))
FROM unnest(%s::int[]) AS part
"""
TAKE = """
INSERT INTO audiences_counter AS c (audience_id, kind, key, n)
VALUES (%s, 'ordinal', '', %s)
ON CONFLICT (audience_id, kind, key) DO UPDATE SET n = c.n + excluded.n
RETURNING n
"""


class CounterManager(models.Manager["Counter"]):
    def add(self, audience: Audience, kind: str, changes: Mapping[str, int]) -> None:
        """Add to the counters of this kind; status counts are kept by day as well."""
        if not any(changes.values()):
            return
        keys, numbers = list(changes), list(changes.values())
        with connection.cursor() as cursor:
            cursor.execute(ADD, [audience.pk, kind, audience.pk, keys, numbers])
            if kind == self.model.Kind.STATUS:
                today = timezone.localdate(timezone=ZoneInfo(audience.time_zone))
                cursor.execute(ADD_DAY, [audience.pk, today, keys, numbers])

    def correct(
        self,
        audience: Audience,
        changes: Mapping[str, Mapping[str, int]],
        days: Mapping[str, int],
    ) -> None:
        """Add to the counters of each kind, and to today by status, what they lack."""
        today = timezone.localdate(timezone=ZoneInfo(audience.time_zone))
        with connection.cursor() as cursor:
            for kind, lacking in sorted(changes.items()):
                keys, numbers = list(lacking), list(lacking.values())
                cursor.execute(ADD, [audience.pk, kind, audience.pk, keys, numbers])
            if days:
                keys, numbers = list(days), list(days.values())
                cursor.execute(ADD_DAY, [audience.pk, today, keys, numbers])

    def hold_adding(self, audience: Audience, parts: Iterable[int]) -> None:
        """Until the transaction ends, nobody else adds addresses of these parts.

        Whoever adds some, or gives one another address, holds this first of all locks;
        which parts these are, `audiences.parts` says.
        """
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [audience.pk, sorted(parts)])

    def take_ordinals(self, audience: Audience, n: int) -> int:
        """Reserve `n` ordinals, locked until the transaction ends; return the first."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [audience.pk, n])
            (following,) = cursor.fetchone()
        return int(following) - n

    def by_key(self, audience: Audience, kind: str) -> dict[str, int]:
        rows = self.filter(audience=audience, kind=kind).values_list("key", "n")
        return dict(rows)

    def by_audience(self, audiences: list[Audience]) -> dict[int, dict[str, int]]:
        """The status counts of several audiences, by audience id."""
        counts: dict[int, dict[str, int]] = {a.pk: {} for a in audiences}
        rows = self.filter(audience__in=audiences, kind=self.model.Kind.STATUS)
        for audience_id, key, n in rows.values_list("audience_id", "key", "n"):
            counts[audience_id][key] = n
        return counts


def totals_by_day(today: int, changes: Mapping[date, int], last: date) -> list[int]:
    """The totals of the 30 days up to `last`, from that of today and the changes."""
    totals = [today]
    for back in range(29):
        totals.append(totals[-1] - changes.get(last - timedelta(days=back), 0))
    return totals[::-1]
